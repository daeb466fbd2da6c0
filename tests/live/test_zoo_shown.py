"""Each animal of the zoo is shown as what it is: what came is kept, what failed is named."""

from pathlib import Path

import pytest
from live import zoo_http1, zoo_http2, zoo_tls
from live.zoo import Animal
from live.zoo_visiting import visiting

ANIMALS = (*zoo_http1.ANIMALS, *zoo_tls.ANIMALS, *zoo_http2.ANIMALS)


@pytest.mark.parametrize("animal", ANIMALS, ids=str)
async def test_what_came_is_in_the_record_and_what_failed_is_named(
    animal: Animal, tmp_path: Path
) -> None:
    async with visiting(animal, tmp_path) as seen:
        record = seen.record
        assert record.status == animal.status
        assert record.version == (animal.version if animal.status else "")
        if animal.version != "HTTP/2":
            assert record.informed == list(animal.informed)
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
        if len(animal.failures) < 2:
            assert list(animal.odd) == seen.oddities()
