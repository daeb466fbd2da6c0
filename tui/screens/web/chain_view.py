"""Who the peer says it is: its certificates, its own first, and why they were refused."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.screen import ModalScreen

from tui.bodies.rows import Part, ReadyRows, Row
from tui.bodies.wrapped import wrap
from tui.printable import printable
from tui.screens.web.sheet import Sheet
from tui.settings import styles
from tui.widgets.key_bar import KeyBar
from tui.widgets.prose import Prose
from tui.words import _, ngettext

if TYPE_CHECKING:
    from tui.clients.http.chain import Certificate

SOON = timedelta(days=14)
"""A certificate that ends within is pointed out: people need some days to replace it."""

NAMES = 40
"""Names of one certificate that are shown; some of large sites have hundreds."""


class ChainView(ModalScreen[None]):
    """`refused_because` is one safe sentence, "" where they were accepted."""

    CSS_PATH = [styles() / "dialogs.tcss", styles() / "web.tcss", styles() / "web_past.tcss"]
    AUTO_FOCUS = "Sheet"
    BINDINGS = [Binding("escape,q,ctrl+g", "dismiss(None)", _("Close"), id="chain.close")]

    def __init__(
        self, chain: Sequence[bytes], refused_because: str = "", now: datetime | None = None
    ) -> None:
        super().__init__()
        self._chain = list(chain)
        self._refused = refused_because
        self._now = now or datetime.now(UTC)

    def compose(self) -> ComposeResult:
        """Why it was refused, and the certificates."""
        with VerticalGroup(classes="framed") as frame:
            frame.border_title = _("Certificates")
            refused = Prose(self._refused, classes="chain-refused")
            refused.display = bool(self._refused)
            yield refused
            yield Sheet()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read them."""
        self._read()

    @work(exclusive=True, group="chain")
    async def _read(self) -> None:
        from tui.clients.http.chain import read

        certificates = await asyncio.to_thread(read, self._chain)
        self.query_one(Sheet).show(partial(_ready, certificates, len(self._chain), self._now))


def _ready(
    certificates: "Sequence[Certificate]", shown: int, now: datetime, columns: int
) -> ReadyRows:
    return ReadyRows(rows(certificates, shown, now, columns))


def rows(
    certificates: "Sequence[Certificate]", shown: int, now: datetime, columns: int
) -> list[Row]:
    """Return the rows for so many columns; the peer showed so many certificates."""
    if not certificates:
        return [(Part(_("The peer showed no certificate."), "faint"),)]
    made: list[Row] = []
    for number, one in enumerate(certificates):
        title = _("The peer's own") if number == 0 else _("Who vouches for the one above")
        made += [(Part(title, "title"),), *_told(one, now, columns), ()]
    if (left := shown - len(certificates)) > 0:
        words = ngettext(
            "{number} more was shown, and is not read.",
            "{number} more were shown, and are not read.",
            left,
        )
        made += [(Part(words, "faint"),), ()]
    return made[:-1]


def _told(one: "Certificate", now: datetime, columns: int) -> list[Row]:
    """Name by name, aligned."""
    names = ", ".join(one.names[:NAMES])
    if (left := len(one.names) - NAMES) > 0:
        names += ngettext(" and {number} more", " and {number} more", left)
    validity, style = _validity(one, now)
    told = [("SHA-256", one.fingerprint, "faint")]
    if not one.key:
        told.insert(0, (_("subject"), _("It cannot be read."), "odd"))
        return _aligned(told, columns)
    told = [
        (_("subject"), one.subject or _("nothing"), ""),
        (_("issuer"), one.issuer or _("nothing"), ""),
        (_("names"), names or _("none"), ""),
        (_("valid"), validity, style),
        (_("key"), one.key, ""),
        (_("signature"), one.signature, ""),
        *told,
    ]
    return _aligned(told, columns)


def _aligned(told: Sequence[tuple[str, str, str]], columns: int) -> list[Row]:
    """Set words and values, a value that is long below itself."""
    width = max(cell_len(word) for word, _value, _style in told) + 2
    made: list[Row] = []
    for word, value, its_style in told:
        first = Part(word + " " * (width - cell_len(word)), "name")
        margin = Part(" " * width)
        parts = wrap([(Part(printable(value), its_style),)], columns - width)
        made += [(margin if place else first, *row) for place, row in enumerate(parts)]
    return made


def _validity(one: "Certificate", now: datetime) -> tuple[str, str]:
    """Say from when until when, and what that means today; and the style for it."""
    span = _("{begins} to {ends}").format(begins=_moment(one.begins), ends=_moment(one.ends))
    left = one.ends - now
    if now < one.begins:
        days = (one.begins - now).days
        words = ngettext("not yet: in {number} day", "not yet: in {number} days", days)
        return f"{span} · {words}", "odd"
    if left < timedelta():
        days = (-left).days
        words = ngettext("expired {number} day ago", "expired {number} days ago", days)
        return f"{span} · {words}", "odd"
    words = ngettext("{number} day left", "{number} days left", left.days)
    return f"{span} · {words}", "number" if left < SOON else ""


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
