"""What the system says of its own clock: is it synchronised, and does a leap second come?

Linux is asked by adjtimex(2), through the C library since Python has no call for it; nothing is
changed by asking, and nobody needs to be root. A system that cannot be asked says nothing.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

GOOD, WITHIN_FIVE, WORSE = 0, 1, 2
"""Health as NIST's sentence has it: the time is good; may be up to 5 s off; may be more."""

LEAP_ADDED, LEAP_REMOVED = 1, 2

_TIME_INS, _TIME_DEL = 1, 2
_STA_UNSYNC = 0x40
_FIVE_SECONDS = 5_000_000
_GOOD_ENOUGH = 500_000
"""Microseconds that a clock may be off which tells whole seconds."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Health and leap second, in the numbers of NIST's sentence."""

    health: int = GOOD
    leap: int = 0


class _Moment(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("microseconds", ctypes.c_long)]


class _Timex(ctypes.Structure):
    """`struct timex` of <sys/timex.h>; the C library may write up to its end."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("constant", "precision", "tolerance")),
        ("time", _Moment),
        *((name, ctypes.c_long) for name in ("tick", "ppsfreq", "jitter")),
        ("shift", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("stabil", "jitcnt", "calcnt", "errcnt", "stbcnt")),
        ("tai", ctypes.c_int),
        ("reserved", ctypes.c_int * 16),
    ]


def condition() -> Condition:
    """Ask the system. One that cannot be asked vouches for nothing: up to 5 s off."""
    adjtimex = _adjtimex()
    if adjtimex is None:
        return Condition(WITHIN_FIVE)
    timex = _Timex()
    state = adjtimex(ctypes.byref(timex))
    return judge(state, timex.status, timex.maxerror)


def judge(state: int, status: int, most: int) -> Condition:
    """Read adjtimex's answer: its result, `status`, and `maxerror` in microseconds."""
    leap = {_TIME_INS: LEAP_ADDED, _TIME_DEL: LEAP_REMOVED}.get(state, 0)
    if state < 0:
        return Condition(WITHIN_FIVE)
    if most > _FIVE_SECONDS:
        return Condition(WORSE, leap)
    unsure = status & _STA_UNSYNC or most > _GOOD_ENOUGH
    return Condition(WITHIN_FIVE if unsure else GOOD, leap)


@lru_cache(1)
def _adjtimex() -> Callable[..., int] | None:
    try:
        found: Callable[..., int] = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError):
        return None
    return found
