"""Many clients of an IRC server at once: what they hear, when, in which order; and what it costs.

    python -m benchmarks.crowd JSON

runs one load (`Load`) in this process, and prints what was found, as JSON. Some members of a room
speak, all of them listen and acknowledge at once. While the clock runs nothing is parsed: bytes go
into memory that is there already, a call or two of the system for each time that some come, and
only afterwards is every line looked at.
"""

import json
import re
import select
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.members import PATIENCE, Listener, Speaker, entered, line, memory, until
from benchmarks.rivals import Server

_SAID = re.compile(rb":\S+ PRIVMSG #crowd :(\d) (\d{7}) x{50}\r\n")


@dataclass(frozen=True)
class Load:
    """`speakers` of the members speak, in turn. `rate`: messages a second, 0: as many as are taken;
    `window`: messages on their way at most, 0: any number; `silent`: one more, who never reads.
    """

    port: int
    process: int
    members: int
    messages: int
    rate: float = 0
    window: int = 0
    silent: bool = False
    speakers: int = 4


@dataclass(frozen=True)
class Result:
    """Deliveries, the seconds they took, and the server's processor time; latencies in seconds;
    KiB by which the server's memory grew at most.
    """

    deliveries: int
    seconds: float
    processor: float
    median: float
    worst: float
    """The 99th percentile."""
    grown: int


class Crowd:
    """A room full of members under one load."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.server = Server("", load.port, load.process, Path())
        self.members = [Listener(load.port, f"n{count:04}") for count in range(load.members)]
        self.count = load.speakers
        each = load.messages // self.count
        self.speakers = [
            Speaker(count, member.socket, each)
            for count, member in enumerate(self.members[: self.count])
        ]
        self.deliveries = each * self.count * (load.members - 1)
        self.length = self._settled()
        for count, member in enumerate(self.members):
            member.expect(self.length * each * (self.count - (count < self.count)))
        self._deaf = entered(load.port, "deaf") if load.silent else None

    def run(self) -> Result:
        """Have all of it said and heard, and look at every line."""
        if self._deaf is not None:
            self._settle_again()
        before, known = self.server.seconds(), memory(self.load.process)
        began = time.perf_counter()
        most = self._converse(began)
        seconds = max(moment for member in self.members for moment, _ in member.moments) - began
        processor = self.server.seconds() - before
        latencies = sorted(self._latencies())
        if len(latencies) != self.deliveries:
            raise RuntimeError("not everything was heard")
        middle, last = latencies[len(latencies) // 2], latencies[len(latencies) * 99 // 100]
        return Result(self.deliveries, seconds, processor, middle, last, most - known)

    def _settled(self) -> int:
        """Let all that comes of entering be heard, and one message; return its length."""
        for member in self.members:
            member.socket.sendall(b"PONG awake\r\n")
        self.speakers[0].socket.sendall(line(0, 9_999_999))
        self.members[-1].socket.sendall(line(1, 9_999_999))
        length = 0
        for count, member in enumerate(self.members):
            heard = until(member.socket, b" 9999999 x", 2 - (count in (0, self.load.members - 1)))
            length = len(heard.splitlines(keepends=True)[-1])
        return length

    def _settle_again(self) -> None:
        """Let the others hear of one more."""
        for member in self.members:
            member.socket.setblocking(True)
            until(member.socket, b" JOIN ", 1)
            member.socket.setblocking(False)

    def _converse(self, began: float) -> int:
        """Speak and listen until all is heard; return the most memory that was seen."""
        poll = select.epoll()
        by_descriptor = {member.socket.fileno(): member for member in self.members}
        for descriptor in by_descriptor:
            poll.register(descriptor, select.EPOLLIN)
        left = sum(1 for member in self.members if member.size)
        most, look = 0, began
        while left:
            now = time.perf_counter()
            if now > look:
                most, look = max(most, memory(self.load.process)), now + 0.05
                if now - began > PATIENCE:
                    raise RuntimeError("that took too long")
            self._speak(now - began)
            for descriptor, _event in poll.poll(self._pause(now - began)):
                member = by_descriptor[descriptor]
                member.listen()
                if member.is_done:
                    poll.unregister(descriptor)
                    left -= 1
        poll.close()
        return max(most, memory(self.load.process))

    def _speak(self, passed: float) -> None:
        said = self.load.messages
        if self.load.rate:
            said = int(passed * self.load.rate)
        elif self.load.window:
            said = self.members[-1].length // self.length + self.load.window
        for count, speaker in enumerate(self.speakers):
            speaker.speak((said + self.count - 1 - count) // self.count)

    def _pause(self, passed: float) -> float:
        rate = self.load.rate
        return max(0.0, (int(passed * rate) + 1) / rate - passed) if rate else 0.001

    def _latencies(self) -> Iterator[float]:
        """Look at all lines: who hears what everybody else hears is compared, not read again."""
        read: Sequence[float] = ()
        for count, member in enumerate(self.members):
            if count <= self.count or not self._agree(member):
                read = list(self._said(member, count))
            start = 0
            for moment, length in member.moments:
                end = length // self.length
                yield from (moment - said for said in read[start:end])
                start = end

    def _agree(self, member: Listener) -> bool:
        """Say whether somebody heard the same as the first who only listens."""
        first = self.members[self.count]
        return member.heard[: member.size] == first.heard[: first.size]

    def _said(self, member: Listener, number: int) -> Iterator[float]:
        """Yield when each line was said that somebody heard: all of them, in order for each."""
        following: Mapping[int, Iterator[int]] = defaultdict(lambda: iter(range(10_000_000)))
        for start in range(0, member.size, self.length):
            found = _SAID.fullmatch(member.heard[start : start + self.length])
            if found is None or int(found[1]) == number:
                raise RuntimeError("something else was heard")
            speaker, count = int(found[1]), int(found[2])
            if next(following[speaker]) != count:
                raise RuntimeError("a message was lost, or came out of order")
            yield self.speakers[speaker].moments[count]


def main() -> None:
    """Run the load that is given."""
    print(json.dumps(asdict(Crowd(Load(**json.loads(sys.argv[1]))).run())))


if __name__ == "__main__":
    main()
