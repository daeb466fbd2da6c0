"""A million messages of the chat: opening a room, paging back in it, and searching.

    python -m benchmarks.history [--messages 1000000] [--keep FILE]

The file is built by the store itself, so it is what a host would have written; then a host runs on
it, and a client asks over loopback. What counts is the time from the question to the batch's end.
"""

import argparse
import random
import re
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from protocol.sections import Limits
from servers.chat.history import History, Record
from servers.chat.history.records import between
from servers.chat.history.store import Store
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running

ROOMS = 30
PEOPLE = 60
VOCABULARY = 30_000
"""Words that are said, the first ones far more often than the last, as in any language."""

TOGETHER = 5_000
ASKED = 200
SYLLABLES = ("ba", "ci", "do", "fu", "la", "mé", "ni", "po", "ra", "su", "ta", "vi", "lon", "tre")


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description="Measure the chat's history.")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="use this file, or leave it there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = arguments.keep or Path(scratch) / "chat.sqlite3"
        if not path.exists():
            build(path, arguments.messages)
        size = path.stat().st_size
        print(f"{size / 1e6:10.0f} MB, {size / arguments.messages:.0f} bytes a message")
        measure(path)


def build(path: Path, count: int) -> None:
    """Write so many messages, as a host does but more of them at once."""
    History(path).close()
    store = Store(path)
    started = time.monotonic()
    records = _said(count)
    while batch := list(islice(records, TOGETHER)):
        store.write(batch)
        store.index()
    store.close()
    seconds = time.monotonic() - started
    print(f"{count:10,} messages written in {seconds:.0f} s, {count / seconds:,.0f} a second")


def measure(path: Path) -> None:
    """Ask a host that has this history."""
    limits = Limits(messages_per_second=0)
    history = History(path)
    with (
        running(ChatService("127.0.0.1", 0, Door(limits), limits, history=history)) as service,
        _Client(service.port, "p7") as client,
    ):
        client.ask("JOIN " + ",".join(f"#r{number}" for number in range(ROOMS)), "PING")
        asking = _Asking(client)
        _report("open a room", client, asking.room)
        _report("open a direct conversation", client, asking.person)
        pages = asking.pages()
        _report("page back", client, lambda: next(pages))
        _report("search a rare word everywhere", client, asking.rare)
        _report(
            "search a rare word in one room", client, lambda: f"{asking.rare()};{asking.inside()}"
        )
        _report("search a frequent word everywhere", client, asking.frequent)
        _report(
            "search a frequent word in one room",
            client,
            lambda: f"{asking.frequent()};{asking.inside()}",
        )
        _report("search two words", client, asking.both)
        _report("search what one person said", client, lambda: "SEARCH from=p9;limit=50")


class _Asking:
    """Questions as people ask them, the same ones in every run."""

    def __init__(self, client: "_Client") -> None:
        self._client = client
        self._random = random.Random(7)
        words = _vocabulary()
        self._frequent, self._rare = words[:20], words[2_000:]

    def room(self) -> str:
        return f"CHATHISTORY LATEST #r{self._random.randrange(ROOMS)} * 50"

    def person(self) -> str:
        return f"CHATHISTORY LATEST p{self._random.randrange(PEOPLE)} * 50"

    def inside(self) -> str:
        return f"in=#r{self._random.randrange(ROOMS)}"

    def rare(self) -> str:
        return f"SEARCH limit=50;text={self._random.choice(self._rare)}"

    def frequent(self) -> str:
        return f"SEARCH limit=50;text={self._random.choice(self._frequent)}"

    def both(self) -> str:
        return f"{self.frequent()}\\s{self._random.choice(self._rare)}"

    def pages(self) -> Iterator[str]:
        """Page after page, from the newest back, room after room."""
        for number in range(ROOMS):
            answer = self._client.ask(f"CHATHISTORY LATEST #r{number} * 50")
            for _ in range(20):
                first = re.search(r"msgid=([^; ]+)", answer[1])
                if first is None:
                    break
                question = f"CHATHISTORY BEFORE #r{number} msgid={first[1]} 50"
                yield question
                answer = self._client.ask(question)


class _Client:
    """Somebody who asks, and waits for the end of the answer."""

    def __init__(self, port: int, nick: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 60)
        self._heard = self._socket.makefile("r", encoding="utf-8")
        wanted = "batch server-time message-tags soju.im/search draft/chathistory"
        hello = f"CAP REQ :{wanted}\r\nNICK {nick}\r\nUSER {nick} 0 * :x\r\nCAP END"
        self.ask(hello, "PING")

    def __enter__(self) -> "_Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._heard.close()
        self._socket.close()

    def ask(self, question: str, end: str = "BATCH") -> list[str]:
        """Return the answer, up to the end of its batch or the answer to a PING."""
        ping = "\r\nPING 1" if end == "PING" else ""
        self._socket.sendall(f"{question}{ping}\r\n".encode())
        lines = []
        while True:
            line = self._heard.readline()
            lines.append(line)
            if (" BATCH -" in line) if end == "BATCH" else (" PONG " in line):
                return lines
            if not line or " FAIL " in line:
                raise SystemExit(f"{question}: {line}")


def _report(what: str, client: _Client, question: Callable[[], str]) -> None:
    times, found = [], 0
    for _ in range(ASKED):
        words = question()
        started = time.perf_counter()
        found += len(client.ask(words)) - 2
        times.append((time.perf_counter() - started) * 1000)
    median, late = statistics.median(times), sorted(times)[int(ASKED * 0.99)]
    print(f"{median:10.2f} ms  {what} (99 %: {late:.1f} ms; {found / ASKED:.0f} messages)")


def _vocabulary() -> list[str]:
    chooser = random.Random(3)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chooser.choices(SYLLABLES, k=chooser.randint(2, 4)))] = None
    return list(words)


def _said(count: int) -> Iterator[Record]:
    chooser = random.Random(5)
    words = _vocabulary()
    weights = [1 / (rank + 3) for rank in range(len(words))]
    text: Iterator[str] = iter(())
    moment = 1_700_000_000_000
    for number in range(1, count + 1):
        moment += chooser.randrange(20_000)
        if number % 1000 == 1:
            text = iter(chooser.choices(words, weights, k=12_000))
        line = " ".join(islice(text, chooser.randint(3, 12)))
        who = f"p{chooser.randrange(PEOPLE)}"
        source = f"{who}!~{who}@10.0.0.7"
        if number % 5:
            to = f"#r{int(ROOMS * chooser.random() ** 2)}"
            yield Record(number, moment, to, who, source, "PRIVMSG", to, line)
        else:
            to = f"p{chooser.randrange(PEOPLE)}"
            yield Record(number, moment, between(who, to), who, source, "PRIVMSG", to, line)


if __name__ == "__main__":
    main()
