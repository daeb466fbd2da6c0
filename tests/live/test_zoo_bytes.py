"""What the wire says is what travelled, byte by byte: somebody between both has heard the same."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from live import zoo_http1, zoo_http2, zoo_tls
from live.zoo import Animal
from live.zoo_visiting import Seen, visiting

from tui.clients.wire import Direction

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
BELOW = (Direction.SENT_BELOW, Direction.RECEIVED_BELOW)

PLAIN = (*zoo_http1.ANIMALS, *(one for one in zoo_http2.ANIMALS if one.tls is None))
SECRET = (*zoo_tls.ANIMALS, *(one for one in zoo_http2.ANIMALS if one.tls is not None))


@pytest.mark.parametrize("animal", PLAIN, ids=str)
async def test_the_wire_says_what_was_overheard_between_both(
    animal: Animal, tmp_path: Path
) -> None:
    async with visiting(animal, tmp_path, ear=True) as seen:
        up, down = await overheard(seen)
        sent, received = seen.travelled(SENT), seen.travelled(RECEIVED)
        assert sent
        assert sent == up or (animal.deaf and sent.startswith(up))
        assert sent.startswith(seen.visit.came)
        assert is_all_of(down, received, animal)
        assert seen.visit.said.startswith(received)


@pytest.mark.parametrize("animal", SECRET, ids=str)
async def test_below_tls_it_is_what_was_overheard_and_above_what_the_server_heard_and_said(
    animal: Animal, tmp_path: Path
) -> None:
    secret = replace(animal, way=lambda place: replace(animal.way(place), enciphered=True))
    async with visiting(secret, tmp_path, ear=True) as seen:
        up, down = await overheard(seen)
        sent, received = map(seen.travelled, BELOW)
        assert sent
        assert sent == up or (animal.deaf and sent.startswith(up))
        assert down.startswith(received)
        if not seen.cage.visits:
            assert not seen.travelled(SENT) + seen.travelled(RECEIVED)  # no word before TLS
        elif animal.tls is None:
            assert seen.visit.said.startswith(received)  # no TLS there: nothing is above it
        else:
            await asyncio.wait_for(seen.visit.over.wait(), 10)
            assert seen.travelled(SENT).startswith(seen.visit.came)
            assert is_all_of(seen.visit.said, seen.travelled(RECEIVED), animal)


async def overheard(seen: Seen) -> tuple[bytearray, bytearray]:
    """Return what the ear has heard, when it has heard all that the client said."""
    [heard] = seen.ear.overheard
    await asyncio.wait_for(heard.hung_up.wait(), 10)
    return heard.up, heard.down


def is_all_of(said: bytearray, received: bytearray, animal: Animal) -> bool:
    """Whether it is all that was said; where the client left first, the beginning of it."""
    if animal.unheard or animal.version == "HTTP/2":
        return said.startswith(received) and len(received) >= (animal.enough or 1)
    return said == received
