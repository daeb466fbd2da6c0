"""What the wire says is what travelled, byte by byte: somebody between both has heard the same."""

import pytest
from live.zoo import Animal
from live.zoo_http1 import ANIMALS
from live.zoo_visiting import visiting

from tui.clients.wire import Direction


@pytest.mark.parametrize("animal", ANIMALS, ids=str)
async def test_the_wire_says_what_was_overheard_between_both(animal: Animal) -> None:
    async with visiting(animal, ear=True) as seen:
        [heard] = seen.ear.overheard
        sent, received = map(seen.travelled, (Direction.SENT, Direction.RECEIVED))
        assert sent == heard.up or (animal.deaf and sent.startswith(heard.up))
        if animal.unheard:
            assert received == heard.down[: len(received)]
            assert len(received) >= (animal.enough or 1)
        else:
            assert received == heard.down
