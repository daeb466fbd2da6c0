"""One exchange of the past in one row: when, what was asked, how it went, its size and duration."""

from dataclasses import dataclass
from datetime import datetime

from rich.cells import set_cell_size

from tui import numbers
from tui.clients.failure import Step
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.printable import printable
from tui.widgets.rows import Piece, fitted
from tui.words import _

WIDE = 100
"""Cells from which on there is room for the whole date and for the reason."""

_METHOD = 7
_SIZE = 10
_DURATION = 8


@dataclass(frozen=True, slots=True)
class Line:
    """What is listed of an exchange, its body left on the disk; texts are strangers' texts."""

    id: int
    started: datetime
    method: str
    address: str
    status: int
    reason: str
    failed: str
    """The step that failed; empty: none did."""
    size: int
    micro: int
    """Microseconds that it took."""
    whole: bool


def line(kept: Kept) -> Line:
    """Take what is listed."""
    return Line(
        id=kept.id,
        started=kept.started,
        method=kept.draft.method,
        address=kept.draft.address,
        status=kept.status,
        reason=kept.reason,
        failed=kept.step,
        size=kept.size,
        micro=kept.elapsed,
        whole=kept.whole,
    )


def pieces(line: Line, width: int, today: datetime, *, marked: bool) -> list[Piece]:
    """Draw a row of `width` cells."""
    wide = width >= WIDE
    said, style = outcome(line, wide=wide)
    outcome_cells = 26 if wide else 11
    when = moment(line.started, today, wide=wide)
    fixed = 1 + len(when) + 1 + _METHOD + 1 + outcome_cells + 1 + 1 + _SIZE + 1 + _DURATION
    address = fitted(printable(line.address), max(8, width - fixed))
    size = numbers.size(line.size) if line.status else ""
    return [
        ("•" if marked else " ", "mark"),
        (f"{when} ", "muted"),
        (set_cell_size(fitted(printable(line.method), _METHOD), _METHOD) + " ", "name"),
        (fitted(said, outcome_cells) + " ", style),
        (f"{address} ", "mark" if marked else "plain"),
        (f"{fitted(size, _SIZE) if len(size) > _SIZE else size:>{_SIZE}} ", "muted"),
        (f"{duration(line.micro):>{_DURATION}}", "muted"),
    ]


def outcome(line: Line, *, wide: bool) -> tuple[str, str]:
    """Say how it went, with a sign for those who see no colours; and the style for the others."""
    reason = f" {printable(line.reason)}" if wide and line.reason else ""
    if line.failed:
        status = f"{line.status} " if line.status else ""
        return f"✗ {status}{step_word(line.failed)}", "bad"
    if not line.status:
        return _("■ stopped"), "muted"
    said = f"{line.status}{reason}"
    if not line.whole:
        return f"■ {said}", "warn"
    sign, style = _SIGNS.get(line.status // 100, ("·", "plain"))
    return f"{sign} {said}", style


def detail(line: Line) -> str:
    """Say all of it that a row may cut: the address, how it went, and when."""
    request = f"{printable(line.method)} {printable(line.address)}"
    return f"{outcome(line, wide=True)[0]} · {request}"


def asked(draft: Draft) -> str:
    """Say what a draft asks for."""
    return f"{printable(draft.method)} {printable(draft.address)}"


_SIGNS = {
    2: ("✓", "good"),
    3: ("→", "name"),
    4: ("!", "warn"),
    5: ("✗", "bad"),
}
"""By the hundreds of a status."""


def step_word(step: str) -> str:
    """Name a step in a word."""
    words: dict[str, str] = {
        Step.NAME: _("name"),
        Step.CONNECT: _("connect"),
        Step.TUNNEL: _("proxy"),
        Step.TLS: _("TLS"),
        Step.SEND: _("send"),
        Step.WAIT: _("wait"),
        Step.HEADERS: _("head"),
        Step.BODY: _("body"),
        Step.REFUSED: _("refused"),
    }
    return words.get(step, printable(step))


def moment(when: datetime, today: datetime, *, wide: bool) -> str:
    """Write a moment in this machine's time: the hour alone where it is of today."""
    here = when.astimezone(today.tzinfo)
    if wide:
        return f"{here:%Y-%m-%d %H:%M:%S}"
    return f"{here:%H:%M:%S}" if here.date() == today.date() else f"{here:%y-%m-%d}"


def duration(micro: int) -> str:
    """Say how long it took in at most eight cells."""
    if micro < 1_000_000:
        return _("{number} ms").format(number=numbers.decimal(micro / 1000, _form(micro / 1000)))
    return _("{number} s").format(number=numbers.decimal(micro / 1_000_000, _form(micro / 1e6)))


def _form(number: float) -> str:
    return ".1f" if number < 9.95 else ".0f"
