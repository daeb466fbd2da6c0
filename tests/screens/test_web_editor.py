"""The editor of a request: by keyboard alone, and what it holds is what is sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Clock, Http
from tui.app import VasistasApp
from tui.dialogs import Confirm
from tui.exchanges.draft import Draft, Kind
from tui.screens.web import WebScreen
from tui.screens.web.address import AddressField
from tui.screens.web.editor import SECTIONS, Editor
from tui.screens.web.editor_lines import LineArea
from tui.screens.web.views import Views


class Listener:
    """Keeps what it hears, up to its Content-Length or for as long as it comes."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.port = 0

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\n\r\n")
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r")[0] or b"0")
            self.heard.append(head + await reader.readexactly(length))
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def writing(
    *, size: tuple[int, int] = (80, 24), path: str = "", **variables: str
) -> AsyncIterator[tuple[Pilot[None], Listener]]:
    listener = Listener()
    server = await asyncio.start_server(listener.hear, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    settings = Http(address=f"127.0.0.1:{listener.port}/{path}")
    app = VasistasApp(Config(http=settings, clock=Clock(port=1), variables=variables), screen="web")
    try:
        async with app.run_test(size=size) as pilot:
            await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
            yield pilot, listener
    finally:
        server.close()


def web(pilot: Pilot[None]) -> WebScreen:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, WebScreen)
    return found


def words(pilot: Pilot[None], place: str) -> str:
    return str(web(pilot).query_one(place, Static).content)


async def type_in(pilot: Pilot[None], text: str) -> None:
    names = {"\n": "enter", "\t": "tab"}
    await pilot.press(*(names.get(letter, letter) for letter in text))
    await pilot.pause()


async def heard(listener: Listener, number: int = 1) -> bytes:
    await until_async(lambda: len(listener.heard) >= number)
    return listener.heard[number - 1]


@pytest.mark.parametrize("key", ["ctrl+e", "f8"])
async def test_a_key_opens_it_and_half_of_a_small_screen_stays_with_the_views(key: str) -> None:
    async with writing() as (pilot, _listener):
        await pilot.press(key)
        await pilot.pause()
        editor, views = web(pilot).query_one(Editor), web(pilot).query_one(Views)
        assert editor.display
        assert editor.has_focus_within
        assert views.size.height >= 12
        assert editor.region.bottom == views.region.y
        seen = [editor.current]
        for one in ("ctrl+pagedown",) * 3 + ("ctrl+pageup",):
            await pilot.press(one)
            seen.append(editor.current)
            assert editor.has_focus_within
        assert seen == [*SECTIONS, SECTIONS[2]]
        await pilot.press(key)
        assert not editor.display
        assert isinstance(pilot.app.focused, AddressField)
        await pilot.press(key, "escape")
        assert not editor.display


async def test_fields_are_completed_and_sent_from_wherever_one_writes() -> None:
    async with writing() as (pilot, listener):
        await pilot.press("f8")
        await type_in(pilot, "acc\tte\t\nX-Mine: 1")
        await pilot.press("ctrl+j")
        head = await heard(listener)
        assert b"\r\nAccept: text/plain; charset=utf-8\r\nX-Mine: 1\r\n" in head
        await pilot.press("escape")
        await until_async(lambda: words(pilot, "#web-summary") == "2 fields · Ctrl+E edits it")


