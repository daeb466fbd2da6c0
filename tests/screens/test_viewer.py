"""A photo over the whole screen: near and far, on and back, and what is known of it."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from screens.archives import FakeArchive, nobody, photos
from taken import photo as described_photo
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import until_async

from tui.clients.archive.photo import Photo
from tui.screens.photos.information import Information
from tui.screens.photos.looking import Looker
from tui.screens.photos.subject import Subject
from tui.screens.photos.viewer import Viewer
from tui.widgets.key_bar import KeyBar

WHOLE = (60, 40)


class Row:
    """A reel of which the first `loaded` are known; others are once somebody went there."""

    def __init__(self, subjects: list[Subject | None], loaded: int | None = None) -> None:
        self._subjects = subjects
        self.loaded = len(subjects) if loaded is None else loaded
        self.cursor = -1

    def __len__(self) -> int:
        return len(self._subjects)

    def at(self, index: int) -> Subject | None:
        known = 0 <= index < min(self.loaded, len(self))
        return self._subjects[index] if known else None

    def go(self, index: int) -> None:
        self.cursor = index


class Opened(App[None]):
    CSS = "KeyBar { height: 1; }"

    def __init__(self, row: Row, at: int, archive: FakeArchive) -> None:
        super().__init__()
        self.looker = Looker(archive)
        self.viewer = Viewer(row, at, self.looker)

    def on_mount(self) -> None:
        self.push_screen(self.viewer)

    def on_unmount(self) -> None:
        self.looker.close()


@asynccontextmanager
async def opened(
    row: Row, at: int = 0, archive: FakeArchive | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], Viewer]]:
    app = Opened(row, at, archive or FakeArchive([]))
    async with app.run_test(size=size) as pilot:
        await until_async(lambda: app.screen is app.viewer)
        yield pilot, app.viewer


def there(count: int) -> list[Subject | None]:
    return [Subject(photo.name, photo=photo) for photo in photos(count)]


@pytest.fixture
def here(tmp_path: Path) -> list[Subject | None]:
    """Ten photos of this machine, each in a grey of its own, as large as a camera's."""
    subjects: list[Subject | None] = []
    for number in range(10):
        path = tmp_path / f"{number}.jpg"
        Image.new("L", (2000, 1500), 25 * number).save(path)
        subjects.append(Subject(path.name, path, changed=1_503_413_828 * 10**9))
    return subjects


def grey(viewer: Viewer) -> int | None:
    """Which of the ten photos is on the stage."""
    picture = viewer.stage.picture
    pixel = picture.image.getpixel((1, 1)) if picture is not None else None
    return round(pixel[0] / 25) if isinstance(pixel, tuple) else None


def caption(viewer: Viewer) -> str:
    return str(viewer.query_one("Caption", Static).content)


def told(viewer: Viewer) -> str:
    return viewer.query_one(Information).render().plain


async def test_every_key_goes_where_it_says_and_the_list_follows_in_the_end(
    here: list[Subject | None],
) -> None:
    row = Row(here)
    async with opened(row, 4) as (pilot, viewer):
        await until_async(lambda: grey(viewer) == 4)
        await pilot.pause()
        assert caption(viewer).startswith("5 / 10  4.jpg  2000 × 1500")
        for key, number in [
            ("n", 5), ("p", 4), ("space", 5), ("backspace", 4), ("pagedown", 5), ("pageup", 4),
            ("right", 5), ("left", 4), ("down", 5), ("up", 4), ("home", 0), ("left", 0),
            ("end", 9), ("right", 9),
        ]:  # fmt: skip
            await pilot.press(key)
            await until_async(lambda number=number: grey(viewer) == number)
        assert row.cursor == -1
        await pilot.press("p", "escape")
        await until_async(lambda: pilot.app.screen is not viewer)
        assert row.cursor == 8


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_it_closes(here: list[Subject | None], key: str) -> None:
    row = Row(here)
    async with opened(row, 3) as (pilot, viewer):
        await pilot.press(key)
        await until_async(lambda: pilot.app.screen is not viewer)
        assert row.cursor == 3


