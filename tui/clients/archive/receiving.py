"""A photo on its way here: hashed while it comes, and held to the digest that was promised."""

import re
from collections.abc import Callable

from protocol import web
from protocol.errors import RemoteProtocolError
from tui.clients.archive import answers, classic, statuses
from tui.clients.archive.connections import Connections, Lane
from tui.clients.archive.digests import Digest
from tui.clients.archive.exchanges import Answer, Question
from tui.clients.archive.photo import Fetched, Progress
from tui.clients.failure import Failure, Step
from tui.words import _

_TAG = re.compile(r'"([0-9a-f]{64})"')
_PART = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_NO_PART = re.compile(r"bytes \*/([0-9]{1,18})")
_LENGTH = re.compile(r"[0-9]{1,18}")

Sink = Callable[[bytes], object]


async def fetch(
    connections: Connections,
    name: str,
    sink: Sink,
    *,
    offset: int,
    sha256: str | None,
    progress: Progress | None,
) -> Fetched:
    """Retrieve a photo from `offset` on; see `photo.Archive.fetch`."""
    fields = []
    if offset:
        fields.append(("Range", f"bytes={offset}-"))
        if sha256 is not None:
            fields.append(("If-Range", web.etag(sha256)))
    question = Question("GET", web.target(name), tuple(fields))
    async with connections.ask(question, Lane.TRANSFER) as answer:
        size = await _size(answer, offset)
        if size is None:
            return Fetched(offset, verified=False)
        if size > classic.PHOTO_LIMIT:
            reason = _("it announces {size} bytes, more than the {limit} that we take")
            words = reason.format(size=size, limit=classic.PHOTO_LIMIT)
            raise Failure(Step.BODY, words, peer=answer.peer, code="longueur")
        promised = promised_digest(answer)
        if offset and sha256 is not None and promised not in (None, sha256):
            raise _changed(answer)
        digest = Digest() if promised and not offset else None
        async with answer.within(answers.allowance(size - offset)):
            await _drain(answer, sink, digest, offset, size, progress)
        if digest is None:
            return Fetched(size, verified=False)
        if await digest.hex() != promised:
            raise statuses.damaged(answer.peer)
        return Fetched(size, verified=True)


def promised_digest(answer: Answer) -> str | None:
    """Return the SHA-256 that an answer promises; RFC 9530's field stands above the entity tag.

    An entity tag in another form than our hosts' is no digest.
    """
    try:
        said = web.parse_repr_digest(answer.fields.get("repr-digest", ""))
    except RemoteProtocolError:
        reason = _("its digest is none")
        raise Failure(Step.HEADERS, reason, peer=answer.peer, code="HTTP") from None
    tag = _TAG.fullmatch(answer.fields.get("etag", "").strip())
    return said or (tag[1] if tag else None)


async def _size(answer: Answer, offset: int) -> int | None:
    """Return the size of the whole photo; None where nothing is left to come.

    Raises Failure, code `change`, where what comes does not follow what came before.
    """
    if answer.status == 416 and offset:
        whole = _NO_PART.fullmatch(answer.fields.get("content-range", ""))
        if whole is None or int(whole[1]) != offset:
            raise _changed(answer)
        await answer.finish()
        return None
    if answer.status == 200 and offset:
        raise _changed(answer)
    await statuses.expect(answer, 206 if offset else 200)
    if answer.fields.get("content-encoding", "identity") != "identity":
        raise _unclear(answer)
    length = _LENGTH.fullmatch(answer.fields.get("content-length", ""))
    if length is None:
        raise _unclear(answer)
    if not offset:
        return int(length[0])
    part = _PART.fullmatch(answer.fields.get("content-range", ""))
    if part is None:
        raise _unclear(answer)
    first, last, size = map(int, part.groups())
    if (first, last) != (offset, size - 1) or size - offset != int(length[0]):
        raise _unclear(answer)
    return size


async def _drain(
    answer: Answer,
    sink: Sink,
    digest: Digest | None,
    offset: int,
    size: int,
    progress: Progress | None,
) -> None:
    received = offset
    async for block in answer.blocks():
        sink(block)
        received += len(block)
        if digest is not None:
            await digest.add(block)
        if progress is not None:
            progress(received, size)


def _changed(answer: Answer) -> Failure:
    reason = _("the photo is another one than when its first part came")
    return Failure(Step.REFUSED, reason, peer=answer.peer, code="change")


def _unclear(answer: Answer) -> Failure:
    reason = _("it does not say which bytes it sends")
    return Failure(Step.HEADERS, reason, peer=answer.peer, code="HTTP")
