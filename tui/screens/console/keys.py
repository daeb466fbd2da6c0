"""The keys of the console screen."""

from textual.binding import Binding, BindingType

from tui.words import _

KEYS: list[BindingType] = [
    Binding(
        "ctrl+o",
        "services",
        _("Services"),
        id="console.services",
        tooltip=_("Choose a service, with hints on what to type"),
    ),
    Binding(
        "f8",
        "more",
        _("More"),
        id="console.more",
        tooltip=_("TLS, hex, telnet, repeat, send a file, save what travelled …"),
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
        "ctrl+d",
        "close_talk",
        _("Close"),
        id="console.close",
        tooltip=_("Close this conversation, once nobody is on the line"),
        priority=True,
    ),
    Binding(
        "ctrl+n",
        "new_talk",
        _("New"),
        id="console.new",
        tooltip=_("Begin one more conversation, beside this one"),
    ),
    Binding(
        "alt+right,ctrl+pagedown",
        "step(1)",
        _("Next"),
        id="console.next",
        show=False,
        key_display="alt+→",
        tooltip=_("Go to the next conversation"),
    ),
    Binding(
        "alt+left,ctrl+pageup",
        "step(-1)",
        _("Previous"),
        id="console.previous",
        show=False,
        key_display="alt+←",
        tooltip=_("Go to the previous conversation"),
    ),
    Binding(
        "ctrl+t",
        "next_ending",
        _("Line end"),
        id="console.ending",
        show=False,
        tooltip=_("End lines with LF, CR LF or nothing"),
    ),
    Binding(
        "ctrl+r",
        "repeat",
        _("Repeat"),
        id="console.repeat",
        show=False,
        tooltip=_("Send the last line every few seconds, or stop that"),
    ),
    Binding(
        "ctrl+l",
        "clear",
        _("Clear"),
        id="console.clear",
        show=False,
        tooltip=_("Forget what travelled"),
    ),
]
