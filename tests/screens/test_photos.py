"""The photo screen: what lists and preview show, what it asks before it acts, what it survives."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from hosting import hosting
from live.old_archive_service import old_archive
from PIL import Image
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import until_async

from protocol.config import Archive, Clock, Config
from tui.app import VasistasApp
from tui.beacon import State
from tui.dialogs import Confirm
from tui.screens.photos import PhotosScreen
from tui.screens.photos.rows import Rows, fitted
from tui.screens.photos.viewer import Viewer
from tui.widgets.key_bar import KeyBar
from tui.widgets.pixels import Pixels

RED, BLUE = (220, 20, 20), (20, 20, 220)
SMALL, WIDE = (80, 24), (160, 45)


def jpeg(colour: tuple[int, int, int], width: int = 60, height: int = 40) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of this machine that the screen opens with."""
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Config]:
    with hosting(tmp_path / "host") as config:
        yield config


@pytest.fixture
def there(host: Config, tmp_path: Path) -> Path:
    """The host's directory of photos."""
    return tmp_path / "host" / "photos"


@asynccontextmanager
async def opened(
    config: Config, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[None], PhotosScreen]]:
    app = VasistasApp(config, screen="photos")
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, PhotosScreen)
        beacon = screen.MODE
        await until_async(lambda: app.beacons.get(beacon))
        await until_async(lambda: app.beacons[beacon].state is not State.CONNECTING)
        await until_async(lambda: screen.panes.local.entries)
        yield pilot, screen


def shown(rows: Rows) -> list[str]:
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def status(screen: PhotosScreen) -> str:
    return str(screen.query_one("#photos-status", Static).content)


def preview(screen: PhotosScreen) -> Pixels:
    return screen.panes.preview.query_one(Pixels)


async def asked(pilot: Pilot[None]) -> str:
    """Wait for a question; return it."""
    dialog = await until_async(lambda: isinstance(pilot.app.screen, Confirm) and pilot.app.screen)
    await pilot.pause()
    return " ".join(str(one.content) for one in dialog.query(Static))


async def answer(pilot: Pilot[None], button: str) -> None:
    await pilot.click(f"#{button}")
    await until_async(lambda: not isinstance(pilot.app.screen, Confirm))


async def put_cursor_on(screen: PhotosScreen, name: str) -> None:
    rows = screen.panes.active
    await until_async(lambda: name in [entry.name for entry in rows.entries])
    rows.point([entry.name for entry in rows.entries].index(name))


async def test_both_lists_are_there_directories_first(
    here: Path, host: Config, there: Path
) -> None:
    (here / "été").mkdir()
    for name in ("photo 10.jpg", "photo 9.jpg", ".hidden.jpg"):
        (here / name).write_bytes(jpeg(RED))
    (there / "plage@mer.jpg").write_bytes(jpeg(BLUE))
    async with opened(host) as (pilot, screen):
        await pilot.pause()
        rows = [row[:18].rstrip() for row in shown(screen.panes.local)]
        assert rows[:5] == [" ../", " été/", " photo 9.jpg", " photo 10.jpg", ""]
        assert shown(screen.panes.archive)[:2] == [" plage@mer.jpg", ""]
        assert screen.app.beacons["photos"].words == "1 photo"


async def test_the_photo_at_the_cursor_is_drawn_in_either_list(
    here: Path, host: Config, there: Path
) -> None:
    (here / "red.jpg").write_bytes(jpeg(RED))
    (there / "blue.jpg").write_bytes(jpeg(BLUE, 40, 60))
    async with opened(host) as (pilot, screen):
        await put_cursor_on(screen, "red.jpg")
        picture = await until_async(lambda: preview(screen).picture)
        assert picture.image.getpixel((5, 5)) == pytest.approx(RED, abs=4)
        await pilot.press("tab")
        picture = await until_async(
            lambda: (it := preview(screen).picture) and it.facts.width == 40 and it
        )
        assert picture.image.getpixel((5, 5)) == pytest.approx(BLUE, abs=4)
        caption = str(screen.query_one("#photos-caption", Static).content)
        assert caption.startswith("blue.jpg\n40 × 60")


