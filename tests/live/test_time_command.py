"""`time`: the lessons' line, sources compared, a line a second, and a plug-in for monitoring."""

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import floor
from pathlib import Path

import pytest
from live.commanding import Run

from protocol import daytime
from protocol.places import Kind, Place
from protocol.sections import Limits
from servers.daytime import Daytime
from servers.door import Door
from servers.service import running
from servers.system_clock import Condition
from tui.commands import time_check, time_panel
from tui.commands.time_check import Status
from tui.commands.time_panel import Panel
from tui.timekeeping import Sample
from tui.timekeeping.sample import from_sentence
from tui.words import use

ROOT = Path(__file__).parents[2]
LINE = r"Date = \d\d-\d\d-\d\d, Time = \d\d:\d\d:\d\d UT"
NOBODY = "127.0.0.1:1"
GOOD = Condition()


@contextmanager
def serving(ahead: float = 0.0, condition: Condition = GOOD) -> Iterator[str]:
    """A daytime service whose clock is ahead; yields its HOST:PORT."""
    service = Daytime(
        "127.0.0.1",
        0,
        Door(Limits()),
        Limits(),
        clock=lambda: time.time() + ahead,
        condition=lambda: condition,
    )
    with running(service):
        yield f"127.0.0.1:{service.port}"


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    (tmp_path / "config.ini").write_text("[clock]\nport = 1\n", encoding="utf-8")
    return Run(tmp_path, capfdbinary)


def test_time_is_the_lessons_line_and_the_difference_beside_it(run) -> None:
    with serving() as peer:
        ran = run("time", "--source", peer)
    assert 0 == ran.status
    assert re.fullmatch(LINE, ran.lines[0])
    assert re.search(r"This clock less universal time: [+-]0\.\d s ± 0\.\d s\.", ran.err)


