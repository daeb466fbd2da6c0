"""Paths as people write them: `~` is their home, `~name` somebody's."""

from pathlib import Path


def expanded(path: str | Path) -> Path:
    """Put homes into a path. The `~nobody` of somebody who has none stays: no such file is there,
    and whoever opens it says so.
    """
    try:
        return Path(path).expanduser()
    except (RuntimeError, ValueError):
        return Path(path)
