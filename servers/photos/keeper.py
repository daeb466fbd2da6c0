"""What an archive does when nobody asks: it looks into what is new, and after what is old.

One thread (`archive keeper`) that waits most of the time. The work of reading is done by a process
of the lowest priority, so that neither a hostile picture nor a large one is felt by anybody.

Everything waits for the photo that is being read. So the smallest come first, and of a file that is
larger than the archive takes photos only the header is looked at: a sparse one of terabytes would
take days. Such a file has no digest, unless `--verify` has read it.
"""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

from protocol.errors import RemoteProtocolError
from servers import journal
from servers.photos.catalogue import Catalogue
from servers.photos.facts import Examined, Facts, Header, Stamp
from servers.photos.inspection import Inspector, Unanswered
from servers.photos.trash import Trash
from servers.photos.verify import judge, unreadable
from servers.photos.watch import SETTLED

MONTH = 30 * 24 * 3600.0
"""Seconds in which every photo is read again once."""

VANISHED = MONTH
"""Seconds for which a photo that vanished is told of."""

REST = 1.0
"""Seconds between two photos that are read again: a disk that serves people hardly notices."""

ROUND = 60.0
"""Seconds after which there may be something to do that nobody has said."""

CLOSELY = 600.0
"""Seconds between two looks at the stamps of all photos, which finds what was written in place."""

HOURLY = 3600.0
"""Seconds between two looks for what has had its time: in the trash, and uploads unfinished."""

BATCH = 100
"""Photos that are looked into before anything else is looked after."""

GONE = 5.0
"""Seconds that stopping waits for the thread: what it waits for has been killed by then."""

_NONSENSE = (ArithmeticError, TypeError, ValueError)
"""What SQLite's binding raises for values that no column can have."""


