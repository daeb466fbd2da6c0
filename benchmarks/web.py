"""A large answer in the web screen, beside `curl -o file`: `python -m benchmarks.web [ROUNDS]`.

nginx serves the same lines to both, in turns, over loopback. The program runs in a process of its
own, on a terminal of 160 × 45 cells; we are that terminal, and scroll all the time. A heartbeat
inside the program notes the longest time that the event loop was not free. A small answer comes
first: what speaks HTTP is imported for it. Memory is the peak of what the process held resident,
less what it held before it asked. Needs Linux, curl and nginx (Debian: nginx-light); 4 GiB of disk.

At most 2 times curl's time, 60 MiB, and a longest stall of 50 ms.
"""

import asyncio
import json
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.rivals import Server, nginx
from benchmarks.terminal import running
from protocol.config import Config
from protocol.sections import Clock, Http
from tui.app import VasistasApp
from tui.commands.running import spare_the_collector
from tui.screens.web import WebScreen
from tui.screens.web.body import BodyView
from tui.screens.web.sheet import Sheet

COLUMNS, ROWS = 160, 45
MEBIBYTE = 1024 * 1024
SIZES = {"100 MiB": 100 * MEBIBYTE, "1 GiB": 1024 * MEBIBYTE}
BEAT = 0.002
"""Seconds from one beat of the heart to the next; what is above it is a stall."""

REST = 1.5
"""Seconds after which an idle program is idle."""

LIMIT = 300.0
"""Seconds for one case: whatever takes longer is broken, not slow."""

KEY = 0.05
"""Seconds between two keys: as fast as a keyboard repeats."""

_KEYS = (b"\x1b[6~", b"\x1b[6~", b"\x1b[B", b"\x1b[5~", b"\x1b[6~", b"\x1b[F", b"\x1b[H")
_LAST = "the last line of all"
_MARK = b"\x1b]2;measured "

CASES = ("wire", "body", "search", "line")
"""Scrolling the wire, scrolling the body, finding the last line of all; a body of one line."""


@dataclass
class Measured:
    """What one run cost: seconds, the longest stall in seconds, mebibytes."""

    seconds: float
    stall: float
    work: float
    """The longest that the event loop itself computed between two beats: a stall beyond that is a
    machine that had other things to do, or a thread of ours that held Python's lock."""
    memory: float


