"""Exporting: the clipboard, files, the archive, the chat; what is masked or missing is said."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hosting import hosting
from screens.pasts import HOSTILE, failed, kept, opened, seen
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive, Chat, Clock
from tui.clients.failure import Step
from tui.clients.http.exchange import Exchange
from tui.dialogs import Ask, Confirm, FailureDialog
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.entry import Kept
from tui.menu import Menu
from tui.screens.chat import ChatScreen
from tui.screens.web import clipboard
from tui.screens.web.exporting import Exporting
from tui.screens.web.goods import Goods
from tui.screens.web.offers import joined, offers
from tui.screens.web.past_record import PastExchange
from tui.screens.web.saving_as import name_from


def exporting(one: Kept) -> Exporting:
    return Exporting(one, one.draft)


async def choose(pilot: Pilot[None], what: str, where: str) -> None:
    for key in (what, where):
        before = pilot.app.screen
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press(key)
        await until_async(lambda before=before: pilot.app.screen is not before)


def told(pilot: Pilot[None]) -> str:
    return " ".join(note.message for note in pilot.app._notifications)


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("r", "GET /a HTTP/1.1\r\nHost: lab.example\r\n\r\n"),
        ("w", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"),
        ("b", "hello\n"),
    ],
)
async def test_what_is_copied_is_what_travelled(what: str, wanted: str) -> None:
    async with opened(exporting(kept("/a"))) as (pilot, closed):
        await choose(pilot, what, "c")
        await until_async(lambda: closed)
        assert pilot.app.clipboard == wanted
        assert "sent to the terminal's clipboard" in told(pilot)
        assert "opied" not in told(pilot)


async def test_curl_and_har_say_what_was_asked() -> None:
    for key in "ch":
        async with opened(exporting(kept("/a?b=c"))) as (pilot, closed):
            await choose(pilot, key, "c")
            await until_async(lambda closed=closed: closed)
            assert "http://lab.example/a?b=c" in pilot.app.clipboard
            if key == "h":
                assert json.loads(pilot.app.clipboard)["log"]["version"] == "1.2"


async def test_inside_tmux_it_is_said_what_tmux_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    async with opened(exporting(kept())) as (pilot, closed):
        await choose(pilot, "b", "c")
        await until_async(lambda: closed)
        assert "set-clipboard on" in told(pilot)


@pytest.mark.parametrize(
    "body", [b"x" * (clipboard.LARGEST + 1), b"\xff\xfe\x00"], ids=["large", "no text"]
)
async def test_what_no_clipboard_takes_is_refused_in_words(body: bytes) -> None:
    async with opened(exporting(kept(body=body))) as (pilot, closed):
        await choose(pilot, "b", "c")
        await until_async(lambda: closed)
        assert "save it in a file" in told(pilot)
        assert pilot.app.clipboard == ""


async def test_a_file_is_written_and_another_never_without_a_question(tmp_path: Path) -> None:
    place = tmp_path / "page.txt"
    async with opened(exporting(kept())) as (pilot, closed):
        await choose(pilot, "b", "f")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        pilot.app.screen.query_one(Input).value = str(place)
        await pilot.press("enter")
        await until_async(lambda: closed)
        assert place.read_bytes() == b"hello\n"
    async with opened(exporting(kept(body=b"other"))) as (pilot, closed):
        await choose(pilot, "b", "f")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        pilot.app.screen.query_one(Input).value = str(tmp_path / "pa")
        await pilot.press("tab")
        await until_async(lambda: pilot.app.screen.query_one(Input).value == str(place))
        await pilot.press("enter")
        await until_async(lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("enter")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        assert place.read_bytes() == b"hello\n"
        await pilot.press("enter")
        await until_async(lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("left", "enter")
        await until_async(lambda: closed)
        assert place.read_bytes() == b"other"


async def test_a_coded_body_is_taken_out_as_it_came_or_decoded(tmp_path: Path) -> None:
    packed = gzip.compress(b"hello")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    record = PastExchange(kept(body=packed, answered=head))
    goods = Goods(Draft(), record)
    assert b"".join(goods.body()) == packed
    assert b"".join(goods.decoded()) == b"hello"
    record.close()


async def test_the_chat_gets_one_line_without_secrets() -> None:
    one = kept("/a?token=geheim")
    config = Config(clock=Clock(port=1), chat=Chat(port=1))
    async with opened(exporting(one), config=config) as (pilot, _closed):
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("s")
        await until_async(lambda: isinstance(pilot.app.screen_stack[0], ChatScreen))
        chat = pilot.app.screen_stack[0]
        assert isinstance(chat, ChatScreen)
        line = "GET http://lab.example/a?token=••• → 200 OK, 6 bytes"
        await until_async(lambda: chat.view.typed.text.strip() == line)


async def test_that_secrets_were_masked_is_said() -> None:
    async with opened(exporting(kept(masked=True))) as (pilot, _closed):
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        assert "••• stands for passwords and tokens" in seen(pilot)


async def test_that_secrets_are_in_it_is_said() -> None:
    head = b"GET / HTTP/1.1\r\nAuthorization: Bearer geheim\r\n\r\n"
    async with opened(exporting(kept(asked=head))) as (pilot, _closed):
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        assert "Its passwords and tokens are in it, unmasked." in seen(pilot)


async def test_a_draft_alone_has_its_command_and_nothing_that_never_happened() -> None:
    async with opened(Exporting(None, Draft("GET", "http://lab.example/"))) as (pilot, closed):
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        assert "curl" in seen(pilot)
        assert "answer" not in seen(pilot)
        await pilot.press("escape")
        await until_async(lambda: closed)


def test_a_failure_is_told_in_the_line_for_the_chat() -> None:
    one = failed(Step.CONNECT, "ECONNREFUSED")
    record = PastExchange(one)
    said = Goods(one.draft, record, one).line
    assert said == "GET http://lab.example/ → Nothing listens at lab.example:80."
    record.close()


def test_a_raw_request_is_taken_out_byte_by_byte() -> None:
    draft = Draft("GET", "http://lab.example/", kind=Kind.RAW, content="GET / HTTP/1.1\\n\nX:\\xff")
    one = kept(draft=draft)
    record: Exchange = PastExchange(one)
    assert b"".join(Goods(draft, record, one).request()) == b"GET / HTTP/1.1\nX:\xff"
    record.close()


@pytest.mark.parametrize(
    ("address", "ending", "name"),
    [
        ("http://lab.example/photos/ville.jpg?x=/y", "", "ville.jpg"),
        ("lab.example/a%2F..%2Fb", ".har", "a_.._b.har"),
        ("http://lab.example/..", "", "answer"),
        ("http://[::1", ".sh", "answer.sh"),
        (f"http://lab.example/{HOSTILE}", "", "__2J__0_x____31m__b_"),
    ],
)
def test_a_file_s_name_is_proposed_that_is_harmless(address: str, ending: str, name: str) -> None:
    assert name_from(address, ending) == name


def test_a_large_answer_is_never_joined_whole_for_a_clipboard() -> None:
    taken = 0

    def endless() -> list[bytes]:
        def blocks() -> object:
            nonlocal taken
            while True:
                taken += 1
                yield b"x" * 50_000

        return blocks()  # type: ignore[return-value]  # it has no end, as a body may have none

    assert len(joined(endless)) == clipboard.LARGEST + 1
    assert taken == 2


def test_lost_bytes_are_said_in_the_menu() -> None:
    one = replace(kept(), size=5_000_000)
    record = PastExchange(one)
    words = {offer.choice.id: offer.choice.words for offer in offers(Goods(one.draft, record, one))}
    assert words["body"] == "the first 6 bytes"
    record.close()


def picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "png")
    return made.getvalue()


async def test_an_image_goes_into_the_archive_under_a_name_that_is_free(tmp_path: Path) -> None:
    data = picture()
    one = kept("/photos/a.png", body=data)
    with hosting(tmp_path) as config:
        for name in ("a.png", "b.png"):
            async with opened(exporting(one), config=config) as (pilot, closed):
                await until_async(lambda: isinstance(pilot.app.screen, Menu))
                await pilot.press("a")
                await until_async(lambda: isinstance(pilot.app.screen, Ask))
                await pilot.press("enter")
                if name == "b.png":
                    await until_async(lambda: "in the archive already" in seen(pilot))
                    pilot.app.screen.query_one(Input).value = name
                    await pilot.press("enter")
                await until_async(lambda closed=closed: closed)
                assert f"{name} is in the archive, and was compared" in told(pilot)
            assert (tmp_path / "photos" / name).read_bytes() == data


async def test_an_archive_that_is_not_there_is_a_failure_in_words() -> None:
    config = Config(clock=Clock(port=1), archive=Archive(port=1))
    async with opened(exporting(kept("/a.png", body=picture())), config=config) as (pilot, closed):
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("a")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press("enter")
        await until_async(lambda: isinstance(pilot.app.screen, FailureDialog))
        assert "Nothing listens at 127.0.0.1:1." in seen(pilot)
        await pilot.press("escape")
        await until_async(lambda: closed)


async def test_only_an_image_is_offered_to_the_archive() -> None:
    async with opened(exporting(kept())) as (pilot, _closed):
        await until_async(lambda: isinstance(pilot.app.screen, Menu))
        assert "archive" not in seen(pilot)


@pytest.mark.parametrize(
    ("path", "name"), [("/a", "a.json"), ("/a.txt", "a.txt"), ("/", "answer.json")]
)
def test_a_body_s_name_says_what_kind_it_is(path: str, name: str) -> None:
    one = kept(path, answered=b"HTTP/1.1 200 OK\r\nContent-Type: application/json; x=y\r\n\r\n")
    record = PastExchange(one)
    found = {offer.choice.id: offer for offer in offers(Goods(one.draft, record, one))}
    assert found["body"].proposed == name
    record.close()
