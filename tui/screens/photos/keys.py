"""The keys of the photo screen, in the order in which the footer shows them.

The lists have keys of their own; what is here acts upon the place that is in use.
"""

from textual.binding import Binding

from tui.words import _

ALL = [
    Binding(
        "a",
        "archive",
        _("Archive"),
        id="photos.archive",
        tooltip=_("Archive the marked files, or this one, or the pictures of this directory"),
    ),
    Binding(
        "x",
        "archive_without_position",
        _("No GPS"),
        id="photos.archive_without",
        tooltip=_("Archive likewise, without telling where the photos were taken"),
    ),
    Binding(
        "s",
        "save",
        _("Save"),
        id="photos.save",
        tooltip=_("Save the marked photos, or this one, in the directory of this machine"),
    ),
    Binding(
        "d,delete",
        "delete",
        _("Delete"),
        id="photos.delete",
        tooltip=_("Put the marked photos, or this one, into the trash"),
    ),
    Binding(
        "escape",
        "leave_trash",
        _("Back"),
        id="photos.leave_trash",
        tooltip=_("Leave the trash"),
    ),
    Binding(
        "u",
        "undo",
        _("Undo"),
        id="photos.undo",
        tooltip=_("Undo what was deleted, replaced or renamed last"),
    ),
    Binding(
        "t",
        "toggle_trash",
        _("Trash"),
        id="photos.trash",
        tooltip=_("Show the trash, or the archive again"),
    ),
    Binding(
        "r",
        "rename",
        _("Rename"),
        id="photos.rename",
        tooltip=_("Give this photo another name"),
    ),
    Binding(
        "y",
        "share",
        _("Share"),
        id="photos.share",
        tooltip=_("Name the marked photos, or this one, in the chat"),
    ),
    Binding(
        "tab",
        "other_place",
        _("Place"),
        id="photos.place",
        show=False,
        tooltip=_("Go on: the archive, this machine, what is under way"),
    ),
    Binding(
        "ctrl+r",
        "reload",
        _("Reload"),
        id="photos.reload",
        show=False,
        tooltip=_("Read everything again"),
    ),
]

MARKING = [
    Binding(
        "space",
        "mark",
        _("Mark"),
        id="photos.mark",
        show=False,
        tooltip=_("Mark this photo, or take its mark away"),
    ),
    Binding(
        "asterisk",
        "mark_all",
        _("Mark all"),
        id="photos.mark_all",
        key_display="*",
        show=False,
        tooltip=_("Mark every photo of the list, or none"),
    ),
]
"""The keys of every list of photos."""
