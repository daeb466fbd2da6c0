"""The history of one chat: its file, what is known of it in memory, and how long it is kept."""

import contextlib
import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from servers import journal
from servers.chat.history.files import Files
from servers.chat.history.reading import Reading
from servers.chat.history.records import Mark, Record
from servers.chat.history.store import LOGINS, Known, Store

if TYPE_CHECKING:
    from servers.chat.outbox import Outbox

LATER = 2.0
"""Seconds that what can wait does wait for a message to be written with."""

WORDS = 1_024
"""Messages whose words are put into the index together at the latest: some milliseconds."""

NOTED = 10_000
"""Notes that wait at most, while the disk takes nothing; the oldest is forgotten."""

STEP = 200
"""Messages forgotten at once: a few milliseconds, in which nothing else is written."""

OWNER = 0o600
"""Nobody else of the machine may read the file: direct messages are in it."""

_DAY = 86_400_000
"""Milliseconds."""


class History:
    """The file at `path`, made if it is not there; raises OSError where it cannot be used.

    The hub's lock guards `logins` and what `next` counts; `_lock` guards the notes, and nothing is
    taken under it. What is said to be the writer's is called on the stream's thread alone.
    """

    def __init__(
        self,
        path: Path,
        *,
        days: int = 0,
        messages: int = 0,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        """`days` and `messages` are kept, 0: all of them; `clock` is in nanoseconds."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(OWNER)
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, _locked(path.with_suffix(".lock")))
            self._store = Store(path)
            stack.callback(self._store.close)
            self.reading = Reading(path)
            stack.callback(self.reading.close)
            self._files = Files(path)
            self._release = stack.pop_all()
        self.logins = self._store.logins
        """Who has ever been here, by key: the newest last."""
        self._days, self._messages = days, messages
        self._clock = clock
        self._number, self._moment = self._store.last, self._store.moment
        self._lock = threading.Lock()
        self._heard: dict[tuple[str, int], Outbox] = {}
        self._met: dict[str, tuple[str, int]] = {}
        self._due = 0.0
        self._failing = False
        self._log: logging.Logger = journal.logger("chat")

    def next(self) -> tuple[int, int]:
        """Return a number that no message has had, and the moment in milliseconds."""
        self._number += 1
        self._moment = max(self._moment, self._clock() // 1_000_000)
        return self._number, self._moment

    def next_all(self, count: int) -> tuple[range, int]:
        """Return so many numbers, and the one moment of all of them."""
        first, moment = self.next()
        self._number += count - 1
        return range(first, first + count), moment

    def identity(self, number: int) -> str:
        """Return the `msgid` of a message: another file's are others."""
        return f"{self._store.birth}-{number:x}"

    def number(self, identity: str) -> int | None:
        """Return the number that is meant, None where no message can have it."""
        birth, _, digits = identity.partition("-")
        if birth != self._store.birth or not (digits.isascii() and digits.isalnum()):
            return None
        try:
            number = int(digits, 16)
        except ValueError:
            return None
        return number if 0 < number <= self._number else None

    def meet(self, key: str, login: str) -> None:
        """Remember that somebody is here: messages can be left for this login from now on."""
        self.logins.pop(key, None)
        self.logins[key] = login
        if len(self.logins) > LOGINS:
            del self.logins[next(iter(self.logins))]
        with self._lock:
            self._met[key] = (login, self._clock() // 1_000_000)
            _bound(self._met)

    def missed(self, recipient: str) -> list[Record]:
        """Return what was said to somebody who has not heard it, the oldest first."""
        with self._lock:
            handed = {number for key, number in self._staying() if key == recipient}
        return self.reading.missed(recipient, handed)

    # What follows is the writer's.

    def keep(self, contents: Sequence[Record | Mark]) -> Known:
        """Write messages and marks, and what was noted; OSError where nothing was written."""
        records = [content for content in contents if isinstance(content, Record)]
        marks = [content for content in contents if isinstance(content, Mark)]
        with self._lock:
            heard, met = self._staying(), dict(self._met)
            noted = list(self._heard)
        try:
            self._files.check()
            known = self._store.write(records, marks, heard, met)
        except OSError as error:
            self._fail(error)
            raise
        with self._lock:
            for key in noted:
                del self._heard[key]
            for login, seen in met.items():
                if self._met.get(login) == seen:
                    del self._met[login]
        if self._failing:
            self._failing = False
            self._log.info("the history is written again")
        return known

    def heard(self, recipient: str, number: int, outbox: "Outbox") -> None:
        """Note that a direct message was handed to this outbox; it is written down later, if the
        outbox is all right by then.
        """
        if outbox.fault is None and outbox.until is None:
            with self._lock:
                self._heard[recipient, number] = outbox
                _bound(self._heard)

    def index(self) -> None:
        """Let all that is kept be found by its words."""
        try:
            self._store.index()
        except OSError as error:
            self._fail(error)

    def tidy(self) -> None:
        """Now and then, write down what waits, index it, and forget some of what is too old."""
        if self._store.unindexed >= WORDS:
            self.index()
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + LATER
        try:
            self._files.check()
            if self._heard or self._met:
                self.keep([])
            self._store.index()
            if self._days or self._messages:
                oldest = self._clock() // 1_000_000 - self._days * _DAY if self._days else 0
                if self._store.prune(self._messages, oldest, STEP) == STEP:
                    self._due = 0.0
        except OSError as error:
            self._fail(error)

    def finish(self) -> None:
        """Write down what waits, and let go of the file."""
        self._due = 0.0
        self.tidy()
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._release.close()

    def _staying(self) -> list[tuple[str, int]]:
        return [noted for noted, outbox in self._heard.items() if outbox.fault is None]

    def _fail(self, error: OSError) -> None:
        if not self._failing:
            self._failing = True
            self._log.error("the history cannot be written, so messages are refused: %s", error)


def _locked(path: Path) -> int:
    """Keep a second host from the file: each counts the messages by itself."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, OWNER)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise OSError(error.errno, "another host uses it") from None
    return descriptor


def _bound(notes: dict[str, tuple[str, int]] | dict[tuple[str, int], "Outbox"]) -> None:
    while len(notes) > NOTED:
        notes.pop(next(iter(notes)))  # type: ignore[call-overload]