class Program(VasistasApp):
    """The program, open on the web screen; asks, and says what that cost."""

    def __init__(self, case: str, url: str) -> None:
        config = Config(clock=Clock(port=1), http=Http(history=0))
        super().__init__(config, screen="web", opened=spare_the_collector())
        self._case, self._url = case, url
        self._stall = self._work = 0.0

    def on_ready(self) -> None:
        """Do as ever, and begin."""
        super().on_ready()
        self.run_worker(self._beat())
        self.run_worker(self._ask())

    async def _beat(self) -> None:
        before, worked = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(BEAT)
            now, work = time.perf_counter(), time.thread_time()
            self._stall = max(self._stall, now - before - BEAT)
            self._work = max(self._work, work - worked)
            before, worked = now, work

    async def _ask(self) -> None:
        await asyncio.sleep(REST)
        screen = self.screen
        assert isinstance(screen, WebScreen)
        screen.send(f"{self._url}.small")  # the first of all imports what speaks HTTP
        await _until(lambda: screen.under_way)
        await _until(lambda: not screen.under_way)
        screen.action_view("page" if self._case == "wire" else "body")
        await asyncio.sleep(REST)
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
        idle, began = _held("VmRSS"), time.perf_counter()
        self._stall = self._work = 0.0
        screen.send(self._url)
        await _until(lambda: not screen.under_way)
        if self._case == "search":
            began = await self._search(screen)
        seconds = time.perf_counter() - began
        memory = (_held("VmHWM") - idle) / 1024
        measured = Measured(seconds, self._stall, self._work, memory)
        assert self._driver is not None
        self._driver.write(f"\x1b]2;measured {json.dumps(asdict(measured))}\x07")

    async def _search(self, screen: WebScreen) -> float:
        """Find the last line of all from the top; return when that began."""
        sheet = screen.query_one(BodyView).query_one(Sheet)
        sheet.focus()
        await _until(lambda: sheet.rows.height > ROWS)
        sheet.action_scroll_home()
        self._stall, self._work, began = 0.0, 0.0, time.perf_counter()
        sheet.sought = _LAST
        sheet.action_find_on(1)
        await _until(
            lambda: any(_LAST in sheet.render_line(y).text for y in range(ROWS // 2, ROWS))
        )
        return began


async def _until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def _held(name: str) -> int:
    """Return a figure of this process' memory, in KiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise RuntimeError(name)


def ours(case: str, url: str) -> Measured:
    """Let the program ask, and scroll meanwhile."""
    with running("benchmarks.web", case, url, columns=COLUMNS, rows=ROWS) as terminal:
        drawn, pressed, deadline = b"", 0, time.monotonic() + LIMIT
        begun = time.monotonic() + 3 * REST
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], KEY)[0]:
                try:
                    drawn = drawn[-4096:] + os.read(terminal, 65536)
                except OSError:  # it ended
                    break
            if (place := drawn.find(_MARK)) >= 0 and b"\x07" in drawn[place:]:
                said = drawn[place + len(_MARK) :].partition(b"\x07")[0]
                return Measured(**json.loads(said))
            if case != "search" and time.monotonic() > begun + KEY * pressed:
                os.write(terminal, _KEYS[pressed % len(_KEYS)])
                pressed += 1
        raise RuntimeError(f"{case}: it said nothing but {drawn[-4000:].decode()}")


def curl(url: str, folder: Path) -> float:
    """Return the seconds that curl takes, from its start to its end."""
    began = time.perf_counter()
    subprocess.run(["curl", "-sSf", "-o", str(folder / "curl"), url], check=True, timeout=LIMIT)
    return time.perf_counter() - began


def write(path: Path, size: int, *, lines: bool) -> None:
    """Write a body of lines, or of one line."""
    end = "\n" if lines else " "
    block = "".join(f"{number:>9} {'words ' * (number % 14)}here{end}" for number in range(20_000))
    last = f"{end}{_LAST}"
    Path(f"{path}.small").write_text("hello")
    with path.open("w") as file:
        for _ in range((size - len(last)) // len(block)):
            file.write(block)
        file.write(block[: (size - len(last)) % len(block)] + last)


def measure(server: Server, name: str, rounds: int) -> None:
    """Compare one size."""
    for case in CASES:
        url = f"127.0.0.1:{server.port}/photos/{'line' if case == 'line' else 'lines'} {name}"
        runs, theirs = [], []
        for _ in range(rounds):
            theirs.append(curl(f"http://{url}".replace(" ", "%20"), server.photos))
            runs.append(ours(case, url))
        print(f"{name:>8}  {case:<7}{said(runs, theirs, compared=case != 'search')}", flush=True)


def said(runs: list[Measured], theirs: list[float], *, compared: bool) -> str:
    """Say the median of the time, and the worst of what has a bound."""
    seconds = statistics.median(run.seconds for run in runs)
    stall, memory = max(run.stall for run in runs), max(run.memory for run in runs)
    work = max(run.work for run in runs)
    words = f"{seconds:6.2f} s   stall {stall * 1000:4.0f} ms (its own work {work * 1000:.0f})"
    words += f"   {memory:4.0f} MiB"
    if compared:
        middle = statistics.median(theirs)
        best = min(run.seconds for run in runs) / min(theirs)
        words += f"   curl {middle:.2f} s   ratio {seconds / middle:.2f}, of the best {best:.2f}"
    return words


def main() -> int:
    """Be the program, or the terminal that measures it."""
    if len(sys.argv) == 3:
        Program(sys.argv[1], sys.argv[2]).run()
        return 0
    if not shutil.which("curl") or not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        print("curl or nginx is missing (apt install curl nginx-light)", file=sys.stderr)
        return 1
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory(dir="/var/tmp") as temporary:
        work, files = Path(temporary), Path(temporary) / "files"
        files.mkdir()
        for name, size in SIZES.items():
            write(files / f"lines {name}", size, lines=True)
            write(files / f"line {name}", size, lines=False)
        with nginx(work, files) as server:
            for name in SIZES:
                measure(server, name, rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
