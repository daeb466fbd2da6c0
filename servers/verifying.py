"""`python -m servers --verify`: reads every photo again, and says which are not what they were."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servers import trouble
from servers.journal import escape
from servers.trouble import CannotStart
from servers.words import _

if TYPE_CHECKING:
    from servers.photos.verify import Report

NOT_INTACT = 7
"""Exit status where something has rotted, vanished or cannot be read."""

INTERRUPTED = 130


def run(directory: Path) -> int:
    """Verify the photos of a directory, which a host may be using; return the exit status."""
    from servers.photos.catalogue import Catalogue
    from servers.photos.shelf import HIDDEN
    from servers.photos.trash import Trash
    from servers.photos.verify import verify

    hidden = directory / HIDDEN
    try:
        hidden.mkdir(exist_ok=True)
        trash = Trash(hidden / "trash", hidden / "incoming", lambda: datetime.now(UTC))
        catalogue = Catalogue(directory, hidden, trash)
        try:
            report = verify(catalogue, _progress())
        finally:
            catalogue.close()
    except OSError as error:
        raise CannotStart(trouble.not_writable(directory, error)) from None
    except KeyboardInterrupt:
        return INTERRUPTED
    print("\n".join(render(report)))
    return 0 if report.well else NOT_INTACT


def render(report: "Report") -> list[str]:
    """Return the report's lines."""
    from servers.photos.verify import Outcome

    lines = [
        _("Photos read: {count} ({bytes} bytes)").format(count=report.read, bytes=report.size),
        _("Intact: {count}").format(count=report.counts[Outcome.INTACT]),
        _("New, known from now on: {count}").format(count=report.counts[Outcome.NEW]),
        _("Written by somebody since: {count}").format(count=report.counts[Outcome.CHANGED]),
    ]
    sentences = {
        "rotted": _("Rotted: {name}"),
        "vanished": _("Vanished: {name}"),
        "unreadable": _("Cannot be read: {name}"),
    }
    for kind, sentence in sentences.items():
        names = report.troubles.get(kind, [])
        lines += [sentence.format(name=escape(name)) for name in names]
    whole = _("Everything is as it was.")
    return [*lines, whole if report.well else _("Restore the photos named above from a copy.")]


def _progress() -> Callable[[int, int], None]:
    """Count on the terminal, where there is one."""
    shown = sys.stderr.isatty()

    def show(number: int, total: int) -> None:
        if shown:
            end = "\n" if number == total else ""
            print(f"\r{number} / {total}", end=end, file=sys.stderr, flush=True)

    return show
