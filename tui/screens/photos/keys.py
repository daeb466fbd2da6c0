"""The keys of the photo screen."""

from textual.binding import Binding

from tui.words import _

PANE = Binding(
    "tab",
    "other_pane",
    _("List"),
    id="photos.pane",
    show=False,
    tooltip=_("Go to the other list"),
)
ARCHIVE = Binding(
    "a",
    "archive",
    _("Archive"),
    id="photos.archive",
    tooltip=_("Archive the marked files, or this one"),
)
SAVE = Binding(
    "s",
    "save",
    _("Save"),
    id="photos.save",
    tooltip=_("Save the marked photos, or this one, in the directory on the left"),
)
DELETE = Binding(
    "d,delete",
    "delete",
    _("Delete"),
    id="photos.delete",
    tooltip=_("Delete the marked photos, or this one, from the archive"),
)
RELOAD = Binding(
    "r",
    "reload",
    _("Reload"),
    id="photos.reload",
    show=False,
    tooltip=_("Read both lists again"),
)
UP = Binding(
    "backspace,u",
    "go_up",
    _("Up"),
    id="photos.up",
    show=False,
    tooltip=_("Go to the directory above"),
)
CANCEL = Binding(
    "x,escape",
    "cancel",
    _("Cancel"),
    id="photos.cancel",
    tooltip=_("Cancel what is under way, or put away what failed"),
)
ALL = [PANE, ARCHIVE, SAVE, DELETE, RELOAD, UP, CANCEL]
