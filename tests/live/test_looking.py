"""What a look at a host's photos costs on the line, in either dialect."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from hosting import hosting
from PIL import Image
from taken import description

from protocol.config import Config
from protocol.sections import Archive as Settings
from tui.clients.archive.dialect import open_archive
from tui.clients.wire import Direction, Wire
from tui.screens.photos.looking import HEAD, Looker
from tui.screens.photos.subject import Subject

SCREEN = (80, 22)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Config]:
    """A host with one photo of a megabyte, which says where it was taken, and some of words."""
    folder = tmp_path / "data" / "photos"
    folder.mkdir(parents=True)
    file = BytesIO()
    Image.effect_noise((1600, 1200), 90).save(file, "JPEG", quality=92, exif=description())
    (folder / "plage.jpg").write_bytes(file.getvalue())
    (folder / "short.jpg").write_bytes(b"dear diary")
    with hosting(tmp_path / "data") as config:
        yield config


@asynccontextmanager
async def looking(
    host: Config, dialect: str
) -> AsyncIterator[tuple[Looker, dict[str, Subject], Wire]]:
    wire = Wire()
    archive = open_archive(Settings(port=host.archive.port, dialect=dialect), wire)
    looker = Looker(archive)
    try:
        page = await archive.page()
        yield looker, {one.name: Subject(one.name, photo=one) for one in page.photos}, wire
    finally:
        looker.close()
        await archive.aclose()


def received(wire: Wire) -> int:
    """Count the bytes that came, and forget them."""
    count = sum(len(one.data) for one in wire.pieces if one.direction is Direction.RECEIVED)
    wire.clear()
    return count


async def test_a_look_costs_what_is_seen_and_a_near_one_the_photo_once(host: Config) -> None:
    async with looking(host, "http") as (looker, photos, wire):
        whole = photos["plage.jpg"].photo.size
        assert whole > 700_000
        received(wire)
        seen = await looker.look(photos["plage.jpg"], *SCREEN)
        assert seen.picture is not None
        assert received(wire) < 6_000, "a twentieth of a second at 1 Mbit/s"
        await looker.look(photos["plage.jpg"], *SCREEN, 32.0)
        assert whole < received(wire) < whole + 2_000
        await looker.look(photos["plage.jpg"], *SCREEN, 64.0)
        assert received(wire) == 0


async def test_what_a_photo_says_of_itself_costs_its_beginning(host: Config) -> None:
    async with looking(host, "http") as (looker, photos, wire):
        received(wire)
        found = await looker.describe(photos["plage.jpg"])
        assert found.exif is not None
        assert found.exif.camera == "Canon EOS 80D"
        assert found.exif.placed
        assert HEAD < received(wire) < HEAD + 1_000


@pytest.mark.parametrize("dialect", ["http", "classic"])
async def test_either_dialect_shows_the_picture_and_tells_of_it(host: Config, dialect: str) -> None:
    async with looking(host, dialect) as (looker, photos, _wire):
        seen = await looker.look(photos["plage.jpg"], *SCREEN)
        assert seen.picture is not None
        assert (seen.picture.facts.width, seen.picture.facts.height) in ((1600, 1200), (59, 44))
        assert (await looker.describe(photos["plage.jpg"])).exif.camera == "Canon EOS 80D"
        none = await looker.look(photos["short.jpg"], *SCREEN)
        assert none.picture is None
        assert none.words.startswith("This is no picture")
        assert (await looker.describe(photos["short.jpg"])).exif.camera == ""
        assert looker.sharp(photos["short.jpg"], *SCREEN) is none, "nobody asks twice"
