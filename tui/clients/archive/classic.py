"""The photo archive's client, in the classic dialect: one connection for each request.

    found = await names("127.0.0.1", 7788, wire)
    confirmed = await store("127.0.0.1", 7788, wire, "a.jpg", size, blocks(file))
    size = await fetch("127.0.0.1", 7788, wire, "a.jpg", part.write)
    await remove("127.0.0.1", 7788, wire, "a.jpg")

Everything raises Failure, and step REFUSED with the protocol's code where the service said no.
`names.photo` of the protocol says what a name may be; whoever calls has asked it. Services of 2017
are understood: a size with no newline, no second `ok`, a list in answer to anything, photos after
which the sending never ends, and names that must not be followed by a newline.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from protocol import archive
from protocol.errors import RemoteProtocolError
from protocol.lines import PAUSE
from tui.clients.archive import answers
from tui.clients.archive.photo import Progress
from tui.clients.connection import BLOCK, PATIENCE, Connection, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.words import _

LIST_LIMIT = 16 * 1024 * 1024
"""Bytes of a list: 60,000 names of the greatest length, a million of the usual one."""

PHOTO_LIMIT = 1024 * 1024 * 1024
"""Bytes of a photo that we take: twice what a host accepts unless its owner says otherwise."""

LIST_PATIENCE = 30.0
"""Seconds for a whole list: half a megabyte a second for the longest one that we take."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The archive's photos, as the service orders them; `left_out` names break the rule."""

    names: tuple[str, ...]
    left_out: int


async def names(address: str, port: int, wire: Wire) -> Listing:
    """Ask what the archive holds."""
    async with await Connection.open(address, port, wire) as connection:
        await connection.send(archive.render_request(archive.List()), patience=PATIENCE)
        data = bytearray()
        async with answers.within(LIST_PATIENCE, Step.BODY, connection.peer):
            while block := await connection.receive():
                data += block
                if len(data) > LIST_LIMIT:
                    reason = _("its list is endless")
                    raise Failure(Step.BODY, reason, peer=connection.peer, code="longueur")
    if data.endswith(b"\n"):  # a list has no newline, a refusal has one
        answers.raise_refusal(bytes(data), connection.peer)
    try:
        valid, left_out = archive.parse_list(bytes(data))
    except RemoteProtocolError as error:
        reason = _("its list is not UTF-8")
        raise Failure(Step.BODY, reason, peer=connection.peer, code="forme") from error
    return Listing(tuple(dict.fromkeys(valid)), left_out)


async def store(
    address: str,
    port: int,
    wire: Wire,
    name: str,
    size: int,
    source: AsyncIterator[bytes],
    *,
    progress: Progress | None = None,
) -> bool:
    """Send a photo of `size` bytes; return whether the service confirmed that it is on its disk.

    False means: sent, not confirmed. It is all that a service of 2017 gives. An OSError of the
    source passes.
    """
    request = archive.render_request(archive.Archive(name, size))
    async with await Connection.open(address, port, wire) as connection:
        await connection.send(request, patience=PATIENCE)
        answers.expect_ok(await answers.first_answer(connection), connection.peer)
        verdict = asyncio.create_task(answers.read_answer(connection))
        try:
            await _pour(connection, size, source, verdict, progress)
            return await _confirmed(verdict, size, connection.peer)
        finally:
            verdict.cancel()
            await asyncio.gather(verdict, return_exceptions=True)


