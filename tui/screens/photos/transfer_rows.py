"""What the list of transfers says: one row for each, in columns that do not dance."""

from rich.cells import cell_len

from tui import numbers
from tui.printable import printable
from tui.reasons import reason
from tui.screens.photos.journal import Journal
from tui.screens.photos.transfer import Kind, Stage, Transfer
from tui.screens.photos.transfers import Transfers
from tui.widgets.rows import Piece, fitted
from tui.words import _, ngettext

_SIGNS = {Kind.STORE: "↑", Kind.FETCH: "↓", Kind.REMOVE: "×"}
_ENDS = {
    Stage.DONE: ("✓", "good"),
    Stage.FAILED: ("✗", "bad"),
    Stage.UNCONFIRMED: ("?", "mark"),
    Stage.CANCELLED: ("–", "muted"),
}
_NAME = 24
"""Cells for a name where there is room."""

_PACE = 26
"""Cells for the part that has gone, the speed and the time left."""


def title(transfers: Transfers) -> str:
    """Say how many are under way, and that the archive is not there."""
    pending = len(transfers.running) + len(transfers.waiting)
    if not pending:
        return ""
    total = pending + len(transfers.ended)
    words = _("Under way: {number} of {total}").format(number=pending, total=total)
    away = _("waiting for the archive")
    return f"{words} · {away}" if transfers.reach.away else words


def pieces(transfer: Transfer, transfers: Transfers, width: int) -> list[Piece]:
    """One transfer: which way, which photo, and how it is doing."""
    room = min(_NAME, width // 3)
    name = f"{fitted(printable(transfer.order.name), room)} "
    rest = width - room - 3
    if transfer.stage in _ENDS:
        sign, style = _ENDS[transfer.stage]
        words = fitted(_end(transfer, rest), rest)
        return [(f"{sign} ", style), (name, "plain"), (words, "plain" if sign == "✓" else style)]
    sign = _SIGNS[transfer.order.kind]
    if transfer.stage is not Stage.RUNNING:
        style = "mark" if transfer.stage is Stage.PAUSED else "muted"
        words = fitted(_rest(transfer, transfers), rest)
        return [(f"{sign} ", "muted"), (name, "muted"), (words, style)]
    words = _pace(transfer, transfers)
    room = max(0, width - cell_len(name) - cell_len(words) - 4)
    share = min(1.0, transfer.moved / transfer.size) if transfer.size else 0.0
    done = round(share * room)
    bar = [("━" * done, "good"), (f"{'─' * (room - done)} ", "muted")]
    return [(f"{sign} ", "good"), (name, "plain"), *bar, (words, "muted")]


def _pace(transfer: Transfer, transfers: Transfers) -> str:
    """How much of it, how fast, how long: always as wide, so that nothing dances."""
    if not transfer.size or transfer.order.kind is Kind.REMOVE:
        return _("asking").rjust(_PACE)
    if transfer.moved >= transfer.size:
        return _("comparing").rjust(_PACE)
    share = f"{100 * transfer.moved // transfer.size} %"
    speed = transfers.speed(transfer)
    pace = _("{size}/s").format(size=numbers.size(round(speed))) if speed is not None else ""
    left = transfers.seconds_left(transfer)
    return f"{share:>5} {pace:>12} {duration(left) if left is not None else '':>7}"


def _rest(transfer: Transfer, transfers: Transfers) -> str:
    if transfer.stage is Stage.PAUSED:
        if transfer.moved and transfer.size:
            share = 100 * transfer.moved // transfer.size
            return _("pauses at {share} %").format(share=share)
        return _("pauses")
    if not transfer.reason:
        return _("waits")
    pause = transfers.seconds_until(transfer)
    if transfers.reach.away:
        words = _("waits for the archive; asks again in {time}")
        return words.format(time=duration(pause))
    if pause <= 0:
        return _("waits")
    return _("again in {time}: {reason}").format(time=duration(pause), reason=transfer.reason)


def _end(transfer: Transfer, room: int) -> str:
    match transfer.stage:
        case Stage.UNCONFIRMED:
            return _("Sent, not confirmed: this archive does not say what it kept.")
        case Stage.CANCELLED:
            return _("Cancelled; nothing half is left.")
        case Stage.DONE:
            return _arrived(transfer)
    hint = _("Enter tries again.")
    words = f"{transfer.reason} {hint}"
    return words if cell_len(words) <= room else transfer.reason


def _arrived(transfer: Transfer) -> str:
    match transfer.order.kind:
        case Kind.STORE:
            return _("stored, verified") if transfer.verified else _("stored")
        case Kind.FETCH:
            return _("saved, verified") if transfer.verified else _("saved")
        case Kind.REMOVE:
            return _("in the trash")


def duration(seconds: float) -> str:
    """Say how long: 8 s, 3 min, 2 h."""
    if seconds < 90:
        return _("{number} s").format(number=round(seconds))
    if seconds < 5400:
        return _("{number} min").format(number=round(seconds / 60))
    return _("{number} h").format(number=round(seconds / 3600))


def going_on(continued: int) -> str:
    """Say how many a program before has left."""
    words = ngettext(
        "{number} goes on from where it was",
        "{number} go on from where they were",
        continued,
    )
    return words.format(number=continued) if continued else ""


def warnings(journal: Journal) -> list[str]:
    """Say what is wrong with where the queue is kept."""
    said = []
    if journal.taken:
        said.append(
            _(
                "Another Vasistas keeps the list of transfers: what you begin here is forgotten"
                " when this one ends."
            )
        )
    if journal.refusal is not None:
        words = _("The list of transfers cannot be kept: {reason}. It is forgotten in the end.")
        said.append(words.format(reason=reason(journal.refusal)))
    if journal.aside is not None:
        words = _("The list of transfers could not be read in whole; it was set aside as {path}.")
        said.append(words.format(path=printable(str(journal.aside))))
    return said
