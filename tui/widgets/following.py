"""A scroll view that follows its end until one scrolls up, and again once the end is in view.

It jumps, it does not glide: over ssh and inside tmux every frame of a glide is a repaint.
"""

from textual.binding import Binding
from textual.reactive import var
from textual.scroll_view import ScrollView

from tui.words import _

SIDEWAYS = 8
"""Columns that one key scrolls."""


class FollowingView(ScrollView):
    """Whoever changes `virtual_size` calls `stay` afterwards."""

    BINDINGS = [
        Binding("end", "follow", _("Follow"), id="view.follow", tooltip=_("Follow what comes")),
    ]
    following: var[bool] = var(True, bindings=True)
    """The end is in view, and stays there."""

    def go_to(self, row: float) -> None:
        """Let a row be the first in view."""
        self.scroll_to(y=row, animate=False, immediate=True, force=True)

    def stay(self, top: int) -> None:
        """Be at the end where that was so; otherwise at the row `top`."""
        self.go_to(self.max_scroll_y if self.following else top)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow only where the end is in view."""
        super().watch_scroll_y(old_value, new_value)
        self.following = new_value >= self.max_scroll_y

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to follow only where that is not done already."""
        if action == "follow":
            return not self.following
        return super().check_action(action, parameters)

    def action_follow(self) -> None:
        """Go to the end, and follow it."""
        self.go_to(self.max_scroll_y)

    def action_scroll_home(self) -> None:
        """Go to the beginning."""
        self.go_to(0)

    def action_page_up(self) -> None:
        """Go up by a window."""
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Go down by a window."""
        self.scroll_page_down(animate=False)

    def action_scroll_left(self) -> None:
        """Go to the left."""
        self.scroll_relative(x=-SIDEWAYS, animate=False)

    def action_scroll_right(self) -> None:
        """Go to the right."""
        self.scroll_relative(x=SIDEWAYS, animate=False)
