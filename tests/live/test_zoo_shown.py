"""Each animal of the zoo is shown as what it is: what came is kept, what failed is named."""

import pytest
from live.zoo import Animal
from live.zoo_http1 import ANIMALS
from live.zoo_visiting import visiting


@pytest.mark.parametrize("animal", ANIMALS, ids=str)
async def test_what_came_is_in_the_record_and_what_failed_is_named(animal: Animal) -> None:
    async with visiting(animal) as seen:
        record = seen.record
        assert (record.status, record.informed) == (animal.status, list(animal.informed))
        assert record.body.read(0, len(animal.body)) == animal.body
        if animal.head:
            assert record.answered == animal.head
        if animal.failures:
            assert record.failure is not None
            assert (record.failure.step, record.failure.code) in animal.failures
            assert record.failure.reason
        else:
            assert record.failure is None
        if animal.enough is None:
            assert record.size == (len(animal.body) if animal.size is None else animal.size)
            assert record.whole is not bool(animal.failures)
        else:
            assert record.size >= animal.enough
            assert not record.whole
        assert (record.body.size, record.body.lost) == (record.size, 0)
