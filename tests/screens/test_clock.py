"""The clock: it shows what its sources said, keeps counting by itself, and never pretends."""

import asyncio
import gc
import json
import time
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import OptionList, Static
from waiting import until_async

from protocol.config import Config
from protocol.places import Kind, Place
from protocol.sections import Clock
from tui import app as app_module
from tui.app import VasistasApp
from tui.beacon import State
from tui.clocks import Clocks
from tui.screens.clock import ClockScreen
from tui.screens.clock.clockwork import Clockwork
from tui.widgets.digits import BigDigits
from tui.widgets.top_bar import TopBar

AUGUST = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC).timestamp()
NIST = "57987 17-08-22 14:57:08 50 0 0 587.9 UTC(NIST) *"


@dataclass
class Hands:
    """Two clocks that go when they are told to; this machine's is a second fast."""

    ran: float = 0.0
    wall: float = 0.0
    boot: float = 0.0

    def go(self, seconds: float) -> None:
        self.ran += seconds
        self.wall += seconds
        self.boot += seconds


HANDS = Hands()
CLOCKS = Clocks(lambda: HANDS.ran, lambda: HANDS.wall, lambda: 0.0, lambda: HANDS.boot)


class HandClock(ClockScreen):
    """The clock's screen, by those hands."""

    def __init__(self, config: Config) -> None:
        super().__init__(config, CLOCKS)


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
    HANDS.ran, HANDS.wall, HANDS.boot = 1000.0, AUGUST + 1, 5000.0
    monkeypatch.setitem(app_module.SCREENS, "clock", f"{__name__}:HandClock")
    monkeypatch.setenv("TZ", "UTC")
    host = Host()
    server = await asyncio.start_server(host.answer, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    yield host
    server.close()


def clock_app(port: int, *, screen: str = "clock", **settings: Any) -> VasistasApp:
    return VasistasApp(Config(clock=Clock(port=port, **settings)), screen=screen)


def text(app: VasistasApp, selector: str) -> str:
    return "".join(str(line.content) for line in app.screen.query(selector).results(Static))


def digits(app: VasistasApp) -> str:
    return app.screen.query_one(BigDigits).text


def said(app: VasistasApp) -> str:
    """All that was said in passing."""
    return " ".join(str(one.message) for one in app._notifications)


def run(app: VasistasApp, seconds: float) -> None:
    """Let time go by."""
    HANDS.go(seconds)
    assert isinstance(app.screen, HandClock)
    app.screen.look()


async def reads(app: VasistasApp, selector: str, words: str) -> None:
    """Wait until it is written there; what is heard within a second is drawn with the next one."""

    def there() -> bool:
        run(app, 0)
        return words in text(app, selector)

    await until_async(there)


async def synchronised(app: VasistasApp) -> None:
    await until_async(lambda: digits(app) != "--:--:--")


async def test_it_shows_the_hosts_time_its_sentence_and_what_that_means(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        assert digits(app) == "14:57:08"
        assert text(app, "#date") == "Universal time, Tuesday, August 22, 2017"
        assert text(app, "#verdict") == "● SYNCHRONISED"
        assert "answers; the time is good to ± 0.50 s." in text(app, "#why")
        assert text(app, "#sentence") == "57987 17-08-22 14:57:08 50 0 0 0.0 UTC(VASI) *"
        told = text(app, "#fields")
        for words in ("MJD    57987", "summer time in the United States", "the server is healthy"):
            assert words in told
        assert text(app, "#other") == "Tuesday, August 22, 2017 – 14:57:08   UTC"
        assert "agrees with universal time, as far as one can tell" in text(app, "#difference")
        assert "Next question in 9 s." in text(app, "#next")
        await until_async(lambda: app.beacons["clock"].state is State.CONNECTED)
        await pilot.pause()
        assert app.screen.query_one("#fields").region.bottom <= 23, "all of it on 80×24"


async def test_a_question_that_is_given_up_before_it_began_is_no_mistake(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test() as pilot:
        await synchronised(app)
        clockwork = app.screen.query_one(Clockwork)
        with warnings.catch_warnings(record=True) as complaints:
            warnings.simplefilter("always")
            clockwork._ask(clockwork.keeper.tracks[0]).cancel()
            await pilot.pause()
            gc.collect()
        assert not complaints


async def test_where_nothing_listens_it_shows_no_time_and_says_what_to_do(host: Host) -> None:
    del host
    app = clock_app(1)
    async with app.run_test(size=(80, 24)):
        await until_async(lambda: "Nothing listens at 127.0.0.1:1." in text(app, "#why"))
        assert digits(app) == "--:--:--"
        assert text(app, "#verdict") == "✗ NO ANSWER"
        assert "Next question in 5 s." in text(app, "#next")
        assert "python -m servers" in text(app, "#remedy")
        assert "(by this machine alone)" in text(app, "#other")
        await until_async(lambda: app.beacons["clock"].state is State.FAILED)
        run(app, 4)
        assert "Next question in 1 s." in text(app, "#next")
        assert "No answer for 4 s." in text(app, "#why")


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
        assert "ahead of universal time by 23 h" in text(app, "#difference")
        assert text(app, "#verdict") == "↕ STEPPED"
        await until_async(lambda: host.asked > 1)


async def test_after_a_sleep_the_time_goes_on_is_doubted_and_asked_anew(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        answers, host.moves, host.says = host.moves, None, "no time here"
        HANDS.wall += 3600
        HANDS.boot += 3600
        run(app, 4)
        assert digits(app) == "15:57:12"
        assert "This machine slept for 1 h" in text(app, "#why")
        assert app.screen.has_class("-doubtful")
        run(app, 1)
        await until_async(lambda: host.asked == 2)
        assert answers is not None
        host.moves = answers + 3600
        run(app, 5)
        await reads(app, "#difference", "agrees with universal time")
        await until_async(lambda: not app.screen.has_class("-doubtful"))


async def test_a_host_is_asked_at_its_time_and_never_sooner_than_every_four_seconds(
    host: Host,
) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        await pilot.press("r", "r")
        assert host.asked == 1
        await until_async(lambda: "a question waits for 4 s" in said(app))
        run(app, 3)
        await pilot.pause()
        assert host.asked == 1
        run(app, 1)
        run(app, 1)
        await until_async(lambda: host.asked == 2)


async def test_answers_that_agree_move_nothing(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        for turn in range(2, 7):
            seen = digits(app)
            run(app, 65.3)
            await until_async(lambda turn=turn: host.asked == turn)
            await reads(app, "#next", "Last answer 0 s ago.")
            apart = seconds(digits(app)) - seconds(seen)
            assert apart in (65, 66)
        assert "moved" not in said(app)


def seconds(shown: str) -> int:
    hours, minutes, rest = map(int, shown.split(":"))
    return (hours * 60 + minutes) * 60 + rest


async def test_a_host_that_was_set_moves_the_display_and_that_is_said(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        assert host.moves is not None
        host.moves += 3600
        run(app, 64)
        await until_async(lambda: host.asked == 2)
        await reads(app, "#verdict", "UNSURE")
        assert digits(app) == "15:58:12"
        await until_async(lambda: "the display moved by +3600.0 s" in said(app))


async def test_an_answer_that_is_too_old_is_not_vouched_for(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        host.moves, host.says = None, "no time here"
        run(app, 64)
        await until_async(lambda: host.asked == 2)
        await reads(app, "#source-rows", "✗")
        assert not app.screen.has_class("-doubtful")
        run(app, 200)
        await reads(app, "#why", "cannot be understood: “no time here”")
        await until_async(lambda: app.beacons["clock"].words == "no answer")
        assert app.screen.has_class("-doubtful")
        await reads(app, "#next", "Last answer 4 min 24 s ago.")


async def test_a_host_that_is_not_healthy_is_shown_with_a_warning(host: Host) -> None:
    host.moves, host.says = None, "57987 17-08-22 14:57:08 50 1 2 0.0 UTC(\x1b[31m) *"
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)):
        await synchronised(app)
        assert text(app, "#verdict") == "! NOT HEALTHY"
        assert "is not known" in text(app, "#difference"), "nothing is compared with a wrong clock"
        assert app.screen.has_class("-doubtful")
        assert "␛[31m" in text(app, "#sentence")
        assert "\x1b" not in text(app, "#sentence") + text(app, "#fields")
        assert "a second will be added at the end of the month" in text(app, "#fields")
        assert app.told.sign == "!"


async def test_several_sources_are_weighed_and_the_wrong_one_is_named(host: Host) -> None:
    others = [Host(), Host(moves=AUGUST - 1000.0 - 30)]
    servers = [await asyncio.start_server(one.answer, "127.0.0.1", 0) for one in others]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    places = tuple(Place(Kind.DAYTIME, "127.0.0.1", port) for port in ports)
    app = clock_app(host.port, sources=places)
    async with app.run_test(size=(160, 45)):
        await synchronised(app)
        await reads(app, "#why", f"127.0.0.1:{ports[1]} is wrong by -30 s; the other 2 agree")
        rows = text(app, "#source-rows").splitlines()
        assert [row[:1] for row in rows] == [" ", "●", "●", "≠"]
        assert "+31" in rows[3].replace("+30", "+31")
        assert not app.screen.has_class("-doubtful"), "the time is that of the majority"
    for server in servers:
        server.close()


async def test_the_time_is_copied_as_iso_8601(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        await pilot.press("c")
        assert app.clipboard == "2017-08-22T14:57:08Z"
        await pilot.press("u", "c")
        assert app.clipboard.startswith("2017-08-22T14:57:08+")
        await until_async(lambda: "terminal’s clipboard" in said(app))


async def test_the_display_stands_still_says_so_and_goes_on(host: Host) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        await pilot.press("space")
        assert "Frozen at 14:57:08 UTC; the clock itself runs on" in text(app, "#next")
        run(app, 7)
        assert digits(app) == "14:57:08"
        assert app.told.time == "14:57:15Z"
        await pilot.press("c")
        assert app.clipboard == "2017-08-22T14:57:08Z"
        await pilot.press("space")
        assert digits(app) == "14:57:15"


async def test_local_time_takes_the_large_digits_and_gives_them_back(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    app = clock_app(host.port, hours="12")
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        assert text(app, "#other").endswith("11:57:08 PM   JST, UTC+9")
        await pilot.press("u")
        assert digits(app) == "11:57:08"
        assert text(app, "#date").startswith("Local time (PM, JST, UTC+9), Tuesday")
        assert text(app, "#other").endswith("2:57:08 PM   UTC")
        await pilot.press("u")
        assert digits(app) == "14:57:08"
    monkeypatch.undo()
    time.tzset()


async def test_pages_are_turned_where_there_is_no_room_for_all(host: Host) -> None:
    app = clock_app(host.port, zones=("Asia/Tokyo",))
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        seen = []
        for _page in range(5):
            await pilot.pause()
            open_ones = [page.id for page in app.screen.query(".page") if page.display]
            seen += open_ones
            assert len(open_ones) == 1
            assert all(page.region.bottom <= 23 for page in app.screen.query(".page"))
            await pilot.press("tab")
        assert seen == ["there", "sources", "zones", "plots", "there"]
        await pilot.press("p")
        assert app.screen.query_one("#plots").display
        await pilot.resize_terminal(160, 45)
        await until_async(lambda: all(page.display for page in app.screen.query(".page")))
        assert app.screen.check_action("turn", ()) is False
        assert app.screen.query_one("#clock").max_scroll_y == 0, "all of it without scrolling"


async def test_a_zone_is_searched_added_and_kept_without_touching_config_ini(
    host: Host, home: Path
) -> None:
    app = clock_app(host.port)
    async with app.run_test(size=(80, 24)) as pilot:
        await synchronised(app)
        await pilot.press("z")
        await until_async(lambda: app.screen.query_one(OptionList).option_count > 50)
        await pilot.press(*"cairo", "enter", "escape")
        await until_async(lambda: isinstance(app.screen, HandClock))
        await until_async(lambda: "Cairo" in text(app, "#zone-rows"))
        assert app.screen.query_one("#zones").display
        kept = home / ".local/state/vasistas/zones.json"
        assert json.loads(kept.read_text())["added"] == ["Africa/Cairo"]


async def test_a_countdown_goes_on_behind_and_rings(host: Host) -> None:
    app = clock_app(host.port)
    rung: list[None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.bell = lambda: rung.append(None)  # type: ignore[method-assign] # a test has no bell
        await synchronised(app)
        await pilot.press("w", *"1:00", "enter", "escape")
        run(app, 10)
        assert text(app, "#watch") == "Countdown 00:50"
        await pilot.press("f3")
        await until_async(lambda: app.current_mode == "web")
        HANDS.go(51)
        await until_async(lambda: rung)
        await until_async(lambda: "The countdown is over." in said(app))


async def test_every_screen_has_the_time_in_its_bar(host: Host) -> None:
    app = clock_app(host.port, screen="web")
    async with app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: bar(app).endswith("● 14:57:08Z "))
        await pilot.press("f6")
        await until_async(lambda: bar(app).endswith("● 14:57:08Z "))
        assert "F6" in bar(app)


def bar(app: VasistasApp) -> str:
    return str(app.screen.query_one(TopBar).render())


async def test_there_is_one_paint_a_second_and_none_of_what_is_hidden(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    paints: list[tuple[str, str]] = []
    draws: list[int] = []
    display, show = VasistasApp._display, BigDigits.show

    def count(app: VasistasApp, screen: Screen[object], renderable: Any) -> None:
        paints.append((app.current_mode, type(renderable).__name__))
        display(app, screen, renderable)

    def count_digits(widget: BigDigits, shown: str) -> None:
        draws.append(1)
        show(widget, shown)

    monkeypatch.setattr(VasistasApp, "_display", count)
    monkeypatch.setattr(BigDigits, "show", count_digits)
    app = clock_app(host.port, zones=("Asia/Tokyo",), interval=4096)
    async with app.run_test(size=(160, 45)) as pilot:
        await synchronised(app)
        await pilot.pause(0.2)
        clock = app.screen
        assert isinstance(clock, HandClock)
        for mode, key in (("clock", "f2"), ("web", "f3")):
            await pilot.press(key)
            await until_async(lambda mode=mode: app.current_mode == mode)
            while paints:  # what the opening still paints, and on a busy machine late
                paints.clear()
                await pilot.pause(0.3)
            draws.clear()
            for second in range(1, 6):
                HANDS.go(1)
                clock.look()
                await until_async(lambda second=second: len(paints) >= second)
            await pilot.pause(0.2)
            assert paints == [(mode, "ChopsUpdate")] * 5, "of what changed, not of the whole screen"
            assert len(draws) == (5 if mode == "clock" else 0)


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
