"""Where the program finds its settings, its style sheets and its directories."""

from collections.abc import Mapping
from pathlib import Path

import protocol
from protocol.config import Config, places, read
from tui.homes import expanded

PROGRAM = "vasistas"


def load(explicit: str | None, environ: Mapping[str, str]) -> Config:
    """Read the settings in force; raises ConfigError, or OSError with the file's name."""
    from platformdirs import user_config_path

    users = user_config_path(PROGRAM) / "config.ini"
    named = places(explicit, environ, str(users), str(shipped()))
    paths = [expanded(name) for name in named]
    path = next(filter(Path.is_file, paths), paths[0])
    config = read(path.read_bytes(), str(path), environ)
    if config.clock.zones:
        from tui.zones import check

        check(config.clock.zones)
    return config


def shipped() -> Path:
    """The config.ini that came with the program: inside the wheel, or the checkout's."""
    package = Path(protocol.__file__).parent
    inside = package / "config.ini"
    return inside if inside.is_file() else package.parent / "config.ini"


def styles() -> Path:
    """The directory of the style sheets: inside the wheel, or the checkout's."""
    package = Path(__file__).parent
    inside = package / "styles"
    return inside if inside.is_dir() else package.parent / "styles"


def log_directory() -> Path:
    """Where a host inside the program writes its log."""
    from platformdirs import user_log_path

    return user_log_path(PROGRAM)


def state_directory() -> Path:
    """Where the program keeps what it was doing, so that it can go on after an end."""
    from platformdirs import user_state_path

    return user_state_path(PROGRAM)
