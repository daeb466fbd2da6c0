"""What is looked at: how much of it is fetched, what is remembered, and what is given up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from endless import endless
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from screens.archives import FakeArchive, nobody, photos, picture
from taken import photo as described_photo
from waiting import until_async

from tui.clients.archive.photo import Ability, Photo
from tui.picture import Facts, Picture
from tui.screens.photos import looking, seeing
from tui.screens.photos.looking import Looker
from tui.screens.photos.sights import Frame, Seen, Sights
from tui.screens.photos.subject import Key, Subject

WHOLE = (60, 40)
"""What the archive for tests is asked for where a whole photo is fetched."""

Asked = list[tuple[str, int, int]]


def large() -> bytes:
    """A photo of 4000 × 3000 pixels."""
    file = BytesIO()
    Image.new("RGB", (4000, 3000), (20, 90, 160)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def asked() -> Asked:
    """The names and sizes that the archive was asked for."""
    return []


@pytest.fixture
def archive(asked: Asked) -> FakeArchive:
    """An archive of photos of 4000 × 3000 pixels and the other way round."""
    data = large()

    def content(name: str, width: int, height: int) -> bytes:
        asked.append((name, width, height))
        return data if (width, height) == WHOLE else picture(7, width, height)

    return FakeArchive(photos(20), content=content)


@pytest.fixture
async def looker(archive: FakeArchive) -> AsyncIterator[Looker]:
    found = Looker(archive)
    yield found
    found.close()


def there(number: int) -> Subject:
    photo = photos(20)[number]
    return Subject(photo.name, photo=photo)


async def test_of_an_archive_no_more_is_fetched_than_the_cells_show(
    looker: Looker, asked: Asked
) -> None:
    seen = await looker.look(there(1), 80, 22)
    assert asked == [("IMG_00001.jpg", 59, 44)]
    assert seen.picture is not None
    assert seen.picture.facts == Facts("JPEG", 4000, 3000)
    assert await looker.look(there(1), 80, 22) is seen
    assert await looker.look(there(1), 20, 10) is seen
    assert len(asked) == 1
    assert looker.sharp(there(1), 200, 48) is None
    assert looker.known(there(1)) is seen


async def test_from_near_more_is_fetched_and_in_the_end_the_whole_photo_once(
    looker: Looker, asked: Asked
) -> None:
    for zoom in (1, 4, 16, 64, 128):
        seen = await looker.look(there(1), 80, 22, zoom)
        assert seen.picture is not None
    assert asked == [
        ("IMG_00001.jpg", 59, 44),
        ("IMG_00001.jpg", 235, 176),
        ("IMG_00001.jpg", 939, 704),
        ("IMG_00001.jpg", *WHOLE),
    ]
    assert seen.picture.image.width >= 3755
    widths = [looker.sharp(there(1), 80, 22, zoom).picture.image.width for zoom in (1, 4, 16, 64)]
    assert widths == [59, 235, 939, 4000], "who goes back is not shown less from more"


async def test_without_thumbnails_it_is_the_whole_photo(
    looker: Looker, archive: FakeArchive, asked: Asked
) -> None:
    archive.can = frozenset()
    seen = await looker.look(Subject("a.jpg", photo=Photo("a.jpg")), 80, 22)
    assert asked == [("a.jpg", *WHOLE)]
    assert seen.picture is not None
    assert seen.picture.facts == Facts("JPEG", 4000, 3000)


async def test_where_the_list_does_not_say_how_large_a_photo_is_coming_near_fetches_it(
    looker: Looker, asked: Asked
) -> None:
    subject = Subject("new.jpg", photo=Photo("new.jpg"))
    await looker.look(subject, 80, 22)
    await looker.look(subject, 80, 22, 2.0)
    assert asked == [("new.jpg", 80, 44), ("new.jpg", *WHOLE)]


async def test_a_photo_said_to_have_no_pixels_is_drawn_all_the_same(looker: Looker) -> None:
    seen = await looker.look(Subject("a.jpg", photo=Photo("a.jpg", width=60, height=0)), 80, 22)
    assert seen.picture is not None


async def test_two_who_look_at_the_same_ask_once_and_the_last_who_leaves_ends_it(
    looker: Looker, archive: FakeArchive
) -> None:
    archive.pictures.clear()
    looks = [asyncio.create_task(looker.look(there(1), 80, 22)) for _ in range(2)]
    await until_async(lambda: archive.waiting == 1)
    await leave(looks[0])
    assert not archive.cancelled
    await leave(looks[1])
    await until_async(lambda: archive.cancelled == ["IMG_00001.jpg"])
    assert archive.asked == ["IMG_00001.jpg"]


async def leave(look: asyncio.Task[Seen] | asyncio.Task[seeing.Description]) -> None:
    look.cancel()
    with suppress(asyncio.CancelledError):
        await look


async def test_what_is_wanted_comes_before_what_may_be_wanted(
    looker: Looker, archive: FakeArchive
) -> None:
    archive.pictures.clear()
    looker.ahead([there(2), there(3)], 80, 22)
    await until_async(lambda: archive.waiting == 1)
    look = asyncio.create_task(looker.look(there(9), 80, 22))
    await until_async(lambda: archive.cancelled == ["IMG_00002.jpg"])
    archive.pictures.set()
    assert (await look).picture is not None
    assert archive.asked == ["IMG_00002.jpg", "IMG_00009.jpg"]


async def test_what_is_fetched_ahead_is_not_asked_for_again(
    looker: Looker, archive: FakeArchive
) -> None:
    archive.pictures.clear()
    looker.ahead([there(2), there(3)], 80, 22)
    await until_async(lambda: archive.waiting == 1)
    look = asyncio.create_task(looker.look(there(2), 80, 22))
    await asyncio.sleep(0)
    archive.pictures.set()
    assert (await look).picture is not None
    await until_async(lambda: looker.sharp(there(3), 80, 22))
    assert archive.asked == ["IMG_00002.jpg", "IMG_00003.jpg"]
    assert not archive.cancelled


async def test_a_failure_of_the_network_is_told_and_not_remembered(
    looker: Looker, archive: FakeArchive
) -> None:
    archive.failure = nobody()
    seen = await looker.look(there(1), 80, 22)
    assert seen.picture is None
    assert "127.0.0.1:1" in seen.words
    archive.failure = None
    assert (await looker.look(there(1), 80, 22)).picture is not None


@pytest.mark.parametrize("known", [True, False])
async def test_a_photo_too_large_for_a_look_is_said_to_be(
    looker: Looker, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(looking, "GREATEST", 1000)
    archive.can = frozenset({Ability.DETAILS})
    seen = await looker.look(
        Subject("a.jpg", photo=Photo("a.jpg", size=2000 if known else None)), 80, 22
    )
    assert seen.picture is None
    assert "save it here" in seen.words
    assert bool(archive.asked) == (not known)


async def test_what_the_archive_holds_under_the_name_now_is_looked_at_anew(
    looker: Looker, archive: FakeArchive
) -> None:
    subject = Subject("a.jpg", photo=Photo("a.jpg"))
    for _turn in range(2):
        await looker.look(subject, 80, 22)
        looker.forget_archive("a.jpg")
    assert archive.asked == ["a.jpg", "a.jpg"]


async def test_a_file_of_this_machine_is_decoded_for_the_cells_and_from_near_for_more(
    looker: Looker, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(large())
    subject = Subject(path.name, path, changed=1)
    seen = await looker.look(subject, 200, 50)
    assert seen.size == path.stat().st_size
    assert seen.picture is not None
    assert 133 <= seen.picture.image.width <= 1000
    near = await looker.look(subject, 200, 50, 16.0)
    assert near.picture is not None
    assert near.picture.image.width >= 2133
    assert looker.sharp(subject, 200, 50) is seen


@pytest.mark.parametrize("data", [b"dear diary", None])
async def test_what_cannot_be_drawn_is_said_in_words(
    looker: Looker, tmp_path: Path, data: bytes | None
) -> None:
    path = tmp_path / "holiday.jpg"
    if data is not None:
        path.write_bytes(data)
    seen = await looker.look(Subject(path.name, path), 80, 22)
    assert seen.picture is None
    assert seen.words.startswith("This is no picture we can draw:")


async def test_what_a_photo_says_of_itself_is_read_in_its_beginning(
    looker: Looker, archive: FakeArchive, tmp_path: Path
) -> None:
    data = described_photo("JPEG")
    archive.content = lambda *_asked: data + bytes(2 * looking.HEAD)
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    for subject in (there(1), Subject(path.name, path)):
        found = await looker.describe(subject)
        assert found.exif is not None
        assert found.exif.camera == "Canon EOS 80D"
        assert bool(found.sha256) == (subject.path is not None)
    archive.failure = nobody()
    assert "127.0.0.1:1" in (await looker.describe(there(1))).words


def pictured(side: int) -> Seen:
    return Seen(Picture(Image.new("RGB", (side, side)), Facts("PNG", side, side)), "")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 90)), max_size=60))
def test_pictures_stay_within_their_memory_and_the_last_one_stays(
    kept: list[tuple[int, int]],
) -> None:
    memory = 100_000
    sights, ever = Sights(memory), 0
    for place, (number, side) in enumerate(kept):
        ever += pictured(side).weight
        key: Key = ("here", str(number), 0)
        sights.keep(key, pictured(side))
        assert sights.sharp(key, Frame(side, side)) is not None
        every = [sights.known(("here", str(number), 0)) for number in range(10)]
        held = [seen.weight for seen in every if seen is not None]
        assert sum(held) <= memory or len(held) == 1
        assert len(held) == len({number for number, _side in kept[: place + 1]}) or ever > memory


async def test_who_leaves_does_not_wait_for_the_digest_of_a_file(
    looker: Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeing, "read_exif", lambda _source: None)
    with endless(tmp_path / "large.jpg") as file:
        subject = Subject(file.path.name, file.path, changed=1)
        look = asyncio.create_task(looker.describe(subject))
        await until_async(file.is_read)
        await leave(look)
        await until_async(file.is_left)
