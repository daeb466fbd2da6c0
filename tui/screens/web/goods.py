"""What can be exported of a draft and of the exchange that came of it; all of it in a thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui import numbers
from tui.bodies import coding, kinds
from tui.bodies.prepared import DECODED
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import Spool
from tui.exchanges import mask, outgoing, typed
from tui.exchanges.draft import Draft, Kind
from tui.failures import sentence
from tui.printable import printable
from tui.screens.web.saving_as import blocks_of

if TYPE_CHECKING:
    from tui.exchanges.entry import Kept

FROM_FILES = (Kind.FILE, Kind.MULTIPART)
"""What is read from the disk while it is sent."""

IN_HAR = 16 * 1024 * 1024
"""Bytes of a body that are put into HAR, which is one JSON text: it is made in memory."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A draft, and the record of its exchange where there is one: kept once, or of just now."""

    draft: Draft
    record: Exchange | None = None
    kept: "Kept | None" = None
    """As it is in the history; None: it is of just now, and nothing of it is masked."""

    def curl(self) -> Iterable[bytes]:
        """The command that asks the same; raises Unfit."""
        from tui.exchanges.curl import to_curl

        return [to_curl(self.kept or self.draft).encode() + b"\n"]

    def request(self) -> Iterable[bytes]:
        """The head as it travelled, and the content; what was read from files is not repeated."""
        assert self.record is not None
        if self.draft.kind is Kind.RAW:
            return [typed.to_bytes(self.draft.content)]
        if self.draft.kind in FROM_FILES:
            return [self.record.asked]
        sent = self.record.request
        body = sent.body if isinstance(sent, Request) and not self.kept else b""
        if not body:
            body = outgoing.body(self.draft)
        assert isinstance(body, bytes)
        return [self.record.asked, body]

    def answer(self) -> Iterable[bytes]:
        """The head as it travelled, and the body without its framing."""
        assert self.record is not None
        return (block for part in ([self.record.answered], self.body()) for block in part)

    def body(self) -> Iterable[bytes]:
        """The body as it came, without its framing."""
        assert self.record is not None
        return blocks_of(self.record.body)

    def decoded(self) -> Iterable[bytes]:
        """The body with its codings taken off."""
        spool = self.uncoded()
        try:
            yield from blocks_of(spool)
        finally:
            spool.close()

    def har(self) -> Iterable[bytes]:
        """All of it, as browsers write it down."""
        from tui.exchanges import keeping
        from tui.exchanges.har import to_har

        assert self.record is not None
        kept = self.kept or keeping.taken(self.record, self.draft, 0, IN_HAR)
        return [to_har([kept])]

    def uncoded(self) -> Spool:
        """Make a copy of the body, its codings taken off; the caller closes it."""
        assert self.record is not None
        spool = Spool()
        coding.decode(
            self.record.body, self.codings, spool.write, greatest=DECODED, stopped=lambda: False
        )
        return spool

    @property
    def codings(self) -> list[str]:
        """What was done to the body and can be undone here."""
        fields = self.record.fields if self.record else ()
        names = coding.codings(v for name, v in fields if name.lower() == "content-encoding")
        return [] if coding.unknown(names) else names

    @property
    def has_secrets(self) -> bool:
        """Whether passwords or tokens are in what can be taken out."""
        heads = [self.record.asked, self.record.answered] if self.record else []
        return mask.draft(self.draft) != self.draft or any(mask.head(one) != one for one in heads)

    @property
    def is_image(self) -> bool:
        """Whether its body, its codings taken off, is a picture."""
        record = self.record
        if record is None or not record.body.size or record.body.lost:
            return False
        if self.codings:
            media = next((v for name, v in record.fields if name.lower() == "content-type"), "")
            return media.strip().lower().startswith("image/")
        opening = record.body.read(0, kinds.OPENING)
        return kinds.nature("", opening, whole=False).kind is kinds.Kind.IMAGE

    @property
    def line(self) -> str:
        """One line for the chat: what was asked and what came of it, secrets masked."""
        asked = printable(f"{self.draft.method} {mask.address(self.draft.address)}")
        record = self.record
        if record is None:
            return asked
        if record.failure is not None:
            return f"{asked} → {sentence(record.failure)}"
        answered = f"{record.status} {printable(record.reason)}".strip() if record.status else "—"
        return f"{asked} → {answered}, {numbers.size(record.size)}"