async def test_a_wrong_line_is_named_and_nothing_is_sent_until_it_is_right() -> None:
    async with writing() as (pilot, listener):
        await pilot.press("f8")
        await type_in(pilot, "wrong")
        assert words(pilot, "#fields-note").startswith("Line 1: ")
        await pilot.press("ctrl+j")
        await until_async(lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("enter")
        await until_async(lambda: pilot.app.focused is web(pilot).query_one("#fields-lines"))
        await type_in(pilot, ": 1")
        assert words(pilot, "#fields-note") == ""
        await pilot.press("ctrl+j")
        assert b"\r\nwrong: 1\r\n" in await heard(listener)
        assert len(listener.heard) == 1


async def test_query_and_address_are_kept_in_step() -> None:
    async with writing(path="a?x=1&y=%20#end") as (pilot, _listener):
        screen = web(pilot)
        area = screen.query_one("#query", LineArea)
        await until_async(lambda: area.text == "x=1\ny=%20")
        await pilot.press("f8", "ctrl+pagedown", "ctrl+end")
        await type_in(pilot, "\nname=é & more")
        field = screen.query_one(AddressField)
        end = "a?x=1&y=%20&name=%C3%A9%20%26%20more#end"
        await until_async(lambda: field.value.endswith(end))
        field.value = field.value.replace("x=1&", "").partition("#")[0]
        await until_async(lambda: area.text == "y=%20\nname=é & more")


async def test_json_is_checked_while_one_types_and_sent_as_it_is() -> None:
    async with writing() as (pilot, listener):
        await pilot.press("ctrl+t", "ctrl+t", "f8", "ctrl+pagedown", "ctrl+pagedown")
        await pilot.press("right", "right", "tab")
        await type_in(pilot, '{"a": [1')
        assert "No JSON yet" in words(pilot, "#content-note")
        await type_in(pilot, "]}")
        assert words(pilot, "#content-note") == ""
        await pilot.press("ctrl+j")
        head, _end, body = (await heard(listener)).partition(b"\r\n\r\n")
        assert head.startswith(b"POST ")
        assert b"\r\nContent-Type: application/json" in head
        assert json.loads(body) == {"a": [1]}


async def test_a_raw_request_begins_as_what_would_be_sent_and_its_ends_are_seen() -> None:
    async with writing(path="x") as (pilot, listener):
        await pilot.press("f8", "ctrl+pagedown", "ctrl+pagedown", "left")
        await pilot.pause()
        area = web(pilot).query_one("#raw", LineArea)
        host = f"Host: 127.0.0.1:{listener.port}"
        assert area.text == f"GET /x HTTP/1.1\n{host}\nConnection: close\n\n"
        assert area.get_line(0).plain == "GET /x HTTP/1.1␍␊"
        await pilot.press("tab", "right")
        await pilot.pause()
        assert area.text.startswith("GET /x HTTP/1.1\\n\n")
        assert area.get_line(0).plain.endswith("\\n␊")
        assert web(pilot).draft.kind is Kind.RAW


async def test_variables_are_filled_in_when_sent_and_an_unknown_one_has_a_way_out() -> None:
    async with writing(token="geheim") as (pilot, listener):
        await pilot.press("f8")
        await type_in(pilot, "X-T: {{to\t")
        assert web(pilot).draft.fields == (("X-T", "{{token}}"),)
        await pilot.press("ctrl+j")
        assert b"\r\nX-T: geheim\r\n" in await heard(listener)
        await until_async(lambda: not web(pilot).under_way)
        await type_in(pilot, "{{nobody}}")
        await pilot.press("ctrl+j")
        await until_async(lambda: isinstance(pilot.app.screen, Confirm))
        assert "{{nobody}}" in str(pilot.app.screen.query_one(".dialog-detail", Static).content)
        await pilot.press("escape")
        assert len(listener.heard) == 1


async def test_a_login_becomes_the_field_that_says_who_one_is() -> None:
    async with writing() as (pilot, _listener):
        await pilot.press("f8", "ctrl+pageup")
        web(pilot).query_one("#basic").focus()
        await type_in(pilot, "manu:pa:ss\n")
        await until_async(lambda: web(pilot).draft.fields)
        assert web(pilot).draft.fields == (("Authorization", "Basic bWFudTpwYTpzcw=="),)


async def test_what_is_put_into_it_is_what_comes_out(tmp_path: Path) -> None:
    given = Draft(
        method="MKCOL",
        address="https://localhost:1/é?a=b%20c&d",
        fields=(("X-A", "1"), ("X-A", "2")),
        version="2",
        proxy="http://127.0.0.1:3128",
        verified=False,
        authority=str(tmp_path / "a.pem"),
        certificate="c.pem",
        key="k.pem",
        name="group/name",
        variables=(("v", "1"),),
    )
    contents = {
        Kind.NONE: "",
        Kind.TEXT: "a\r\nb\nc\x0b\x1b[2J\u2028d\u202e",
        Kind.JSON: "[]",
        Kind.FORM: "a=1\nb=2",
        Kind.MULTIPART: f"a=1\nf=@{tmp_path}/x",
        Kind.FILE: f"{tmp_path}/x",
        Kind.RAW: "GET / HTTP/1.1\\n\n\\x00\\",
    }
    async with writing() as (pilot, _listener):
        for kind, content in contents.items():
            draft = replace(given, kind=kind, content=content)
            web(pilot).show_draft(draft)
            await pilot.pause()
            assert web(pilot).draft == draft
        large = replace(given, kind=Kind.TEXT, content="long " * 100_000)
        web(pilot).show_draft(large)
        assert web(pilot).draft == large
        web(pilot).show_draft(Draft(address="localhost"))
        await pilot.pause()
        assert web(pilot).draft == Draft(address="localhost")


async def test_what_is_hidden_in_a_content_is_seen_and_commands_no_terminal() -> None:
    async with writing() as (pilot, _listener):
        draft = Draft(kind=Kind.TEXT, content="\x1b[2Jred\u202e\x07", fields=(("A", "b"),))
        web(pilot).show_draft(draft)
        await pilot.press("f8", "ctrl+pagedown", "ctrl+pagedown")
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        texts = [segment.text for strip in strips for segment in strip if not segment.control]
        assert all(text.isprintable() for text in texts)
        assert "␛[2Jred�␇" in "".join(texts)
