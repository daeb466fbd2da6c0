"""The keys of the two lists of the past."""

from textual.binding import Binding, BindingType

from tui.words import _

HISTORY: list[BindingType] = [
    Binding("enter", "want('look')", _("Look"), id="past.look", tooltip=_("Look at it")),
    Binding("s", "want('again')", _("Send again"), id="past.again", tooltip=_("Send it again")),
    Binding("space", "mark", _("Mark"), id="past.mark", tooltip=_("Mark it, for comparing")),
    Binding(
        "equals_sign,c",
        "compare",
        _("Compare"),
        id="past.compare",
        key_display="=",
        tooltip=_("Compare the two that are marked, or the marked one with this"),
    ),
    Binding(
        "n", "want('name')", _("Name"), id="past.name", tooltip=_("Put it into the collection")
    ),
    Binding(
        "d,delete",
        "forget",
        _("Forget"),
        id="past.forget",
        tooltip=_("Forget it; u takes that back while this list is open"),
    ),
    Binding("u", "undo", _("Undo"), id="past.undo", tooltip=_("Bring back what was forgotten")),
    Binding(
        "y,ctrl+y",
        "want('export')",
        _("Export"),
        id="past.export",
        tooltip=_("Copy, save or share it"),
    ),
    Binding(
        "D",
        "clear",
        _("Forget all"),
        id="past.clear",
        tooltip=_("Forget all that was asked before"),
    ),
]

COLLECTION: list[BindingType] = [
    Binding(
        "enter", "want('edit')", _("Edit"), id="named.edit", tooltip=_("Take it to the editor")
    ),
    Binding("s", "want('send')", _("Send"), id="named.send", tooltip=_("Send it")),
    Binding("r", "rename", _("Rename"), id="named.rename", tooltip=_("Give it another name")),
    Binding("d,delete", "remove", _("Remove"), id="named.remove", tooltip=_("Remove its file")),
    Binding(
        "y,ctrl+y",
        "want('export')",
        _("Export"),
        id="named.export",
        tooltip=_("Copy or save it"),
    ),
]
