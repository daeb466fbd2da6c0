"""Where an interrupted upload goes on: the token that the archive gave for it, on this disk.

Each is a file in the program's state directory, named by what is sent and where. An archive forgets
an upload after a day; so do we.
"""

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tui import settings
from tui.saving import Part

KEPT = 2 * 24 * 3600.0
"""Seconds: later than any archive of ours, which then says that it knows no such upload."""

_LONGEST = 200


class Tokens:
    """The tokens; used by one task. Where the directory cannot be written, nothing is kept."""

    def __init__(self, directory: Path | None = None, now: Callable[[], float] = time.time) -> None:
        self._directory = directory or settings.state_directory() / "uploads"
        self._now = now
        self._forget_old()

    @staticmethod
    def key(peer: str, name: str, sha256: str) -> str:
        """Return what one upload is known by."""
        return hashlib.sha256("\0".join((peer, name, sha256)).encode()).hexdigest()[:40]

    def find(self, key: str) -> str | None:
        """Return the token of an upload that was begun."""
        try:
            return (self._directory / key).read_text(encoding="ascii")[:_LONGEST] or None
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, key: str, token: str) -> None:
        """Keep a token; on the disk as a whole or not at all."""
        with suppress(OSError, UnicodeEncodeError):
            self._directory.mkdir(parents=True, exist_ok=True)
            with Part(self._directory / key, replace=True) as part:
                part.write(token.encode("ascii"))
                part.keep()

    def drop(self, key: str) -> None:
        """Forget an upload that is done."""
        with suppress(OSError):
            (self._directory / key).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        with suppress(OSError):
            for path in list(self._directory.iterdir()):
                if path.stat().st_mtime < self._now() - KEPT:
                    path.unlink(missing_ok=True)
