"""A terminal for a program that is measured: we are it, write its keys and read what it draws."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = 20.0
"""Seconds without anything drawn: whatever takes longer is broken, not slow."""


@contextmanager
def running(module: str, *arguments: str, columns: int, rows: int) -> Iterator[int]:
    """Run a module of ours on a terminal of its own; yield that, and kill it in the end."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.execv(sys.executable, [sys.executable, "-m", module, *arguments])
    try:
        yield terminal
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def until(terminal: int, mark: bytes) -> int:
    """Read what is drawn up to a mark; return the bytes."""
    drawn, tail = 0, b""
    while mark not in tail:
        ready, _, _ = select.select([terminal], [], [], LIMIT)
        if not ready:
            raise TimeoutError(f"no “{mark!r}” within {LIMIT:.0f} s")
        block = os.read(terminal, 65536)
        drawn += len(block)
        tail = tail[-len(mark) :] + block
    return drawn


def drain(terminal: int, seconds: float) -> None:
    """Read whatever is drawn meanwhile."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            os.read(terminal, 65536)
