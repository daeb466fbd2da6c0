"""Signals that ask the program to end: it leaves as at Ctrl+Q, and the terminal as it was."""

import asyncio
import signal
from collections.abc import Callable

SIGNALS = ("SIGTERM", "SIGHUP")
"""Somebody's `kill`, and a terminal that was closed; Windows has no SIGHUP."""

ENDED_BY_SIGNAL = 128
"""What shells add to a signal's number for the exit status of what it ended."""


def heed_signals(leave: Callable[[int], object]) -> None:
    """Have the running loop call `leave` with the exit status; not where loops hear no signals."""
    loop = asyncio.get_running_loop()
    for name in SIGNALS:
        if (number := getattr(signal, name, None)) is not None:
            try:
                loop.add_signal_handler(number, leave, ENDED_BY_SIGNAL + number)
            except NotImplementedError:  # Windows
                return
