"""The styles of a wire: of both directions, of what travelled, of what we say about it."""

from typing import NamedTuple

from rich.style import Style
from textual.widget import Widget

from tui.clients.wire import Direction

PARTS = {
    f"wire-log--{part}"
    for part in (
        *("sent", "received", "sent-below", "received-below", "note"),
        *("faint", "remark", "told", "detail", "odd", "sought"),
    )
}

CSS = """
WireLog {
    width: 1fr;
    height: 1fr;
    overflow-x: auto;
    overflow-y: scroll;
    scrollbar-size: 1 1;
    background: $surface;
    &:focus { background-tint: $foreground 3%; }
    & > .wire-log--sent { color: $text-primary; text-style: bold; }
    & > .wire-log--received { color: $text-success; text-style: bold; }
    & > .wire-log--sent-below { color: $text-primary; }
    & > .wire-log--received-below { color: $text-success; }
    & > .wire-log--note { color: $text-muted; text-style: italic; }
    & > .wire-log--faint { color: $text-muted; }
    & > .wire-log--remark { color: $text-muted; text-style: italic; }
    & > .wire-log--told { color: $text-accent; text-style: italic; }
    & > .wire-log--detail { color: $foreground; text-style: italic; }
    & > .wire-log--odd { color: $text-error; text-style: bold; }
    & > .wire-log--sought { color: $background; background: $warning; }
}
"""


class Styles(NamedTuple):
    """The styles of a theme."""

    plain: Style
    faint: Style
    note: Style
    remark: Style
    told: Style
    detail: Style
    odd: Style
    sought: Style
    signs: dict[Direction, Style]


def styles_of(widget: Widget) -> Styles:
    """Ask a widget with these parts."""

    def part(name: str) -> Style:
        return widget.get_component_rich_style(f"wire-log--{name}")

    return Styles(
        plain=widget.rich_style,
        faint=part("faint"),
        note=part("note"),
        remark=part("remark"),
        told=part("told"),
        detail=part("detail"),
        odd=part("odd"),
        sought=part("sought"),
        signs={direction: part(direction.value) for direction in Direction},
    )