async def test_from_near_the_arrows_move_about_and_0_shows_all_again(
    here: list[Subject | None],
) -> None:
    async with opened(Row(here), 4) as (pilot, viewer):
        stage = viewer.stage
        await until_async(lambda: grey(viewer) == 4)
        far = stage.picture.image.width
        await pilot.press("plus", "equals_sign", "plus", "plus", "plus", "plus")
        assert stage.nearness == pytest.approx(8)
        await until_async(lambda: stage.picture.image.width > far)
        await pilot.pause()
        assert "800 %" in caption(viewer)
        await pilot.press("right", "down", "left", "up")
        assert viewer.index == 4
        assert stage.nearness == pytest.approx(8)
        await pilot.press("minus")
        assert stage.nearness == pytest.approx(8 / 2**0.5)
        await pilot.press("0")
        await until_async(lambda: stage.picture.image.width == far)
        await pilot.pause()
        assert "%" not in caption(viewer)
        await pilot.press("plus", "n")
        await until_async(lambda: grey(viewer) == 5)
        assert stage.nearness == 1


async def test_neighbours_are_there_before_one_gets_to_them(here: list[Subject | None]) -> None:
    async with opened(Row(here), 4) as (pilot, viewer):
        looker, area = pilot.app.looker, viewer.stage.area
        for number in (5, 3, 6):
            await until_async(lambda number=number: looker.sharp(here[number], *area))
        assert looker.known(here[2]) is None
        await pilot.press("p")
        assert grey(viewer) == 3, "with the key itself"
        await until_async(lambda: looker.sharp(here[1], *area))


async def test_a_directory_is_passed_by_and_does_not_end_the_way(
    here: list[Subject | None],
) -> None:
    row = Row([None, None, here[1], None, here[2]])
    async with opened(row, 2) as (pilot, viewer):
        for key, index in [("n", 4), ("n", 4), ("p", 2), ("p", 2), ("end", 4), ("home", 2)]:
            await pilot.press(key)
            await until_async(lambda index=index: viewer.index == index)
            await until_async(lambda: grey(viewer) == (1 if viewer.index == 2 else 2))


async def test_what_the_list_does_not_know_yet_is_asked_for_and_shown_when_it_comes() -> None:
    row = Row(there(1000), loaded=100)
    async with opened(row, 5, FakeArchive(photos(1000))) as (pilot, viewer):
        await until_async(lambda: viewer.stage.picture)
        assert row.cursor == -1
        await pilot.press("end")
        await until_async(lambda: viewer.stage.words == "…")
        assert row.cursor == 999
        await pilot.pause()
        assert caption(viewer) == "1,000 / 1,000"
        row.loaded = 1000
        await until_async(lambda: viewer.stage.picture)
        assert viewer.stage.subject.name == "IMG_00999.jpg"


async def test_the_latest_wish_wins_and_what_nobody_wants_is_cancelled() -> None:
    archive = FakeArchive(photos(9))
    archive.pictures.clear()
    async with opened(Row(there(9)), 0, archive) as (pilot, viewer):
        await until_async(lambda: archive.waiting == 1)
        await pilot.press("n", "n", "n")
        await until_async(lambda: archive.cancelled and archive.asked[-1] == "IMG_00003.jpg")
        await until_async(lambda: archive.waiting == 1)
        assert archive.most_waiting <= 2
        archive.pictures.set()
        await until_async(lambda: viewer.stage.picture)
        assert viewer.stage.subject.name == "IMG_00003.jpg"


async def test_a_small_picture_that_is_known_is_shown_until_the_sharp_one_comes() -> None:
    archive = FakeArchive(photos(9))
    subject = there(9)[1]
    async with opened(Row(there(9)), 0, archive) as (pilot, viewer):
        looker = pilot.app.looker
        await until_async(lambda: looker.sharp(there(9)[2], *viewer.stage.area))
        small = await looker.look(there(9)[5], 10, 5)
        archive.pictures.clear()
        viewer.stage.put(there(9)[5])
        assert viewer.stage.picture is small.picture
        archive.pictures.set()
        await until_async(lambda: viewer.stage.picture is not small.picture)
        assert viewer.stage.picture.image.height == 44
        assert subject != viewer.stage.subject


