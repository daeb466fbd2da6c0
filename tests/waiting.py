"""Waiting for a fact, never for a time: the only sleeps of the tests are in here."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STEP = 0.01
"""Seconds between two looks: not felt in a test, and little work for the machine."""


def until(condition: Callable[[], T], seconds: float = 10) -> T:
    """Look until `condition` returns something true, and return that; AssertionError if never."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {_words(condition)} is {found!r}")
        time.sleep(STEP)
    return found


async def until_async(condition: Callable[[], T], seconds: float = 10) -> T:
    """Do as `until` does, and let the event loop run between two looks."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {_words(condition)} is {found!r}")
        await asyncio.sleep(STEP)
    return found


def _words(condition: Callable[[], object]) -> str:
    code = getattr(condition, "__code__", None)
    name = getattr(condition, "__qualname__", repr(condition))
    return f"{name} (line {code.co_firstlineno})" if code else name
