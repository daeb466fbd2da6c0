"""How the time's source is doing: what is known of it, and that in words."""

from dataclasses import dataclass
from math import ceil

from tui.beacon import State
from tui.clients.failure import Failure
from tui.failures import sentence
from tui.numbers import decimal
from tui.screens.clock.meaning import health
from tui.words import _

STALE = 3
"""Intervals without an answer after which the time is no longer vouched for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known of the source at one moment; ages and waits in seconds."""

    peer: str
    interval: float
    asking: bool
    wait: float
    """Until the next question."""
    age: float | None = None
    """Since the last answer; None where there never was one."""
    delay: float = 0.0
    """From the last question to its answer."""
    health: int = 0
    """What the source said of itself; 0 is good."""
    failure: Failure | None = None
    """Why the last question got no answer."""
    jumped: bool = False
    """Did this machine sleep, or was its clock set, since the last answer?"""

    @property
    def stale(self) -> bool:
        """Is the last answer no longer good enough to vouch for the time?"""
        return self.age is not None and (self.jumped or self.age > STALE * self.interval)

    @property
    def state(self) -> State:
        """What the bar shows."""
        if self.failure is None:
            return State.CONNECTING if self.age is None else State.CONNECTED
        return State.FAILED if self.age is None or self.stale else State.RETRYING

    @property
    def brief(self) -> str:
        """A word or two for the bar."""
        if self.stale:
            return _("out of date")
        if self.age is not None and self.health:
            return _("not healthy")
        return {
            State.CONNECTING: _("asking"),
            State.CONNECTED: _("synchronised"),
            State.RETRYING: _("asking again"),
            State.FAILED: _("no answer"),
        }[self.state]

    @property
    def last(self) -> str:
        """How it went last time, or what to beware of."""
        if self.failure is not None:
            return sentence(self.failure)
        if self.age is None:
            return ""
        if self.health:
            return _("Beware: {warning}.").format(warning=health(self.health))
        return _("{peer} answered {age} ago, within {delay} ms.").format(
            peer=self.peer, age=duration(self.age), delay=max(1, round(self.delay * 1000))
        )

    @property
    def coming(self) -> str:
        """What comes next."""
        if self.asking:
            return _("Asking {peer} …").format(peer=self.peer)
        told = _("Next question in {wait}.").format(wait=duration(ceil(self.wait)))
        if self.failure is None or self.age is None:
            return told
        old = _("The last answer is {age} old.").format(age=duration(self.age))
        return f"{old} {told}"


def duration(seconds: float) -> str:
    """Write a span of time in one or two units: `64 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`."""
    whole = int(seconds)
    if whole < 2 * 60:
        return f"{whole} {_('s')}"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} {_('min')} {rest} {_('s')}"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} {_('h')} {minutes} {_('min')}"
    days, hours = divmod(hours, 24)
    return f"{days} {_('d')} {hours} {_('h')}"


def difference(ahead: float, error: float) -> str:
    """Say how far this machine's clock is from the host's, `error` seconds either way."""
    margin = _("± {error} s").format(error=decimal(error))
    if abs(ahead) <= error:
        return _("agrees with the host’s, as far as one can tell ({margin})").format(margin=margin)
    span = f"{decimal(abs(ahead))} {_('s')}" if abs(ahead) < 100 else duration(round(abs(ahead)))
    if ahead > 0:
        return _("is {span} ahead of the host’s ({margin})").format(span=span, margin=margin)
    return _("is {span} behind the host’s ({margin})").format(span=span, margin=margin)
