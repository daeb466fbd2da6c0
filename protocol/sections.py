"""The sections of config.ini and their keys: the table that `config` reads files by.

A field is a key, its default is the key's default, its metadata what is allowed.
"""

from dataclasses import dataclass
from typing import Any

from protocol.places import Place
from protocol.values import checked, number, several, source, time_format, word, zone


def _port(default: int) -> Any:
    return number(default, 0, 65535)


@dataclass(frozen=True, slots=True)
class Vasistas:
    """Both programs."""

    language: str = word("", "", "fr", "en")
    theme: str = word("", "", "dark", "light", "high-contrast")
    graphics: str = word("auto", "auto", "half", "kitty", "sixel")


@dataclass(frozen=True, slots=True)
class Servers:
    """The host."""

    listen: str = "127.0.0.1"
    data: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Daytime: where the host listens and the program asks."""

    address: str = "127.0.0.1"
    port: int = _port(1313)
    interval: int = number(64, 4, 86400)
    sources: tuple[Place, ...] = several(source)
    zones: tuple[str, ...] = several(zone)
    hours: str = word("24", "24", "12")
    format: str = checked(time_format)
    log: str = ""
    health: str = word("system", "system", "good")
    on_time: bool = False


@dataclass(frozen=True, slots=True)
class Echo:
    """The upper-case service."""

    address: str = "127.0.0.1"
    port: int = _port(5588)


@dataclass(frozen=True, slots=True)
class Http:
    """The web viewer."""

    address: str = ""
    timeout: int = number(10, 1, 600)
    version: str = word("1.1", "1.1", "2", "auto")
    follow: bool = False
    proxy: str = ""
    authority: str = ""
    certificate: str = ""
    key: str = ""
    history: int = number(500, 0, 100_000)
    masked: bool = True
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat."""

    address: str = "127.0.0.1"
    port: int = _port(7777)
    login: str = ""
    dialect: str = word("irc", "irc", "classic")
    notify: str = word("off", "off", "bell", "osc9", "osc777")
    history_days: int = number(0, 0, 36_500)
    history_messages: int = number(0, 0, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Archive:
    """The photo archive; `photos` is the host's directory."""

    address: str = "127.0.0.1"
    port: int = _port(7788)
    dialect: str = word("http", "http", "classic")
    photos: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the host grants; 0 means no limit where `config.ini` says so."""

    connections: int = number(1024, 1, 100_000)
    connections_per_address: int = number(64, 1, 100_000)
    first_words: int = number(10, 1, 3600)
    messages_burst: int = number(20, 1, 100_000)
    messages_per_second: int = number(10, 0, 100_000)
    photo_mebibytes: int = number(512, 1, 1_048_576)
    archive_mebibytes: int = number(0, 0, 1_073_741_824)
    free_mebibytes: int = number(256, 0, 1_073_741_824)
    trash_days: int = number(30, 0, 36_500)
