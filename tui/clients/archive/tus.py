"""A photo on its way there that may be interrupted: tus 1.0.0, as far as our hosts speak it.

    C: POST /uploads              S: 201, Location: /uploads/3f9c…      that id is the token
    C: PATCH /uploads/3f9c…       (the line goes dead, a host or this program is started again)
    C: HEAD /uploads/3f9c…        S: 200, Upload-Offset: 1048576        on their disk
    C: PATCH /uploads/3f9c…       S: 204, Upload-Offset: 4194304
    C: HEAD /photos/plage.jpg     S: 200, Repr-Digest: …                it is there, and the same

The digest of the whole photo is announced as the upload begins, and the host holds the bytes to it
before they become a photo.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import islice

from protocol import tus, web
from protocol.errors import RemoteProtocolError
from tui.clients.archive import answers, statuses
from tui.clients.archive.connections import Connections, Lane
from tui.clients.archive.exchanges import Answer, Question
from tui.clients.archive.photo import Stored
from tui.clients.archive.receiving import promised_digest
from tui.clients.archive.sending import Load
from tui.clients.failure import Failure, Step
from tui.clients.pauses import pauses
from tui.words import _

TRIES = 3
"""Tries to go on without a byte of progress: with the pauses between them, a line that was dead for
three seconds is not noticed; whoever waits for more hears of it, and has the token."""

_SPOKEN = (("Tus-Resumable", tus.VERSION),)
_PASSING = ("ECONNRESET", "EPIPE", "ECONNABORTED", "EOF", "ETIMEDOUT", "ECONNREFUSED", "debit")
"""What may be over in a moment; `debit` is also the upload's last writer, not yet given up."""


@dataclass(frozen=True, slots=True)
class Place:
    """An upload that the archive knows, and how far it has come on its disk."""

    token: str
    offset: int


