"""The keys of the chat screen."""

from textual.binding import Binding, BindingType

from tui.words import _

_NUMBERS = [
    Binding(
        f"alt+{number}",
        f"open_number({number})",
        _("Open the conversation at this place"),
        id=f"chat.open.{number}",
        show=False,
    )
    for number in range(1, 10)
]

KEYS: list[BindingType] = [
    Binding(
        "alt+a,ctrl+n",
        "next_unread",
        _("Unread"),
        id="chat.unread",
        tooltip=_("Open the next conversation with something unread, what is for you first"),
    ),
    Binding(
        "alt+down",
        "step(1)",
        _("Next"),
        id="chat.next",
        key_display="alt+↓",
        tooltip=_("Open the next conversation"),
    ),
    Binding(
        "alt+up",
        "step(-1)",
        _("Previous"),
        id="chat.previous",
        show=False,
        key_display="alt+↑",
        tooltip=_("Open the previous conversation"),
    ),
    *_NUMBERS,
    Binding(
        "pageup",
        "page(-1)",
        _("Older"),
        id="chat.older",
        show=False,
        tooltip=_("Read what was said before, as far as the host has it"),
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
        "ctrl+r",
        "send_again",
        _("Send again"),
        id="chat.again",
        tooltip=_("Send the line again that was not delivered"),
    ),
    Binding(
        "ctrl+o",
        "open_link",
        _("Link"),
        id="chat.link",
        tooltip=_("Take the last link in sight to the web screen"),
    ),
    Binding(
        "ctrl+l",
        "log_in",
        _("Name"),
        id="chat.login",
        tooltip=_("Log in, or choose another name"),
    ),
]
