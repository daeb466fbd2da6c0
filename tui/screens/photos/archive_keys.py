"""The keys of the archive's photos, whether they are shown as a grid or as a list."""

from textual.binding import Binding

from tui.screens.photos.keys import MARKING
from tui.words import _

ALL = [
    *MARKING,
    Binding(
        "enter",
        "choose",
        _("Open"),
        id="photos.open",
        show=False,
        tooltip=_("See the photo large"),
    ),
    Binding(
        "slash",
        "filter",
        _("Filter"),
        id="photos.filter",
        key_display="/",
        tooltip=_("Show only photos whose names have something in them"),
    ),
    Binding(
        "v",
        "toggle_view",
        _("View"),
        id="photos.view",
        tooltip=_("Change between pictures and a list with columns"),
    ),
    Binding(
        "o",
        "order",
        _("Order"),
        id="photos.order",
        show=False,
        tooltip=_("Order by name, newest first, oldest first, or largest first"),
    ),
    Binding(
        "escape",
        "show_all",
        _("Show all"),
        id="photos.show_all",
        tooltip=_("Take the filter away"),
    ),
]
