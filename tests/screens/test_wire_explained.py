"""The web screen's wire: what its bytes mean beside them, and nothing of theirs in the terminal."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from waiting import until_async

from tui.clients.wire import Wire
from tui.reading.conversation import PREFACE
from tui.widgets.wire_log import WireLog

NOW = datetime(2017, 8, 24, 14, 55, 51, 123456, tzinfo=UTC)
ASKED = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
EVIL = "\x1b]0;title\x07\x1b[31m\x9b31m\u202eevil\u2066\u200b\u200d\ufe0f\x00\x7f[bold]".encode()


class Bench(App[None]):
    """One wire, and what explains it; each piece comes a millisecond after the one before."""

    def __init__(self) -> None:
        super().__init__()
        steps = count()
        self.wire = Wire(lambda: NOW + timedelta(milliseconds=next(steps)))
        self.log_ = WireLog(self.wire, explained=True)

    def compose(self) -> ComposeResult:
        yield self.log_


@asynccontextmanager
async def opened(*came: bytes, asked: bytes = ASKED) -> AsyncIterator[Pilot[None]]:
    app = Bench()
    async with app.run_test(size=(80, 24)) as pilot:
        app.log_.focus()
        app.wire.note("─── GET http://a/ ───")
        app.wire.sent(asked)
        for piece in came:
            app.wire.received(piece)
        await caught_up(app)
        yield pilot


async def caught_up(app: Bench) -> None:
    log = app.log_
    await until_async(lambda: not (log._reading.busy or log._annotated.busy or log._timer))


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


def without_times(rows: Iterable[str]) -> list[str]:
    return [row[:2] + row[16:] for row in rows if row]


async def test_what_bytes_mean_is_beside_them_and_what_is_wrong_below() -> None:
    async with opened(HEAD, b"6\r\nhello\n\r\n2\r\nyo\r\n0\r\n\r\nmore") as pilot:
        assert without_times(seen(pilot.app)) == [
            "· ─── GET http://a/ ───",
            "→ GET / HTTP/1.1␍␊",
            "→ Host: a␍␊",
            "→ ␍␊                              the head ends here · 27 bytes",
            "← HTTP/1.1 200 OK␍␊",
            "← Transfer-Encoding: chunked␍␊",
            "← ␍␊                              the head ends here · 47 bytes",
            "← 6␍␊                             chunk of 6 bytes",
            "← hello␊",
            "← ␍␊",
            "← 2␍␊                             chunk of 2 bytes",
            "← yo",
            "← ␍␊",
            "← 0␍␊                             the last chunk",
            "← ␍␊                     the body ends here · 8 bytes in 2 chunks",
            "! bytes after the end of the answer",
            "← more",
        ]


async def test_a_row_of_ours_has_a_sign_that_no_stranger_can_say() -> None:
    async with opened("HTTP/1.1 200 OK\r\n\r\n! bytes\n· closed\n".encode()) as pilot:
        assert without_times(seen(pilot.app))[-2:] == ["← ! bytes␊", "← · closed␊"]


async def test_a_remark_without_room_has_a_row_of_its_own() -> None:
    async with opened(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 60) as pilot:
        pilot.app.wire.received(b"")
        await caught_up(pilot.app)
        assert without_times(seen(pilot.app))[-1] == "· they hung up: the body ends here · 60 bytes"
        await pilot.resize_terminal(40, 24)
        await caught_up(pilot.app)
        assert "·  hung up: the body ends here · 60 by" not in seen(pilot.app)
        assert "".join(row[2:] for row in seen(pilot.app) if row[:1] == "·").endswith("60 bytes")


async def test_times_sizes_and_microseconds_stand_beside_a_piece() -> None:
    async with opened(HEAD) as pilot:
        assert [row[2:14] for row in seen(pilot.app)[4:6]] == ["14:55:51.125", "    47 bytes"]
        beside = []
        for _time in range(4):
            await pilot.press("t")
            beside.append(seen(pilot.app)[4][2:16])
        assert beside[:3] == ["+      0.001  ", "    2,000 µs  ", "HTTP/1.1 200 O"]


async def test_x_goes_from_text_to_hex_to_both_and_stays_at_the_same_bytes() -> None:
    body = b"".join(b"line %04d\n" % number for number in range(400))
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with opened(head + body) as pilot:
        log = pilot.app.query_one(WireLog)
        log.go_to(100)
        line = seen(pilot.app)[0][16:25]
        await pilot.press("x")
        await caught_up(pilot.app)
        assert line[-4:].encode() in bytes.fromhex(
            "".join(row[10:59].replace(" ", "") for row in seen(pilot.app)[:2])
        )
        await pilot.press("x")
        await caught_up(pilot.app)
        shown = seen(pilot.app)
        assert line in "".join(shown[:4])
        row = next(row for row in range(24) if "line" in shown[row])
        text = shown[row][16:25].encode() + b"\n"
        assert text.hex(" ").startswith(shown[row + 1][24:47].rstrip())
        await pilot.press("x")
        await caught_up(pilot.app)
        assert line in "".join(seen(pilot.app)[:2])


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


async def test_frames_are_told_in_words_and_their_data_are_shown() -> None:
    fields = b"\x88\x40\x01a" + bytes([len(EVIL)]) + EVIL
    said = frame(4, 0, 0) + frame(1, 4, 1, fields) + frame(0, 1, 1, b"hello\n")
    async with opened(said, asked=PREFACE + frame(4, 0, 0)) as pilot:
        rows = without_times(seen(pilot.app))
        assert rows[:6] == [
            "· ─── GET http://a/ ───",
            "→ the preface: HTTP/2 begins",
            "→ SETTINGS",
            "← SETTINGS",
            "← HEADERS stream 1 · END_HEADERS",
            "←     :status: 200",
        ]
        assert rows[-2:] == ["← DATA stream 1 · 6 bytes · END_STREAM", "← hello␊"]
        assert "⟨202E⟩evil" in "".join(rows)


ANSWERS = {
    "status": b"HTTP/1.1 200 " + EVIL + b"\r\n\r\n",
    "version": b"HTTP/" + EVIL + b"\r\n\r\n",
    "name": b"HTTP/1.1 204 No\r\n" + EVIL + b": a\r\n\r\n",
    "value": b"HTTP/1.1 204 No\r\nA: " + EVIL + b"\r\n\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: " + EVIL + b"\r\n\r\n",
    "extension": HEAD + b"1;" + EVIL + b"\r\na\r\n0\r\n\r\n",
    "size": HEAD + EVIL + b"\r\n",
    "trailer": HEAD + b"0\r\nA: " + EVIL + b"\r\n\r\n",
    "body": HEAD + b"%x\r\n" % len(EVIL) + EVIL + b"\r\n0\r\n\r\n",
    "after": b"HTTP/1.1 204 No\r\n\r\n" + EVIL,
    "no http": EVIL,
}


@pytest.mark.parametrize("place", ANSWERS)
async def test_nothing_that_a_terminal_obeys_gets_through(place: str) -> None:
    async with opened(ANSWERS[place]) as pilot:
        pilot.app.wire.received(b"")
        for keys in ("x", "x", "w", "t"):
            assert any("evil" in row for row in seen(pilot.app))
            await pilot.press(keys)
            await caught_up(pilot.app)


async def test_while_nobody_looks_every_byte_is_understood() -> None:
    async with opened() as pilot:
        log = pilot.app.query_one(WireLog)
        log.display = False
        await pilot.pause()
        pilot.app.wire.received(HEAD)
        for number in range(3000):
            pilot.app.wire.received(b"1000\r\n" + b"x" * 4095 + b"\n\r\n")
            if number % 500 == 0:
                await pilot.pause()
        pilot.app.wire.received(b"0\r\n\r\nmore")
        log.display = True
        await caught_up(pilot.app)
        assert without_times(seen(pilot.app))[-2:] == [
            "! bytes after the end of the answer",
            "← more",
        ]


async def test_what_rushed_by_is_there_when_it_is_quiet_again() -> None:
    async with opened(HEAD.replace(b"Transfer-Encoding: chunked", b"A: b")) as pilot:
        log = pilot.app.query_one(WireLog)
        line = b"x" * 255 + b"\n"
        for _number in range(8):
            pilot.app.wire.received(line * 512)
        log._reading.catch_up(10.0)
        assert log._reading._shown.gaps
        await caught_up(pilot.app)
        kept_bytes = sum(len(piece.data) for piece in pilot.app.wire.pieces)
        assert log._reading.rows.stack.end == kept_bytes
        assert not any(line.passed for line in log._reading.rows.stack.items)


def kept(log: WireLog) -> list[int]:
    """Count all that is kept of what came, in rows, pieces, spans and bytes."""
    stack, read = log._reading.rows.stack, log._annotated
    assert read is not None
    return [
        *(len(stack.items), len(stack.begun), stack.end - stack.lost),
        *(len(read.pieces), len(read._rich), read._spans, len(read._unread), read._waiting),
        *(len(log.wire.pieces), sum(len(piece.data) for piece in log.wire.pieces)),
    ]


async def test_an_hour_of_a_thousand_lines_a_second_takes_no_more_room_than_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.LINES", 2000)
    event = b"data: %s\n\n" % (b"x" * 30)
    second = b"%x\r\n" % (500 * len(event)) + event * 500 + b"\r\n"
    async with opened(HEAD) as pilot:
        log, counts = pilot.app.query_one(WireLog), []
        for minute in range(60):
            for _second in range(60):
                pilot.app.wire.received(second)
            log._catch_up()
            if minute in (9, 59):
                await caught_up(pilot.app)
                counts.append(kept(log))
        early, late = counts
        assert log.wire.dropped > 60_000_000
        assert early[0] == 2000
        assert all(after <= before * 1.01 for before, after in zip(early, late, strict=True))


async def test_our_notes_have_no_bytes_and_no_size() -> None:
    async with opened() as pilot:
        pilot.app.wire.note("a note of ours " * 6)
        await pilot.press("x", "x")
        await caught_up(pilot.app)
        notes = [row for row in seen(pilot.app) if row.startswith("·")]
        assert len(notes) == 3
        assert not any("bytes" in row or "2e 30" in row for row in notes)