class Upload:
    """One photo's way. `pausing` yields the seconds between tries."""

    def __init__(
        self,
        connections: Connections,
        load: Load,
        pausing: Callable[[], Iterator[float]] = pauses,
    ) -> None:
        self._connections = connections
        self._load = load
        self._pausing = pausing

    async def send(self, token: str | None) -> Stored:
        """Send what is missing; `token` is that of an upload that was interrupted."""
        place = None if token is None else await self._find(token)
        replaced = False
        if place is None or place.offset < self._load.size:
            replaced = await self._is_taken()
            if replaced and not self._load.replace:
                reason = _("it is in the archive")
                raise Failure(Step.REFUSED, reason, peer=self._connections.peer, code="existe")
            await self._send(place or await self._create())
        return Stored(True, verified=await self._compare(), replaced=replaced)

    async def _send(self, place: Place) -> None:
        """Go on until all is there, through whatever passes. Only a new byte counts as progress."""
        best, tries, waits = place.offset, 0, self._pausing()
        while place.offset < self._load.size:
            stuck = self._stuck()
            try:
                reached = await self._patch(place)
            except Failure as failure:
                if failure.code not in _PASSING:
                    raise
                stuck = failure
                reached = await self._reached(place, failure)
            if reached > best:
                best, tries, waits = reached, 0, self._pausing()
            elif (tries := tries + 1) == TRIES:
                raise stuck
            else:
                await asyncio.sleep(next(waits))
            place = Place(place.token, reached)

    async def _reached(self, place: Place, failure: Failure) -> int:
        """Ask how far it has come, again after a pause; raise what failed if that stays unsaid."""
        for pause in (*islice(self._pausing(), TRIES - 1), None):
            try:
                found = await self._find(place.token)
            except Failure as another:
                if another.code not in _PASSING or pause is None:
                    raise failure from another
                await asyncio.sleep(pause)
            else:
                if found is None:
                    raise failure
                return found.offset
        raise failure

    def _stuck(self) -> Failure:
        reason = _("it takes no more bytes")
        return Failure(Step.SEND, reason, peer=self._connections.peer, code="ETIMEDOUT")

    async def _create(self) -> Place:
        """Have the archive agree, before any byte: too large, no room, no such name."""
        load = self._load
        facts = {"filename": load.name, "sha256": load.sha256}
        fields = (
            *_SPOKEN,
            ("Upload-Length", str(load.size)),
            ("Upload-Metadata", tus.render_metadata(facts)),
        )
        async with self._ask(Question("POST", "/uploads", fields)) as answer:
            await statuses.expect(answer, 201)
            token = _token_in(answer)
            await answer.finish()
        if load.on_upload is not None:
            load.on_upload(token)
        return Place(token, 0)

    async def _find(self, token: str) -> Place | None:
        """Ask how far an upload has come; None for one that is not known, or not of this file."""
        if not _is_token(token):
            return None
        async with self._ask(Question("HEAD", f"/uploads/{token}", _SPOKEN)) as answer:
            await answer.finish()
            if answer.status in (404, 410):
                return None
            await statuses.expect(answer, 200, 204)
            length, offset = _number(answer, "upload-length"), _number(answer, "upload-offset")
            facts = _metadata(answer)
        said = facts.get("filename"), facts.get("sha256")
        same = length == self._load.size and said == (self._load.name, self._load.sha256)
        return Place(token, offset) if same and offset <= length else None

    async def _patch(self, place: Place) -> int:
        """Send from an offset to the end; return the offset that is safe then."""
        load, left = self._load, self._load.size - place.offset
        fields = (
            *_SPOKEN,
            ("Content-Type", tus.BODY),
            ("Upload-Offset", str(place.offset)),
        )
        body = load.blocks(place.offset, self._connections.peer)
        target, patience = f"/uploads/{place.token}", answers.allowance(left)
        question = Question("PATCH", target, fields, body, left, patience)
        async with self._ask(question) as answer:
            if answer.status in (404, 409, 410):  # `_find` tells what became of it
                raise await statuses.refusal(answer, "debit")
            await statuses.expect(answer, 204, 200)
            reached = _number(answer, "upload-offset")
            await answer.finish()
        if not place.offset <= reached <= load.size:
            raise _strange(answer, "Upload-Offset")
        return reached

    async def _is_taken(self) -> bool:
        async with self._ask(Question("HEAD", web.target(self._load.name))) as answer:
            await answer.finish()
            if answer.status == 404:
                return False
            await statuses.expect(answer, 200)
            return True

    async def _compare(self) -> bool:
        """Ask what is there under the name now; say whether its digest is told, and is ours."""
        async with self._ask(Question("HEAD", web.target(self._load.name))) as answer:
            await answer.finish()
            await statuses.expect(answer, 200)
            said = promised_digest(answer)
        if said not in (None, self._load.sha256):
            raise statuses.damaged(answer.peer)
        return said is not None

    def _ask(self, question: Question) -> AbstractAsyncContextManager[Answer]:
        lane = Lane.TRANSFER if question.size else Lane.QUESTION
        return self._connections.ask(question, lane)


def _token_in(answer: Answer) -> str:
    try:
        route = web.route(answer.fields.get("location", ""))
    except RemoteProtocolError:
        raise _strange(answer, "Location") from None
    if not isinstance(route, web.Upload):
        raise _strange(answer, "Location")
    return route.id


def _is_token(token: str) -> bool:
    try:
        return web.route(f"/uploads/{token}") == web.Upload(token)
    except RemoteProtocolError:
        return False


def _number(answer: Answer, field: str) -> int:
    try:
        return tus.parse_number(answer.fields.get(field))
    except RemoteProtocolError:
        raise _strange(answer, field) from None


def _metadata(answer: Answer) -> dict[str, str]:
    try:
        return tus.parse_metadata(answer.fields.get("upload-metadata", ""))
    except RemoteProtocolError:
        raise _strange(answer, "Upload-Metadata") from None


def _strange(answer: Answer, field: str) -> Failure:
    reason = _("its field {field} cannot be understood").format(field=field)
    return Failure(Step.HEADERS, reason, peer=answer.peer, code="HTTP")
