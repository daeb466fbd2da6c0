"""The help that F1 opens: what one does on this screen, and every key of it."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import Action
from tui.settings import styles
from tui.widgets.key_bar import KeyBar
from tui.widgets.prose import Prose
from tui.words import _


class HelpScreen(ModalScreen[None]):
    """What a screen is for and its keys; arrows scroll, Escape closes."""

    CSS_PATH = styles() / "dialogs.tcss"
    BINDINGS = [Binding("escape,f1,q,enter", "dismiss", _("Close"), id="help.close")]

    def __init__(self, title: str, text: str, here: list[Action], anywhere: list[Action]) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._here = here
        self._anywhere = anywhere

    def compose(self) -> ComposeResult:
        """Words, keys of the screen, keys that work everywhere."""
        with VerticalGroup(classes="dialog", id="help") as dialog:
            dialog.border_title = self._title
            with VerticalScroll():
                yield Prose(self._text.strip())
                yield from _section(_("Keys on this screen"), self._here)
                yield from _section(_("Keys on every screen"), self._anywhere)
        yield KeyBar()


def _section(title: str, actions: list[Action]) -> ComposeResult:
    """A title and a table of keys."""
    if not actions:
        return
    yield Static(title, classes="dialog-title", markup=False)
    keys = [" ".join(dict.fromkeys(action.keys)) for action in actions]
    width = max(map(len, keys))
    lines = [
        Content.assemble((key.ljust(width), "$accent"), "  ", action.words)
        for key, action in zip(keys, actions, strict=True)
    ]
    yield Static(Content("\n").join(lines))
