"""How a conversation goes: in words, and what is not as usual about it."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.beacon import State
from tui.screens.console import wording
from tui.screens.console.talk import Talk


class StateLine(Horizontal):
    """Words on the left, TLS, telnet, repetition and files on the right."""

    def __init__(self) -> None:
        super().__init__(id="console-state")

    def compose(self) -> ComposeResult:
        """From left to right."""
        yield Static(id="console-status", markup=False)
        yield Static(id="console-summary", markup=False)

    def show(self, talk: Talk) -> None:
        """Show this one; repaints only what changed."""
        status = self.query_one("#console-status", Static)
        status.set_class(talk.state is State.FAILED, "-wrong")
        write(status, talk.words)
        write(self.query_one("#console-summary", Static), wording.summary(talk))


def write(static: Static, words: str) -> None:
    """Show words, unless they are there already."""
    if static.content != words:
        static.update(words)
