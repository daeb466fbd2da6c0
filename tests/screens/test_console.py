"""The console screen: what a session is, told by facts; one call to nobody is real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive, Clock, Echo
from tui.app import VasistasApp
from tui.beacon import State
from tui.clients.console import ConsoleClient, Manner, Untrusted
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.dialogs import Ask, Confirm, FailureDialog
from tui.screens.console import ConsoleScreen
from tui.screens.console.say_line import SayLine
from tui.screens.console.strip import TalkStrip
from tui.screens.console.talk import TALKS
from tui.widgets.wire_log import WireLog

REFUSED = Failure(Step.CONNECT, "Connection refused", peer="127.0.0.1:5588", code="ECONNREFUSED")


class Line:
    """Stands for the network: who is called, what is said, and when they hang up."""

    def __init__(self) -> None:
        self.called: list[tuple[str, int]] = []
        self.said: list[bytes] = []
        self.manners: list[Manner] = []
        self.hung_up = asyncio.Event()
        self.failure: Failure | None = None

    async def open(self, host: str, port: int, wire: Wire, manner: Manner) -> "Line":
        self.called.append((host, port))
        self.manners.append(manner)
        self.wire = wire
        self.hung_up.clear()
        if self.failure:
            raise self.failure
        return self

    can_end = True

    def end(self) -> None:
        self.said.append(b"EOF")

    @property
    def peer(self) -> str:
        host, port = self.called[-1]
        return f"{host}:{port}"

    async def listen(self) -> None:
        await self.hung_up.wait()

    async def send(self, data: bytes, *, is_secret: bool = False) -> None:
        self.said.append(data)
        if not is_secret:
            self.wire.sent(data)

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, *_error: object) -> None:
        pass


class Calling:
    """The app with the console open, and what a test does and sees."""

    def __init__(self, app: VasistasApp, pilot: Pilot[None], line: Line) -> None:
        screen = app.screen
        assert isinstance(screen, ConsoleScreen)
        self.app, self.pilot, self.line, self.screen = app, pilot, line, screen

    @property
    def typed(self) -> SayLine:
        return self.screen.query_one(SayLine)

    async def enter(self, text: str) -> None:
        self.typed.value = text
        await self.pilot.press("enter")
        await self.pilot.pause()

    def status(self) -> str:
        return self.shown("status")

    def shown(self, part: str) -> str:
        return str(self.screen.query_one(f"#console-{part}", Static).content)

    async def choose(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def address(self) -> str:
        return ":".join(self.screen.query_one(f"#{part}", Input).value for part in ("host", "port"))

    def footer(self) -> set[str]:
        active = self.screen.active_bindings.values()
        return {one.binding.action for one in active if one.enabled and one.binding.show}


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line()
    monkeypatch.setattr(ConsoleClient, "open", line.open)
    return line


@asynccontextmanager
async def console(line: Line) -> AsyncIterator[Calling]:
    config = Config(clock=Clock(port=1), echo=Echo(port=5588), archive=Archive(port=7788))
    app = VasistasApp(config, screen="console")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield Calling(app, pilot, line)


async def test_the_first_line_calls_the_upper_case_service_and_then_leaves(line: Line) -> None:
    async with console(line) as screen:
        await screen.enter("bonjour")
        await until_async(lambda: line.said)
        assert line.called == [("127.0.0.1", 5588)]
        assert line.said == [b"bonjour\n"]
        assert screen.status() == "Connected to 127.0.0.1:5588"
        assert screen.typed.value == ""
        assert screen.app.beacons["console"].state is State.CONNECTED


async def test_lines_end_as_chosen_and_come_back_with_the_arrows(line: Line) -> None:
    async with console(line) as screen:
        for text in ("un", "deux", ""):
            await screen.enter(text)
            await screen.pilot.press("ctrl+t")
        await until_async(lambda: len(line.said) == 3)
        assert line.said == [b"un\n", b"deux\r\n", b""]
        screen.typed.value = "draft"
        await screen.pilot.press("up", "up", "up")
        assert screen.typed.value == "un"
        await screen.pilot.press("down", "down")
        assert screen.typed.value == "draft"


async def test_a_hang_up_of_theirs_and_of_ours_is_said_and_enter_calls_again(line: Line) -> None:
    async with console(line) as screen:
        await screen.enter("fin")
        await until_async(lambda: line.said)
        assert "hang_up" in screen.footer()
        line.hung_up.set()
        await until_async(lambda: "127.0.0.1:5588 hung up" in screen.status())
        assert "hang_up" not in screen.footer()
        await screen.enter("")
        await until_async(lambda: screen.screen.talk.is_connected)
        await screen.pilot.press("ctrl+d")
        await until_async(lambda: "You hung up" in screen.status())
        assert len(line.called) == 2


async def test_services_of_the_settings_are_chosen_by_key_and_others_are_typed(line: Line) -> None:
    async with console(line) as screen:
        seen = []
        for letter in "123456":
            await screen.pilot.press("ctrl+o", letter)
            await screen.pilot.pause()
            seen.append((screen.address().partition(":")[2], screen.shown("ending")))
        lf, crlf = "then LF", "then CR LF"
        assert seen[:4] == [("5588", lf), ("1", lf), ("7777", lf), ("7777", crlf)]
        assert seen[4:] == [("7788", lf), ("7788", crlf)]
        port = screen.screen.query_one("#port", Input)
        port.value = "99"
        await screen.pilot.pause()
        assert screen.screen.talk.preset is None
        port.focus()
        await screen.pilot.press("enter")
        await until_async(lambda: line.called == [("127.0.0.1", 99)])
        port.value = "70000"
        port.focus()
        await screen.pilot.press("enter")
        await screen.pilot.pause()
        assert "1 to 65535" in screen.status()


async def test_a_failure_is_a_dialog_and_the_line_stays_for_another_try(line: Line) -> None:
    line.failure = REFUSED
    async with console(line) as screen:
        await screen.enter("bonjour")
        await until_async(lambda: isinstance(screen.app.screen, FailureDialog))
        assert "Nothing listens at 127.0.0.1:5588" in screen.status()
        assert screen.typed.value == "bonjour"
        line.failure = None
        await screen.pilot.press("enter")
        await until_async(lambda: screen.screen.talk.is_connected)
        assert screen.typed.value == "bonjour"
        await screen.pilot.press("enter")
        await until_async(lambda: line.said == [b"bonjour\n"])


async def test_f9_goes_to_the_wire_and_back_to_the_line(line: Line) -> None:
    async with console(line) as screen:
        await screen.pilot.press("f9")
        assert isinstance(screen.screen.focused, WireLog)
        await screen.pilot.press("f9")
        assert screen.screen.focused is screen.typed


async def test_conversations_are_side_by_side_each_with_its_own_line_and_log(line: Line) -> None:
    async with console(line) as screen:
        assert not screen.screen.query_one(TalkStrip).display
        await screen.enter("un")
        await until_async(lambda: line.said)
        await screen.pilot.press("d", "e", "ctrl+n", "ctrl+t", "x")
        assert screen.screen.query_one(TalkStrip).display
        assert (screen.typed.value, screen.shown("ending")) == ("x", "then CR LF")
        assert not screen.screen.talk.is_connected
        await screen.pilot.press("alt+left")
        assert (screen.typed.value, screen.shown("ending")) == ("de", "then LF")
        assert screen.screen.talk.is_connected
        shown = [log for log in screen.screen.query(WireLog) if log.display]
        assert [log.wire for log in shown] == [screen.screen.talk.wire]
        assert "close_talk" not in screen.footer()
        await screen.pilot.press("ctrl+pagedown")
        assert "close_talk" in screen.footer()
        await screen.pilot.press("ctrl+d")
        await screen.pilot.pause()
        assert len(screen.screen.query(WireLog)) == len(screen.screen.talks) == 1
        assert screen.typed.value == "de"


async def test_what_comes_for_another_conversation_is_news_and_there_are_only_so_many(
    line: Line,
) -> None:
    async with console(line) as screen:
        await screen.enter("un")
        await until_async(lambda: line.said)
        first = screen.screen.talk
        await screen.pilot.press("ctrl+n")
        assert not first.is_news
        first.wire.received(b"DEUX\n")
        strip = screen.screen.query_one(TalkStrip)
        await until_async(lambda: "Capitals+" in strip.render().plain)
        for _more in range(TALKS + 3):
            await screen.pilot.press("ctrl+n")
        assert len(screen.screen.talks) == TALKS


async def test_a_service_chosen_while_somebody_is_on_the_line_is_called_beside_it(
    line: Line,
) -> None:
    async with console(line) as screen:
        await screen.enter("un")
        await until_async(lambda: line.said)
        await screen.choose("ctrl+o", "5")
        assert [talk.is_connected for talk in screen.screen.talks] == [True, False]
        assert screen.address() == "127.0.0.1:7788"


async def test_tab_takes_over_what_is_shown_to_be_next_and_the_hint_follows(line: Line) -> None:
    async with console(line) as screen:
        await screen.choose("ctrl+o", "3", "tab")
        login = screen.typed.value
        assert login
        await screen.choose("enter")
        await until_async(lambda: line.said == [f"{login}\n".encode()])
        welcome = f"Bienvenue au service \"tchat\"\nConnectés : ['bo', '{login}']\n"
        line.wire.received(welcome.encode())
        await until_async(lambda: "bo@salut" in screen.shown("hint"))
        await screen.choose("tab", "enter")
        await until_async(lambda: line.said[-1] == b"bo@salut\n")
        await until_async(lambda: "#lobby@" in screen.shown("hint"))
        line.hung_up.set()
        await until_async(lambda: not screen.screen.query_one("#console-hint").display)
        await screen.pilot.press("tab")
        assert screen.screen.focused is not screen.typed


async def test_hex_goes_as_typed_and_what_is_wrong_is_said_where_it_is(line: Line) -> None:
    async with console(line) as screen:
        await screen.choose("f8", "h")
        assert screen.shown("ending") == "as hex"
        await screen.enter('0d zz "a"')
        assert "Character 4: “z”" in screen.status()
        assert (screen.typed.value, screen.typed.cursor_position) == ('0d zz "a"', 3)
        assert line.called == []
        screen.typed.clear()
        await screen.enter('0d ff "é"')
        await until_async(lambda: line.said == [b"\r\xff\xc3\xa9"])


async def test_a_password_is_hidden_and_neither_kept_nor_repeated(line: Line) -> None:
    async with console(line) as screen:
        await screen.enter("bob")
        await until_async(lambda: line.said)
        line.wire.received(b"\r\nPassword: ")
        await until_async(lambda: screen.typed.password)
        await screen.enter("hunter2")
        await until_async(lambda: line.said[-1] == b"hunter2\n")
        await until_async(lambda: not screen.typed.password)
        await screen.enter("PASS hunter2")
        await screen.choose("up")
        assert screen.typed.value == "bob"
        assert screen.screen.talk.latest != b"hunter2\n"
        assert b"hunter2\n" not in [piece.data for piece in line.wire.pieces]


async def test_a_certificate_is_accepted_for_one_call_and_only_on_purpose(line: Line) -> None:
    refused = Failure(Step.TLS, "self-signed certificate", peer="127.0.0.1:5588")
    async with console(line) as screen:
        await screen.choose("f8", "t")
        line.failure = Untrusted(refused, "ab" * 32)
        await screen.enter("bonjour")
        await until_async(lambda: isinstance(screen.app.screen, Confirm))
        await screen.choose("enter")
        assert len(line.called) == 1
        await screen.choose("enter")
        await until_async(lambda: isinstance(screen.app.screen, Confirm))
        line.failure = None
        await screen.choose("left", "enter")
        await until_async(lambda: screen.screen.talk.is_connected)
        assert [manner.accepted for manner in line.manners] == ["", "", "ab" * 32]
        assert "not verified" in screen.shown("summary")
        await screen.choose("ctrl+d", "enter")
        await until_async(lambda: len(line.manners) == 4)
        assert line.manners[-1].accepted == ""


async def test_a_line_is_repeated_until_the_line_is_lost(line: Line) -> None:
    async with console(line) as screen:
        await screen.enter("tic")
        await until_async(lambda: line.said)
        await screen.choose("ctrl+r")
        assert isinstance(screen.app.screen, Ask)
        await screen.choose("backspace", "0", "enter")
        assert isinstance(screen.app.screen, Ask)
        await screen.choose("backspace", "9", "enter")
        assert "every 9 s" in screen.shown("summary")
        talk = screen.screen.talk
        screen.screen.repeat_once(talk)
        await until_async(lambda: line.said == [b"tic\n", b"tic\n"])
        line.hung_up.set()
        await until_async(lambda: talk.repeat is None)
        screen.screen.repeat_once(talk)
        await screen.pilot.pause()
        assert line.said == [b"tic\n", b"tic\n"]


async def test_after_the_end_of_file_nothing_more_is_sent(line: Line) -> None:
    async with console(line) as screen:
        await screen.enter("un")
        await until_async(lambda: line.said)
        await screen.choose("f8", "e")
        await until_async(lambda: "nothing more" in screen.status())
        await screen.enter("deux")
        assert line.said == [b"un\n", b"EOF"]
        assert screen.typed.value == "deux"


async def test_what_travelled_is_saved_and_nothing_is_overwritten_without_a_question(
    line: Line, tmp_path: Path
) -> None:
    target = tmp_path / "log.txt"
    async with console(line) as screen:
        await screen.enter("un")
        await until_async(lambda: line.said)
        line.wire.received(b"UN\x1b[2J\n")

        async def save(letter: str) -> None:
            await screen.choose("f8", letter)
            await until_async(lambda: isinstance(screen.app.screen, Ask))
            for name in ("~no-such/file", str(target)):
                assert isinstance(screen.app.screen, Ask)
                screen.app.screen.query_one(Input).value = name
                await screen.choose("enter")

        await save("s")
        await until_async(target.exists)
        first = target.read_text()
        assert ["→ un␊", "← UN␛[2J␊"] == [row[30:] for row in first.splitlines()[-2:]]
        await save("b")
        await until_async(lambda: isinstance(screen.app.screen, Confirm))
        await screen.choose("enter")
        assert target.read_text() == first
        await save("b")
        await until_async(lambda: isinstance(screen.app.screen, Confirm))
        await screen.choose("left", "enter")
        await until_async(lambda: target.read_bytes() == b"UN\x1b[2J\n")


async def test_a_file_is_sent_and_what_is_none_is_refused(line: Line, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\x00\xff")
    async with console(line) as screen:
        await screen.enter("un")
        await until_async(lambda: line.said)
        await screen.choose("f8", "f")
        await until_async(lambda: isinstance(screen.app.screen, Ask))
        for name in ("/dev/zero", "~no-such/file"):
            screen.app.screen.query_one(Input).value = name
            await screen.choose("enter")
            assert isinstance(screen.app.screen, Ask)
        screen.app.screen.query_one(Input).value = str(tmp_path / "file")
        await screen.choose("enter")
        await until_async(lambda: line.said[-1] == b"\x00\xff")
        await until_async(lambda: "sent." in screen.status())
