"""The line of conversations, above all else where there is more than one."""

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tui.screens.console.talk import Talk

SIGNS = {True: "●", False: "○"}
"""Somebody is on the line, or nobody."""


class TalkStrip(Widget):
    """Names in their order; a click shows one."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="console-strip")
        self.set_reactive(Widget.auto_links, False)
        self._facts: tuple[tuple[int, str, bool, bool, bool], ...] = ()

    def show(self, talks: list[Talk], current: Talk) -> None:
        """Show these; repaints only where something else is to be seen."""
        facts = tuple(
            (talk.id, talk.name, talk.is_connected, talk.is_news, talk is current) for talk in talks
        )
        self.display = len(talks) > 1
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def render(self) -> Content:
        """Each with its number, a sign, and a + where something came that nobody saw."""
        room = max(4, self.size.width // max(1, len(self._facts)) - 7)
        tabs = []
        for place, (number, name, connected, news, here) in enumerate(self._facts, 1):
            short = name if len(name) <= room else f"{name[: room - 1]}…"
            words = f" {place} {SIGNS[connected]} {short}{'+' if news else ''} "
            style = "bold $background on $primary" if here else ""
            press = Style.from_meta({"@click": f"screen.show_talk({number})"})
            tabs.append(Content.styled(words, style).stylize(press))
        names = Content(" ").join(tabs)
        keys = Content.styled("alt+← →", "$text-muted")
        spare = self.size.width - names.cell_length - keys.cell_length - 1
        return names if spare < 1 else Content.assemble(names, " " * spare, keys)
