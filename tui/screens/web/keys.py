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
    Binding(
        "ctrl+e,f8",
        "edit",
        _("Edit"),
        id="web.edit",
        tooltip=_("Fields, query, content and way of the request"),
    ),
    Binding(
        "ctrl+r",
        "past",
        _("Past"),
        id="web.past",
        tooltip=_("What was asked before, and the requests that have a name"),
    ),
    Binding(
        "ctrl+y",
        "export",
        _("Copy"),
        id="web.export",
        show=False,
        tooltip=_("Copy, write or share the exchange that is looked at"),
    ),
    Binding(
        "ctrl+k",
        "follow",
        _("Follow"),
        id="web.follow",
        tooltip=_("Go where the answer leads: one redirect"),
    ),
    Binding(
        "ctrl+g",
        "certificates",
        _("Certificates"),
        id="web.certificates",
        show=False,
        tooltip=_("Look at the certificates of the peer"),
    ),
    Binding(
        "ctrl+j,alt+enter",
        "send",
        _("Send"),
        id="web.send",
        show=False,
        tooltip=_("Send the request, wherever one is"),
    ),
    Binding(
        "ctrl+t", "next_method", _("Method"), id="web.method", show=False, tooltip=_("Next method")
    ),
    Binding("escape", "stop", _("Stop"), id="web.stop", tooltip=_("End the exchange")),
    Binding(
        "alt+up",
        "earlier(1)",
        _("Exchange before"),
        id="web.exchange_before",
        show=False,
        tooltip=_("Look at the exchange before"),
    ),
    Binding(
        "alt+down",
        "earlier(-1)",
        _("Next exchange"),
        id="web.exchange_after",
        show=False,
        tooltip=_("Look at the exchange after"),
    ),
    Binding(
        "ctrl+l",
        "clear",
        _("Clear"),
        id="web.clear",
        show=False,
        tooltip=_("Forget what travelled"),
    ),
]
