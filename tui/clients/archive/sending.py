"""A photo on its way there: a small one with one PUT, a large one so that it can be interrupted."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from protocol import web
from tui.clients.archive import answers, statuses
from tui.clients.archive.connections import Connections, Lane
from tui.clients.archive.digests import blocks
from tui.clients.archive.exchanges import Question
from tui.clients.archive.photo import Progress, Stored
from tui.clients.archive.receiving import promised_digest
from tui.clients.failure import Failure, Step
from tui.words import _

WHOLE = 4 * 1024 * 1024
"""Bytes that are sent with one PUT: what a line of 16 Mbit/s carries in two seconds is sent again
sooner than it is asked for."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be sent: a file, the digest of its bytes, the name that it shall have."""

    name: str
    path: Path
    size: int
    sha256: str
    replace: bool
    progress: Progress | None
    on_upload: Callable[[str], object] | None = None

    async def blocks(self, offset: int, peer: str) -> AsyncIterator[bytes]:
        """Read the file from `offset` on, as it leaves; raises Failure where it became shorter."""
        sent = offset
        with self.path.open("rb") as file:
            file.seek(offset)
            async for block in blocks(file, self.size - offset):
                yield block
                sent += len(block)
                if self.progress is not None:
                    self.progress(sent, self.size)
            if sent < self.size:
                reason = _("the file has become shorter while it was sent")
                raise Failure(Step.SEND, reason, peer=peer, code="REQUEST")


def size_of(path: Path) -> int:
    """Return a file's size; raises OSError."""
    return path.stat().st_size


async def put(connections: Connections, load: Load) -> Stored:
    """Send a photo with one request; nothing of it is kept there where that is interrupted."""
    fields = [("Repr-Digest", web.repr_digest(load.sha256))]
    if not load.replace:
        fields.append(("If-None-Match", "*"))
    question = Question(
        "PUT",
        web.target(load.name),
        tuple(fields),
        load.blocks(0, connections.peer),
        load.size,
        answers.allowance(load.size),
    )
    async with connections.ask(question, Lane.TRANSFER) as answer:
        if answer.status == 400 and not load.size:
            raise await statuses.refusal(answer, "taille")
        await statuses.expect(answer, 200, 201)
        said = promised_digest(answer)
        await answer.finish()
        if said not in (None, load.sha256):
            raise statuses.damaged(answer.peer)
        return Stored(True, verified=said is not None, replaced=answer.status == 200)
