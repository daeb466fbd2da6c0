"""Where an answer leads on, and what is said where there is none: each hop and each failure."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from textual.pilot import Pilot
from textual.widgets import Button, Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Clock, Http
from tui.app import VasistasApp
from tui.clients.wire import Direction
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.kept import History, place
from tui.screens.web import WebScreen, failed_wording
from tui.screens.web.address import AddressField, MethodField
from tui.screens.web.chain_view import ChainView
from tui.screens.web.failed import Failed
from tui.screens.web.links import Followed

Answers = Callable[[bytes], bytes]
"""What is said to a head; nothing: they hang up."""


@asynccontextmanager
async def asking(
    answers: Answers,
    *,
    secured: ssl.SSLContext | None = None,
    size: tuple[int, int] = (80, 24),
    follow: bool = False,
) -> AsyncIterator[tuple[Pilot[None], list[bytes], int]]:
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answers(heard[-1]))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=secured)
    port = server.sockets[0].getsockname()[1]
    start = f"{'https' if secured else 'http'}://127.0.0.1:{port}/0"
    settings = Http(address=start, follow=follow)
    app = VasistasApp(Config(http=settings, clock=Clock(port=1)), screen="web")
    try:
        async with app.run_test(size=size) as pilot:
            await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
            yield pilot, heard, port
    finally:
        server.close()


def web(pilot: Pilot[None]) -> WebScreen:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, WebScreen)
    return found


def status(pilot: Pilot[None]) -> str:
    return str(web(pilot).query_one("#web-status", Static).content)


def notes(pilot: Pilot[None]) -> list[str]:
    return [
        piece.data.decode() for piece in web(pilot).wire.pieces if piece.direction is Direction.NOTE
    ]


async def failed(pilot: Pilot[None]) -> Failed:
    await until_async(lambda: isinstance(pilot.app.screen, Failed))
    await pilot.pause()
    assert isinstance(pilot.app.screen, Failed)
    return pilot.app.screen


def told(dialog: Failed) -> dict[str, str]:
    """What the dialog tells, by its labels; the steps are at "steps"."""
    facts = failed_wording.facts(dialog._asked, dialog.failure)
    steps = failed_wording.course(dialog._asked, dialog.failure).plain
    return dict(facts) | {"steps": steps}


def seen(pilot: Pilot[None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def leading_on(head: bytes) -> bytes:
    number = int(head.split(b" ")[1].strip(b"/"))
    return b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % (number + 1)


async def test_a_hop_is_taken_by_a_key_and_is_an_exchange_of_its_own() -> None:
    async with asking(leading_on) as (pilot, heard, port):
        assert web(pilot).check_action("follow", ()) is False
        await pilot.press("enter")
        await until_async(lambda: web(pilot).onward is not None)
        assert "^k Follow" in seen(pilot)
        assert len(heard) == 1
        await pilot.press("ctrl+k")
        await until_async(lambda: len(heard) == 2 and web(pilot).onward is not None)
        assert heard[1].startswith(b"GET /1 HTTP/1.1\r\n")
        assert f"─── GET http://127.0.0.1:{port}/1 ───" in notes(pilot)
        assert web(pilot).query_one(AddressField).value.endswith("/0")
        await pilot.press("alt+up")
        await until_async(lambda: status(pilot).startswith("1 of 2 · GET http://127.0.0.1"))
        history = History(place(), 100)
        kept = await until_async(lambda: len(found := history.list()) == 2 and found)
        assert [one.draft.address.rpartition("/")[2] for one in kept] == ["1", "0"]
        assert [one.redirected for one in kept] == [kept[1].id, 0]
        history.close()


async def test_where_the_settings_say_so_all_hops_are_taken_and_a_loop_ends() -> None:
    async with asking(leading_on, follow=True) as (pilot, heard, _port):
        await pilot.press("enter")
        await until_async(lambda: status(pilot).startswith("Led on 20 times"))
        assert len(heard) == 21
        await pilot.press("ctrl+k")
        await until_async(lambda: len(heard) > 21)


async def test_nothing_had_left_so_again_is_safe_and_has_the_keys() -> None:
    async with asking(leading_on) as (pilot, _heard, _port):
        web(pilot).query_one(MethodField).value = "POST"
        web(pilot).query_one(AddressField).value = "127.0.0.1:1"
        await pilot.press("enter")
        dialog = await failed(pilot)
        assert told(dialog)["steps"] == "name ✓ → connect ✗ → send → wait → head → body"
        assert told(dialog)["Left here"] == "nothing of the request"
        assert told(dialog)["Reason"] == "Connection refused (ECONNREFUSED)"
        assert dialog.focused is dialog.query_one("#again")


@pytest.mark.parametrize(
    ("method", "safe"), [("GET", True), ("PUT", True), ("POST", False), ("FROB", False)]
)
async def test_what_they_may_have_done_is_not_sent_again_by_mistake(
    method: str, *, safe: bool
) -> None:
    async with asking(lambda _head: b"") as (pilot, heard, _port):
        web(pilot).query_one(MethodField).value = method
        await pilot.press("enter")
        dialog = await failed(pilot)
        facts = told(dialog)
        assert facts["steps"] == "name ✓ → connect ✓ → send ✓ → wait ✗ → head → body"
        assert facts["Left here"].startswith(f"{len(heard[0])} bytes of the head, 0 bytes of the b")
        assert facts["Again?"].startswith("Safe" if safe else "Not safe")
        assert dialog.focused is dialog.query_one("#again" if safe else "#back")
        await pilot.press("enter")
        if safe:
            await until_async(lambda: len(heard) == 2)
        else:
            await until_async(lambda: pilot.app.focused is web(pilot).query_one(AddressField))


async def test_an_address_that_is_none_is_not_tried_again() -> None:
    async with asking(leading_on) as (pilot, _heard, _port):
        web(pilot).query_one(AddressField).value = "http://a b/"
        await pilot.press("enter")
        dialog = await failed(pilot)
        assert [button.id for button in dialog.query(Button)] == ["back"]
        await pilot.press("enter")
        await until_async(lambda: pilot.app.screen is web(pilot))


async def test_who_is_not_trusted_can_be_looked_at_and_talked_to_once(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("elsewhere.lab").configure_cert(context)
    hello = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    async with asking(lambda _head: hello, secured=context) as (pilot, heard, _port):
        await pilot.press("enter")
        dialog = await failed(pilot)
        buttons = [button.id for button in dialog.query(Button)]
        assert buttons == ["look", "anyway", "again", "back"]
        assert "TLS ✗" in told(dialog)["steps"]
        assert dialog.focused is dialog.query_one("#back")
        await pilot.press("ctrl+g")
        await until_async(lambda: isinstance(pilot.app.screen, ChainView))
        await pilot.press("escape")
        await until_async(lambda: pilot.app.screen is dialog)
        await pilot.click("#anyway")
        await until_async(lambda: status(pilot).startswith("200 OK"))
        assert len(heard) == 1
        assert web(pilot).draft.verified
        await pilot.press("enter")
        await failed(pilot)
        assert len(heard) == 1


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_whole_dialog_is_seen(size: tuple[int, int]) -> None:
    async with asking(lambda _head: b"HTTP/1.1 2", size=size) as (pilot, _heard, _port):
        web(pilot).query_one(MethodField).value = "POST"
        await pilot.press("enter")
        await failed(pilot)
        for words in ("head ✗", "Left here", "Not safe", "Again", "Back", "Esc"):
            assert words in seen(pilot)


async def test_times_of_what_never_began_are_seen_too() -> None:
    async with asking(leading_on) as (pilot, _heard, _port):
        await pilot.press("ctrl+o", "ctrl+o", "ctrl+o")
        web(pilot).query_one(AddressField).value = "http://a b/"
        web(pilot).action_send()
        await failed(pilot)
        await pilot.press("escape")
        await until_async(lambda: "Nothing has begun." in seen(pilot))


async def test_a_link_is_asked_for_without_what_is_meant_for_another_machine() -> None:
    secret = (("Authorization", "Bearer x"), ("Accept", "*/*"), ("Content-Type", "text/plain"))
    async with asking(lambda _head: b"HTTP/1.1 204 No Content\r\n\r\n") as (pilot, heard, port):
        here = f"http://127.0.0.1:{port}/0"
        web(pilot).show_draft(Draft("POST", here, secret, Kind.TEXT, "x"))
        await pilot.press("enter")
        await until_async(lambda: status(pilot).startswith("204"))
        for number, start in enumerate((here, f"http://localhost:{port}/0"), 2):
            web(pilot).post_message(Followed(f"{start}/next"))
            await until_async(lambda number=number: len(heard) == number)
        assert heard[1].startswith(b"GET /0/next HTTP/1.1\r\n")
        assert [b"\r\nAuthorization: Bearer x\r\n" in head for head in heard] == [True, True, False]
        assert [b"\r\nContent-Type: " in head for head in heard] == [True, False, False]
        assert b"\r\nAccept: */*\r\n" in heard[2]
