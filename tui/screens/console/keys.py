"""The keys of the console screen."""

from textual.binding import Binding, BindingType

from tui.words import _

KEYS: list[BindingType] = [
    Binding(
        "ctrl+n",
        "next_service",
        _("Service"),
        id="console.service",
        tooltip=_("Choose the next of the host's services"),
    ),
    Binding(
        "ctrl+t",
        "next_ending",
        _("Line end"),
        id="console.ending",
        tooltip=_("End lines with LF, CR LF or nothing"),
    ),
    Binding(
        "ctrl+d",
        "hang_up",
        _("Hang up"),
        id="console.hang_up",
        tooltip=_("End the conversation"),
        priority=True,
    ),
    Binding(
        "ctrl+l",
        "clear",
        _("Clear"),
        id="console.clear",
        tooltip=_("Forget what travelled"),
    ),
]
