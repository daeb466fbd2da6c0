"""Where the program finds its settings, its style sheets and its directories."""

from collections.abc import Mapping
from pathlib import Path

import protocol
from protocol.config import N_, Config, ConfigError, parse

PROGRAM = "vasistas"


def load(explicit: str | None, environ: Mapping[str, str]) -> Config:
    """Read the settings in force; raises ConfigError or OSError with the file's name."""
    path = find(explicit, environ)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError(N_("{path} is not UTF-8 text."), path=str(path)) from None
    return parse(text, environ)


def find(explicit: str | None, environ: Mapping[str, str]) -> Path:
    """Choose the file: named, in the environment, here, the user's, the one shipped."""
    named = explicit or environ.get("VASISTAS_CONFIG")
    if named:
        return Path(named).expanduser()
    here = Path("config.ini")
    if here.is_file():
        return here
    from platformdirs import user_config_path

    users = user_config_path(PROGRAM) / "config.ini"
    return users if users.is_file() else shipped()


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


def data_directory(config: Config) -> Path:
    """Where a host inside the program keeps its data."""
    if config.servers.data:
        return Path(config.servers.data).expanduser()
    from platformdirs import user_data_path

    return user_data_path(PROGRAM)


def log_directory() -> Path:
    """Where a host inside the program writes its log."""
    from platformdirs import user_log_path

    return user_log_path(PROGRAM)