async def test_a_file_that_is_no_picture_is_shown_as_such(here: Path, host: Config) -> None:
    (here / "holiday.jpg").write_bytes(b"dear diary\n" * 9)
    async with opened(host) as (_pilot, screen):
        await put_cursor_on(screen, "holiday.jpg")
        await until_async(lambda: "no picture we can draw" in preview(screen).words)


async def test_a_photo_is_archived_and_comes_back_byte_for_byte(
    here: Path, host: Config, there: Path
) -> None:
    photo = jpeg(RED, 4000, 3000)
    (here / "été.jpg").write_bytes(photo)
    async with opened(host) as (pilot, screen):
        await put_cursor_on(screen, "été.jpg")
        await pilot.press("a")
        await until_async(lambda: status(screen) == "été.jpg is in the archive.")
        assert (there / "été.jpg").read_bytes() == photo
        (here / "été.jpg").unlink()
        await until_async(lambda: screen.panes.archive.entries)
        await pilot.press("tab", "s")
        await until_async(lambda: status(screen) == "été.jpg is saved.")
        assert (here / "été.jpg").read_bytes() == photo


async def test_nothing_in_the_archive_is_replaced_unless_the_answer_is_yes(
    here: Path, host: Config, there: Path
) -> None:
    (here / "a.jpg").write_bytes(jpeg(RED))
    (there / "a.jpg").write_bytes(jpeg(BLUE))
    async with opened(host) as (pilot, screen):
        await put_cursor_on(screen, "a.jpg")
        await pilot.press("a")
        assert "a.jpg is in the archive already." in await asked(pilot)
        assert "trash" in await asked(pilot)
        await pilot.press("escape")
        await until_async(lambda: pilot.app.screen is screen)
        assert (there / "a.jpg").read_bytes() == jpeg(BLUE)
        await pilot.press("a")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: (there / "a.jpg").read_bytes() == jpeg(RED))


async def test_nothing_here_is_overwritten_unless_the_answer_is_yes(
    here: Path, host: Config, there: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        (there / name).write_bytes(jpeg(BLUE))
    (here / "a.jpg").write_bytes(b"mine")
    async with opened(host) as (pilot, screen):
        await pilot.press("tab", "asterisk", "s")
        assert "a.jpg is in this directory already." in await asked(pilot)
        await pilot.press("enter")  # which is no, unless one chooses otherwise
        await until_async((here / "b.jpg").exists)
        assert (here / "a.jpg").read_bytes() == b"mine"
        await put_cursor_on(screen, "a.jpg")
        await pilot.press("s")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: (here / "a.jpg").read_bytes() == jpeg(BLUE))


async def test_what_is_no_picture_is_archived_only_after_a_question(
    here: Path, host: Config, there: Path
) -> None:
    (here / "a.jpg").write_bytes(jpeg(RED))
    (here / "holiday.txt").write_bytes(b"dear diary")
    async with opened(host) as (pilot, screen):
        await pilot.press("asterisk", "a")
        assert "holiday.txt is no picture we know." in await asked(pilot)
        await answer(pilot, "no")
        await until_async(lambda: (there / "a.jpg").exists() and not screen.traffic.display)
        assert not (there / "holiday.txt").exists()


async def test_deleting_asks_and_says_that_it_is_the_trash(
    here: Path, host: Config, there: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        (there / name).write_bytes(jpeg(BLUE))
    async with opened(host) as (pilot, screen):
        await pilot.press("d")  # in the list of this machine it does nothing
        await pilot.press("tab", "d")
        question = await asked(pilot)
        assert "Delete a.jpg from the archive?" in question
        assert "the host's trash" in question
        await pilot.press("enter")  # which is no
        await until_async(lambda: pilot.app.screen is screen)
        await pilot.press("d")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: [entry.name for entry in screen.panes.archive.entries])
        await until_async(lambda: len(screen.panes.archive.entries) == 1)
        assert [path.name for path in there.glob("*.jpg")] == ["b.jpg"]


