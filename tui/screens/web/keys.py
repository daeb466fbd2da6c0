"""The keys of the web screen."""

from textual.binding import Binding, BindingType

from tui.words import _

KEYS: list[BindingType] = [
    Binding(
        "ctrl+o,ctrl+right",
        "turn(1)",
        _("View"),
        id="web.view",
        tooltip=_("Next view: wire, fields, body, times"),
    ),
    Binding(
        "ctrl+left",
        "turn(-1)",
        _("View before"),
        id="web.view_before",
        show=False,
        tooltip=_("The view before"),
    ),
    Binding("ctrl+t", "next_method", _("Method"), id="web.method", tooltip=_("Next method")),
    Binding("escape", "stop", _("Stop"), id="web.stop", tooltip=_("End the exchange")),
    Binding(
        "ctrl+l",
        "clear",
        _("Clear"),
        id="web.clear",
        show=False,
        tooltip=_("Forget what travelled"),
    ),
]