def test_the_line_is_the_lessons_own_in_french(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    with serving() as peer:
        ran = run("time", "--source", peer)
    use("en")
    assert re.fullmatch(r"Date = \d\d-\d\d-\d\d, Heure = \d\d:\d\d:\d\d TU", ran.lines[0])


def test_time_in_json_agrees_with_our_clock_within_its_error(run) -> None:
    with serving() as peer:
        told = run("time", "--json", "--source", peer).json
    assert ("synchronised", True) == (told["verdict"], told["good"])
    assert abs(told["offset"]) <= told["uncertainty"]
    assert 0.5 <= told["uncertainty"] < 1.5
    [source] = told["sources"]
    assert f"daytime://{peer}" == source["source"]
    assert (0, True, None, "1") == tuple(
        source[key] for key in ("health", "zone_known", "failure", "reach")
    )


@pytest.mark.parametrize(
    "source", ["", ":13", "host:", "host:0", "host:65536", "[::1]:x", "http://host", "sntp://"]
)
def test_a_source_that_is_none_is_refused(run, source: str) -> None:
    ran = run("time", "--source", source)
    assert (2, b"") == (ran.status, ran.out)
    assert "HOST:PORT" in ran.err


def test_a_source_is_read_as_people_write_it() -> None:
    six = Place(Kind.DAYTIME, "2001:db8::1", 13)
    assert six == time_panel.read("2001:db8::1") == time_panel.read("[2001:db8::1]")
    assert Place(Kind.DAYTIME, "2001:db8::1", 1313) == time_panel.read("[2001:db8::1]:1313")
    assert Place(Kind.DAYTIME, "time.lab", 13) == time_panel.read("time.lab")
    assert Place(Kind.SNTP, "time.lab", 123) == time_panel.read("sntp://time.lab")


def test_the_liar_among_three_is_named_and_the_time_is_that_of_the_others(run) -> None:
    with serving() as one, serving() as two, serving(ahead=3600) as liar:
        ran = run("time", "--source", liar, "--source", one, "--source", two)
        told = run("time", "--json", "--source", liar, "--source", one, "--source", two).json
    assert 0 == ran.status
    assert re.fullmatch(LINE, ran.lines[0])
    assert re.search(rf"daytime://{liar} is wrong by \+3(599|600)\.\d+ s;", ran.err)
    assert [f"daytime://{liar}"] == told["falsetickers"]
    assert abs(told["offset"]) <= told["uncertainty"]


def test_time_that_nobody_vouches_for_is_never_shown_as_good(run) -> None:
    with serving() as one, serving(ahead=3600) as other:
        ran = run("time", "--source", one, "--source", other)
        assert 1 == ran.status
        assert ran.lines[0].endswith(" UT (disagreement)")
        assert "no majority agrees" in ran.err
    with serving(condition=Condition(health=2)) as ill:
        ran = run("time", "--source", ill)
        assert 1 == ran.status
        assert ran.lines[0].endswith(" UT (not healthy)")


def test_where_nobody_answers_that_is_said(run) -> None:
    ran = run("time")
    assert (6, b"") == (ran.status, ran.out)
    assert "Nothing listens at 127.0.0.1:1. Is the host running?" in ran.err
    told = run("time", "--json", "--source", NOBODY)
    assert (6, "unreachable", None) == (told.status, told.json["verdict"], told.json["offset"])


def figures(line: str) -> dict[str, str]:
    return dict(figure.split("=") for figure in line.split(" | ")[1].split())


def test_a_check_says_ok_with_figures_that_a_monitor_can_plot(run) -> None:
    with serving() as peer:
        ran = run("time", "--check", "--warn", "3", "--crit", "10", "--source", peer)
    assert 0 == ran.status
    [line] = ran.lines
    assert line.startswith("OK: offset ")
    found = figures(line)
    assert re.fullmatch(r"-?\d\.\d{6}s;3;10", found["offset"])
    assert re.fullmatch(r"\d\.\d{6}s", found["error"])
    assert re.fullmatch(r"\d\.\d{6}s", found["delay"])
    assert "1;;;0;1" == found["reach"]


@pytest.mark.parametrize(
    ("ahead", "status"), [(30, Status.CRITICAL), (-30, Status.CRITICAL), (6, Status.WARNING)]
)
def test_a_check_says_how_bad_it_is_certainly(run, ahead: float, status: Status) -> None:
    with serving(ahead) as peer:
        ran = run("time", "--check", "--warn=3", "--crit=10", "--source", peer)
    assert status == ran.status
    assert ran.lines[0].startswith(f"{status.name}: offset {'+' if ahead > 0 else '-'}")


def test_a_difference_that_is_not_known_well_enough_is_unknown_and_said(run) -> None:
    with serving() as peer:
        ran = run(
            "time", "--check", "--warn=0.2", "--crit=9", "--timeout=0", "--source", peer, "--json"
        )
    assert 3 == ran.status
    assert "UNKNOWN" == ran.json["status"]
    assert ran.json["words"].endswith(": that is not known well enough for a limit of 0.2 s")


def test_a_check_of_what_cannot_be_trusted_is_unknown(run) -> None:
    with serving(condition=Condition(health=1)) as ill, serving() as one, serving(99) as other:
        for sources, words in (
            ([ill], "its own clock cannot be trusted"),
            ([one, other], "no majority agrees"),
            ([NOBODY], "Nothing listens at 127.0.0.1:1."),
        ):
            given = [f"--source={source}" for source in sources]
            ran = run("time", "--check", *given)
            assert 3 == ran.status
            [line] = ran.lines
            assert line.startswith("UNKNOWN: ")
            assert words in line


@pytest.mark.parametrize(
    "limits", [("--warn=x",), ("--warn=3",), ("--crit=-1",), ("--crit=nan",), ("--timeout=inf",)]
)
def test_limits_that_make_no_sense_are_unknown_to_a_monitor_and_a_usage_error_else(
    run, limits: tuple[str]
) -> None:
    ran = run("time", "--check", *limits)
    assert (3, b"") == (ran.status, ran.out)
    assert "--warn" in ran.err
    assert 2 == run("time", *limits).status


class World:
    """A monotonic clock that only waiting moves, a wall clock beside it, and universal time."""

    def __init__(self, ahead: float) -> None:
        self.now = 100.37
        self.ahead = ahead
        self.asked: list[float] = []

    def wall(self) -> float:
        return self.now + 1.8e9

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def panel(self, reply: Callable[[], Sample]) -> Panel:
        return Panel(
            [Place(Kind.DAYTIME, "box", 13)],
            4,
            monotonic=lambda: self.now,
            wall=self.wall,
            chance=lambda: 0.5,
            connect=lambda _place: Answering(reply),
        )

    def whole_seconds(self) -> Sample:
        """What a service of whole seconds says, 2 ms there and 2 ms back."""
        asked = self.now
        self.asked.append(asked)
        told = datetime.fromtimestamp(floor(self.wall() + 0.002 + self.ahead), UTC)
        self.now += 0.004
        return from_sentence(daytime.parse(daytime.render(told)), asked, self.now)


class Answering:
    """A source that says what it is told to."""

    peer = "box:13"

    def __init__(self, reply: Callable[[], Sample]) -> None:
        self._reply = reply

    def ready_in(self) -> float:
        return 0.0

    async def ask(self) -> Sample:
        return self._reply()


@pytest.mark.parametrize(
    ("ahead", "status"),
    [
        (0.0, Status.OK),
        (0.3, Status.OK),
        (-0.24, Status.OK),
        (0.9, Status.WARNING),
        (-1.4, Status.WARNING),
        (2.6, Status.CRITICAL),
    ],
)
def test_a_few_answers_of_whole_seconds_tell_what_one_cannot(ahead: float, status: Status) -> None:
    world = World(ahead)
    panel = world.panel(world.whole_seconds)
    outcome, found = asyncio.run(time_check.check(panel, time_check.Limits(), world.sleep))
    assert status is outcome.status
    assert found.difference is not None
    assert found.difference.least <= abs(ahead) <= found.difference.most
    pauses = [later - sooner for sooner, later in zip(world.asked, world.asked[1:], strict=False)]
    assert all(pause >= 4 for pause in pauses)
    assert world.now - 100.37 <= time_check.TIMEOUT


def test_a_source_that_is_too_vague_for_good_is_critical_where_even_that_is_certain() -> None:
    world = World(0.0)

    def vague() -> Sample:
        asked = world.now
        world.now += 0.1
        middle = world.wall() - asked + 20
        return Sample(middle - 4, middle + 4, asked, world.now)

    outcome, _found = asyncio.run(
        time_check.check(world.panel(vague), time_check.Limits(timeout=0), world.sleep)
    )
    assert Status.CRITICAL is outcome.status


def watching(*arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tui", "time", "--watch", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_watching_writes_a_line_a_second_until_ctrl_c() -> None:
    with serving() as peer, watching("--source", peer) as watch:
        assert watch.stdout is not None
        lines = [watch.stdout.readline().decode().rstrip() for _ in range(3)]
        watch.send_signal(signal.SIGINT)
        assert 130 == watch.wait(20)
        assert watch.stderr is not None
        assert b"Traceback" not in watch.stderr.read()
    assert all(re.fullmatch(LINE, line) for line in lines)
    assert 3 == len(set(lines))


def test_who_stops_reading_ends_the_watch_in_silence() -> None:
    with serving() as peer, watching("--json", "--source", peer) as watch:
        assert watch.stdout is not None
        assert json.loads(watch.stdout.readline())["good"]
        watch.stdout.close()
        assert 141 == watch.wait(20)
        assert watch.stderr is not None
        assert b"Traceback" not in watch.stderr.read()


def test_watching_goes_on_where_nobody_answers_and_says_so_once() -> None:
    with watching("--source", NOBODY) as watch:
        assert watch.stderr is not None
        assert b"Nothing listens" in watch.stderr.readline()
        watch.send_signal(signal.SIGINT)
        assert 130 == watch.wait(20)
        assert b"" == watch.stderr.read()
