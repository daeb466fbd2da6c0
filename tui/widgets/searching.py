"""Finding words in a long view: `/` asks for them, `n` and `N` go on."""

from textual.binding import Binding
from textual.reactive import var

from tui.widgets.following import FollowingView
from tui.words import _


class SearchableView(FollowingView):
    """A view in which words are found; whoever inherits says in which row."""

    BINDINGS = [
        Binding(
            "slash", "find", _("Find"), id="view.find", key_display="/", tooltip=_("Find words")
        ),
        Binding("n", "find_on(1)", _("Next"), id="view.next", tooltip=_("Find them further down")),
        Binding(
            "N",
            "find_on(-1)",
            _("Previous"),
            id="view.previous",
            show=False,
            tooltip=_("Find them further up"),
        ),
    ]
    sought: var[str] = var("", bindings=True)
    """The words that are looked for."""

    def find_row(self, words: str, by: int) -> int | None:
        """Return the next row that holds the words, or the one before; the last to begin with."""
        raise NotImplementedError

    def watch_sought(self) -> None:
        """Show where they are, or no more."""
        self.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Go on only where something is looked for."""
        if action == "find_on":
            return bool(self.sought)
        return super().check_action(action, parameters)

    def action_find(self) -> None:
        """Ask what to look for; nothing ends the search."""
        from tui.dialogs import Ask

        label = _("Capitals or not is all the same; nothing ends the search.")
        self.app.push_screen(Ask(_("Find"), label, self.sought), self._seek)

    def action_find_on(self, by: int) -> None:
        """Go to the next place, or say that there is none."""
        row = self.find_row(self.sought, by)
        if row is None:
            self.notify(_("That is nowhere here."), markup=False)
        else:
            self.go_to(max(0, row - self.size.height // 2))

    def _seek(self, words: str | None) -> None:
        if words is not None:
            self.sought = words
            if words:
                self.action_find_on(-1)
