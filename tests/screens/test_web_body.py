"""Bodies on the screen: while they come, as pages with links, searched; hostile ones too."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import until_async

from tui.bodies.lines import TextRows
from tui.bodies.rows import HexRows
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.dialogs import Ask
from tui.screens.web.body import BodyView
from tui.screens.web.body_sight import Form
from tui.screens.web.links import Followed, LinkLine
from tui.screens.web.sheet import Sheet
from tui.settings import styles

PAGE = b"""<!doctype html><title>The lab</title><h1>Machines</h1>
<p>See <a href="/photos">the photos</a>, <a href="chat">the chat</a> or <a href="#x">below</a>.
<ul><li>one<li>two</ul><script>alert(1)</script><pre>a  b</pre>"""


class Viewer(App[None]):
    """A body, and nothing else."""

    CSS_PATH = [styles() / "app.tcss", styles() / "web.tcss"]

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []

    def compose(self) -> ComposeResult:
        yield BodyView(id="body")

    @on(Followed)
    def follow(self, message: Followed) -> None:
        self.followed.append(message.address)


@asynccontextmanager
async def looking(
    body: bytes, *fields: tuple[str, str], ended: bool = True, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], Exchange]]:
    record = Exchange(Request("GET", "lab.local/dir/"))
    record.fields = fields
    come(record, body)
    if ended:
        end(record)
    app = Viewer()
    async with app.run_test(size=size) as pilot:
        app.query_one(Sheet).focus()
        app.query_one(BodyView).look_at(record)
        yield pilot, record
    record.close()


def come(record: Exchange, data: bytes) -> None:
    record.body.write(data)
    record.size += len(data)


def end(record: Exchange) -> None:
    record.whole = True
    record.end()


def note(pilot: Pilot[None]) -> str:
    return str(pilot.app.query_one("#body-note", Static).content)


def view(pilot: Pilot[None]) -> BodyView:
    return pilot.app.query_one(BodyView)


def sheet(pilot: Pilot[None]) -> Sheet:
    return pilot.app.query_one(Sheet)


def seen(pilot: Pilot[None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    texts = [segment.text for strip in strips for segment in strip if not segment.control]
    assert all(text.isprintable() for text in texts)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def until_seen(pilot: Pilot[None], *words: str) -> None:
    await until_async(lambda: all(word in seen(pilot) for word in words))


async def find(pilot: Pilot[None], words: str) -> None:
    await pilot.press("slash")
    await until_async(lambda: isinstance(pilot.app.screen, Ask))
    await pilot.press(*words, "enter")


def is_seen(pilot: Pilot[None], place: int) -> bool:
    """Tell whether the row of a byte is in view."""
    view = sheet(pilot)
    assert isinstance(view.rows, TextRows | HexRows)
    return view.rows.counted > place and view.rows.at(place) in range(
        view.scroll_offset.y, view.scroll_offset.y + view.size.height
    )


HTML = ("Content-Type", "text/html")


async def test_a_page_is_text_whose_links_are_followed_by_their_numbers() -> None:
    async with looking(PAGE, HTML) as (pilot, _record):
        await until_seen(pilot, "Machines", "the photos[1], the chat[2] or below.", "• two", "a  b")
        assert "alert" not in seen(pilot)
        assert "as a page" in note(pilot)
        await pilot.press("2")
        await until_seen(pilot, "[2] → http://lab.local/dir/chat")
        await pilot.press("enter")
        await pilot.press("f", "9")
        await until_seen(pilot, "[9]: there is no such link")
        await pilot.press("enter", "backspace", "1", "enter")
        app = pilot.app
        assert isinstance(app, Viewer)
        assert ["http://lab.local/dir/chat", "http://lab.local/photos"] == app.followed
        await pilot.press("f", "escape")
        assert not app.query_one(LinkLine).display


async def test_i_goes_from_the_page_to_its_source_and_p_comes_back() -> None:
    async with looking(PAGE, HTML) as (pilot, _record):
        await until_seen(pilot, "the photos[1]")
        await pilot.press("i")
        await until_seen(pilot, '<a href="/photos">')
        assert view(pilot).form is Form.INDENTED
        await pilot.press("i")
        await until_seen(pilot, '<p>See <a href="/photos">the photos</a>, <a')
        assert "as it came" in note(pilot)
        await pilot.press("x")
        await until_seen(pilot, "00000000  3c 21")
        await pilot.press("p")
        await until_seen(pilot, "the photos[1]")
        await pilot.press("i", "i", "i")
        await until_async(lambda: view(pilot).form is Form.PAGE)


async def test_numbers_are_no_links_where_there_are_none() -> None:
    async with looking(b"<p>1", HTML) as (pilot, _record):
        await until_async(lambda: view(pilot).form is Form.PAGE)
        await pilot.press("1", "f")
        assert not pilot.app.query_one(LinkLine).display


@pytest.mark.parametrize("pack", [None, "gzip"])
async def test_events_are_shown_as_they_come_and_followed(pack: str | None) -> None:
    import zlib

    machine = zlib.compressobj(wbits=31)

    def coded(data: bytes) -> bytes:
        packed = machine.compress(data) + machine.flush(zlib.Z_SYNC_FLUSH)
        return packed if pack else data

    fields = [("Content-Type", "text/event-stream")]
    fields += [("Content-Encoding", pack)] if pack else []
    async with looking(coded(b"data: first\n\n"), *fields, ended=False) as (pilot, record):
        await until_seen(pilot, "data: first")
        assert note(pilot).endswith("so far")
        for number in range(100):
            come(record, coded(b"event: tick\ndata: %d\n\n" % number))
        await until_seen(pilot, "data: 99")
        await pilot.press("home")
        await until_seen(pilot, "data: first")
        come(record, coded(b"data: later\n\n"))
        await until_async(lambda: sheet(pilot).rows.height == 304)
        assert "data: first" in seen(pilot)
        await pilot.press("end")
        await until_seen(pilot, "data: later")
        come(record, coded(b"data: last\n\n"))
        await until_seen(pilot, "data: last")
        end(record)
        await until_async(lambda: not note(pilot).endswith("so far"))
        assert "data: last" in seen(pilot)


async def test_what_comes_with_an_announced_end_is_read_from_its_top() -> None:
    fields = (("Content-Type", "text/plain"), ("Content-Length", "100000"))
    async with looking(b"first\n", *fields, ended=False) as (pilot, record):
        await until_seen(pilot, "first")
        come(record, b"more\n" * 1000)
        await until_async(lambda: sheet(pilot).rows.height == 1001)
        assert "first" in seen(pilot)


async def test_a_body_that_nobody_sent_yet_appears_when_it_comes() -> None:
    async with looking(b"", HTML, ended=False) as (pilot, record):
        assert note(pilot) == "Nothing came yet."
        come(record, PAGE)
        await until_seen(pilot, "<h1>Machines</h1>")
        end(record)
        await until_seen(pilot, "the photos[1]")


async def test_json_that_is_too_large_or_not_well_made_is_said_and_shown_as_it_came() -> None:
    media = ("Content-Type", "application/json")
    large = b"[" + b"1," * 300_000 + b"1]"
    async with looking(large, media) as (pilot, _record):
        await until_seen(pilot, "[1,1,1,1")
        assert "not indented: larger than 512 KiB" in note(pilot)
    async with looking(b'{"a": oops}', media) as (pilot, _record):
        await until_seen(pilot, '{"a": oops}')
        assert "not indented: not well made" in note(pilot)


@pytest.mark.parametrize("end_of_line", [b"\n", b" "])
async def test_words_far_down_are_found_and_marked_whether_there_are_lines_or_one(
    end_of_line: bytes,
) -> None:
    body = b"some words that are of no use here" + end_of_line
    body = body * 100_000 + b"here is the Needle of all" + end_of_line + body
    async with looking(body, ("Content-Type", "text/plain")) as (pilot, _record):
        await until_async(lambda: sheet(pilot).rows.height > 24)
        await find(pilot, "needle")
        await until_async(lambda: is_seen(pilot, body.index(b"Needle")))
        await find(pilot, "nowhere at all")
        await until_async(lambda: len(pilot.app._notifications) == 1)


async def test_words_are_found_in_a_page_and_in_hex() -> None:
    body = PAGE + b"<p>filler" * 100 + b"<p>The end"
    async with looking(body, HTML) as (pilot, _record):
        await until_seen(pilot, "Machines")
        await find(pilot, "the end")
        await until_seen(pilot, "The end")
        await pilot.press("x", "n")
        await until_async(lambda: is_seen(pilot, body.index(b"The end")))


async def test_a_search_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.bodies.finding import Finding

    begun: list[Finding] = []

    def endless(finding: Finding, _source: object, _start: int, _by: int) -> None:
        begun.append(finding)
        finding.percent = 7
        while not finding._over:
            pass

    monkeypatch.setattr(Finding, "in_source", endless)
    async with looking(b"words\n" * 100, ("Content-Type", "text/plain")) as (pilot, _record):
        await until_seen(pilot, "words")
        await find(pilot, "needle")
        await until_seen(pilot, "Looking for “needle”: 7 %… Esc gives up.")
        await pilot.press("escape")
        await until_async(lambda: begun[0]._over)
        await until_async(lambda: "Looking for" not in seen(pilot))


async def test_a_look_at_the_same_body_again_changes_nothing() -> None:
    async with looking(b"words\n" * 100, ("Content-Type", "text/plain")) as (pilot, record):
        await until_seen(pilot, "words")
        await pilot.press("pagedown")
        await until_async(lambda: sheet(pilot).scroll_offset.y > 5)
        top = sheet(pilot).scroll_offset.y
        view(pilot).look_at(record)
        await pilot.pause()
        assert top == sheet(pilot).scroll_offset.y


HOSTILE = "\x1b[2J\x1b]0;x\x1b\\\u202e\u200b\x9b31m\b\ufeff\u2066[b]"


@pytest.mark.parametrize(
    "page",
    [
        f"<title>{HOSTILE}</title><p>{HOSTILE}",
        f'<a href="/{HOSTILE}">{HOSTILE}</a><img alt="{HOSTILE}" src="{HOSTILE}">',
        f"<table><tr><td>{HOSTILE}<td>b<tr><td>1<td>2</table><pre>{HOSTILE}</pre>",
        f'<form action="/{HOSTILE}" method="{HOSTILE}"><input name="{HOSTILE}" value="{HOSTILE}">',
        f"<ul><li>{HOSTILE}</ul><select name='{HOSTILE}'><option>{HOSTILE}",
        f"<base href='http://{HOSTILE}/'><a href='x'>a</a>",
        "&#27;[2J&#x9b;31m&#8238;&#0;",
    ],
)
async def test_nothing_of_a_page_reaches_the_terminal(page: str) -> None:
    async with looking(page.encode(), HTML, size=(60, 20)) as (pilot, _record):
        await until_async(lambda: "as a page" in note(pilot) and sheet(pilot).rows.height > 0)
        seen(pilot)
        await pilot.press("1")
        seen(pilot)
        await pilot.press("i")
        await pilot.pause()
        seen(pilot)


async def test_a_coded_stream_that_is_damaged_shows_what_came_before() -> None:
    body = gzip.compress(b"words\n" * 10) + b"and garbage"
    fields = (("Content-Type", "text/plain"), ("Content-Encoding", "gzip"))
    async with looking(body, *fields) as (pilot, _record):
        await until_async(lambda: "the rest is not what its coding says" in note(pilot))
        await until_seen(pilot, "words")
