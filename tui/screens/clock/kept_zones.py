"""Which zones a person put on the screen, and took off it, besides what config.ini says.

config.ini is its owner's, with its comments: it is never rewritten. What the dialog changes is
kept as changes to it, in the user's state directory: what config.ini gains later is seen too.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 32
"""Zones on the screen: as many as a list in config.ini may have."""

LONGEST = 16384
"""Bytes of the file that are read: several times what LIMIT names need."""


def kept_at() -> Path:
    """Name the file."""
    from tui.settings import state_directory

    return state_directory() / "zones.json"


@dataclass(frozen=True, slots=True)
class KeptZones:
    """The names in config.ini, those added to them, and those that are not shown."""

    given: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """What is shown, in its order."""
        first = [name for name in self.given if name not in self.hidden]
        return tuple(dict.fromkeys([*first, *self.added]))[:LIMIT]

    def with_zone(self, name: str) -> "KeptZones":
        """Show a zone."""
        if name in self.given:
            return KeptZones(self.given, self.added, self.hidden - {name})
        return KeptZones(self.given, tuple(dict.fromkeys([*self.added, name])), self.hidden)

    def without(self, name: str) -> "KeptZones":
        """Show a zone no more."""
        added = tuple(one for one in self.added if one != name)
        hidden = self.hidden | {name} if name in self.given else self.hidden
        return KeptZones(self.given, added, hidden)


def load(given: Sequence[str], path: Path) -> KeptZones:
    """Read what was kept; a file that is none of ours counts as empty."""
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(LONGEST))
    except (OSError, ValueError, RecursionError):
        said = None
    said = said if isinstance(said, dict) else {}
    added, hidden = (_names(said.get(key)) for key in ("added", "hidden"))
    return KeptZones(tuple(given), added, frozenset(hidden))


def save(zones: KeptZones, path: Path) -> None:
    """Keep it; raises OSError."""
    from tui.saving import Part

    path.parent.mkdir(parents=True, exist_ok=True)
    said = {"added": zones.added, "hidden": sorted(zones.hidden)}
    with Part(path, replace=True) as part:
        part.write(json.dumps(said, indent=1).encode())
        part.keep()


def _names(said: object) -> tuple[str, ...]:
    if not isinstance(said, list):
        return ()
    names = (name for name in said if isinstance(name, str) and name.isascii() and len(name) < 64)
    return tuple(names)[:LIMIT]
