"""How an archive answers in the classic dialect: read within a deadline, refusals raised, and an
answer to another question recognised. Everything raises Failure.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from protocol import archive
from protocol.errors import RemoteProtocolError
from protocol.lines import PAUSE
from tui.clients.connection import PATIENCE, Connection
from tui.clients.failure import Failure, Step, from_os_error
from tui.words import _

ANSWER_LIMIT = 8 * 1024
"""Bytes of an answer that is neither a list nor a photo: a refusal is one sentence."""

SLOWEST = 32 * 1024
"""Bytes a second: a transfer that is slower on the whole has come to a stop."""

_REFUSAL = b"erreur@"


async def first_answer(connection: Connection) -> bytes:
    """Read the answer to a request, which has to come soon."""
    async with within(PATIENCE, Step.WAIT, connection.peer):
        return await read_answer(connection)


async def read_answer(connection: Connection) -> bytes:
    """Read one short answer: `ok`, a line, or what a pause or their hanging up ends.

    No pause ends what begins as a refusal: those who refuse in words send a newline.
    """
    data = bytearray()
    while data != archive.OK and b"\n" not in data and len(data) < ANSWER_LIMIT:
        patience = None if _REFUSAL.startswith(data[: len(_REFUSAL)]) else PAUSE
        try:
            block = await connection.receive(patience=patience)
        except Failure as failure:
            if data and failure.code == "ETIMEDOUT":
                break
            raise
        if not block:
            break
        data += block
    return bytes(data)


@asynccontextmanager
async def within(seconds: float, step: Step, peer: str) -> AsyncIterator[None]:
    """Bound everything inside, however busy it is; raises Failure with code `ETIMEDOUT`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise from_os_error(step, error, peer) from None


def allowance(size: int) -> float:
    """Return how many seconds `size` bytes may take."""
    return PATIENCE + size / SLOWEST


def read_size(line: bytes, peer: str) -> int:
    """Read the size that a service announces."""
    raise_refusal(line, peer)
    try:
        return archive.parse_size(line.decode(errors="replace"))
    except RemoteProtocolError as error:
        raise _unexpected(line, peer) from error


def expect_ok(answer: bytes, peer: str) -> None:
    """Return for `ok` alone."""
    if answer.strip() == archive.OK:
        return
    raise_refusal(answer, peer)
    raise _unexpected(answer, peer)


def raise_refusal(answer: bytes, peer: str) -> None:
    """Raise Failure REFUSED where the answer is a refusal."""
    if (refusal := archive.parse_refusal(answer)) is not None:
        raise Failure(Step.REFUSED, refusal.detail, peer=peer, code=refusal.code)


def _unexpected(answer: bytes, peer: str) -> Failure:
    """Say what an answer is that is no answer to the question: often an old service's list."""
    if not answer:
        return Failure(Step.WAIT, _("it hung up without an answer"), peer=peer, code="silence")
    try:
        photos, left_out = archive.parse_list(answer)
    except RemoteProtocolError:
        photos, left_out = [], 1
    if photos and not left_out and all("." in name for name in photos):
        reason = _("it answered with its list, as services of 2017 do to what they do not know")
        return Failure(Step.REFUSED, reason, peer=peer, code="commande")
    words = answer[:80].decode(errors="replace").strip()
    reason = _("it answered something else: “{words}”").format(words=words)
    return Failure(Step.BODY, reason, peer=peer, code="forme")
