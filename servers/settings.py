"""Where the host finds its settings and keeps its data."""

from collections.abc import Mapping
from pathlib import Path

import protocol
from protocol.config import Config, places, read

PROGRAM = "vasistas"


def load(explicit: str | None, environ: Mapping[str, str]) -> Config:
    """Read the settings in force; raises ConfigError, or OSError with the file's name."""
    from platformdirs import user_config_path

    users = user_config_path(PROGRAM) / "config.ini"
    named = places(explicit, environ, str(users), str(_shipped()))
    paths = [_expanded(name) for name in named]
    path = next(filter(Path.is_file, paths), paths[0])
    return read(path.read_bytes(), str(path), environ)


def data_directory(config: Config) -> Path:
    """Where the host keeps its data: as set, or the user's data directory."""
    if config.servers.data:
        return _expanded(config.servers.data)
    from platformdirs import user_data_path

    return user_data_path(PROGRAM)


def photos_directory(config: Config, data: Path) -> Path:
    """Where the host keeps its photos: as set, or `photos` in its data."""
    return _expanded(config.archive.photos) if config.archive.photos else data / "photos"


def _expanded(path: str) -> Path:
    """Put homes into a path; the `~nobody` of somebody who has none stays, and is not there."""
    try:
        return Path(path).expanduser()
    except (RuntimeError, ValueError):
        return Path(path)


def _shipped() -> Path:
    """The config.ini that came with the host: inside the wheel, or the checkout's."""
    package = Path(protocol.__file__).parent
    inside = package / "config.ini"
    return inside if inside.is_file() else package.parent / "config.ini"
