"""Which keys of the photo screen do something now."""

from dataclasses import dataclass

from tui.clients.archive.photo import Ability
from tui.screens.photos.panes import Place


@dataclass(frozen=True, slots=True)
class Now:
    """What the keys depend on. `place` is None in the list of what is under way."""

    place: Place | None
    can: frozenset[Ability]
    something_here: bool
    """Whether a file or a directory is marked or under the cursor on this machine."""
    something_there: bool
    can_undo: bool


def offered(action: str, now: Now) -> bool:
    """Say whether an action can be done; those that are not named here always can."""
    here = now.place is Place.HERE and now.something_here
    there = now.place is Place.THERE and now.something_there
    match action:
        case "archive" | "archive_without_position":
            return here
        case "save" | "delete" | "share":
            return there
        case "rename":
            return there and Ability.RENAME in now.can
        case "toggle_trash":
            return now.place is not None and Ability.TRASH in now.can
        case "undo":
            return now.place is not None and now.can_undo
        case "leave_trash":
            return now.place is Place.TRASH
    return True
