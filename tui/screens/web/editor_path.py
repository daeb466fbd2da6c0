"""Suggests paths while one is typed, from what is in the directory."""

import asyncio
import os
from itertools import islice

from textual.suggester import Suggester

from tui.homes import expanded

ENTRIES = 10_000
"""Names of a directory that are looked at: a thread does it, for every letter typed."""


class Paths(Suggester):
    """Suggests the first file or directory whose name begins as what is typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Look into the directory, in a thread."""
        return await asyncio.to_thread(path_from, value)


def path_from(value: str) -> str | None:
    """Return the path that this one may become, a directory with its separator."""
    folder, begun = os.path.split(value)
    if not value or "{{" in value:
        return None
    try:
        with os.scandir(expanded(folder or ".")) as entries:
            names = sorted(
                entry.name + (os.sep if entry.is_dir() else "")
                for entry in islice(entries, ENTRIES)
                if entry.name.startswith(begun) and (begun or not entry.name.startswith("."))
            )
    except (OSError, ValueError):  # no such directory
        return None
    fits = (name for name in names if name.isprintable() and name != begun)
    found = next(fits, None)
    return None if found is None else value[: len(value) - len(begun)] + found
