"""The views of an exchange: fields, body, times; what strangers say in them is safe to see."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive, Clock, Http
from tui.app import VasistasApp
from tui.dialogs import Ask
from tui.screens.web import WebScreen
from tui.screens.web.address import AddressField
from tui.screens.web.sheet import Sheet
from tui.screens.web.views import VIEWS, Views
from tui.widgets.pixels import Pixels
from tui.widgets.wire_log import WireLog

HOSTILE = "\x1b[2J\x1b]0;x\x07\u202e\u200b\x9b31m\x7f"


@asynccontextmanager
async def visiting(
    said: bytes, *, size: tuple[int, int] = (80, 24), stays: bool = False
) -> AsyncIterator[Pilot[None]]:
    """Open the screen, and ask a server that says this."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(said)
            await writer.drain()
            while stays and await reader.read(100):
                pass
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    app = VasistasApp(
        Config(http=Http(address=f"127.0.0.1:{port}/x"), clock=Clock(port=1)), screen="web"
    )
    try:
        async with app.run_test(size=size) as pilot:
            await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
            await pilot.press("enter")
            yield pilot
    finally:
        server.close()


def web(pilot: Pilot[None]) -> WebScreen:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, WebScreen)
    return found


def status(pilot: Pilot[None]) -> str:
    return str(web(pilot).query_one("#web-status", Static).content)


def note(pilot: Pilot[None]) -> str:
    return str(web(pilot).query_one("#body-note", Static).content)


def seen(pilot: Pilot[None]) -> str:
    """All that is on the screen; nothing of it may command a terminal."""
    strips = pilot.app.screen._compositor.render_strips()
    texts = [segment.text for strip in strips for segment in strip if not segment.control]
    assert all(text.isprintable() for text in texts)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def answered(pilot: Pilot[None], words: str = " s") -> None:
    await until_async(lambda: status(pilot).endswith(words) and not web(pilot).under_way)


async def go(pilot: Pilot[None], view: str) -> None:
    while web(pilot).query_one(Views).current != view:
        await pilot.press("ctrl+o")
    await pilot.pause()


def whole(body: bytes, *fields: str) -> bytes:
    head = "".join(f"{field}\r\n" for field in fields)
    return f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_the_wire_comes_first_and_keys_go_through_all_views_and_back() -> None:
    async with visiting(whole(b"hello")) as pilot:
        await answered(pilot)
        views = web(pilot).query_one(Views)
        passed = [views.current]
        for key in ("ctrl+o", "ctrl+right", "ctrl+right", "ctrl+right", "ctrl+left"):
            await pilot.press(key)
            passed.append(views.current)
            assert pilot.app.focused is views.seen
        assert passed == [*VIEWS, VIEWS[0], VIEWS[-1]]
        await pilot.press("f9")
        assert isinstance(pilot.app.focused, WireLog)
        assert views.current == "page"


@pytest.mark.parametrize("width", [80, 160])
async def test_fields_are_aligned_and_long_values_go_on_below(width: int) -> None:
    said = whole(b"", "A: 1", "Content-Type: text/plain", f"Long: {'word' * 40}")
    async with visiting(said, size=(width, 45)) as pilot:
        await answered(pilot)
        await go(pilot, "fields")
        rows = seen(pilot).splitlines()
        assert any(row.startswith("GET /x HTTP/1.1") for row in rows)
        first, second = (next(row for row in rows if word in row) for word in ("A: ", "Content-T"))
        assert first.rindex(" 1") == second.index(" text/plain")
        assert (first.index("A:") == 0) == (width == 80)
        assert sum(row.count("word") + row.count("ordw") for row in rows) >= 30


async def test_a_coded_body_is_decoded_indented_and_what_was_done_is_said() -> None:
    packed = gzip.compress(b'{"name": [1.50, true]}')
    fields = ("Content-Encoding: gzip", "Content-Type: application/json")
    async with visiting(whole(packed, *fields)) as pilot:
        await answered(pilot)
        await go(pilot, "body")
        await until_async(lambda: "indented" in note(pilot))
        assert "gzip taken off · 22 bytes then · utf-8 · indented" in note(pilot)
        assert '  "name": [\n    1.50,\n    true\n  ]' in seen(pilot)
        await pilot.press("i")
        assert '\n{"name": [1.50, true]}\n' in seen(pilot)
        await pilot.press("x")
        assert "00000000  7b 22 6e 61 6d 65" in seen(pilot)


async def test_what_nobody_decodes_here_is_hex_and_said() -> None:
    async with visiting(whole(b"\x8b\x00", "Content-Encoding: dcb")) as pilot:
        await answered(pilot)
        await go(pilot, "body")
        await until_async(lambda: note(pilot) == "2 bytes · dcb: not decoded here")
        assert "00000000  8b 00" in seen(pilot)
        assert "x Hex" not in seen(pilot)