@asynccontextmanager
async def stuck_archive() -> AsyncIterator[Config]:
    """An archive that lists nothing, and takes the first bytes of an upload and no more."""
    release = asyncio.Event()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await reader.readline()).startswith(b"archiver"):
            writer.write(b"ok")
            await release.wait()
        writer.close()

    server = await asyncio.start_server(session, "127.0.0.1", 0, limit=1024)
    port = server.sockets[0].getsockname()[1]
    try:
        yield Config(archive=Archive(port=port))
    finally:
        release.set()
        server.close()


async def test_two_run_the_others_wait_and_all_can_be_cancelled(here: Path) -> None:
    for number in range(4):
        (here / f"{number}.bmp").write_bytes(b"BM" + bytes(8_000_000))
    async with stuck_archive() as config, opened(config) as (pilot, screen):
        await pilot.press("asterisk", "a")
        await asked(pilot)  # they are no pictures
        await answer(pilot, "yes")
        transfers = screen.traffic.transfers
        await until_async(lambda: len(transfers.running) == 2 and transfers.running[0].moved)
        assert len(transfers.waiting) == 2
        await pilot.pause()
        assert "0.bmp" in shown(screen.traffic)[0]
        assert "━" in shown(screen.traffic)[0]
        assert "waits" in shown(screen.traffic)[2]
        await pilot.press("tab", "tab", "x")
        await until_async(lambda: len(transfers.ended) == 1)
        await until_async(lambda: len(transfers.running) == 2)
        await pilot.press("tab", "escape")
        await until_async(lambda: not transfers.busy)
        assert status(screen) == "4 cancelled."
        assert screen.traffic.display
        await pilot.press("x")
        await until_async(lambda: not screen.traffic.display)


async def test_an_archive_of_2017_does_not_confirm_and_that_is_said(here: Path) -> None:
    (here / "a.jpg").write_bytes(jpeg(RED))
    with old_archive() as old:
        async with opened(Config(archive=Archive(port=old.port))) as (pilot, screen):
            await put_cursor_on(screen, "a.jpg")
            await pilot.press("a")
            await until_async(lambda: status(screen) == "1 sent, not confirmed.")
            assert "Sent, not confirmed" in shown(screen.traffic)[0]
            await until_async(lambda: screen.panes.archive.entries)
            assert old.photos == {"a.jpg": jpeg(RED)}


async def test_an_archive_that_is_not_there_is_said_and_the_rest_works(here: Path) -> None:
    (here / "a.jpg").write_bytes(jpeg(RED))
    nowhere = Config(clock=Clock(port=1), archive=Archive(port=1))
    async with opened(nowhere) as (pilot, screen):
        await put_cursor_on(screen, "a.jpg")
        await until_async(lambda: preview(screen).picture)
        assert screen.app.beacons["photos"].state is State.RETRYING
        assert "Nothing listens at" in screen.panes.archive.words
        assert "Trying again in" in screen.panes.archive.words
        await pilot.press("a")
        await until_async(lambda: "Nothing listens at 127.0.0.1:1." in status(screen))


async def test_the_archive_is_found_again_when_it_is_back(here: Path, tmp_path: Path) -> None:
    with hosting(tmp_path / "host") as config:
        pass
    async with opened(config) as (pilot, screen):
        assert screen.app.beacons["photos"].state is State.RETRYING
        with hosting(tmp_path / "host", config):
            await pilot.press("r")
            await until_async(lambda: screen.app.beacons["photos"].state is State.CONNECTED)
            assert status(screen) == "The archive answers again."


