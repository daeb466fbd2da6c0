"""The photo screen: its places, what it asks before it acts, what it survives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hosting import hosting
from live.old_archive_service import old_archive
from screens.photographing import (
    BLUE,
    RED,
    SMALL,
    WIDE,
    answer,
    asked,
    at_here,
    at_there,
    beside,
    jpeg,
    keys,
    opened,
    put,
    shown,
    status,
    there_now,
)
from textual.geometry import Region
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive, Clock
from tui.beacon import State
from tui.screens.photos.local_list import first_directory
from tui.screens.photos.panes import Place
from tui.screens.photos.viewer import Viewer
from tui.widgets.pixels import Pixels
from tui.widgets.rows import fitted


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of this machine that the screen opens with."""
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The directory of photos of a host that is not started yet."""
    directory = tmp_path / "host" / "photos"
    directory.mkdir(parents=True)
    return directory


async def test_a_small_terminal_shows_one_place_at_a_time_and_tab_goes_round(there: Path) -> None:
    put(there, "plage.jpg")
    async with beside(there, SMALL) as (pilot, screen):
        panes = screen.panes
        assert panes.archive.display
        assert panes.archive.has_focus_within
        assert not panes.local.is_on_screen
        assert panes.archive.size.width > 70
        await at_here(pilot, screen)
        assert not panes.archive.display
        assert panes.preview.size.width > 20
        await pilot.press("tab")
        await until_async(lambda: panes.archive.has_focus_within)
        assert "1 photo" in screen.app.beacons["photos"].words


async def test_a_wide_terminal_shows_this_machine_beside_the_archive(
    here: Path, there: Path
) -> None:
    put(there, "plage.jpg")
    put(here, "ici.jpg")
    async with beside(there, (120, 40)) as (pilot, screen):
        panes = screen.panes
        assert panes.local.is_on_screen
        assert panes.archive.is_on_screen
        assert panes.archive.has_focus_within
        picture = panes.preview.query_one(Pixels)
        await until_async(lambda: picture.picture)
        await at_here(pilot, screen, "ici.jpg")
        assert panes.archive.is_on_screen
        await pilot.resize_terminal(80, 24)
        await until_async(lambda: not panes.archive.display)
        assert panes.local.has_focus


def test_who_is_in_a_directory_that_was_removed_begins_at_home(here: Path) -> None:
    assert here == first_directory()
    here.rmdir()
    assert Path.home() == first_directory()


async def test_directories_come_first_and_names_as_people_count(here: Path, there: Path) -> None:
    (here / "été").mkdir()
    put(here, "photo 10.jpg", "photo 9.jpg", ".hidden.jpg")
    async with beside(there) as (pilot, screen):
        await at_here(pilot, screen)
        await pilot.pause()
        rows = [row[:18].rstrip() for row in shown(screen.panes.local)]
        assert rows[:5] == [" ../", " été/", " photo 9.jpg", " photo 10.jpg", ""]


async def test_the_photo_at_the_cursor_is_drawn_and_what_is_none_is_said(
    here: Path, there: Path
) -> None:
    put(here, "red.jpg", data=jpeg(RED))
    put(here, "holiday.jpg", data=b"dear diary\n" * 9)
    async with beside(there) as (pilot, screen):
        pixels = screen.panes.preview.query_one(Pixels)
        await at_here(pilot, screen, "red.jpg")
        picture = await until_async(lambda: pixels.picture)
        assert picture.image.getpixel((5, 5)) == pytest.approx(RED, abs=4)
        screen.panes.local.point(1)
        await until_async(lambda: "no picture we can draw" in pixels.words)


@pytest.mark.parametrize("dialect", ["http", "classic"])
async def test_a_photo_is_archived_and_comes_back_byte_for_byte(
    here: Path, there: Path, dialect: str
) -> None:
    photo = jpeg(RED, 4000, 3000)
    put(here, "été.jpg", data=photo)
    async with beside(there, dialect=dialect) as (pilot, screen):
        await at_here(pilot, screen, "été.jpg")
        await pilot.press("a")
        await until_async(lambda: status(screen) == "été.jpg is in the archive.")
        assert (there / "été.jpg").read_bytes() == photo
        (here / "été.jpg").unlink()
        await until_async(lambda: there_now(screen) == ["été.jpg"])
        await pilot.press("tab", "s")
        await until_async(lambda: status(screen) == f"été.jpg is saved in {here}.")
        assert (here / "été.jpg").read_bytes() == photo


async def test_nothing_in_the_archive_is_replaced_unless_the_answer_is_yes(
    here: Path, there: Path
) -> None:
    put(here, "a.jpg", data=jpeg(RED))
    put(there, "a.jpg")
    async with beside(there) as (pilot, screen):
        await at_here(pilot, screen, "a.jpg")
        await pilot.press("a")
        assert "a.jpg is in the archive already. Replace it?" in await asked(pilot)
        await pilot.press("escape")
        await until_async(lambda: pilot.app.screen is screen)
        assert (there / "a.jpg").read_bytes() == jpeg(BLUE)
        await pilot.press("a")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: (there / "a.jpg").read_bytes() == jpeg(RED))
        await until_async(lambda: status(screen) == "a.jpg is in the archive.  u: undo")
        await pilot.press("u")
        await until_async(lambda: (there / "a.jpg").read_bytes() == jpeg(BLUE))


async def test_what_is_there_already_is_said_and_not_sent_again(here: Path, there: Path) -> None:
    put(here, "plage.jpg")
    async with beside(there) as (pilot, screen):
        await at_here(pilot, screen, "plage.jpg")
        await pilot.press("a")
        await until_async(lambda: (photo := screen.panes.archive.photo) and photo.sha256)
        put(here, "mer.jpg")
        await pilot.press("ctrl+r")
        await until_async(lambda: len(screen.panes.local.entries) == 3)
        await pilot.press("asterisk", "a")
        assert "mer.jpg is in the archive already, as plage.jpg." in await asked(pilot)
        said = [one.message for one in pilot.app._notifications]
        assert "plage.jpg is in the archive already, byte for byte." in said
        await answer(pilot, "no")
        assert [path.name for path in there.glob("*.jpg")] == ["plage.jpg"]


async def test_a_directory_is_archived_after_one_question_that_says_how_much(
    here: Path, there: Path
) -> None:
    (here / "sortie").mkdir()
    put(here / "sortie", "a.jpg", "b.jpg", data=jpeg(RED))
    put(here / "sortie", "liste.txt", data=b"a, b")
    async with beside(there) as (pilot, screen):
        await at_here(pilot, screen, "sortie")
        await pilot.press("a")
        question = await asked(pilot)
        assert "Archive 2 pictures of sortie, 1." in question
        assert "1 other entry of the directory stays here." in question
        await answer(pilot, "yes")
        await until_async(
            lambda: sorted(path.name for path in there.glob("*.jpg")) == ["a.jpg", "b.jpg"]
        )


async def test_what_cannot_be_archived_is_not_offered_or_said(here: Path, there: Path) -> None:
    (here / "sortie").mkdir()
    async with beside(there) as (pilot, screen):
        await at_here(pilot, screen, "..")
        await until_async(lambda: "a Archive" not in keys(screen))
        await pilot.press("down")
        await until_async(lambda: "a Archive" in keys(screen))
        for words in ("No picture is in sortie.", "sortie cannot be read: "):
            await pilot.press("a")
            await until_async(
                lambda words=words: any(
                    one.message.startswith(words) for one in pilot.app._notifications
                )
            )
            if (here / "sortie").exists():
                (here / "sortie").rmdir()


async def test_nothing_here_is_overwritten_unless_the_answer_is_yes(
    here: Path, there: Path
) -> None:
    put(there, "a.jpg", "b.jpg")
    put(here, "a.jpg", data=b"mine")
    async with beside(there) as (pilot, screen):
        await pilot.press("asterisk", "s")
        assert "a.jpg is in this directory already." in await asked(pilot)
        await pilot.press("enter")  # which is no, unless one chooses otherwise
        await until_async((here / "b.jpg").exists)
        assert (here / "a.jpg").read_bytes() == b"mine"
        await at_there(screen, "a.jpg")
        await pilot.press("s")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: (here / "a.jpg").read_bytes() == jpeg(BLUE))


async def test_what_is_no_picture_is_archived_only_after_a_question(
    here: Path, there: Path
) -> None:
    put(here, "a.jpg")
    put(here, "holiday.txt", data=b"dear diary")
    async with beside(there) as (pilot, screen):
        await at_here(pilot, screen)
        await pilot.press("asterisk", "a")
        assert "holiday.txt is no picture we know." in await asked(pilot)
        await answer(pilot, "no")
        await until_async(lambda: (there / "a.jpg").exists() and not screen.traffic.display)
        assert not (there / "holiday.txt").exists()


async def test_what_is_deleted_comes_back_with_u_step_by_step(there: Path) -> None:
    put(there, "a.jpg", "b.jpg", "c.jpg")
    async with beside(there) as (pilot, screen):
        assert "u Undo" not in keys(screen)
        await at_there(screen, "c.jpg")
        await pilot.press("d")
        await until_async(lambda: status(screen) == "c.jpg is in the trash.  u: undo")
        await until_async(lambda: there_now(screen) == ["a.jpg", "b.jpg"])
        await pilot.press("asterisk", "delete")
        await until_async(
            lambda: (
                status(screen) == "2 photos are in the trash.  u: undo"
                and not [*there.glob("*.jpg")]
            )
        )
        await until_async(lambda: "u Undo" in keys(screen))
        await pilot.press("u")
        await until_async(lambda: status(screen) == "2 photos are in the archive again.")
        assert sorted(path.name for path in there.glob("*.jpg")) == ["a.jpg", "b.jpg"]
        await pilot.press("u")
        await until_async((there / "c.jpg").exists)
        await until_async(lambda: there_now(screen) == ["a.jpg", "b.jpg", "c.jpg"])


async def test_without_a_trash_to_look_into_deleting_asks(there: Path) -> None:
    put(there, "a.jpg", "b.jpg")
    async with beside(there, dialect="classic") as (pilot, screen):
        await pilot.press("t", "r")  # which are not offered in this dialect
        assert screen.panes.place is Place.THERE
        await pilot.press("d")
        question = await asked(pilot)
        assert "Delete a.jpg from the archive?" in question
        assert "the host's trash" in question
        await pilot.press("enter")  # which is no
        await until_async(lambda: pilot.app.screen is screen)
        await pilot.press("d")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: there_now(screen) == ["b.jpg"])
        assert status(screen) == "a.jpg is in the trash."
        assert "Undo" not in keys(screen)


async def test_the_trash_gives_back_and_discards_only_when_it_is_meant(there: Path) -> None:
    put(there, "a.jpg", "b.jpg")
    async with beside(there) as (pilot, screen):
        trash = screen.panes.trash
        await pilot.press("asterisk", "d")
        await until_async(lambda: "2 photos" in status(screen))
        await pilot.press("t")
        await until_async(lambda: len(trash.entries) == 2 and trash.has_focus)
        assert not screen.panes.archive.display
        assert sorted(row[1:6] for row in shown(trash)[:2]) == ["a.jpg", "b.jpg"]
        assert trash.border_title == "Trash: 2 photos, the latest first"
        first = trash.entry.shown
        await pilot.press("enter")
        await until_async((there / first).exists)
        await until_async(lambda: len(trash.entries) == 1)
        await pilot.press("d")
        assert "for good?" in await asked(pilot)
        await pilot.press("enter")  # which is no
        await until_async(lambda: pilot.app.screen is screen)
        assert len(trash.entries) == 1
        await pilot.press("d")
        await asked(pilot)
        await answer(pilot, "yes")
        await until_async(lambda: trash.words == "The trash is empty.")
        await pilot.press("escape")
        await until_async(lambda: screen.panes.archive.has_focus_within)


async def test_a_photo_gets_another_name_unless_that_is_taken_or_none(there: Path) -> None:
    put(there, "a.jpg", "b.jpg")
    async with beside(there) as (pilot, screen):
        await at_there(screen, "a.jpg")
        await pilot.press("r")
        await until_async(lambda: pilot.app.screen is not screen)

        def said() -> str:
            return str(pilot.app.screen.query_one(".dialog-wrong").content)

        await pilot.press(*["backspace"] * 5, "slash", "enter")
        await until_async(lambda: "A name has no “/”" in said())
        await pilot.press("backspace", *"b.jpg", "enter")
        await until_async(lambda: "b.jpg is in the archive already" in said())
        await pilot.press(*["backspace"] * 5, *"c.jpg", "enter")
        await until_async(lambda: status(screen) == "a.jpg is c.jpg now.")
        assert sorted(path.name for path in there.glob("*.jpg")) == ["b.jpg", "c.jpg"]
        await until_async(lambda: there_now(screen) == ["b.jpg", "c.jpg"])
        await pilot.press("u")
        await until_async((there / "a.jpg").exists)


async def test_photos_are_named_in_the_chat_which_need_not_be_open(there: Path) -> None:
    put(there, "a.jpg", "b c.jpg")
    async with beside(there) as (pilot, screen):
        await pilot.press("asterisk", "y")
        chat = await until_async(
            lambda: pilot.app.current_mode == "chat" and pilot.app.screen_stack[0]
        )
        await until_async(lambda: chat.view.typed.value == "photo:a.jpg photo:b c.jpg ")
        await pilot.app.action_show_mode("photos")
        assert not screen.panes.archive.marks


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
        yield Config(archive=Archive(port=port, dialect="classic"))
    finally:
        release.set()
        server.close()


async def test_tab_goes_to_what_is_under_way_and_comes_back_when_that_is_over(here: Path) -> None:
    for number in range(4):
        put(here, f"{number}.bmp", data=b"BM" + bytes(8_000_000))
    async with stuck_archive() as config, opened(config) as (pilot, screen):
        await at_here(pilot, screen)
        await pilot.press("asterisk", "a")
        await asked(pilot)  # they are no pictures
        await answer(pilot, "yes")
        transfers = screen.traffic.transfers
        await until_async(lambda: len(transfers.running) == 2 and transfers.running[0].moved)
        assert len(transfers.waiting) == 2
        await pilot.press("tab")
        await until_async(lambda: screen.traffic.has_focus)
        await until_async(lambda: "Cancel" in keys(screen) and "Archive" not in keys(screen))
        for name in ("0.bmp", "1.bmp", "2.bmp", "3.bmp"):
            await until_async(lambda name=name: name in shown(screen.traffic)[0])
            await pilot.press("home", "d")
        await until_async(lambda: not transfers.busy)
        assert status(screen) == "4 cancelled."


async def test_an_archive_of_2017_does_not_confirm_and_that_is_said(here: Path) -> None:
    put(here, "a.jpg")
    with old_archive() as old:
        config = Config(archive=Archive(port=old.port, dialect="classic"))
        async with opened(config) as (pilot, screen):
            await at_here(pilot, screen, "a.jpg")
            await pilot.press("a")
            await until_async(lambda: status(screen) == "1 sent, not confirmed.")
            await until_async(lambda: there_now(screen))
            assert old.photos == {"a.jpg": jpeg(BLUE)}


async def test_an_archive_that_is_not_there_is_said_and_the_rest_works(here: Path) -> None:
    put(here, "a.jpg")
    nowhere = Config(clock=Clock(port=1), archive=Archive(port=1))
    async with opened(nowhere) as (pilot, screen):
        assert screen.app.beacons["photos"].state is State.RETRYING
        assert "Trying again in" in screen.app.beacons["photos"].words
        assert "Nothing listens at" in screen.panes.archive.shown.words
        await at_here(pilot, screen, "a.jpg")
        await until_async(lambda: screen.panes.preview.query_one(Pixels).picture)
        await pilot.press("a")
        await until_async(lambda: status(screen).startswith("Nothing listens at 127.0.0.1:1."))


async def test_the_archive_is_found_again_when_it_is_back(tmp_path: Path) -> None:
    with hosting(tmp_path / "host") as config:
        pass
    async with opened(config) as (pilot, screen):
        assert screen.app.beacons["photos"].state is State.RETRYING
        with hosting(tmp_path / "host", config):
            await pilot.press("ctrl+r")
            await until_async(lambda: screen.app.beacons["photos"].state is State.CONNECTED)
            assert status(screen) == "The archive answers again."


async def test_a_photo_of_either_side_fills_the_screen_and_the_next_is_a_key_away(
    here: Path, there: Path
) -> None:
    put(here, "a.jpg", "b.jpg")
    put(there, "c.jpg", "d.jpg")
    async with beside(there, WIDE) as (pilot, screen):
        for name, place in (("d.jpg", screen.panes.archive), ("b.jpg", screen.panes.local)):
            await pilot.press("enter")
            viewer = await until_async(
                lambda: isinstance(pilot.app.screen, Viewer) and pilot.app.screen
            )
            await until_async(lambda viewer=viewer: viewer.query_one(Pixels).picture)
            await pilot.press("right", "escape")
            await until_async(lambda: pilot.app.screen is screen)
            now = place.photo if place is screen.panes.archive else place.entry
            assert now.name == name
            if place is screen.panes.archive:
                await at_here(pilot, screen, "a.jpg")


async def test_directories_are_walked_and_come_back_to_where_one_was(
    here: Path, there: Path
) -> None:
    (here / "a").mkdir()
    (here / "b" / "c").mkdir(parents=True)
    async with beside(there) as (pilot, screen):
        local = screen.panes.local
        await at_here(pilot, screen, "b")
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


async def test_a_thousand_files_are_walked_without_building_the_list_again(
    here: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1000):
        put(here, f"{number}.jpg", data=b"x")
    async with beside(there) as (pilot, screen):
        local = screen.panes.local
        await at_here(pilot, screen)
        assert len(local.entries) == 1001
        await pilot.press("end")
        await until_async(lambda: shown(local)[-1].startswith(" 999.jpg"))
        assert local.cursor == 1000
        painted: list[tuple[Region, ...]] = []
        paint = local.refresh
        monkeypatch.setattr(
            local, "refresh", lambda *parts, **how: painted.append(parts) or paint(*parts, **how)
        )
        local.point(999)
        assert [region.height for parts in painted for region in parts] == [1, 1]
        assert all(painted), "a refresh without regions paints the whole list"


async def test_strangers_names_are_drawn_harmless(here: Path, there: Path) -> None:
    name = "[red]x\x1b[31m\u202e.jpg"
    put(here, name)
    async with beside(there, WIDE) as (pilot, screen):
        await at_here(pilot, screen, name)
        assert shown(screen.panes.local)[1].startswith(" [red]x␛[31m⟨202E⟩.jpg")
        await pilot.press("a")
        await until_async(lambda: pilot.app._notifications)
        assert not screen.traffic.transfers.busy


async def test_the_key_bar_offers_what_can_be_done_where_one_is(here: Path, there: Path) -> None:
    put(there, "a.jpg")
    put(here, "b.jpg")
    of_there, of_here = ("s Save", "d Delete", "r Rename", "y Share"), ("a Archive", "x No GPS")
    async with beside(there, WIDE) as (pilot, screen):
        await until_async(lambda: all(key in keys(screen) for key in of_there))
        assert not [key for key in of_here if key in keys(screen)]
        await at_here(pilot, screen, "b.jpg")
        await until_async(lambda: all(key in keys(screen) for key in of_here))
        assert not [key for key in of_there if key in keys(screen)]


@pytest.mark.parametrize(
    ("name", "width", "drawn"),
    [
        ("IMG_20170824_165551.jpg", 15, "IMG_20170…1.jpg"),
        ("a.jpg", 8, "a.jpg   "),
        ("海海海海海海.jpg", 9, "海海 …jpg"),
        ("a.jpg", 0, ""),
        ("a.jpg", -1, ""),
    ],
)
def test_a_name_is_cut_in_its_middle_and_ends_where_there_is_no_room(
    name: str, width: int, drawn: str
) -> None:
    assert fitted(name, width) == drawn
