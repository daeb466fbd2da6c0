"""The archive's view: what it fetches and in what order, what it draws, and what it survives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from screens.archives import FakeArchive, Shown, nobody, photos
from textual.events import Key
from textual.geometry import Region
from textual.pilot import Pilot
from waiting import until_async

from tui.clients.archive.photo import Ability, Photo, Sort
from tui.clients.failure import Failure, Step
from tui.screens.photos.album import LARGE
from tui.screens.photos.archive_messages import Listed, Marked, Unreachable
from tui.screens.photos.grid_cell import shortened
from tui.screens.photos.grid_layout import layout
from tui.screens.photos.thumb_memory import Remembered, Thumb
from tui.screens.photos.thumbs import AT_ONCE
from tui.widgets.filter_line import FilterLine

CLASSIC = frozenset({Ability.MATCH})


@asynccontextmanager
async def opened(
    archive: FakeArchive, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], Shown]]:
    app = Shown(archive)
    async with app.run_test(size=size) as pilot:
        yield pilot, app


def seen(app: Shown) -> list[str]:
    """Names of the photos on the screen."""
    first, last = app.view.shown.seen()
    found = [app.view.album.at(index) for index in range(first, last + 1)]
    return [photo.name for photo in found if photo is not None]


def pictured(app: Shown) -> bool:
    """Whether everything on the screen is drawn."""
    first, last = app.view.shown.seen()
    there = [app.view.album.at(index) for index in range(first, last + 1)]
    return all(photo is None or app.view.grid.thumbs.known(photo) for photo in there)


async def test_what_is_seen_is_fetched_first_then_one_screen_ahead_and_no_more() -> None:
    archive = FakeArchive(photos(1000))
    async with opened(archive) as (pilot, app):
        await until_async(lambda: len(archive.asked) >= 24)
        await pilot.pause()
        there = len(seen(app))
        assert sorted(archive.asked[:there]) == seen(app)
        assert len(archive.asked) == 2 * there
        assert archive.asked[there] == f"IMG_{there:05}.jpg"


async def test_four_at_once_and_what_scrolled_away_is_cancelled() -> None:
    archive = FakeArchive(photos(1000))
    archive.pictures.clear()
    async with opened(archive) as (pilot, app):
        await until_async(lambda: len(archive.asked) == AT_ONCE)
        first = list(archive.asked)
        await pilot.press("pagedown", "pagedown", "pagedown")
        assert app.view.cursor == 3 * len(seen(app)), "keys wait for no picture"
        await until_async(lambda: set(first) <= set(archive.cancelled))
        await until_async(lambda: app.view.photo.name in archive.asked)
        wished = [name for name in archive.asked if name not in archive.cancelled]
        assert wished[0] == app.view.photo.name, "the newest wish comes first"
        assert set(wished) <= set(seen(app))
        archive.pictures.set()
        await until_async(lambda: pictured(app))
        assert archive.most_waiting <= AT_ONCE


async def test_going_up_looks_ahead_upwards() -> None:
    archive = FakeArchive(photos(1000))
    async with opened(archive) as (pilot, app):
        await until_async(lambda: pictured(app) and app.view.photo)
        app.view.shown.point(500)
        await until_async(lambda: pictured(app) and app.view.photo)
        await pilot.press("pageup")
        top = int(seen(app)[0][4:9])
        await until_async(lambda: f"IMG_{top - 1:05}.jpg" in archive.asked)


async def test_a_move_of_the_cursor_paints_two_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(FakeArchive(photos(1000))) as (pilot, app):
        await until_async(lambda: pictured(app) and app.view.photo)
        await pilot.pause()
        painted: list[tuple[Region, ...]] = []
        grid = app.view.grid
        paint = grid.refresh
        monkeypatch.setattr(
            grid, "refresh", lambda *parts, **how: painted.append(parts) or paint(*parts, **how)
        )
        whole: list[tuple[Region, ...]] = []
        monkeypatch.setattr(app.view, "refresh", lambda *parts, **_how: whole.append(parts))
        await pilot.press("right")
        await pilot.pause()
        assert whole == [], "the border is painted with all that it surrounds"
        cells = [region.size for parts in painted for region in parts]
        assert cells == [(grid.layout_now.width, grid.layout_now.height)] * 2
        assert all(painted), "a refresh without regions paints the whole grid"


async def test_names_stand_below_pictures_and_cursor_and_marks_are_seen_without_colours() -> None:
    async with opened(FakeArchive(photos(30))) as (pilot, app):
        await until_async(lambda: pictured(app) and app.view.photo)
        await pilot.press("space")
        height = app.view.grid.layout_now.height
        names = app.lines()[height - 1]
        assert names.split() == [
            *("•", "IMG_00000.jpg", "▐", "IMG_00001.jpg", "▌"),
            *("IMG_00002.jpg", "IMG_00003.jpg"),
        ]
        assert app.lines()[0].count("▐") == 1


@pytest.mark.parametrize(
    ("width", "lines", "across", "down"),
    [(75, 19, 4, 3), (78, 20, 4, 3), (100, 30, 5, 4), (195, 46, 6, 4), (20, 5, 1, 1), (1, 1, 1, 1)],
)
def test_the_grid_grows_with_the_terminal(width: int, lines: int, across: int, down: int) -> None:
    shape = layout(width, lines)
    assert (across, down) == (shape.across, shape.down)
    assert shape.across * shape.width <= max(3, width)


async def test_bytes_that_are_no_picture_are_a_word_in_their_cell() -> None:
    archive = FakeArchive(photos(8))
    bad = [b"", b"\x89PNG\r\n\x1a\nrubbish", b"\xff\xd8\xff" * 99, b"\x1b[31m" * 9]
    archive.content = lambda name, _width, _height: bad[int(name[4:9]) % 4]
    async with opened(archive) as (pilot, app):
        await until_async(lambda: pictured(app) and app.view.photo)
        await pilot.pause()
        assert "\n".join(app.lines()).count("no picture") == 8


async def test_names_of_strangers_are_drawn_harmless_in_both_views() -> None:
    names = ["[red]x\x1b[31m\u202e.jpg", "海" * 40 + ".jpg", "e\u0301.jpg"]
    archive = FakeArchive([Photo(name, by="\x1b]0;x\x07[b]") for name in names])
    async with opened(archive) as (pilot, app):
        await until_async(lambda: pictured(app) and app.view.photo)
        for key in ("v", "v"):
            await pilot.press(key)
            await pilot.pause()
            drawn = "\n".join(app.lines())
            assert "[red]" in drawn
            assert drawn.isprintable() or not set(drawn) & set("\x1b\x07\u202e")
            widths = {app.view.shown.render_line(y).cell_length for y in range(8)}
            assert len(widths) == 1


async def test_the_list_says_date_size_pixels_and_who_and_keeps_the_place() -> None:
    async with opened(FakeArchive(photos(1000))) as (pilot, app):
        await until_async(lambda: app.view.photo)
        await pilot.press("down", "v")
        await pilot.pause()
        row = app.lines()[4].split("  ")
        assert row[0] == "▸ IMG_00004.jpg"
        assert [part.strip() for part in row if part.strip()][1:] == [
            "2024-08-17",
            "977K",
            "4000 × 3000",
            "bruno",
        ]
        await pilot.press("down", "v")
        assert app.view.shown is app.view.grid
        assert app.view.photo.name == "IMG_00005.jpg"
        assert app.view.grid.has_focus


async def test_the_end_of_a_hundred_thousand_is_reached_while_keys_go_on_working() -> None:
    archive = FakeArchive(photos(100_000))
    async with opened(archive) as (pilot, app):
        await until_async(lambda: app.view.photo)
        archive.gate.clear()
        await pilot.press("end")
        assert app.view.cursor == 99_999
        await until_async(lambda: "100 of 100,000 read" in str(app.view.border_subtitle))
        await pilot.press("left")
        assert app.view.cursor == 99_998
        archive.gate.set()
        await until_async(lambda: app.view.photo, seconds=60)
        assert app.view.photo.name == "IMG_99998.jpg"
        assert {limit for _after, limit, *_ in archive.pages[1:-1]} == {LARGE}
        assert sum(1 for _photo in app.view.album.remembered()) <= 20_000
        await pilot.press("home")
        await until_async(lambda: app.view.photo)
        assert app.view.photo.name == "IMG_00000.jpg"
        assert len(archive.asked) < 200, "pictures on the way there are nobody's wish"


async def test_a_line_narrows_the_list_while_one_types_and_escape_shows_all_again() -> None:
    archive = FakeArchive(photos(1000))
    async with opened(archive) as (pilot, app):
        await until_async(lambda: app.view.photo)
        app.view.shown.point(700)
        await until_async(lambda: app.view.photo)
        before = len(archive.pages)
        await pilot.press("slash", *"0012")
        await until_async(lambda: len(app.view.album) == 11)
        assert [match for *_, match in archive.pages[before:]] == ["0012"], "once for a word"
        await pilot.press("enter")
        await until_async(lambda: app.view.grid.has_focus)
        assert app.view.query_one(FilterLine).display, "what is looked for stays in sight"
        await pilot.press("escape")
        await until_async(lambda: len(app.view.album) == 1000)
        await until_async(lambda: app.view.photo)
        assert app.view.photo.name == "IMG_00700.jpg"


async def test_keys_that_come_in_one_piece_are_done_in_their_order() -> None:
    archive = FakeArchive(photos(1000))
    async with opened(archive) as (_pilot, app):
        await until_async(lambda: app.view.photo)
        for key in ("v", "end", "v", "slash", "v", "o", "x", "backspace", "enter", "v"):
            character = "/" if key == "slash" else key if len(key) == 1 else None
            app.post_message(Key(key, character))
        await until_async(lambda: app.view.album.match == "vo")
        await until_async(lambda: app.view.columns.has_focus)
        assert app.view.album.sort is Sort.NAME
        await until_async(lambda: app.view.shown.words.startswith("No name has “vo”"))


async def test_nothing_found_is_said_and_so_is_an_empty_archive() -> None:
    archive = FakeArchive(photos(3))
    async with opened(archive) as (pilot, app):
        await until_async(lambda: app.view.photo)
        await pilot.press("slash", *"[b]x", "down")
        await until_async(lambda: "No name has “[b]x” in it." in "\n".join(app.lines()))
        archive.held = []
        await pilot.press("escape")
        await until_async(lambda: "The archive is empty." in "\n".join(app.lines()))
        await pilot.press("enter", "space", "asterisk", "end", "pageup", "v", "o")
        assert app.view.photo is None
        assert app.view.selected == []


async def test_an_archive_that_is_not_there_is_said_and_what_was_shown_stays() -> None:
    archive = FakeArchive(photos(1000), failure=nobody())
    async with opened(archive) as (_pilot, app):
        await until_async(lambda: "Trying again in" in "\n".join(app.lines()))
        assert "Nothing listens at 127.0.0.1:1." in app.lines()[0]
        archive.failure = None
        app.view.load()
        await until_async(lambda: pictured(app) and app.view.photo)
        archive.failure = nobody()
        app.view.load()
        app.said.clear()
        await until_async(lambda: any(isinstance(one, Unreachable) for one in app.said))
        assert app.view.photo.name == "IMG_00000.jpg"
        assert "IMG_00000.jpg" in "\n".join(app.lines())


async def test_a_network_that_fails_for_pictures_alone_is_said_and_waited_for() -> None:
    archive = FakeArchive(photos(20))
    archive.pictures.clear()
    async with opened(archive) as (_pilot, app):
        await until_async(lambda: len(archive.asked) == AT_ONCE)
        archive.failure = nobody()
        archive.pictures.set()
        await until_async(lambda: any(isinstance(one, Unreachable) for one in app.said))
        assert len(archive.asked) == AT_ONCE, "it goes on asking a network that failed"
        archive.failure = None
        app.said.clear()
        await until_async(lambda: pictured(app))
        assert any(isinstance(one, Listed) for one in app.said)


async def test_a_refusal_concerns_one_photo_and_a_busy_host_nobody() -> None:
    archive = FakeArchive(photos(4))
    refusals = {"IMG_00001.jpg": "image", "IMG_00002.jpg": "introuvable", "IMG_00003.jpg": "panne"}
    busy = ["IMG_00000.jpg"]

    def content(name: str, _width: int, _height: int) -> bytes:
        if name in busy:
            busy.remove(name)
            raise Failure(Step.REFUSED, "", peer="", code="debit")
        if name in refusals:
            raise Failure(Step.REFUSED, "", peer="", code=refusals[name])
        return b"?"

    archive.content = content
    async with opened(archive) as (pilot, app):
        await until_async(lambda: app.view.photo and pictured(app))
        await pilot.pause()
        drawn = "\n".join(app.lines())
        assert [drawn.count(word) for word in ("no picture", "gone", "not readable")] == [2, 1, 1]
        assert archive.asked.count("IMG_00000.jpg") == 2


async def test_marks_outlive_other_views_orders_and_lists_but_not_their_photos() -> None:
    archive = FakeArchive(photos(30))
    async with opened(archive) as (pilot, app):
        await until_async(lambda: app.view.photo)
        await pilot.press("space", "space", "v", "space")
        marked = ["IMG_00000.jpg", "IMG_00001.jpg", "IMG_00002.jpg"]
        assert [photo.name for photo in app.view.selected] == marked
        await pilot.press("o")
        await until_async(lambda: app.view.album.sort is Sort.NEWEST)
        assert app.view.photo.name == "IMG_00029.jpg"
        assert "newest first" in str(app.view.border_subtitle)
        await pilot.press("o")
        await until_async(lambda: app.view.album.sort is Sort.OLDEST and app.view.photo)
        assert app.view.photo.name == "IMG_00000.jpg"
        assert "oldest first" in str(app.view.border_subtitle)
        app.view.forget("IMG_00001.jpg")
        del archive.held[0]
        app.view.load()
        await until_async(lambda: len(app.view.marks) == 1)
        assert [photo.name for photo in app.view.selected] == ["IMG_00002.jpg"]
        await pilot.press("asterisk")
        await until_async(lambda: len(app.view.selected) == 29)
        await pilot.press("asterisk")
        await until_async(lambda: not app.view.marks)
        numbers = [one.number for one in app.said if isinstance(one, Marked)]
        assert numbers[-2:] == [29, 0]


async def test_reading_again_keeps_the_cursor_on_its_photo() -> None:
    archive = FakeArchive(photos(1000))
    async with opened(archive) as (_pilot, app):
        await until_async(lambda: app.view.photo)
        app.view.shown.point(500)
        await until_async(lambda: app.view.photo)
        archive.held[0:0] = [Photo("A.jpg"), Photo("B.jpg")]
        app.view.load()
        await until_async(lambda: len(app.view.album) == 1002)
        assert app.view.photo.name == "IMG_00500.jpg"
        assert app.view.cursor == 502
        app.view.forget("A.jpg")
        assert app.view.photo.name == "IMG_00500.jpg"
        assert app.view.cursor == 501


async def test_the_classic_dialect_gets_a_list_and_pictures_one_at_a_time_if_wanted() -> None:
    held = [Photo(photo.name) for photo in photos(100)]
    archive = FakeArchive(held, can=CLASSIC)
    async with opened(archive) as (pilot, app):
        await until_async(lambda: app.view.photo)
        assert app.lines()[0] == "▸ IMG_00000.jpg"
        await pilot.press("o")
        assert app.view.album.sort is Sort.NAME
        assert archive.asked == []
        await pilot.press("v")
        await until_async(lambda: archive.asked and pictured(app))
        assert sorted(archive.asked) == seen(app), "nothing is fetched ahead"
        assert archive.most_waiting == 1


async def test_the_reel_goes_through_the_album_and_loads_what_is_not_known() -> None:
    async with opened(FakeArchive(photos(1000))) as (_pilot, app):
        await until_async(lambda: app.view.photo)
        reel = app.view.reel
        assert len(reel) == 1000
        assert reel.at(0).name == "IMG_00000.jpg"
        assert reel.at(990) is None
        reel.go(990)
        await until_async(lambda: reel.at(990))
        assert app.view.photo.name == "IMG_00990.jpg"


def test_thumbnails_in_memory_have_a_bound() -> None:
    thumbs = Remembered(budget=10_000)
    for number in range(1000):
        thumbs.put((f"{number}", None, 1, 1), Thumb((), "no picture"))
        thumbs.get(("0", None, 1, 1))
    assert thumbs.weight <= 10_000
    assert len(thumbs) <= 10_000 // Thumb(()).weight
    assert thumbs.get(("0", None, 1, 1)) is not None, "what is looked at stays"
    assert thumbs.get(("1", None, 1, 1)) is None


@pytest.mark.parametrize(
    ("name", "width", "drawn"),
    [
        ("20170824_165551_Richtone(HDR)_113.jpg", 17, "20170…DR)_113.jpg"),
        ("a.jpg", 17, "a.jpg"),
        ("海" * 20 + "9.jpg", 9, "海…9.jpg"),
        ("abcdef", 1, "…"),
    ],
)
def test_the_end_of_a_name_stays_in_a_cell(name: str, width: int, drawn: str) -> None:
    assert shortened(name, width) == drawn
