"""The keys of the chat screen."""

from textual.binding import Binding, BindingType

from tui.words import _

KEYS: list[BindingType] = [
    Binding(
        "ctrl+n",
        "next_unread",
        _("Unread"),
        id="chat.unread",
        tooltip=_("Open the next conversation with something unread"),
    ),
    Binding(
        "alt+down",
        "step(1)",
        _("Next"),
        id="chat.next",
        key_display="alt+↓",
        tooltip=_("Open the next in the list of rooms and people"),
    ),
    Binding(
        "alt+up",
        "step(-1)",
        _("Previous"),
        id="chat.previous",
        show=False,
        key_display="alt+↑",
        tooltip=_("Open the previous in the list of rooms and people"),
    ),
    Binding(
        "pageup",
        "page(-1)",
        _("Older"),
        id="chat.older",
        show=False,
        tooltip=_("Read what was said before"),
    ),
    Binding(
        "pagedown",
        "page(1)",
        _("Newer"),
        id="chat.newer",
        show=False,
        tooltip=_("Read on towards the end"),
    ),
    Binding(
        "escape",
        "follow",
        _("Newest"),
        id="chat.newest",
        tooltip=_("Come back to the newest line, and stay there"),
    ),
    Binding(
        "ctrl+l",
        "log_in",
        _("Name"),
        id="chat.login",
        tooltip=_("Log in, or choose another name"),
    ),
]
