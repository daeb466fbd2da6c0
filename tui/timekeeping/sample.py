"""One answer of one source: between which two moments it says that it is."""

from dataclasses import dataclass
from datetime import datetime

from protocol.daytime import Sentence
from protocol.sntp import UNSYNCHRONISED, Answer
from tui.printable import printable

WHOLE = 1.0
"""Seconds that a clock which tells whole ones may be ahead of what it says."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer. Universal time minus the monotonic clock lies between `low` and `high`.

    That is as of `answered_at`, and supposes that the source's own clock is right. What the
    protocol does not have is None.
    """

    low: float
    high: float
    asked_at: float
    answered_at: float
    health: int | None = None
    leap: int | None = None
    stratum: int | None = None
    advance: float | None = None
    sentence: Sentence | None = None
    """What a daytime service said."""
    answer: Answer | None = None
    """What an SNTP server said."""
    words: str = ""
    """What was received, safe to draw."""

    @property
    def delay(self) -> float:
        """Seconds from our question to the answer's first byte."""
        return self.answered_at - self.asked_at

    @property
    def healthy(self) -> bool:
        """Does the source vouch for its own clock?"""
        stratum_good = self.stratum is None or 0 < self.stratum < 16
        return not self.health and self.leap != UNSYNCHRONISED and stratum_good

    @property
    def zone_known(self) -> bool:
        """Is it certain that universal time was meant?"""
        return self.sentence is None or self.sentence.zone_known


def from_sentence(sentence: Sentence, asked_at: float, answered_at: float) -> Sample:
    """Read a daytime sentence: its second began or ended somewhere around our question."""
    second = sentence.moment.timestamp() - (sentence.advance or 0.0) / 1000
    return Sample(
        low=second - answered_at,
        high=second + WHOLE - asked_at,
        asked_at=asked_at,
        answered_at=answered_at,
        health=sentence.health,
        leap=sentence.leap,
        advance=sentence.advance,
        sentence=sentence,
        words=printable(sentence.text),
    )


def from_seconds(moment: datetime, asked_at: float, answered_at: float) -> Sample:
    """Read an answer of RFC 868, whole seconds and nothing else."""
    second = moment.timestamp()
    return Sample(
        low=second - answered_at,
        high=second + WHOLE - asked_at,
        asked_at=asked_at,
        answered_at=answered_at,
        words=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    )


def from_sntp(answer: Answer, asked_at: float, answered_at: float) -> Sample:
    """Read an SNTP answer: the journeys there and back took between nothing and all of the delay.

    The server adds how far it may be off itself: half of its root delay, its root dispersion, and
    the grain of its clock (RFC 5905, section 11.2.2).
    """
    root = answer.root_delay / 2 + answer.root_dispersion + 2.0**answer.precision
    return Sample(
        low=answer.transmitted - answered_at - root,
        high=answer.received - asked_at + root,
        asked_at=asked_at,
        answered_at=answered_at,
        leap=answer.leap,
        stratum=answer.stratum,
        answer=answer,
        words=printable(answer.described),
    )
