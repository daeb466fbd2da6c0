"""Services of time without a network, and the hours in which they are asked, in no time at all."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from math import floor, inf
from random import Random

from protocol import daytime, sntp
from protocol.errors import RemoteProtocolError
from protocol.places import Kind, Place
from tui.clients.failure import Failure, Step
from tui.timekeeping import Sample, Track
from tui.timekeeping.sample import from_seconds, from_sentence, from_sntp

UNIVERSAL = 1_503_413_000.0
"""Universal time minus the monotonic clock, in truth."""


def packet(nonce: int, received: float, transmitted: float, **facts: int) -> bytes:
    """What an SNTP server answers; `first` is its first byte."""
    first, stratum = facts.get("first", 0x24), facts.get("stratum", 2)
    stamps = (0, nonce, sntp.timestamp(received), sntp.timestamp(transmitted))
    reference = facts.get("reference", 0x7F7F0101)
    head = bytes([first, stratum, 6, facts.get("precision", -20) & 0xFF])
    head += facts.get("delay", 0).to_bytes(4, "big") + facts.get("dispersion", 0).to_bytes(4, "big")
    return head + reference.to_bytes(4, "big") + b"".join(s.to_bytes(8, "big") for s in stamps)


@dataclass
class Service:
    """One service: what its clock is off by at a moment, and how it behaves."""

    place: Place
    off: Callable[[float], float] = lambda now: 0.0
    there: float = 0.004
    back: float = 0.004
    health: int = 0
    on_time: bool = False
    """Does it wait for its second to begin?"""
    silent: Callable[[float], bool] = lambda now: False
    say: Callable[[datetime], bytes] | None = None
    """Another format than NIST's."""
    packet: dict[str, int] = field(default_factory=dict)
    kiss: str = ""
    asked: list[float] = field(default_factory=list)

    def ask(self, now: float) -> Sample:
        """Answer a question of that moment, or raise Failure."""
        self.asked.append(now)
        looks = now + self.there
        if self.on_time:
            looks += -(UNIVERSAL + looks + self.off(looks)) % 1 + 1e-6
        heard = looks + self.back
        if self.silent(now):
            raise Failure(Step.WAIT, "", code="ETIMEDOUT")
        if self.kiss:
            raise Failure(Step.REFUSED, self.kiss, code=self.kiss)
        clock = UNIVERSAL + looks + self.off(looks)
        whole = datetime.fromtimestamp(floor(clock), UTC)
        try:
            if self.place.kind is Kind.SNTP:
                data = packet(7, clock, clock, **self.packet)
                return from_sntp(sntp.parse(data, 7), now, heard)
            if self.place.kind is Kind.TIME:
                seconds = daytime.parse_seconds(daytime.render_seconds(whole))
                return from_seconds(seconds, now, heard)
            said = self.say(whole) if self.say else daytime.render(whole, health=self.health)
            return from_sentence(daytime.parse(said), now, heard)
        except RemoteProtocolError as error:
            raise Failure(Step.BODY, error.code, code=error.code) from None


def place(kind: Kind = Kind.DAYTIME, number: int = 1) -> Place:
    """Name the service with that number."""
    return Place(kind, f"h{number}", 1313)


class Desk:
    """Somebody who asks services when their tracks want it, on a clock of its own."""

    def __init__(self, *services: Service, interval: float = 64, seed: int = 1) -> None:
        chance = Random(seed).random
        self.now = 50.0
        self.services = services
        self.tracks = [Track(service.place, interval, chance=chance) for service in services]
        self._ticket = count()

    def run(self, seconds: float) -> None:
        """Let time pass; every question is asked when it is due."""
        end = self.now + seconds
        queue = [
            (self.now + track.due_in(self.now), next(self._ticket), track, service)
            for track, service in zip(self.tracks, self.services, strict=True)
        ]
        heapq.heapify(queue)
        while queue and queue[0][0] <= end:
            moment, _, track, service = heapq.heappop(queue)
            now = self._ask(track, service, moment)
            again = now + track.due_in(now)
            if again < inf:
                heapq.heappush(queue, (again, next(self._ticket), track, service))
        self.now = end

    def _ask(self, track: Track, service: Service, moment: float) -> float:
        track.ask(moment)
        try:
            sample = service.ask(moment)
        except Failure as failure:
            track.miss(failure)
            return moment
        track.hear(sample, UNIVERSAL + sample.answered_at)
        return sample.answered_at
