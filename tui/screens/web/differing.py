"""Two exchanges and what differs between them: heads, fields, body, times."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.bodies.rows import Part, ReadyRows, Row
from tui.exchanges.difference import Section, compare
from tui.exchanges.entry import Kept
from tui.screens.web import past_line
from tui.screens.web.differing_rows import LEFT, RIGHT, rows
from tui.screens.web.sheet import Sheet
from tui.settings import styles
from tui.widgets.key_bar import KeyBar
from tui.words import _


class DifferenceSheet(Sheet):
    """Rows in which what is only left and what is only right have their colours."""

    COMPONENT_CLASSES: ClassVar[set[str]] = Sheet.COMPONENT_CLASSES | {
        "sheet--left",
        "sheet--right",
    }


class Differing(ModalScreen[None]):
    """The older one is left, the newer one right."""

    CSS_PATH = [styles() / "web.tcss", styles() / "web_past.tcss"]
    AUTO_FOCUS = "DifferenceSheet"
    BINDINGS = [
        Binding(
            "f,enter",
            "fold",
            _("Unfold"),
            id="differing.fold",
            tooltip=_("Show what is the same, or fold it again"),
        ),
        Binding("escape,q", "dismiss(None)", _("Close"), id="differing.close"),
    ]

    folded: var[bool] = var(True, init=False)
    """Of what is the same only the edges are shown."""

    def __init__(self, one: Kept, other: Kept) -> None:
        super().__init__()
        self.one = one
        self.other = other
        self._sections: Sequence[Section] | None = None
        self._made: list[Row] = []
        self._made_for: tuple[int, bool] | None = None
        """The columns for which the rows were made, and whether they are folded."""

    def compose(self) -> ComposeResult:
        """Which two, and what differs."""
        with VerticalGroup(classes="framed") as frame:
            frame.border_title = _("Comparison")
            yield Static(_named(LEFT, self.one), classes="differing-left", markup=False)
            yield Static(_named(RIGHT, self.other), classes="differing-right", markup=False)
            yield DifferenceSheet()
        yield KeyBar()

    def on_mount(self) -> None:
        """Compare them."""
        self._show()
        self._compare()

    def action_fold(self) -> None:
        """Show what is the same too, or fold it."""
        self.folded = not self.folded
        self._show()

    @work(exclusive=True, group="compare")
    async def _compare(self) -> None:
        self._sections = await asyncio.to_thread(compare, self.one, self.other)
        self._show()

    def _show(self) -> None:
        self.query_one(DifferenceSheet).show(self._rows, stay=True)

    def _rows(self, columns: int) -> ReadyRows:
        """Return the rows for so many columns, once a thread has made them."""
        if self._made_for == (columns, self.folded):
            return ReadyRows(self._made)
        if self._sections is not None:
            self._lay_out(self._sections, columns, folded=self.folded)
        return ReadyRows([(Part(_("Comparing…"), "faint"),)])

    @work(exclusive=True, group="lay out")
    async def _lay_out(self, sections: Sequence[Section], columns: int, *, folded: bool) -> None:
        self._made = await asyncio.to_thread(rows, sections, columns, folded=folded)
        self._made_for = columns, folded
        self._show()


def _named(sign: str, kept: Kept) -> str:
    """Say which one it is: its sign, when, and what was asked."""
    when = f"{kept.started.astimezone():%Y-%m-%d %H:%M:%S}"
    return f"{sign}{when}  {past_line.asked(kept.draft)}"