async def test_an_image_is_drawn_and_its_bytes_can_be_seen(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8), "red").save(tmp_path / "a.png")
    async with visiting(whole((tmp_path / "a.png").read_bytes())) as pilot:
        await answered(pilot)
        await go(pilot, "body")
        pixels = web(pilot).query_one(Pixels)
        await until_async(lambda: pixels.picture is not None and pixels.display)
        assert note(pilot).startswith("PNG · 8 × 8 · ")
        await pilot.press("x")
        assert "89 50 4e 47" in seen(pilot)


async def test_words_are_found_in_a_body_on_and_back() -> None:
    body = "".join(f"line {number} {'NEEDLE' * (number in (500, 900))}\n" for number in range(1000))
    async with visiting(whole(body.encode(), "Content-Type: text/plain; charset=utf-8")) as pilot:
        await answered(pilot)
        await go(pilot, "body")
        sheet = web(pilot).query_one("#body-rows", Sheet)
        await until_async(lambda: sheet.rows.height == 1000)
        await pilot.press("slash")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press(*"needle", "enter")
        for key, line in (("", 500), ("n", 900), ("n", 500), ("N", 900)):
            if key:
                await pilot.press(key)
            await until_async(lambda line=line: f"line {line} NEEDLE" in seen(pilot))
        await pilot.press("end")
        assert "line 999" in seen(pilot)


async def test_a_step_that_takes_long_is_seen_in_its_bar() -> None:
    async with visiting(whole(b"hello")) as pilot:
        await answered(pilot)
        await go(pilot, "times")
        rows = seen(pilot).splitlines()
        words = ("name", "connect", "send", "wait", "receive the head", "receive the body")
        assert all(any(row.startswith(word) and "µs" in row for row in rows) for word in words)
        assert any(row.startswith("in all") for row in rows)


async def test_what_came_before_a_stop_stays_in_every_view() -> None:
    async with visiting(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nhalf", stays=True) as pilot:
        await until_async(lambda: status(pilot) == "Receiving… 4 bytes")
        await go(pilot, "body")
        await until_async(lambda: note(pilot).endswith("so far"))
        await pilot.press("escape")
        await until_async(lambda: status(pilot) == "Stopped.")
        await until_async(lambda: note(pilot) == "4 bytes · utf-8 as it seems · stopped there")
        assert "\nhalf\n" in seen(pilot)
        await go(pilot, "fields")
        assert "X: y" in seen(pilot)


@pytest.mark.parametrize("media", ["text/plain", "text/html", "application/json"])
async def test_nothing_that_a_stranger_says_reaches_the_terminal_in_any_view(media: str) -> None:
    body = {
        "application/json": f'{{"{HOSTILE[7:8]}": "[b]"}}',
        "text/html": f'<p title="{HOSTILE}">{HOSTILE}<b{HOSTILE}><!--{HOSTILE}-->',
    }.get(media, HOSTILE)
    fields = f"Content-Type: {media}", "X-b: [b][/b] \u202e\u200b\x9b"
    async with visiting(whole(body.encode(), *fields)) as pilot:
        await look_everywhere(pilot)


async def test_nothing_in_a_first_line_or_a_coding_reaches_the_terminal() -> None:
    said = "HTTP/1.1 200 [b]\u202e\u200b\x9b\r\nContent-Encoding: [b]\u202e\u200b\r\n\r\nx"
    async with visiting(said.encode()) as pilot:
        await look_everywhere(pilot)


async def look_everywhere(pilot: Pilot[None]) -> None:
    await answered(pilot)
    for view in (*VIEWS[1:], VIEWS[0]):
        await go(pilot, view)
        await until_async(lambda: "Reading" not in note(pilot))
        seen(pilot)
    await go(pilot, "body")
    assert note(pilot)
    for key in "ix":
        await pilot.press(key)
        seen(pilot)


def test_the_host_s_own_addresses_are_there_to_begin_with() -> None:
    from tui.screens.web.address import of_the_host

    here = Archive(address="::1", port=7000)
    assert of_the_host(here) == ["http://[::1]:7000/health", "http://[::1]:7000/"]
    assert of_the_host(Archive(dialect="classic")) == []


async def test_up_brings_the_host_s_page_in_an_empty_field() -> None:
    app = VasistasApp(Config(clock=Clock(port=1)), screen="web")
    async with app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
        await pilot.press("up")
        assert web(pilot).query_one(AddressField).value == "http://127.0.0.1:7788/"
