"""One request over HTTP and its answer, as a handler gets it.

Which handler does what stands in `web_table`; `conversation` hears the requests.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import FileIO
from typing import TYPE_CHECKING

from protocol import web
from protocol.heads import Head, Heads, render_head
from servers import sockets
from servers.photos.body import GRACE, SLOWEST, STALLED, Body
from servers.session import Session

if TYPE_CHECKING:
    from servers.photos.archive import Archive

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
        self.keeps = head.keeps
        self._body = Body(session, head, heads)
        self._started = session.service.now()

    @property
    def peer(self) -> str:
        """The other side, as the log names it."""
        return self.session.peer

    @property
    def by(self) -> str:
        """Who asks: an address, as long as there are no accounts."""
        return str(self.session.client_address[0])

    @property
    def moment(self) -> datetime:
        """Now, by the calendar."""
        return datetime.now(UTC)

    @property
    def seconds(self) -> float:
        """Since the request was heard."""
        return self.session.service.now() - self._started

    @property
    def is_coded(self) -> bool:
        """Whether the body is packed, by a Content-Encoding that says so."""
        codings = self.request.fields.get("content-encoding", "").lower().split(",")
        return any(coding.strip() not in ("", "identity") for coding in codings)

    @property
    def received(self) -> int:
        """Bytes of the body that have come."""
        return self._body.received

    def body(self) -> Iterator[bytes]:
        """Yield the body as it comes; see `Body.blocks`."""
        return self._body.blocks()

    def pour(self, buffers: Sequence[memoryview]) -> Iterator[memoryview]:
        """Yield the body in buffers of the caller's; see `Body.pour`."""
        return self._body.pour(buffers)

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
        if self._is_bodiless(status):
            self.session.send(head, deadline)
            return
        with sockets.together(self.session.request):
            self.session.send(head, deadline)
            self.session.send_file(file, offset, count, deadline, STALLED)
        self.sent = count

    def refuse(self, status: int, detail: str, fields: Mapping[str, str] | None = None) -> None:
        """Say what went wrong, in a sentence for people."""
        self._body.refuse()
        kind = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
        self.answer(status, {**kind, **(fields or {})}, web.problem(status, detail))

    def _head(self, status: int, fields: Mapping[str, str], length: int) -> bytes:
        self.status = status
        self.keeps = self.keeps and self._body.whole and not self.session.over
        full = {"Date": web.http_date(self.moment), **fields}
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
