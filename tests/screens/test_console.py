"""The console screen: what a session is, told by facts; one call to nobody is real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from waiting import until_async

from protocol.config import Archive, Clock, Config, Echo
from tui.app import VasistasApp
from tui.beacon import State
from tui.clients.console import ConsoleClient, Manner
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.dialogs import FailureDialog
from tui.screens.console import ConsoleScreen
from tui.screens.console.say_line import SayLine
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

    @property
    def peer(self) -> str:
        host, port = self.called[-1]
        return f"{host}:{port}"

    async def listen(self) -> None:
        await self.hung_up.wait()

    async def send(self, data: bytes) -> None:
        self.said.append(data)
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
