"""The clock: it shows what the host said, keeps counting by itself, and never pretends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from textual.widgets import Static
from waiting import until_async

from protocol.config import Clock, Config
from tui import app as app_module
from tui.app import VasistasApp
from tui.beacon import State
from tui.screens.clock import ClockScreen
from tui.screens.clock.clocks import Clocks
from tui.widgets.digits import BigDigits

AUGUST = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC).timestamp()
NIST = "57987 17-08-22 14:57:08 50 0 0 587.9 UTC(NIST) *"


@dataclass
class Hands:
    """Two clocks that go when they are told to; this machine's is a second fast."""

    ran: float = 0.0
    wall: float = 0.0

    def go(self, seconds: float) -> None:
        self.ran += seconds
        self.wall += seconds


HANDS = Hands()


class HandClock(ClockScreen):
    """The clock's screen, by those hands."""

    def __init__(self, config: Config) -> None:
        super().__init__(config, Clocks(lambda: HANDS.ran, lambda: HANDS.wall, lambda: 0.0))


@dataclass
class Host:
    """A daytime service that says what it is told to."""

    says: str = NIST.replace("587.9", "0.0")
    asked: int = 0
    port: int = 0
    moves: float | None = field(default=AUGUST - 1000.0)
    """The host's clock less the hands' monotonic one; None: it says `says`."""

    async def answer(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        text = self.says
        if self.moves is not None:
            moment = datetime.fromtimestamp(HANDS.ran + self.moves, UTC)
            text = f"57987 {moment:%y-%m-%d %H:%M:%S} 50 0 0 0.0 UTC(VASI) *"
        writer.write(f"\n{text}\n".encode())
        writer.close()


@pytest.fixture
async def host(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Host]:
    HANDS.ran, HANDS.wall = 1000.0, AUGUST + 1
    monkeypatch.setitem(app_module.SCREENS, "clock", f"{__name__}:HandClock")
    monkeypatch.setenv("TZ", "UTC")
    host = Host()
    server = await asyncio.start_server(host.answer, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    yield host
    server.close()


def clock_app(port: int) -> VasistasApp:
    return VasistasApp(Config(clock=Clock(port=port)))


def text(app: VasistasApp, selector: str) -> str:
    return "".join(str(line.content) for line in app.screen.query(selector).results(Static))


def digits(app: VasistasApp) -> str:
    return app.screen.query_one(BigDigits).text


def run(app: VasistasApp, seconds: float) -> None:
    """Let time go by."""
    HANDS.go(seconds)
    assert isinstance(app.screen, HandClock)
    app.screen.look()


async def synchronised(app: VasistasApp) -> None:
    await until_async(lambda: digits(app) != "--:--:--")


async def test_it_shows_the_hosts_time_its_sentence_and_what_that_means(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        assert digits(app) == "14:57:08"
        assert text(app, "#universal-date") == "Universal time, Tuesday, August 22, 2017"
        assert text(app, "#sentence") == "57987 17-08-22 14:57:08 50 0 0 0.0 UTC(VASI) *"
        told = text(app, "#fields")
        for words in ("MJD    57987", "summer time in the United States", "the server is healthy"):
            assert words in told
        assert text(app, "#local") == "Tuesday, August 22, 2017 – 14:57:09   UTC"
        assert "agrees with the host’s" in text(app, "#difference")
        assert "Next question in 64 s." in text(app, "#next")
        await until_async(lambda: app.beacons["clock"].state is State.CONNECTED)
        assert app.screen.query_one("#fields").region.bottom <= 23, "all of it on 80×24"
        await pilot.pause()


async def test_where_nothing_listens_it_shows_no_time_and_says_what_to_do(host: Host) -> None:
    del host
    app = clock_app(1)
    async with app.run_test(size=(80, 24)):
        await until_async(lambda: "Nothing listens at 127.0.0.1:1." in text(app, "#last"))
        assert digits(app) == "--:--:--"
        assert "Next question in 4 s." in text(app, "#next")
        assert "python -m servers" in text(app, "#fields")
        await until_async(lambda: app.beacons["clock"].state is State.FAILED)
        run(app, 3)
        assert "Next question in 1 s." in text(app, "#next")


async def test_seconds_go_on_by_the_monotonic_clock_when_somebody_sets_this_machines(
    host: Host,
) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        seen = []
        for step in (-7200, 3600, 0, 86400, -1):
            HANDS.wall += step
            run(app, 1)
            seen.append(digits(app))
        assert seen == [f"14:57:{second:02d}" for second in range(9, 14)]
        assert "23 h 0 min ahead" in text(app, "#difference")
        await until_async(lambda: host.asked > 1)


async def test_a_host_is_asked_at_the_interval_and_never_sooner_than_every_four_seconds(
    host: Host,
) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        await pilot.press("r", "r")
        assert host.asked == 1
        assert "every 4 s at most" in str(list(app._notifications)[-1].message)
        run(app, 3.5)
        await pilot.pause()
        assert host.asked == 1
        run(app, 0.5)
        await until_async(lambda: host.asked == 2)
        await until_async(lambda: "Next question in 64 s." in text(app, "#next"))
        run(app, 63)
        await pilot.pause()
        assert host.asked == 2
        run(app, 1)
        await until_async(lambda: host.asked == 3)


async def test_answers_that_agree_move_nothing(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        for turn in range(2, 7):
            seen = digits(app)
            run(app, 64.3)
            await until_async(lambda turn=turn: host.asked == turn)
            await until_async(lambda: "Next question in 64 s." in text(app, "#next"))
            apart = seconds(digits(app)) - seconds(seen)
            assert apart in (64, 65)
        assert not list(app._notifications)
        assert text(app, "#difference") == "Its clock is 1.0 s ahead of the host’s (± 0.1 s)."


def seconds(time: str) -> int:
    hours, minutes, rest = map(int, time.split(":"))
    return (hours * 60 + minutes) * 60 + rest


async def test_a_host_that_was_set_moves_the_display_and_that_is_said(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        assert host.moves is not None
        host.moves += 3600
        run(app, 64)
        await until_async(lambda: digits(app) == "15:58:12")
        assert "the display moved by +3600.0 s" in str(list(app._notifications)[-1].message)


async def test_an_answer_that_is_too_old_is_not_vouched_for(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        host.moves, host.says = None, "no time here"
        run(app, 64)
        await until_async(lambda: "cannot be understood: “no time here”" in text(app, "#last"))
        await until_async(lambda: app.beacons["clock"].state is State.RETRYING)
        assert not app.screen.has_class("-doubtful")
        run(app, 200)
        await until_async(lambda: app.beacons["clock"].words == "out of date")
        assert app.screen.has_class("-doubtful")
        await until_async(lambda: "The last answer is 4 min 24 s old." in text(app, "#next"))


async def test_after_a_sleep_the_time_is_doubted_until_the_host_answers(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        host.moves, host.says = None, "no time here"
        HANDS.wall += 3600
        run(app, 4)
        await until_async(lambda: app.beacons["clock"].words == "out of date")
        await until_async(lambda: app.screen.has_class("-failing"))
        assert app.screen.has_class("-doubtful")
        host.moves = AUGUST - 1000.0
        run(app, 5)
        await until_async(lambda: not app.screen.has_class("-doubtful"))


async def test_a_host_that_is_not_healthy_is_believed_with_a_warning(host: Host) -> None:
    host.moves, host.says = None, "57987 17-08-22 14:57:08 50 1 2 0.0 UTC(\x1b[31m) *"
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        assert "the server is more than 5 seconds off" in text(app, "#last")
        assert app.screen.has_class("-doubtful")
        assert "␛[31m" in text(app, "#sentence")
        assert "\x1b" not in text(app, "#sentence") + text(app, "#fields")
        assert "a second will be added at the end of the month" in text(app, "#fields")


async def test_universal_time_is_copied_as_iso_8601(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        await pilot.press("c")
        assert app.clipboard == "2017-08-22T14:57:08Z"


async def test_the_digits_are_twice_as_large_on_a_large_terminal(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(160, 45)) as pilot:
        await synchronised(app)
        assert app.screen.query_one(BigDigits).size.height == 10
        await pilot.resize_terminal(80, 24)
        await until_async(lambda: app.screen.query_one(BigDigits).size.height == 5)


async def test_digits_that_do_not_fit_become_plain_text(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(50, 15)):
        await synchronised(app)
        digits = app.screen.query_one(BigDigits)
        rows = [digits.render_line(y).text.strip() for y in range(digits.size.height)]
        assert ["", "", digits.text, "", ""] == rows
