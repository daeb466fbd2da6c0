"""The keys of the full-screen view of a photo."""

from textual.binding import Binding

from tui.words import _

CLOSE = Binding(
    "escape,enter,q", "close", _("Close"), id="viewer.close", tooltip=_("Go back to the list")
)
NEXT = Binding(
    "n,space,pagedown", "step(1)", _("Next"), id="viewer.next", tooltip=_("Show the next photo")
)
PREVIOUS = Binding(
    "p,backspace,pageup",
    "step(-1)",
    _("Previous"),
    id="viewer.previous",
    tooltip=_("Show the photo before"),
)
NEARER = Binding(
    "plus,equals_sign",
    "nearer(1)",
    _("Nearer"),
    id="viewer.nearer",
    key_display="+",
    tooltip=_("Come nearer; the arrows then move about"),
)
BACK = Binding("minus", "nearer(-1)", _("Back"), id="viewer.back", tooltip=_("Go further away"))
FIT = Binding("0", "fit", _("All of it"), id="viewer.fit", tooltip=_("Show all of the photo"))
INFORMATION = Binding(
    "i",
    "information",
    _("Information"),
    id="viewer.information",
    tooltip=_("Show what is known of the photo"),
)
FIRST = Binding(
    "home", "first", _("First"), id="viewer.first", show=False, tooltip=_("Show the first photo")
)
LAST = Binding(
    "end", "last", _("Last"), id="viewer.last", show=False, tooltip=_("Show the last photo")
)
_ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
ARROWS = [
    Binding(
        key,
        f"arrow({right}, {down})",
        _("Move"),
        id=f"viewer.{key}",
        show=False,
        tooltip=_("Move about where one is near; else go on, or back"),
    )
    for key, (right, down) in _ARROWS.items()
]
ALL = [NEXT, PREVIOUS, NEARER, BACK, FIT, INFORMATION, CLOSE, FIRST, LAST, *ARROWS]
