"""What every action on photos shares: the archive that is asked, and how things are told."""

import argparse
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from protocol import names, web
from protocol.errors import RemoteProtocolError
from tui import failures
from tui.clients.archive.photo import Archive, Page, Photo, Progress, Sort
from tui.clients.archive.walking import Way
from tui.clients.failure import Failure, Step
from tui.commands.result import Result, result_of, say, show, show_json
from tui.printable import printable
from tui.words import _

OFTEN = 0.1
"""Seconds between two lines about a transfer: what an eye follows."""

_ENDS = {"quota", "disque", "commande", "panne", "debit"}
"""Refusals that the next photo would meet too."""

_MEGABYTE = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """One command: what it was told, and the archive at `peer`."""

    archive: Archive
    arguments: argparse.Namespace
    peer: str

    async def pages(self, sort: Sort = Sort.NAME, match: str = "") -> AsyncIterator[Page]:
        """Yield the pages of the list, each as it comes. Raises Failure where they have no end."""
        way, after = Way(), None
        while True:
            page = await self.archive.page(after, limit=web.PAGE_LIMIT, sort=sort, match=match)
            following = way.on(page, self.peer)
            yield page
            if following is None:
                return
            after = following

    async def photos(self) -> list[Photo]:
        """Return all photos."""
        return [photo async for page in self.pages() for photo in page.photos]

    async def each(self, given: Iterable[T], do: Callable[[T], Awaitable[Result]]) -> Result:
        """Do it to one after the other; the first one that fails decides the exit status.

        A photo that is refused or damaged does not keep the next one from its turn.
        """
        result = Result.DONE
        for one in given:
            found = await self.attempt(one, do)
            result = result or found
        return result

    async def attempt(self, one: T, do: Callable[[T], Awaitable[Result]]) -> Result:
        """Do it to one, and say why it is refused; other failures pass."""
        try:
            return await do(one)
        except Failure as failure:
            refused = failure.step is Step.REFUSED and failure.code not in _ENDS
            if not refused and failure.code != "abime":
                raise
            name = one.name if isinstance(one, Photo) else one
            say(f"{name}: {failures.sentence(failure)} {failures.remedy(failure)}")
            return result_of(failure)

    def tell(self, name: str, **facts: object) -> None:
        """Say that a photo is done: a line of JSON, or its name."""
        if self.arguments.json:
            show_json({"name": name} | facts)
        else:
            show(name)


def checked_name(text: str) -> str | None:
    """Return the photo's name, or say why it is none."""
    try:
        return names.photo(text)
    except RemoteProtocolError:
        words = _(
            "“{name}” is no photo's name: no “/”, no dot at the beginning, 255 bytes at most."
        )
        say(words.format(name=text))
        return None


@contextmanager
def progress(name: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress | None]:
    """Say on stderr how far a photo is, and wipe that away in the end; only for a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    started, shown = clock(), 0.0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        now = clock()
        if now - shown >= OFTEN:
            shown = now
            line = _line(name, done, total, now - started)
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _line(name: str, done: int, total: int, seconds: float) -> str:
    speed = done / _MEGABYTE / seconds if seconds else 0.0
    facts = f"{100 * done // max(1, total):3} %  {speed:6.1f} MB/s  "
    room = max(1, shutil.get_terminal_size().columns - len(facts) - 1)
    return facts + printable(name)[:room]
