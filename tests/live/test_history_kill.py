"""`kill -9` of a host while people talk: what was echoed is kept, once, and in order.

    PYTHONPATH=.:tests python tests/live/test_history_kill.py --kills 50

Each client numbers what it says and sends it with a reference. After a kill it comes back, and
says again, with the same references, what it had no echo of. One more is an ordinary client, which
pastes many lines at once, has no references, and says nothing twice.
"""

import re
import socket
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from live.killed_host import killable_host
from live.killing import by_hand

from servers.chat.history import History

CLIENTS = 4
AHEAD = 8
"""Messages that a client says before it has heard the echo of the first of them."""

LONGEST = 400
"""Echoes after which a host is killed at the latest."""

LATEST = 0.004
"""Seconds by which the kill comes after the echo: as long as a commit takes."""

PASTED = 20
"""Lines that are pasted: they are stored together."""

ECHO = re.compile(r"\+vasistas/ref=(\d+)-(\d+).* PRIVMSG #lobby :(\d+)")
MINE = re.compile(r"[@;]msgid=([^; ]+).* :paster!.* PRIVMSG #lobby :(\d+)")


@dataclass
class Client:
    """What one client knows: the identity of each message that was echoed."""

    number: int
    echoed: dict[int, str] = field(default_factory=dict)
    again: int = 0
    first: dict[int, int] = field(default_factory=dict)

    def talk(self, port: int, progress: "Progress") -> None:
        """Say what has no echo yet, and go on from there, until the host is gone."""
        try:
            with socket.create_connection(("127.0.0.1", port), 30) as connection:
                self._converse(connection, progress)
        except ConnectionError:
            pass

    def _converse(self, connection: socket.socket, progress: "Progress") -> None:
        said = len(self.echoed)
        hello = f"CAP REQ :echo-message message-tags\nNICK c{self.number}\nUSER c 0 * :c\nCAP END\n"
        connection.sendall(f"{hello}JOIN #lobby\n".encode())
        with connection.makefile(encoding="utf-8") as heard:
            while True:
                while said < len(self.echoed) + AHEAD:
                    self.again += said in self.first
                    self.first.setdefault(said, 1)
                    reference = f"{self.number}-{said}"
                    words = f"@+vasistas/ref={reference} PRIVMSG #lobby :{said}\n"
                    connection.sendall(words.encode())
                    said += 1
                if not (line := heard.readline()):
                    return
                self._hear(line, progress)

    def _hear(self, line: str, progress: "Progress") -> None:
        found = ECHO.search(line)
        if not (line.endswith("\n") and found and found[1] == str(self.number)):
            return
        assert len(self.echoed) == int(found[2]), "an echo out of order"
        identity = re.search(r"[@;]msgid=([^; ]+)", line)
        assert identity
        self.echoed[int(found[2])] = identity[1]
        progress.step()


@dataclass
class Paster:
    """An ordinary client: the identity of each line that was echoed."""

    echoed: dict[int, str] = field(default_factory=dict)
    said: int = 0

    def talk(self, port: int, progress: "Progress") -> None:
        """Paste lines, and paste more when all of them have been echoed, until the host is gone."""
        hello = b"CAP REQ :echo-message message-tags\nNICK paster\nUSER p 0 * :p\nCAP END\n"
        try:
            with socket.create_connection(("127.0.0.1", port), 30) as connection:
                connection.sendall(hello + b"JOIN #lobby\n")
                with connection.makefile(encoding="utf-8") as heard:
                    while self._paste(connection, heard, progress):
                        pass
        except ConnectionError:
            pass

    def _paste(self, connection: socket.socket, heard: Iterable[str], progress: "Progress") -> bool:
        """Paste once; say whether all of it was echoed."""
        begun = len(self.echoed)
        lines = range(self.said, self.said + PASTED)
        self.said += PASTED
        connection.sendall("".join(f"PRIVMSG #lobby :{line}\n" for line in lines).encode())
        for line in heard:
            if line.endswith("\n") and (found := MINE.search(line)):
                self.echoed[int(found[2])] = found[1]
                progress.step()
                if len(self.echoed) == begun + PASTED:
                    return True
        return False

    def check(self, kept: Sequence[tuple[int, str]]) -> None:
        """Compare what is in the file."""
        numbers = [number for number, _ in kept]
        assert numbers == sorted(set(numbers)), "doubled or out of order"
        assert self.echoed.items() <= dict(kept).items(), "echoed, and lost"


class Progress:
    """Counts echoes, and says when it is time to kill."""

    def __init__(self, left: int) -> None:
        self.due = threading.Event()
        self._left = left
        self._lock = threading.Lock()

    def step(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                self.due.set()


def kill_once(data: Path, clients: Sequence[Client | Paster], random: Random) -> None:
    progress = Progress(random.randrange(1, LONGEST))
    with killable_host(data, service="chat") as (process, port):
        threads = [
            threading.Thread(target=client.talk, args=(port, progress)) for client in clients
        ]
        for thread in threads:
            thread.start()
        assert progress.due.wait(60)
        threading.Event().wait(random.uniform(0, LATEST))
        process.kill()
        process.wait()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


def check(data: Path, clients: Sequence[Client], paster: Paster) -> int:
    """Compare the file, as the dead host left it, with what the clients know."""
    history = History(data / "chat.sqlite3")
    try:
        kept: dict[str, list[tuple[int, str]]] = defaultdict(list)
        page = history.reading.page("#lobby", None, None, 10_000_000, newest=False)
        for record in page:
            kept[record.sender].append((int(record.text), history.identity(record.number)))
    finally:
        history.close()
    for client in clients:
        mine = kept[f"c{client.number}"]
        assert [number for number, _ in mine] == list(range(len(mine))), "doubled or out of order"
        assert len(client.echoed) <= len(mine), "echoed, and lost"
        for number, identity in client.echoed.items():
            assert mine[number][1] == identity, "kept under another identity"
    paster.check(kept["paster"])
    return len(page)


def kill_many(data: Path, kills: int, seed: int) -> Counter[str]:
    """Kill a host so many times; return what was seen, or AssertionError."""
    random = Random(seed)
    clients, paster = [Client(number) for number in range(CLIENTS)], Paster()
    facts: Counter[str] = Counter()
    echoed = 0
    for _ in range(kills):
        kill_once(data, [*clients, paster], random)
        facts["messages_kept"] = check(data, clients, paster)
        echoed = sum(len(client.echoed) for client in (*clients, paster))
        facts["kept_but_not_yet_echoed"] += facts["messages_kept"] - echoed
        facts["kills"] += 1
    facts["messages_echoed"] = echoed
    facts["lines_pasted_and_echoed"] = len(paster.echoed)
    facts["messages_said_again"] = sum(client.again for client in clients)
    return facts


def test_a_host_that_is_killed_loses_and_doubles_nothing_that_was_said(tmp_path: Path) -> None:
    facts = kill_many(tmp_path, kills=6, seed=2017)
    assert facts["kills"] == 6
    assert facts["messages_echoed"] > 6
    assert facts["messages_said_again"] > 0
    assert facts["lines_pasted_and_echoed"] > 0


if __name__ == "__main__":
    by_hand(
        "Kill a host while people talk, and look.",
        50,
        kill_many,
        "Everything echoed is kept, once and in order.",
    )
