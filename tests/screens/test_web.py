"""The web screen: what is sent is seen, what fails is named, and nothing typed is lost."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Button, Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Clock, Http
from tui.app import VasistasApp
from tui.beacon import State
from tui.clients.failure import Failure, Step
from tui.clients.wire import Direction
from tui.screens.web import WebScreen, facts
from tui.screens.web.address import AddressField, MethodField
from tui.screens.web.failed import Failed
from tui.widgets.wire_log import WireLog

HELLO = b"HTTP/1.1 200 OK\r\nX: \x1b[31m\r\nContent-Length: 5\r\n\r\nhello"


class Server:
    """Says the same to everybody; `hangs` keeps the connection open afterwards."""

    def __init__(self, says: bytes, *, hangs: bool) -> None:
        self.says = says
        self.hangs = hangs
        self.asked: list[bytes] = []
        self.left = 0
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r")[0] or b"0")
            self.asked.append(head + await reader.readexactly(length))
            writer.write(self.says)
            await writer.drain()
            while self.hangs and await reader.read(1000):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.left += 1
            writer.close()


@asynccontextmanager
async def serving(
    says: bytes = HELLO, *, hangs: bool = False, port: int = 0
) -> AsyncIterator[Server]:
    server = Server(says, hangs=hangs)
    listener = await asyncio.start_server(server.answer, "127.0.0.1", port)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
        await until_async(lambda: server.left >= len(server.asked))
    finally:
        listener.close()


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Pilot[None]]:
    app = VasistasApp(Config(http=Http(address=address), clock=Clock(port=1)), screen="web")
    async with app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
        yield pilot


def screen(pilot: Pilot[None]) -> WebScreen:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, WebScreen)
    return found


def status(pilot: Pilot[None]) -> str:
    return str(screen(pilot).query_one("#web-status", Static).content)


def address(pilot: Pilot[None]) -> str:
    return screen(pilot).query_one(AddressField).value


def said(pilot: Pilot[None], direction: Direction) -> bytes:
    pieces = screen(pilot).wire.pieces
    return b"".join(piece.data for piece in pieces if piece.direction is direction)


def rows(pilot: Pilot[None]) -> str:
    page = screen(pilot).query_one(WireLog)
    strips = page.render_lines(page.size.region)
    assert all(segment.text.isprintable() for strip in strips for segment in strip)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def finished(pilot: Pilot[None], words: str) -> None:
    await until_async(lambda: words in status(pilot))
    await until_async(lambda: not screen(pilot).under_way)


async def dialog(pilot: Pilot[None]) -> Failed:
    await until_async(lambda: isinstance(pilot.app.screen, Failed))
    await pilot.pause()
    assert isinstance(pilot.app.screen, Failed)
    return pilot.app.screen


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def test_enter_sends_and_the_page_shows_both_directions() -> None:
    async with serving() as server, opened(server.address) as pilot:
        await pilot.press("enter")
        await finished(pilot, "200 OK · 5 bytes · ")
        await until_async(lambda: "hello" in rows(pilot))
        shown = rows(pilot)
        assert f"─── GET {server.address} ───" in shown
        assert "GET / HTTP/1.1␍␊" in shown
        assert "X: ␛[31m␍␊" in shown
        assert said(pilot, Direction.SENT) == server.asked[0]
        assert said(pilot, Direction.RECEIVED) == HELLO
        assert pilot.app.beacons["web"].state is State.IDLE


async def test_a_refused_connection_is_explained_and_the_address_stays_for_correction() -> None:
    here = f"http://127.0.0.1:{free_port()}/x"
    async with opened(here) as pilot:
        await pilot.press("enter")
        failure = (await dialog(pilot)).failure
        assert (failure.step, failure.code) == (Step.CONNECT, "ECONNREFUSED")
        assert pilot.app.beacons["web"].state is State.FAILED
        await pilot.press("escape")
        await until_async(lambda: pilot.app.focused is screen(pilot).query_one(AddressField))
        assert address(pilot) == here


async def test_trying_again_sends_again() -> None:
    port = free_port()
    async with opened(f"127.0.0.1:{port}") as pilot:
        await pilot.press("enter")
        await dialog(pilot)
        async with serving(port=port) as server:
            await pilot.press("enter")
            await finished(pilot, "200 OK")
            assert len(server.asked) == 1


async def test_what_is_no_address_sends_nothing() -> None:
    async with opened("http://[::1") as pilot:
        await pilot.press("enter")
        assert (await dialog(pilot)).failure.code == "URL"
        assert said(pilot, Direction.SENT) == b""


async def test_a_second_request_ends_the_first_and_they_do_not_mix() -> None:
    slow = serving(b"HTTP/1.1 200 OK\r\n\r\nslow", hangs=True)
    async with slow as first, serving() as second, opened(first.address) as pilot:
        await pilot.press("enter")
        await until_async(lambda: said(pilot, Direction.RECEIVED).endswith(b"slow"))
        screen(pilot).query_one(AddressField).value = second.address
        await pilot.press("enter")
        await finished(pilot, "200 OK · 5 bytes")
        await until_async(lambda: first.left == 1)
        assert said(pilot, Direction.RECEIVED).endswith(b"slow" + HELLO)
        notes = [
            piece.data.decode()
            for piece in screen(pilot).wire.pieces
            if piece.direction is Direction.NOTE
        ]
        assert notes == [
            f"─── GET {first.address} ───",
            f"127.0.0.1:{first.port}: connected",
            f"127.0.0.1:{first.port}: closed",
            "stopped",
            f"─── GET {second.address} ───",
            f"127.0.0.1:{second.port}: connected",
            f"127.0.0.1:{second.port}: closed",
        ]


async def test_escape_stops_and_what_came_stays() -> None:
    async with (
        serving(b"HTTP/1.1 200 OK\r\n\r\nfor ever", hangs=True) as server,
        opened(server.address) as pilot,
    ):
        await pilot.press("enter")
        await until_async(lambda: status(pilot) == "Receiving… 8 bytes")
        assert str(screen(pilot).query_one(Button).label) == "Stop"
        await pilot.press("escape")
        await finished(pilot, "Stopped.")
        assert said(pilot, Direction.RECEIVED).endswith(b"for ever")
        assert str(screen(pilot).query_one(Button).label) == "Send"
        await pilot.press("ctrl+l")
        assert not screen(pilot).wire.pieces


async def test_any_method_can_be_typed_and_the_usual_ones_are_a_key_away() -> None:
    async with serving() as server, opened(server.address) as pilot:
        method = screen(pilot).query_one(MethodField)
        await pilot.press("ctrl+t", "ctrl+t")
        assert method.value == "POST"
        method.focus()
        await pilot.press("down", "down", "down")
        assert method.value == "DELETE"
        method.value = ""
        await pilot.press("p", "a")
        await until_async(lambda: "PATCH" in method._suggestion)
        await pilot.press("tab", *"work", "enter")
        await finished(pilot, "200 OK")
        assert server.asked[0].startswith(b"PATCHwork / HTTP/1.1\r\n")


async def test_up_and_down_bring_addresses_back_and_keep_what_was_being_typed() -> None:
    async with serving() as server, opened(server.address) as pilot:
        seen = []
        for path in ("a", "bb"):
            screen(pilot).query_one(AddressField).value = f"{server.address}{path}"
            await pilot.press("enter")
            sent = len(path)
            await until_async(lambda sent=sent: len(server.asked) == sent)
            await finished(pilot, "200 OK")
        screen(pilot).query_one(AddressField).value = "half typ"
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            seen.append(address(pilot).removeprefix(server.address))
        host = "http://127.0.0.1:7788/"
        assert seen == ["bb", "a", host, "a", "bb", "half typ"]


async def test_f9_goes_to_the_page_and_back() -> None:
    async with opened("") as pilot:
        await pilot.press("f9")
        assert isinstance(pilot.app.focused, WireLog)
        await pilot.press("f9")
        assert isinstance(pilot.app.focused, AddressField)


async def test_a_failure_while_nobody_looks_is_told_when_somebody_does() -> None:
    async with opened("") as pilot:
        web = screen(pilot)
        await pilot.press("f2")
        await until_async(lambda: pilot.app.current_mode == "clock")
        web.post_message(facts.ExchangeFailed(0, Failure(Step.WAIT, "silence", code="ETIMEDOUT")))
        await until_async(lambda: "web" in pilot.app.beacons)
        assert pilot.app.beacons["web"].state is State.FAILED
        assert not isinstance(pilot.app.screen, Failed)
        await pilot.press("f3")
        await dialog(pilot)
        await pilot.press("escape")
        await until_async(lambda: pilot.app.screen is web)


async def test_facts_of_an_older_exchange_change_nothing() -> None:
    async with opened("") as pilot:
        web = screen(pilot)
        web.post_message(facts.Answered(7, 200, "OK", 1, 1.0))
        web.post_message(facts.StepReached(0, Step.WAIT))
        await until_async(lambda: status(pilot) == "Waiting for an answer…")


async def test_a_pasted_command_of_curl_becomes_its_request_and_is_not_sent_yet() -> None:
    async with serving() as server, opened("") as pilot:
        command = (
            f"$ curl '{server.address}x' \\\n"
            "  -X PUT -H 'Accept: text/plain' --data-raw $'it\\'s'\n"
        )
        field = pilot.app.screen.query_one(AddressField)
        field.post_message(Paste(command))
        await until_async(lambda: field.value == f"{server.address}x")
        assert pilot.app.screen.query_one(MethodField).value == "PUT"
        assert not server.asked
        await pilot.press("enter")
        await until_async(lambda: server.asked)
        assert server.asked[0].startswith(b"PUT /x HTTP/1.1\r\n")
        assert b"\r\nAccept: text/plain\r\n" in server.asked[0]
        assert server.asked[0].endswith(b"\r\n\r\nit's")


async def test_a_command_that_is_none_of_ours_is_said_and_changes_nothing() -> None:
    async with opened("localhost:1/") as pilot:
        field = pilot.app.screen.query_one(AddressField)
        field.post_message(Paste("curl --no-such-option http://localhost:1/x"))
        await until_async(lambda: pilot.app._notifications)
        assert field.value == "localhost:1/"
