"""A visit to an animal of the zoo: the client asks it, directly or past the ear between both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from live.zoo import Animal, Cage, Visit, opened
from live.zoo_relay import Ear, overhearing

from tui.clients.failure import Failure
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Way
from tui.clients.wire import Direction, Piece, Wire
from tui.reading.conversation import Conversation
from tui.reading.marks import Mark, Odd


@dataclass
class Seen:
    """What a visit left behind."""

    record: Exchange
    cage: Cage
    ear: Ear
    pieces: list[Piece] = field(default_factory=list)
    """All that the wire said, however much it was."""
    hung_up: bool = False
    """The wire said that the server did."""

    def travelled(self, direction: Direction) -> bytearray:
        """Return what the wire says that travelled, in one."""
        whole = bytearray()
        for piece in self.pieces:
            if piece.direction is direction:
                whole += piece.data
        return whole

    def oddities(self) -> list[Odd]:
        """Read what travelled; return what is odd about it, each kind once."""
        conversation = Conversation()
        marks: list[Mark] = []
        for piece in self.pieces:
            if piece.direction is Direction.SENT:
                marks += conversation.sent(piece.data)
            elif piece.direction is Direction.RECEIVED:
                marks += conversation.received(piece.data)
        if self.hung_up:
            marks += conversation.hung_up()
        return list(dict.fromkeys(mark.what for mark in marks if isinstance(mark.what, Odd)))

    @property
    def visit(self) -> Visit:
        """The only connection there was, as the server saw it."""
        [visit] = self.cage.visits
        return visit


@asynccontextmanager
async def visiting(animal: Animal, directory: Path, *, ear: bool = False) -> AsyncIterator[Seen]:
    """Ask the animal; yield what was seen when it is over."""
    async with (
        opened(animal) as cage,
        overhearing(cage.port) if ear else nullcontext(Ear(cage.port)) as between,
    ):
        seen = await look(animal, cage, between, animal.way(directory))
        try:
            yield seen
        finally:
            seen.record.close()


async def look(animal: Animal, cage: Cage, between: Ear, way: Way) -> Seen:
    """Ask an animal that is there already."""
    secure = animal.secure or animal.tls is not None
    scheme, host = ("https", "localhost") if secure else ("http", "127.0.0.1")
    request = Request(animal.method, f"{scheme}://{host}:{between.port}/")
    seen = Seen(Exchange(request), cage, between)
    wire = Wire()
    wire.watch(seen.pieces.append)
    wire.watch(lambda piece: _take(cage, piece))
    wire.watch_end(lambda: setattr(seen, "hung_up", True))
    enough = asyncio.Event()

    def grow() -> None:
        if animal.enough is not None and seen.record.size >= animal.enough:
            enough.set()

    asking = asyncio.create_task(
        seen.record.take_place(wire, patience=animal.patience, on_growth=grow, way=way)
    )
    waiting = asyncio.create_task(enough.wait())
    await asyncio.wait((asking, waiting), return_when=asyncio.FIRST_COMPLETED)
    for one in (asking, waiting):
        one.cancel()
    results = await asyncio.gather(asking, waiting, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Failure):
            raise result
    return seen


def _take(cage: Cage, piece: Piece) -> None:
    if piece.direction is Direction.RECEIVED:
        cage.take(len(piece.data))
