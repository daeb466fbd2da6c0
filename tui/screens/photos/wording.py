"""What is said of the photo screen: its help, its titles, and what became of the transfers."""

from collections.abc import Sequence

from tui import numbers
from tui.clients.archive.photo import Sort
from tui.printable import printable
from tui.screens.photos.album import Album
from tui.screens.photos.transfer import Kind, Stage, Transfer
from tui.words import _, ngettext

HELP = _(
    """\
Photos go to and fro between this machine and the archive of the host.

The archive is a grid of pictures, or a list: v changes it, o its order, and / looks for a name. \
Tab goes on to this machine, and to what is under way; where the terminal is 120 columns wide both \
are seen at once. Enter opens a directory, or shows the photo over the whole screen.

Space marks photos; what you then do is done to all that are marked, or to the one under the \
cursor. On this machine a archives, and x archives without telling where a photo was taken; with \
the cursor on a directory they take its pictures. In the archive s saves, d deletes, r renames, \
and y names the photo in the chat.

Nothing is overwritten without asking. What is deleted or replaced goes to the trash of the host: \
u brings it back, step by step, and t shows the trash, where Enter restores a photo and d removes \
it for good. What is under way goes on when the connection comes back, or the program is started \
again."""
)

_ORDERS = {
    Sort.NAME: "",
    Sort.NEWEST: _("newest first"),
    Sort.OLDEST: _("oldest first"),
    Sort.LARGEST: _("largest first"),
}

_NOT_WELL = (Stage.UNCONFIRMED, Stage.FAILED, Stage.CANCELLED)


def archive_title(total: int | None) -> str:
    """Say which place this is, and what it holds."""
    if total is None:
        return _("The archive")
    photos = ngettext("{number} photo", "{number} photos", total)
    return _("Archive: {photos}").format(photos=photos)


def archive_subtitle(album: Album, marks: int, *, waits: bool) -> str:
    """Say how many are marked, and in which order all are, unless it is that of their names.

    How far the list is read is of interest where one `waits` for more of it.
    """
    read = ""
    if waits:
        known, total = numbers.whole(album.known), numbers.whole(len(album))
        read = _("{known} of {total} read").format(known=known, total=total)
    return " · ".join(filter(None, (marked(marks), _ORDERS[album.sort], read)))


def trash_title(total: int) -> str:
    """Say that this is the trash, and what it holds."""
    if not total:
        return _("Trash")
    photos = ngettext("{number} photo", "{number} photos", total)
    return _("Trash: {photos}, the latest first").format(photos=photos)


def marked(number: int) -> str:
    """Say how many are marked, or nothing."""
    return ngettext("{number} marked", "{number} marked", number) if number else ""


def marked_so_far(number: int, total: int) -> str:
    """Say that not all photos could be marked yet."""
    words = _("Marked are the {number} photos that are read so far, of {total}.")
    return words.format(number=numbers.whole(number), total=numbers.whole(total))


def ending(ended: Sequence[Transfer], *, can_undo: bool) -> str:
    """Say what has become of the transfers, once nothing is left to do."""
    said = _ending(ended)
    to_trash = any(
        one.stage is Stage.DONE
        and (one.order.kind is Kind.REMOVE or (one.order.kind is Kind.STORE and one.order.replace))
        for one in ended
    )
    hint = _("u: undo")
    return f"{said}  {hint}" if can_undo and to_trash else said


def _ending(ended: Sequence[Transfer]) -> str:
    done = [one for one in ended if one.stage is Stage.DONE]
    if len(ended) == len(done) == 1:
        return _one(done[0])
    if len(ended) == 1 and ended[0].stage is Stage.FAILED:
        return ended[0].reason
    kinds = [(kind, sum(one.order.kind is kind for one in done)) for kind in Kind]
    stages = [(stage, sum(one.stage is stage for one in ended)) for stage in _NOT_WELL]
    said = [_count(kind, number) for kind, number in kinds if number]
    return "  ".join(said + [_count_of_stage(stage, number) for stage, number in stages if number])


def _one(transfer: Transfer) -> str:
    name = printable(transfer.order.name)
    match transfer.order.kind:
        case Kind.STORE:
            return _("{name} is in the archive.").format(name=name)
        case Kind.REMOVE:
            return _("{name} is in the trash.").format(name=name)
        case Kind.FETCH:
            path = transfer.order.path
            directory = printable(str(path.parent)) if path is not None else ""
            return _("{name} is saved in {directory}.").format(name=name, directory=directory)


def _count(kind: Kind, number: int) -> str:
    match kind:
        case Kind.STORE:
            return ngettext("{number} archived.", "{number} archived.", number)
        case Kind.FETCH:
            return ngettext("{number} saved.", "{number} saved.", number)
        case Kind.REMOVE:
            return ngettext(
                "{number} photo is in the trash.", "{number} photos are in the trash.", number
            )


def _count_of_stage(stage: Stage, number: int) -> str:
    if stage is Stage.UNCONFIRMED:
        return ngettext("{number} sent, not confirmed.", "{number} sent, not confirmed.", number)
    if stage is Stage.FAILED:
        return ngettext("{number} failed.", "{number} failed.", number)
    return ngettext("{number} cancelled.", "{number} cancelled.", number)


def left_out_here(number: int) -> str:
    """Say that a directory is longer than a list."""
    return ngettext(
        "{number} more is in this directory than a list can show.",
        "{number} more are in this directory than a list can show.",
        number,
    )


def left_out_there(number: int) -> str:
    """Say that an archive lists names that are none."""
    return ngettext(
        "The archive lists {number} name that no photo may have; it is left out.",
        "The archive lists {number} names that no photo may have; they are left out.",
        number,
    )


def shared(names: Sequence[str]) -> str:
    """Write how photos are named in the chat."""
    return " ".join(f"photo:{name}" for name in names)
