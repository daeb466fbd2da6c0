"""The wire on screen: what it shows, what it never lets through, and where the reader stays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from waiting import until_async

from tui.clients.wire import Wire
from tui.widgets.wire_log import WireLog
from tui.widgets.wire_rows import Shape

NOW = datetime(2017, 8, 24, 14, 55, 51, 123456, tzinfo=UTC)
TIME = NOW.astimezone().strftime("%H:%M:%S.123")


class Bench(App[None]):
    """One wire, and what shows it."""

    def __init__(self, *, ticking: bool) -> None:
        super().__init__()
        seconds = count(step=int(ticking))
        self.wire = Wire(lambda: NOW + timedelta(seconds=next(seconds)))
        self.log_ = WireLog(self.wire)

    def compose(self) -> ComposeResult:
        yield self.log_


@asynccontextmanager
async def opened(*lines: bytes, ticking: bool = False) -> AsyncIterator[Pilot[None]]:
    app = Bench(ticking=ticking)
    for line in lines:
        app.wire.received(line)
    async with app.run_test(size=(80, 24)) as pilot:
        app.log_.focus()
        await caught_up(app)
        yield pilot


async def caught_up(app: Bench) -> None:
    await until_async(lambda: not app.log_._reading.busy and app.log_._timer is None)
    await app._animator.wait_until_complete()


def seen(app: App[None]) -> list[str]:
    """Every row of the window as a terminal gets it, without the styles."""
    log = app.query_one(WireLog)
    strips = log.render_lines(log.size.region)
    for strip in strips:
        for segment in strip:
            assert segment.control is None
            assert segment.text.isprintable()
        assert strip.cell_length == log.size.width
    return [strip.text.rstrip() for strip in strips]


def numbered(first: int, last: int) -> bytes:
    return b"".join(b"line %04d\n" % number for number in range(first, last))


async def test_directions_times_and_line_ends_are_shown() -> None:
    async with opened() as pilot:
        wire = pilot.app.wire
        assert seen(pilot.app)[0] == "Nothing has travelled yet."
        wire.note("127.0.0.1:80: connected")
        wire.sent(b"GET / HTTP/1.1\r\n\r\n")
        wire.received(b"HTTP/1.1 200 OK\n")
        await caught_up(pilot.app)
        assert seen(pilot.app)[:5] == [
            f"· {TIME}  127.0.0.1:80: connected",
            f"→ {TIME}  GET / HTTP/1.1␍␊",
            "→               ␍␊",
            f"← {TIME}  HTTP/1.1 200 OK␊",
            "",
        ]


@pytest.mark.parametrize("keys", [(), ("w",), ("x",)], ids=["wrapped", "long", "hex"])
async def test_nothing_that_a_terminal_obeys_gets_through(keys: tuple[str, ...]) -> None:
    evil = bytes(range(256)) + "\x1b]0;title\x07\x9b31m\u202e\u200d[bold]".encode()
    async with opened(evil) as pilot:
        pilot.app.wire.note("\x1b[31m[red]note")
        await caught_up(pilot.app)
        await pilot.press(*keys)
        await caught_up(pilot.app)
        rows = "".join(seen(pilot.app))
        assert "note" in rows
        assert ("[bold]" in rows) == (keys != ("w",))


async def test_w_wraps_or_lets_lines_go_on_to_the_right() -> None:
    async with opened(b"a" * 100 + b"END\n") as pilot:
        assert [row[16:] for row in seen(pilot.app)[:2]] == ["a" * 63, "a" * 37 + "END␊"]
        await pilot.press("w")
        await caught_up(pilot.app)
        assert [row[16:] for row in seen(pilot.app)[:2]] == ["a" * 63, ""]
        await pilot.press("right", *["right"] * 9)
        await pilot.pause()
        first = seen(pilot.app)[0]
        assert first.startswith(f"← {TIME}  a")
        assert first.endswith("aEND␊")


async def test_x_shows_hex_and_the_same_moment() -> None:
    async with opened(b"GET / HTTP/1.1\r\nHost") as pilot:
        await pilot.press("x")
        await caught_up(pilot.app)
        assert seen(pilot.app)[:3] == [
            f"← {TIME}  20 bytes",
            "← 000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..",
            "← 000010  48 6f 73 74                                       Host",
        ]


async def test_it_follows_until_one_scrolls_up_and_again_after_end() -> None:
    async with opened(numbered(0, 100)) as pilot:
        wire, rows = pilot.app.wire, lambda: seen(pilot.app)
        assert rows()[-1].endswith("line 0099␊")
        await pilot.press("pageup")
        held = rows()
        wire.received(numbered(100, 200))
        await caught_up(pilot.app)
        assert rows() == held
        await pilot.press("end")
        assert rows()[-1].endswith("line 0199␊")
        wire.received(numbered(200, 300))
        await caught_up(pilot.app)
        assert rows()[-1].endswith("line 0299␊")


async def test_a_reader_stays_at_the_same_line_when_old_ones_fall_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.LINES", 100)
    async with opened(numbered(0, 100)) as pilot:
        await pilot.press("pageup")
        held = [row[16:] for row in seen(pilot.app)]
        pilot.app.wire.received(numbered(100, 120))
        await caught_up(pilot.app)
        assert [row[16:] for row in seen(pilot.app)] == held
        await pilot.press("home")
        assert seen(pilot.app)[0] == "… 200 bytes before this are not kept."
        assert seen(pilot.app)[1].endswith("line 0020␊")


@pytest.mark.parametrize("costly", [500, 0], ids=["at once", "a little at a time"])
async def test_a_reader_stays_at_the_same_line_when_the_terminal_changes(
    monkeypatch: pytest.MonkeyPatch, costly: int
) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.COSTLY", costly)
    lines = (f"{number:04} 漢".encode() + b"x" * 90 + b"\n" for number in range(100))
    async with opened(*lines, ticking=True) as pilot:
        await pilot.press("pageup", "pageup")
        top = seen(pilot.app)[0][16:20]
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        await caught_up(pilot.app)
        assert seen(pilot.app)[0][16:20] == top
        await pilot.press("w")
        await caught_up(pilot.app)
        assert seen(pilot.app)[0][16:20] == top


async def test_rows_that_take_long_are_made_for_a_new_width_without_beginning_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.COSTLY", 0)
    lines = [f"{number:04} 漢".encode() + b"x" * 90 + b"\n" for number in range(100)]
    async with opened(*lines) as pilot:
        monkeypatch.setattr("tui.widgets.wire_log.EFFORT", -1)
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        await pilot.resize_terminal(110, 24)
        await pilot.pause()
        await caught_up(pilot.app)
        assert pilot.app.log_._reading.rows.columns == 93
        assert seen(pilot.app)[-2][16:20] == "0099"


async def test_nothing_is_done_while_nobody_looks_and_nothing_is_missed() -> None:
    async with opened(b"before\n") as pilot:
        log = pilot.app.log_
        log.display = False
        await pilot.pause()
        for number in range(50):
            pilot.app.wire.received(b"hidden %d\n" % number)
        await pilot.pause()
        assert log._timer is None
        assert log._reading.unseen == 50
        log.display = True
        await until_async(lambda: log._reading.unseen == 0)
        await pilot.pause()
        assert seen(pilot.app)[-1].endswith("hidden 49␊")


async def test_many_pieces_at_once_are_few_repaints(monkeypatch: pytest.MonkeyPatch) -> None:
    repaints: list[int] = []
    show = WireLog._show
    monkeypatch.setattr(WireLog, "_show", lambda log, top: (repaints.append(top), show(log, top)))
    async with opened() as pilot:
        repaints.clear()
        for number in range(1000):
            pilot.app.wire.received(b"%d\n" % number)
        await caught_up(pilot.app)
        assert 1 <= len(repaints) < 20


async def test_z_forgets_everything() -> None:
    async with opened(numbered(0, 100)) as pilot:
        await pilot.press("pageup", "z")
        await caught_up(pilot.app)
        assert seen(pilot.app)[0] == "Nothing has travelled yet."
        assert not pilot.app.wire.pieces


async def test_t_shows_times_the_pauses_between_or_neither() -> None:
    async with opened(b"one\n", b"two\n", ticking=True) as pilot:
        for first, second in (
            (f"← {TIME}  one␊", None),
            ("←               one␊", "← +      1.000  two␊"),
            ("← one␊", "← two␊"),
            (f"← {TIME}  one␊", None),
        ):
            rows = seen(pilot.app)
            assert rows[0] == first
            assert second is None or rows[1] == second
            await pilot.press("t")


async def find(pilot: Pilot[None], words: str) -> None:
    await pilot.press("slash", *words, "enter")
    await pilot.pause()


async def test_words_are_found_from_the_end_up_and_n_goes_on_round_about() -> None:
    async with opened(numbered(0, 300) + b"Line 0007 again\n") as pilot:
        log = pilot.app.query_one(WireLog)
        shown = []
        await find(pilot, "0007")
        for key in ("n", "n", "N"):
            shown.append([row[16:] for row in seen(pilot.app) if "0007" in row])
            await pilot.press(key)
        again, first = ["Line 0007 again␊"], ["line 0007␊"]
        assert shown == [again, first, again]
        assert [row[16:] for row in seen(pilot.app) if "0007" in row] == first
        marked = [one.text for strip in log.render_lines(log.size.region) for one in strip]
        assert "0007" in marked


async def test_in_hex_words_are_found_in_the_text() -> None:
    async with opened(b"un\n", b"deux\n") as pilot:
        await pilot.press("x")
        await find(pilot, "DEUX")
        assert pilot.app.query_one(WireLog).shape is Shape.TEXT
