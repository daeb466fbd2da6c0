"""Reads photos again and compares them with what they were: disks forget, and nobody notices.

A photo whose file has another size or mtime was changed by somebody, which is no harm. One that
says it is the same and is not has rotted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from protocol.reasons import said
from servers import journal
from servers.photos.catalogue import Catalogue
from servers.photos.digests import Changing, digest_of, open_photo
from servers.photos.facts import Facts, Stamp

MANY = 1_000_000
"""Photos of one report: more would not fit into the memory of a small host."""


class Outcome(StrEnum):
    """What came of reading a photo again."""

    INTACT = "intact"
    NEW = "new"
    CHANGED = "changed"
    ROTTED = "rotted"
    UNREADABLE = "unreadable"
    GONE = "gone"


@dataclass(slots=True)
class Report:
    """What came of reading everything; `troubles` has names by what is wrong with them."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    troubles: dict[str, list[str]] = field(default_factory=dict)
    size: int = 0

    @property
    def read(self) -> int:
        """How many photos were read to their end."""
        unread = (Outcome.UNREADABLE, Outcome.GONE)
        return sum(count for outcome, count in self.counts.items() if outcome not in unread)

    @property
    def well(self) -> bool:
        """Whether everything is as it was."""
        return not any(self.troubles.values())


def verify(catalogue: Catalogue, progress: Callable[[int, int], None]) -> Report:
    """Read every photo, on this thread; raises OSError where the directory cannot be read."""
    catalogue.watch.look(closely=True)
    stamps = catalogue.index.stamps()
    report = Report()
    for number, name in enumerate(sorted(stamps), 1):
        progress(number, len(stamps))
        if known := catalogue.index.get(name):
            outcome = _read(catalogue, *known)
            report.counts[outcome] += 1
            report.size += known[0].size
    troubles, _ = catalogue.problems(MANY)
    for trouble in sorted(troubles, key=lambda trouble: trouble.name):
        report.troubles.setdefault(trouble.kind, []).append(trouble.name)
    return report


def _read(catalogue: Catalogue, facts: Facts, stamp: Stamp) -> Outcome:
    try:
        with open_photo(catalogue.directory / facts.name) as file:
            sha256, status = digest_of(file)
    except FileNotFoundError:
        return Outcome.GONE
    except Changing:
        return Outcome.CHANGED
    except OSError as error:
        return unreadable(catalogue, facts.name, said(error))
    return judge(catalogue, facts, stamp, Stamp.of_file(status) or stamp, sha256)


def judge(catalogue: Catalogue, facts: Facts, stamp: Stamp, found: Stamp, sha256: str) -> Outcome:
    """Compare a photo that was read again with what is known of it, and know the outcome."""
    index, moment = catalogue.index, catalogue.now()
    if found != stamp or facts.sha256 is None:
        index.note([(facts.name, found, None)])
        index.digest(facts.name, found, sha256, moment)
        index.well([facts.name])
        return Outcome.CHANGED if facts.sha256 else Outcome.NEW
    index.verified(facts.name, moment)
    if sha256 == facts.sha256:
        index.well([facts.name])
        return Outcome.INTACT
    words = "%s has rotted: its bytes are not those that were archived, and nobody wrote it"
    journal.logger("archive").error(words, facts.name)
    index.trouble([facts.name], Outcome.ROTTED, moment)
    return Outcome.ROTTED


def unreadable(catalogue: Catalogue, name: str, why: str) -> Outcome:
    """Know that a photo cannot be read."""
    journal.logger("archive").error("%s cannot be read: %s", name, why)
    catalogue.index.trouble([name], Outcome.UNREADABLE, catalogue.now())
    return Outcome.UNREADABLE
