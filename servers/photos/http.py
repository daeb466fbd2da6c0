"""HTTP/1.1 on one connection: requests in order, each answered before the next is looked at.

Everything happens on the session's thread. `Exchange` is what a handler gets: one request and its
answer. Which handler does what stands in `web_table`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import FileIO
from typing import TYPE_CHECKING

from protocol import web
from protocol.errors import RemoteProtocolError
from protocol.heads import Chunks, Head, Heads, Refused, render_head
from servers.photos import gate, problems
from servers.session import Session

if TYPE_CHECKING:
    from servers.photos.archive import Archive

BLOCK = 256 * 1024
"""Bytes of a body in memory at once."""

IDLE = 30.0
"""Seconds that a connection may be silent between two requests."""

GRACE = 10.0
"""Seconds for any request beside its bytes."""

SLOWEST = 16 * 1024
"""Bytes a second that a body travels at the least, as in the classic dialect."""

STALLED = 30.0
"""Seconds without any byte after which a body is cut, however much time it has left."""

Handler = Callable[["Exchange"], None]
Table = Mapping[tuple[str, type[web.Route]], Handler]


class Exchange:
    """One request and its answer. It belongs to the connection's thread.

    A handler reads `body` if it wants it, and answers exactly once. A body that was not read to its
    end closes the connection after the answer: nobody could say where the next request begins.
    """

    def __init__(
        self, session: Session, archive: "Archive", head: Head, route: web.Route, heads: Heads
    ) -> None:
        self.request = head
        self.route = route
        self.archive = archive
        self.log = session.log
        self.session = session
        self.status = 0
        self.sent = 0
        self.received = 0
        self.keeps = head.keeps
        self._heads = heads
        self._whole = head.length == 0
        self._started = session.service.now()

    @property
    def peer(self) -> str:
        """The other side, as the log names it."""
        return self.session.peer

    @property
    def seconds(self) -> float:
        """Since the request was heard."""
        return self.session.service.now() - self._started

    def body(self) -> Iterator[bytes]:
        """Yield the body as it comes; `100 Continue` is sent first where they wait for it.

        Raises RemoteProtocolError where it is not whole, TimeoutError where it is too slow.
        """
        if self._whole:
            return
        if self.request.expects and not self._heads.waiting:
            self.session.answer(render_head(100, {}))
        length = self.request.length
        yield from self._chunks() if length is None else self._counted(length)
        self._whole = True

    def answer(
        self, status: int, fields: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        """Send an answer with a body that is small; HEAD, 204 and 304 have none."""
        head = self._head(status, fields or {}, len(body))
        data = head if self._is_bodiless(status) else head + body
        self.session.send(data, self._deadline(len(data)))
        self.sent = len(data) - len(head)

    def answer_file(
        self, status: int, fields: Mapping[str, str], file: FileIO, offset: int, count: int
    ) -> None:
        """Send an answer whose body is a part of a file, without reading it."""
        head = self._head(status, fields, count)
        deadline = self._deadline(count)
        self.session.send(head, deadline)
        if not self._is_bodiless(status):
            self.session.send_file(file, offset, count, deadline, STALLED)
            self.sent = count

    def refuse(self, status: int, detail: str, fields: Mapping[str, str] | None = None) -> None:
        """Say what went wrong, in a sentence for people."""
        kind = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
        self.answer(status, {**kind, **(fields or {})}, web.problem(status, detail))

    def _head(self, status: int, fields: Mapping[str, str], length: int) -> bytes:
        self.status = status
        self.keeps = self.keeps and self._whole and not self.session.over
        full = {"Date": web.http_date(datetime.now(UTC)), **fields}
        full.setdefault("X-Content-Type-Options", "nosniff")
        if status not in (204, 304):
            full["Content-Length"] = str(length)
        if not self.keeps:
            full["Connection"] = "close"
        return render_head(status, full)

    def _is_bodiless(self, status: int) -> bool:
        return self.request.method == "HEAD" or status in (204, 304)

    def _deadline(self, size: int) -> float:
        return self.session.deadline(GRACE + size / SLOWEST)

    def _read(self, size: int) -> bytes:
        """Return what comes next; the time for it grows with what has come."""
        due = self._started + GRACE + self.received / SLOWEST
        data = self._heads.take(size)
        data = data or self.session.receive(min(due, self.session.deadline(STALLED)), size)
        if not data:
            raise Refused(400, "The body ends before its end.")
        self.received += len(data)
        return data

    def _counted(self, length: int) -> Iterator[bytes]:
        while self.received < length:
            yield self._read(min(BLOCK, length - self.received))

    def _chunks(self) -> Iterator[bytes]:
        chunks = Chunks()
        while not chunks.done:
            chunks.receive(self._read(BLOCK))
            yield from chunks.blocks()
        self._heads.receive(chunks.rest())


class Conversation:
    """The requests of one connection; `first` is what it began with."""

    def __init__(self, session: Session, archive: "Archive", table: Table, first: bytes) -> None:
        self._session = session
        self._archive = archive
        self._table = table
        self._heads = Heads()
        self._heads.receive(first)

    def run(self, due: float) -> None:
        """Answer one after the other, the first of which must be heard by `due`."""
        while True:
            try:
                head = self._hear(due)
            except Refused as error:
                self._refuse_head(error)
                return
            if head is None or not self._serve(head):
                return
            due = self._session.deadline(IDLE)

    def _hear(self, due: float) -> Head | None:
        """Return the next head; None if they hung up or said nothing more."""
        while (head := self._heads.next()) is None:
            began = self._heads.waiting
            try:
                data = self._session.receive(due)
            except TimeoutError:
                if began:
                    raise Refused(408, "The request did not come in time.") from None
                return None
            if not data:
                return None
            if not began:
                due = min(due, self._session.deadline(self._session.service.limits.first_words))
            self._heads.receive(data)
        return head

    def _serve(self, head: Head) -> bool:
        """Do one request; say whether another may follow."""
        try:
            route = web.route(head.target)
        except RemoteProtocolError as error:
            exchange = Exchange(self._session, self._archive, head, web.Page(), self._heads)
            exchange.refuse(*problems.answer(error))
        else:
            exchange = Exchange(self._session, self._archive, head, route, self._heads)
            self._do(exchange)
        self._log(exchange)
        return exchange.keeps

    def _do(self, exchange: Exchange) -> None:
        try:
            gate.check(exchange.request, self._session.request.getsockname()[0])
            self._handler(exchange)(exchange)
        except RemoteProtocolError as error:
            if exchange.status:
                raise
            if error.__cause__ is not None:
                self._session.log.warning("refused: %s (%s)", error, error.__cause__)
            exchange.refuse(*problems.answer(error))

    def _handler(self, exchange: Exchange) -> Handler:
        method, kind = exchange.request.method, type(exchange.route)
        asked = "GET" if method == "HEAD" and ("HEAD", kind) not in self._table else method
        if handler := self._table.get((asked, kind)):
            return handler
        known = {method for method, _ in self._table} | {"HEAD", "OPTIONS"}
        allowed = {method for method, other in self._table if other is kind}
        allowed |= {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
        fields = {"Allow": ", ".join(sorted(allowed))}
        if method == "OPTIONS":
            return lambda exchange: exchange.answer(204, fields)
        if len(allowed) == 1:
            return lambda exchange: exchange.refuse(404, problems.nothing_here())
        if method in known:
            return lambda exchange: exchange.refuse(405, problems.not_allowed(), fields)
        return lambda exchange: exchange.refuse(501, problems.unknown_method())

    def _refuse_head(self, error: Refused) -> None:
        self._session.log.info("refused: %d %s", error.status, error.detail)
        head = Head("GET", "/", {}, 0, keeps=False)
        exchange = Exchange(self._session, self._archive, head, web.Page(), self._heads)
        exchange.refuse(error.status, error.detail)

    def _log(self, exchange: Exchange) -> None:
        request, size = exchange.request, exchange.sent or exchange.received
        words = "%s %s: %d, %d bytes in %.2f s"
        facts = request.method, request.target, exchange.status, size, exchange.seconds
        self._session.log.info(words, *facts)