async def test_a_photo_fills_the_screen_and_the_next_one_is_a_key_away(
    here: Path, host: Config
) -> None:
    (here / "a.jpg").write_bytes(jpeg(RED))
    (here / "b.jpg").write_bytes(jpeg(BLUE))
    async with opened(host, WIDE) as (pilot, screen):
        await put_cursor_on(screen, "a.jpg")
        await pilot.press("enter")
        large = await until_async(lambda: isinstance(pilot.app.screen, Viewer) and pilot.app.screen)
        pixels = large.query_one(Pixels)
        first = await until_async(lambda: pixels.picture)
        await pilot.press("right")
        await until_async(lambda: pixels.picture is not first and pixels.picture)
        await pilot.press("escape")
        await until_async(lambda: pilot.app.screen is screen)
        assert screen.panes.active.entry.name == "b.jpg"


async def test_directories_are_walked_and_come_back_to_where_one_was(
    here: Path, host: Config
) -> None:
    (here / "a").mkdir()
    (here / "b" / "c").mkdir(parents=True)
    async with opened(host) as (pilot, screen):
        local = screen.panes.local
        await put_cursor_on(screen, "b")
        await pilot.press("enter")
        await until_async(lambda: local.directory == here / "b")
        assert [entry.name for entry in local.entries] == ["..", "c"]
        await pilot.press("backspace")
        await until_async(lambda: local.directory == here)
        assert local.entry.name == "b"
        (here / "b" / "c").rmdir()
        (here / "b").rmdir()
        await pilot.press("enter")
        await until_async(lambda: "cannot be read" in status(screen))
        assert local.directory == here


async def test_a_thousand_photos_are_walked_without_building_the_list_again(
    here: Path, host: Config, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1000):
        (here / f"{number}.jpg").write_bytes(b"x")
        (there / f"{number}.jpg").write_bytes(b"x")
    async with opened(host) as (pilot, screen):
        local = screen.panes.local
        await until_async(lambda: len(screen.panes.archive.entries) == 1000)
        assert len(local.entries) == 1001
        local.focus()
        await until_async(lambda: local.has_focus)
        await pilot.press("end")
        await until_async(lambda: shown(local)[-1].startswith(" 999.jpg"))
        assert local.cursor == 1000
        painted: list[tuple[Region, ...]] = []
        paint = local.refresh
        monkeypatch.setattr(
            local, "refresh", lambda *parts, **how: painted.append(parts) or paint(*parts, **how)
        )
        local.point(999)
        assert [1, 1] == [region.height for parts in painted for region in parts]
        assert all(painted), "a refresh without regions paints the whole list"


async def test_strangers_names_are_drawn_harmless(here: Path, host: Config) -> None:
    (here / "[red]x\x1b[31m\u202e.jpg").write_bytes(jpeg(RED))
    async with opened(host, WIDE) as (pilot, screen):
        await pilot.pause()
        assert shown(screen.panes.local)[1].startswith(" [red]x␛[31m⟨202E⟩.jpg")
        await put_cursor_on(screen, "[red]x\x1b[31m\u202e.jpg")
        await pilot.press("a")
        await until_async(lambda: pilot.app._notifications)
        assert not screen.traffic.transfers.busy


async def test_the_key_bar_offers_what_the_list_with_the_focus_can_do(
    here: Path, host: Config, there: Path
) -> None:
    (there / "a.jpg").write_bytes(jpeg(BLUE))
    async with opened(host) as (pilot, screen):
        bar = screen.query_one(KeyBar)
        for offered, other in (("a Archive", "s Save"), ("s Save", "a Archive")):
            await until_async(lambda offered=offered: offered in bar.render().plain)
            assert other not in bar.render().plain
            await pilot.press("tab")


@pytest.mark.parametrize(
    ("name", "width", "drawn"),
    [
        ("IMG_20170824_165551.jpg", 15, "IMG_20170…1.jpg"),
        ("a.jpg", 8, "a.jpg   "),
        ("海海海海海海.jpg", 9, "海海 …jpg"),
    ],
)
def test_a_name_is_cut_in_its_middle(name: str, width: int, drawn: str) -> None:
    assert fitted(name, width) == drawn