async def test_an_archive_that_is_gone_is_said_and_takes_no_picture_away() -> None:
    archive = FakeArchive(photos(3))
    async with opened(Row(there(3)), 0, archive) as (pilot, viewer):
        await until_async(lambda: viewer.stage.picture)
        archive.failure = nobody()
        await pilot.press(*["plus"] * 6)
        await until_async(lambda: "127.0.0.1:1" in caption(viewer))
        assert viewer.stage.picture is not None
        viewer.stage.put(Subject("other.jpg", photo=Photo("other.jpg")))
        await until_async(lambda: "127.0.0.1:1" in viewer.stage.words)


async def test_i_tells_what_is_known_of_a_file(here: list[Subject | None], tmp_path: Path) -> None:
    path = tmp_path / "plage.jpg"
    path.write_bytes(described_photo("JPEG"))
    subject = Subject(path.name, path, changed=1_503_413_828 * 10**9)
    async with opened(Row([subject, *here]), 0, size=(120, 50)) as (pilot, viewer):
        await pilot.press("i")
        await until_async(lambda: "SHA-256" in told(viewer))
        for words in (
            "plage.jpg",
            "48 × 36",
            "Taken\n2017-08-22 14:57:08",
            "Changed\n2017-08-22",
            "Camera\nCanon EOS 80D",
            "Lens\nEF-S 35mm",
            "Exposure\n1/250 s  f/2.8  ISO 100  35 mm",
            "Position\n48.85837° N, 2.29448° E",
            hashlib.sha256(path.read_bytes()).hexdigest(),
        ):
            assert words in told(viewer)
        await pilot.press("n")
        await until_async(lambda: "it does not say where" in told(viewer))
        assert "Canon" not in told(viewer)
        await pilot.press("i")
        assert not viewer.query_one(Information).display


async def test_i_tells_what_the_archive_and_the_beginning_of_a_photo_say() -> None:
    data = described_photo("JPEG")

    def content(_name: str, width: int, height: int) -> bytes:
        file = BytesIO()
        Image.new("RGB", (width, height)).save(file, "PNG")
        return data if (width, height) == WHOLE else file.getvalue()

    archive = FakeArchive(photos(3), content=content)
    async with opened(Row(there(3)), 1, archive, (80, 24)) as (pilot, viewer):
        await pilot.press("i")
        await until_async(lambda: "Canon EOS 80D" in told(viewer))
        assert "4000 × 3000" in told(viewer)
        assert "Archived by  manu" in told(viewer)
        assert f"{1:064x}" in told(viewer)
        archive.failure = nobody()
        await pilot.press("n")
        await until_async(lambda: "Not read" in told(viewer))
        assert "Archived by  bruno" in told(viewer)


async def test_a_strangers_name_is_drawn_harmless_and_cut_to_one_line(
    here: list[Subject | None],
) -> None:
    path = here[0].path
    name = "[red]\x1b[31m" + "x" * 200 + ".jpg"
    async with opened(Row([Subject(name, path)])) as (pilot, viewer):
        await until_async(lambda: grey(viewer) == 0)
        await pilot.pause()
        assert "[red]␛[31mx" in caption(viewer)
        assert len(caption(viewer)) <= 78
        assert ".jpg" in caption(viewer)


async def test_the_keys_fit_on_a_small_screen(here: list[Subject | None]) -> None:
    async with opened(Row(here)) as (_pilot, viewer):
        bar = viewer.query_one(KeyBar)
        await until_async(lambda: "Close" in bar.render().plain)
        for key in ("n Next", "p Previous", "+ Nearer", "0 All of it", "i Information"):
            assert key in bar.render().plain
