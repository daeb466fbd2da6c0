"""First paint of the program, beside an empty Textual program with a header and a footer.

    python -m benchmarks.startup [RUNS]

Each is started in a terminal of 80x24, in turns, and timed from its start until a word of its
first screen has been drawn. The ratio of the medians is what counts: at most 1.5.
"""

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

RUNS = 15
LIMIT = 20.0
"""Seconds for a first screen: whatever takes longer is broken, not slow."""

EMPTY = """
from textual.app import App, ComposeResult
from textual.widgets import Footer, Header

class Empty(App[None]):
    TITLE = "Nothing"
    BINDINGS = [("ctrl+q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Footer()

Empty().run()
"""
_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<=>]*[a-zA-Z$~]|\][^\x07\x1b]*|[()][A-Z0-9]|[=>78])")


def first_paint(arguments: list[str], word: bytes, environment: dict[str, str]) -> float:
    """Return the seconds from starting Python until `word` is on its screen."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, *arguments], environment)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        drawn = b""
        while word not in _ESCAPES.sub(b"", drawn):
            ready, _, _ = select.select([terminal], [], [], LIMIT)
            if not ready:
                raise TimeoutError(f"{arguments}: no “{word.decode()}” within {LIMIT:.0f} s")
            drawn += os.read(terminal, 65536)
        return time.perf_counter() - began
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def main() -> None:
    """Time both in turns, and print the medians and their ratio."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "HOME": home,
            "TERM": "xterm-256color",
            "LANGUAGE": "en",
            "PYTHONPATH": os.getcwd(),  # noqa: PTH109
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": home,  # compiled once, as for a person who starts it again
        }
        empty, program = [], []
        for turn in range(runs + 1):
            one = first_paint(["-c", EMPTY], b"Nothing", environment)
            other = first_paint(["-m", "tui"], b"Clock", environment)
            if turn:  # the first turn fills the caches, of the disk and of Python
                empty.append(one)
                program.append(other)
    ratio = statistics.median(program) / statistics.median(empty)
    for name, times in (("an empty Textual program", empty), ("python -m tui", program)):
        middle, best = statistics.median(times), min(times)
        print(f"{name:<26} {middle * 1000:6.0f} ms (best {best * 1000:.0f} ms)")
    print(f"{'ratio of the medians':<26} {ratio:6.2f}    of {runs} starts each; at most 1.5")


if __name__ == "__main__":
    main()
