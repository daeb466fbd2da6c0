"""What the photo screen says of itself: its help, and what has become of the transfers."""

from collections.abc import Sequence

from tui.printable import printable
from tui.screens.photos.transfers import Kind, Stage, Transfer
from tui.words import _, ngettext

HELP = _(
    """\
Photos go to and fro between this machine, on the left, and the archive of the host.

Tab goes from one list to the other. Space marks photos; what you then do is done to all that are \
marked, or to the one under the cursor. Enter opens a directory, or shows the photo large.

Nothing is overwritten without asking. What is deleted or replaced in the archive goes to the \
host's trash. Several photos travel at a time; Esc or x cancels them, and below, in the list of \
what travels, the one under the cursor."""
)

_NOT_WELL = (Stage.UNCONFIRMED, Stage.FAILED, Stage.CANCELLED)


def ending(ended: Sequence[Transfer]) -> str:
    """Say what has become of the transfers, once nothing is left to do."""
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
    words = {
        Kind.STORE: _("{name} is in the archive."),
        Kind.FETCH: _("{name} is saved."),
        Kind.REMOVE: _("{name} is in the host's trash."),
    }
    return words[transfer.order.kind].format(name=printable(transfer.order.name))


def _count(kind: Kind, number: int) -> str:
    match kind:
        case Kind.STORE:
            return ngettext("{number} archived.", "{number} archived.", number)
        case Kind.FETCH:
            return ngettext("{number} saved.", "{number} saved.", number)
        case Kind.REMOVE:
            return ngettext("{number} deleted.", "{number} deleted.", number)


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
