"""The keys of a body."""

from textual.binding import Binding, BindingType

from tui.words import _

KEYS: list[BindingType] = [
    Binding("x", "hex", _("Hex"), id="body.hex", tooltip=_("Show hex, or what it means")),
    Binding(
        "i",
        "next_form",
        _("Form"),
        id="body.form",
        tooltip=_("Go on from the page to its indented source, to the lines as they came"),
    ),
    Binding(
        "p",
        "page",
        _("Page"),
        id="body.page",
        show=False,
        tooltip=_("Show a page as text with numbered links"),
    ),
    Binding(
        "f",
        "ask_for_link",
        _("Follow"),
        id="body.follow",
        key_display="f",
        tooltip=_("Follow the link with the number that is typed, then Enter"),
    ),
    Binding("enter", "follow_link", _("Go there"), id="body.go", tooltip=_("Follow that link")),
    Binding("backspace", "take_back", show=False, id="body.take_back"),
    Binding("escape", "leave_link", _("Leave"), id="body.leave", tooltip=_("Follow no link")),
    *(Binding(str(digit), f"digit('{digit}')", show=False) for digit in range(10)),
]
