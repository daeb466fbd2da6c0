"""Notices what the owner does to the photos by hand, by comparing the directory with the index.

That a name has come or gone shows in the directory's mtime, which costs nothing to look at. That a
file was written in place does not: for that every file's stamp is compared, now and then.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from protocol import names
from servers import journal
from servers.photos.facts import Place, Stamp
from servers.photos.index import Index
from servers.photos.trash import Trash

EVERY = 1.0
"""Seconds between two looks at the directory, however many ask."""

QUICK = 0.05
"""Seconds that a look may take on the thread of whoever asks: not felt. A longer one, from some
20,000 photos on, is the keeper's, and shows a moment later."""

SETTLED = 2.0
"""Seconds after which a directory that changes again has another mtime: memory cards count in
steps of two."""

DEPARTED = 1024
"""Photos that went and whose place by time and size is still known, for whoever stands there
between two pages; more pages are not open."""

NAMED = 5
"""Names in one line of the log."""

UNLISTED = 1000
"""Names that are no photos' and of which is known that the log has said them."""

Compose = Callable[[str], str | None]
"""Gives a file that is not listed a name under which it is, and returns that."""


def leave(name: str) -> None:
    """Leave a file that is not listed as it is."""
    del name


class Watch:
    """Any thread may call. Raises OSError where the disk fails.

    `_looking` is held while the directory is compared with the index, which is the disk's work:
    two at once would find everything twice. Whoever asks at the very start waits for it, and later
    nobody does. `_lock` guards `_departed`, and is held for memory only. The index's locks, and
    whatever `compose` takes, are taken under `_looking`, never the other way round.
    """

    def __init__(
        self,
        directory: Path,
        index: Index,
        trash: Trash,
        *,
        compose: Compose = leave,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.wanted = threading.Event()
        """Set when there is something for the keeper to do."""
        self._directory = directory
        self._index = index
        self._trash = trash
        self._compose = compose
        self._now = now
        self._clock = clock
        self._log = journal.logger("archive")
        self._looking = threading.Lock()
        self._lock = threading.Lock()
        self._departed: OrderedDict[str, Place] = OrderedDict()
        self._seen: tuple[int, int] | None = None
        self._next = self._looked = float("-inf")
        self._cost: float | None = None
        self._unlisted: set[str] = set()
        self.unlisted = 0
        """Files that are not listed, since no photo may have their names."""

    def catch_up(self, *, here: bool = False) -> None:
        """Notice what has changed, if nobody has looked for a moment.

        `here`, however long that takes; else the keeper does what takes long.
        """
        if self._cost is None:
            self._look_first()
        moment = self._clock()
        if moment < (self._looked + EVERY if here else self._next):
            return
        self._next = moment + EVERY
        self._index.check()
        if not self.is_behind:
            return
        if here or self._cost is None or self._cost <= QUICK:
            self.look()
        else:
            self.wanted.set()

    @property
    def is_behind(self) -> bool:
        """Whether names have changed, or may have, since the last look."""
        return self._seen != self._state()

    def look(self, *, closely: bool = False) -> None:
        """Compare the names with what is known; closely, the stamps of all photos too."""
        with self._looking:
            self._look(closely=closely)

    def stamp(self, name: str) -> Stamp | None:
        """Return the stamp of a photo; None where there is none of that name."""
        return self._stamp(name) if names.photo_is_valid(name) else None

    def _stamp(self, name: str) -> Stamp | None:
        try:
            return Stamp.of_file(os.lstat(f"{self._directory}/{name}"))
        except OSError:
            return None

    def note(self, name: str, stamp: Stamp) -> None:
        """Know that a photo is there, and nothing more of it."""
        self._index.note([(name, stamp, None)])
        self._index.well([name])
        self.wanted.set()

    def remove(self, photos: Iterable[tuple[str, Stamp]]) -> None:
        """Know that photos are gone; where they stood by time and size is kept a while."""
        gone = list(photos)
        places = {name: self._index.place(name) for name, _ in gone[-DEPARTED:]}
        self._index.remove(gone)
        with self._lock:
            self._departed |= {name: place for name, place in places.items() if place}
            while len(self._departed) > DEPARTED:
                self._departed.popitem(last=False)

    def departed(self, name: str) -> Place | None:
        """Return where a photo stood that went a while ago."""
        with self._lock:
            return self._departed.get(name)

    def _look_first(self) -> None:
        with self._looking:
            if self._cost is None:
                self._look(closely=True)

    def _look(self, *, closely: bool) -> None:
        started = self._clock()
        state = self._state()
        known = self._known(closely=closely)
        found, others = self._names(known)
        composed = {name: new for name in others if (new := self._compose(name))}
        found.update(composed.values())
        others -= composed.keys()
        came = dict(self._stamps(found, known, closely=closely))
        went = dict(self._missing(known.keys() - found))
        self._change(came, went)
        self._say_unlisted(others)
        self._cost = self._clock() - started
        self._looked = self._clock()
        self._next = self._looked + EVERY
        settled = state[0] + int(SETTLED * 1e9) < int(self._now() * 1e9)
        self._seen = (state[0], self._index.generation) if settled else None
        self.wanted.set()

    def _state(self) -> tuple[int, int]:
        return self._directory.stat().st_mtime_ns, self._index.generation

    def _known(self, *, closely: bool) -> dict[str, Stamp | None]:
        """Return what is known; before the directory is read, so that what arrives is not lost."""
        if closely:
            return dict(self._index.stamps().items())
        return dict.fromkeys(self._index.names())

    def _names(self, known: Collection[str]) -> tuple[set[str], set[str]]:
        """Return the names of the photos, and those of files that are none, but for hidden ones."""
        found, others = set(), set()
        with os.scandir(self._directory) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    name = entry.name
                    if name in known or names.photo_is_valid(name):
                        found.add(name)
                    elif not name.startswith("."):
                        others.add(name)
        return found, others

    def _stamps(
        self, found: set[str], known: dict[str, Stamp | None], *, closely: bool
    ) -> Iterator[tuple[str, Stamp]]:
        """Yield what is not known with the stamp that it has."""
        for name in found if closely else found - known.keys():
            stamp = self._stamp(name)
            if stamp and stamp != known.get(name):
                yield name, stamp

    def _missing(self, missed: set[str]) -> Iterator[tuple[str, Stamp]]:
        """Yield what really is not there, by another look: a photo may have come back since."""
        for name in missed:
            known = self._index.get(name)
            if known and self.stamp(name) is None:
                yield name, known[1]

    def _change(self, came: dict[str, Stamp], went: dict[str, Stamp]) -> None:
        by_stamp = {stamp: name for name, stamp in went.items()}
        renamed = {name: by_stamp[stamp] for name, stamp in came.items() if stamp in by_stamp}
        photographers = {name: self._by(old) for name, old in renamed.items()}
        self._index.note((name, came[name], photographers.get(name)) for name in sorted(came))
        self._index.well(came)
        self.remove(went.items())
        self._say(came, went, renamed)

    def _by(self, name: str) -> str | None:
        known = self._index.get(name)
        return known[0].by if known else None

    def _say(self, came: dict[str, Stamp], went: dict[str, Stamp], renamed: dict[str, str]) -> None:
        vanished = went.keys() - set(renamed.values())
        if vanished:
            vanished -= self._trash.names()
        if vanished:
            self._index.trouble(vanished, "vanished", self._now())
            self._log.warning("vanished: %s", _some(vanished))
        if added := came.keys() - renamed.keys():
            self._log.info("found in the directory: %s", _some(added))
        if renamed:
            pairs = {f"{old} is now {new}" for new, old in renamed.items()}
            self._log.info("renamed in the directory: %s", _some(pairs))

    def _say_unlisted(self, others: set[str]) -> None:
        """Say once of each file that is not listed."""
        self.unlisted = len(others)
        if new := others - self._unlisted:
            words = "not listed, for no photo may have such a name, or another has it: %s"
            if len(self._unlisted) < UNLISTED:
                self._log.warning(words, _some(new))
        self._unlisted = set(sorted(others)[:UNLISTED])


def _some(words: Iterable[str]) -> str:
    """Write a few of them, and how many more there are."""
    all_of_them = sorted(words)
    more = len(all_of_them) - NAMED
    return ", ".join(all_of_them[:NAMED]) + (f" and {more} more" if more > 0 else "")