async def fetch(
    address: str,
    port: int,
    wire: Wire,
    name: str,
    sink: Callable[[bytes], object],
    *,
    limit: int = PHOTO_LIMIT,
    progress: Progress | None = None,
) -> int:
    """Retrieve a photo into `sink`; return its size.

    Raises Failure BODY for a photo that is over `limit` bytes or comes cut short; what the sink
    has by then is to be thrown away. An OSError of the sink passes.
    """
    async with _asked(address, port, wire, archive.Retrieve(name)) as (connection, answer):
        line, _newline, early = answer.partition(b"\n")
        size = answers.read_size(line, connection.peer)
        if size > limit:
            reason = _("it announces {size} bytes, more than the {limit} that we take")
            words = reason.format(size=size, limit=limit)
            raise Failure(Step.BODY, words, peer=connection.peer, code="longueur")
        await connection.send(archive.OK, patience=PATIENCE)
        async with answers.within(answers.allowance(size), Step.BODY, connection.peer):
            await _drain(connection, size, early, sink, progress)
    return size


async def remove(address: str, port: int, wire: Wire, name: str) -> None:
    """Have a photo put into the service's trash."""
    async with _asked(address, port, wire, archive.Delete(name)) as (connection, answer):
        answers.expect_ok(answer, connection.peer)


async def blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    """Read an open file as `store` wants it, off the event loop: disks of networks are slow."""
    while block := await asyncio.to_thread(file.read, BLOCK):
        yield block


@asynccontextmanager
async def _asked(
    address: str, port: int, wire: Wire, request: archive.Request
) -> AsyncIterator[tuple[Connection, bytes]]:
    """Ask on a new connection, and hang up in the end.

    A service of 2017 takes the newline for a part of the name, finds no such photo and hangs up
    without a word; then the request is said again with no newline.
    """
    words = archive.render_request(request)
    for saying in (words, words.rstrip()):
        async with await Connection.open(address, port, wire) as connection:
            await connection.send(saying, patience=PATIENCE)
            if answer := await answers.first_answer(connection):
                yield connection, answer
                return
    reason = _("it hung up without an answer")
    raise Failure(Step.WAIT, reason, peer=name_peer(address, port), code="silence")


async def _pour(
    connection: Connection,
    size: int,
    source: AsyncIterator[bytes],
    verdict: asyncio.Task[bytes],
    progress: Progress | None,
) -> None:
    """Send the photo. A refusal that comes meanwhile stands above the sending that it breaks."""
    sent = 0
    try:
        async with answers.within(answers.allowance(size), Step.SEND, connection.peer):
            async for block in source:
                await connection.send(block[: size - sent])
                sent = min(size, sent + len(block))
                if progress is not None:
                    progress(sent, size)
                if sent == size or verdict.done():
                    break
    except Failure:
        await asyncio.wait([verdict], timeout=PAUSE)  # it may lie behind what broke the sending
        if verdict.done() and verdict.exception() is None:
            answers.raise_refusal(verdict.result(), connection.peer)
        raise
    if sent < size and verdict.done():
        answers.raise_refusal(await verdict, connection.peer)
        reason = _("it hung up after {sent} of {size} bytes").format(sent=sent, size=size)
        raise Failure(Step.SEND, reason, peer=connection.peer)
    if sent < size:
        reason = _("the file has become shorter while it was sent")
        raise Failure(Step.SEND, reason, peer=connection.peer)


async def _confirmed(verdict: asyncio.Task[bytes], size: int, peer: str) -> bool:
    """Wait for the second `ok`. Silence and hanging up are no answer; a refusal is raised."""
    try:
        async with asyncio.timeout(answers.allowance(size)):
            answer = await verdict
    except (Failure, TimeoutError):
        return False
    if answer:
        answers.expect_ok(answer, peer)
    return bool(answer)


async def _drain(
    connection: Connection,
    size: int,
    early: bytes,
    sink: Callable[[bytes], object],
    progress: Progress | None,
) -> None:
    """Receive `size` bytes and no more: an old service never stops by itself."""
    received, block = 0, early
    while True:
        block = block[: size - received]
        sink(block)
        received += len(block)
        if progress is not None:
            progress(received, size)
        if received == size:
            return
        block = await connection.receive()
        if not block:
            reason = _("it hung up after {sent} of {size} bytes").format(sent=received, size=size)
            raise Failure(Step.BODY, reason, peer=connection.peer, code="short")