class Keeper:
    """`start` and `stop` belong to the archive's owner; all else happens on the keeper's thread."""

    def __init__(
        self,
        catalogue: Catalogue,
        trash: Trash,
        trash_days: int,
        *,
        photo_limit: int,
        clock: Callable[[], float] = time.monotonic,
        rest: float = REST,
        hourly: Callable[[], None] = lambda: None,
    ) -> None:
        self._catalogue = catalogue
        self._trash = trash
        self._trash_days = trash_days
        self._photo_limit = photo_limit
        self._clock = clock
        self._rest = rest
        self._hourly = hourly
        self._log = journal.logger("archive")
        self._inspector = Inspector(catalogue.directory)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="archive keeper", daemon=True)
        self._due: dict[str, float] = {}

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, at once; a photo that is being read is read another time."""
        self._stopping.set()
        self._catalogue.watch.wanted.set()
        self._inspector.kill()
        if self._thread.ident:
            self._thread.join(GONE)
        self._inspector.end()

    def reads(self, size: int) -> bool:
        """Whether photos of so many bytes are read, so that their digest will be known."""
        return size <= self._photo_limit

    def _run(self) -> None:
        while not self._stopping.is_set():
            with ExitStack() as stack:
                stack.push(self._endure)
                self._work_and_wait()

    def _endure(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Log a mistake, in one line, and rest: the thread goes on, and not at once."""
        if not isinstance(error, Exception):
            return False
        self._log.error("the catalogue is not kept for a minute: %s", journal.mistake())
        self._stopping.wait(ROUND)
        return True

    def _work_and_wait(self) -> None:
        wanted = self._catalogue.watch.wanted
        wanted.clear()
        try:
            seconds = self._work()
        except (OSError, RemoteProtocolError) as error:
            self._log.warning("the catalogue cannot be kept: %s", error)
            seconds = ROUND
        except Unanswered as error:
            if not self._stopping.is_set():
                self._log.warning("photos cannot be looked into: %s", error)
            seconds = ROUND
        wanted.wait(seconds)

    def _work(self) -> float:
        """Do a little of what there is to do; return the seconds until there may be more."""
        self._look()
        self._expire()
        found = self._catalogue.index.unexamined(BATCH, self._settled())
        if found:
            self._examine_all(found)
            return 0.0
        if self._verify():
            return self._rest
        self._inspector.end()
        return SETTLED if self._catalogue.index.unexamined(1) else ROUND

    def _look(self) -> None:
        watch = self._catalogue.watch
        if self._is_due("closely", CLOSELY):
            watch.look(closely=True)
            before = self._catalogue.now() - VANISHED
            self._catalogue.index.well_since("vanished", before)
        else:
            watch.catch_up(here=True)

    def _expire(self) -> None:
        if not self._is_due("expiry", HOURLY):
            return
        self._hourly()
        self._trash.tidy()
        if self._trash_days and (gone := self._trash.expire(self._trash_days)):
            words = "removed from the trash after %d days: %d photos"
            self._log.info(words, self._trash_days, len(gone))

    def _is_due(self, what: str, every: float) -> bool:
        moment = self._clock()
        if moment < self._due.get(what, moment):
            return False
        self._due[what] = moment + every
        return True

    def _settled(self) -> int:
        return int((self._catalogue.now() - SETTLED) * 1e9)

    def _examine_all(self, photos: list[tuple[Facts, Stamp]]) -> None:
        """Find out what is in photos; what is known when something fails is written down."""
        done: list[Examined] = []
        try:
            for facts, stamp in photos:
                if self._stopping.is_set():
                    break
                if examined := self._examine(facts, stamp):
                    done.append(examined)
        finally:
            self._know(done)
        for one in done:
            if one.sha256:
                self._catalogue.say_twins(one.name, one.sha256)

    def _know(self, done: list[Examined]) -> None:
        """Write down what was found; of a header that cannot be written, that nothing was."""
        try:
            self._catalogue.index.examined(done, self._catalogue.now())
        except _NONSENSE as error:
            if len(done) > 1:
                for one in done:
                    self._know([one])
                return
            self._log.warning("the header of %s is nonsense: %s", done[0].name, error)
            self._know_nothing(done[0].name, done[0].stamp, done[0].sha256)

    def _know_nothing(self, name: str, stamp: Stamp, sha256: str | None = None) -> None:
        nothing = Examined(name, stamp, sha256, Header())
        self._catalogue.index.examined([nothing], self._catalogue.now())

    def _examine(self, facts: Facts, stamp: Stamp) -> Examined | None:
        """Find out a photo's digest, if need be, and what it says of itself."""
        digest = facts.sha256 is None and self.reads(stamp.size)
        read = self._inspector.read(facts.name, stamp.size, digest=digest)
        header = self._header()
        if read.failed:
            self._failed(facts, stamp, read.failed)
            return None
        if read.stamp != stamp:
            self._catalogue.facts(facts.name)
            return None
        return Examined(facts.name, stamp, read.sha256, header)

    def _header(self) -> Header:
        try:
            return self._inspector.header()
        except Unanswered:
            if self._stopping.is_set():
                raise
            return Header()

    def _failed(self, facts: Facts, stamp: Stamp, why: str) -> None:
        if self._catalogue.watch.stamp(facts.name) == stamp:
            unreadable(self._catalogue, facts.name, why)
            self._know_nothing(facts.name, stamp)
        else:
            self._catalogue.watch.look(closely=True)

    def _verify(self) -> bool:
        """Read again the photo that was read longest ago; false if that is not long ago."""
        due = self._catalogue.index.due(self._catalogue.now() - MONTH)
        if due is None:
            return False
        facts, stamp = due
        if not self.reads(stamp.size):
            self._catalogue.index.verified(facts.name, self._catalogue.now())
            return True
        read = self._inspector.read(facts.name, stamp.size, digest=True)
        self._header()
        if read.failed or read.stamp is None or read.sha256 is None:
            self._failed(facts, stamp, read.failed)
        else:
            judge(self._catalogue, facts, stamp, read.stamp, read.sha256)
        return True
