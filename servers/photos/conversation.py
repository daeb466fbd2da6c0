"""HTTP/1.1 on one connection: requests in order, each answered before the next is looked at.

Everything happens on the session's thread.
"""

from typing import TYPE_CHECKING

from protocol import web
from protocol.errors import RemoteProtocolError
from protocol.heads import Head, Heads, Refused
from servers.photos import gate, problems
from servers.photos.http import Exchange, Handler, Table
from servers.session import Session

if TYPE_CHECKING:
    from servers.photos.archive import Archive

IDLE = 30.0
"""Seconds that a connection may be silent between two requests."""

LOGGED = 200
"""Characters of a target that the log shows: a photo's name, unless somebody means no good."""

EVERYTHING = "*"
"""The target of OPTIONS that asks what the host can do at all (RFC 9110, section 9.3.7)."""


class Conversation:
    """The requests of one connection; `first` is what it began with."""

    def __init__(self, session: Session, archive: "Archive", table: Table, first: bytes) -> None:
        self._session = session
        self._archive = archive
        self._table = table
        self._reached: str = session.request.getsockname()[0]
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
                receive = self._session.receive if began else self._session.receive_next
                data = receive(due)
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
            route = _route(head)
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
            gate.check(exchange.request, self._reached)
            self._handler(exchange)(exchange)
        except RemoteProtocolError as error:
            if exchange.status:
                raise
            if error.__cause__ is not None:
                self._session.log.warning("refused: %s (%s)", error, error.__cause__)
            exchange.refuse(*problems.answer(error))
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            if exchange.status:
                raise
            self._session.log.warning("failed: %s", error)
            exchange.refuse(500, problems.failed())

    def _handler(self, exchange: Exchange) -> Handler:
        method, kind = exchange.request.method, type(exchange.route)
        asked = "GET" if method == "HEAD" and ("HEAD", kind) not in self._table else method
        if handler := self._table.get((asked, kind)):
            return handler
        known = {method for method, _ in self._table} | {"HEAD", "OPTIONS"}
        allowed = {method for method, other in self._table if other is kind}
        allowed |= {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
        if exchange.request.target == EVERYTHING:
            allowed = known
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
        facts = request.method, request.target[:LOGGED], exchange.status, size, exchange.seconds
        self._session.log.info(words, *facts)


def _route(head: Head) -> web.Route:
    """Say what a request is about; that of OPTIONS may be everything, for which `/` stands."""
    if (head.method, head.target) == ("OPTIONS", EVERYTHING):
        return web.Page()
    return web.route(head.target)
