"""What config.ini may say: one table of sections and keys, read by both programs.

Text goes in, frozen dataclasses come out; whoever calls knows where the file lies. The dataclasses
are the table: a field is a key, its default is the key's default, its metadata what is allowed,
and `values` reads it.
Files of the lessons of 2017 work as they are: `adresse` is `address`, `[archivage]` is `[archive]`.
Such an archive, and a `[chat]` with `adresse`, is of that time: `dialect = classic`.
"""

import configparser
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, fields, replace
from typing import Any

from protocol.places import Place
from protocol.values import checked, number, several, source, time_format, word, zone
from protocol.values import read as read_value

ENVIRONMENT = "VASISTAS_"
"""VASISTAS_CHAT__PORT=7000 in the environment stands above `[chat] port` in every file."""

_SECTION_ALIASES = {"archivage": "archive"}
_KEY_ALIASES = {"adresse": "address"}


def N_(text: str) -> str:  # noqa: N802 - gettext's name for "translated where it is shown"
    """Mark a text for the catalogues; whoever shows it translates it."""
    return text


class ConfigError(Exception):
    """A value that cannot be used. `template` is for gettext; `facts` fill it."""

    def __init__(self, template: str, **facts: str) -> None:
        super().__init__(template.format(**facts))
        self.template = template
        self.facts = facts


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


@dataclass(frozen=True, slots=True)
class Config:
    """Everything config.ini says. `warnings` are ConfigErrors that do not stop a program."""

    vasistas: Vasistas = Vasistas()
    servers: Servers = Servers()
    clock: Clock = Clock()
    echo: Echo = Echo()
    http: Http = Http()
    chat: Chat = Chat()
    archive: Archive = Archive()
    limits: Limits = Limits()
    warnings: tuple[ConfigError, ...] = ()


_SECTIONS = tuple(section.name for section in fields(Config) if section.name != "warnings")


def places(explicit: str | None, environ: Mapping[str, str], *more: str) -> list[str]:
    """Name the files that may be the settings in force; the first that there is, is.

    One that somebody named, by `--config` or in $VASISTAS_CONFIG, stands alone: it must be there.
    """
    named = explicit or environ.get(ENVIRONMENT + "CONFIG")
    return [named] if named else ["config.ini", *more]


def read(data: bytes, name: str, environ: Mapping[str, str] | None = None) -> Config:
    """Read the bytes of the file `name` as `parse` does; ConfigError too where it is not UTF-8."""
    try:
        return parse(data.decode("utf-8"), environ)
    except UnicodeDecodeError:
        raise ConfigError(N_("{path} is not UTF-8 text."), path=name) from None


def parse(text: str, environ: Mapping[str, str] | None = None) -> Config:
    """Read a config.ini's text, then what the environment says above it.

    Raises ConfigError for a file that is not an INI file and for a value that is not allowed;
    sections and keys that are unknown become warnings.
    """
    reader = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=(";", "#"))
    try:
        reader.read_string(text.removeprefix("\ufeff"))
    except configparser.Error as error:
        reason = " ".join(str(error).split())
        raise ConfigError(N_("config.ini cannot be read: {reason}"), reason=reason) from None
    config = Config()
    warnings: list[ConfigError] = []
    for name in reader.sections():
        items = _with_aliases(name, reader.items(name))
        config = _apply(config, _SECTION_ALIASES.get(name, name), items, warnings)
    for name, items in _environment(environ or {}).items():
        config = _apply(config, name, items, warnings)
    return replace(config, warnings=tuple(warnings))


def _with_aliases(section: str, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    items = list(pairs)
    old = section == "archivage" or (section == "chat" and "adresse" in dict(items))
    implied = {"dialect": "classic"} if old else {}
    return implied | {_KEY_ALIASES.get(key, key): value for key, value in items}


def _environment(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for variable, value in sorted(environ.items()):
        section, double, key = variable.removeprefix(ENVIRONMENT).lower().partition("__")
        if variable.startswith(ENVIRONMENT) and double:
            found.setdefault(section, {})[key] = value
    return found


def _apply(
    config: Config, name: str, items: Mapping[str, str], warnings: list[ConfigError]
) -> Config:
    if name not in _SECTIONS:
        warnings.append(_unknown(N_("[{name}] is no section that we know."), name, _SECTIONS))
        return config
    section = getattr(config, name)
    known = {key.name: key for key in fields(section)}
    changes = {}
    for key, value in items.items():
        if key in known:
            changes[key] = _read(name, known[key], value.strip())
        else:
            template = N_("[{section}] has no key “{name}”.")
            warnings.append(_unknown(template, key, known, section=name))
    changed = replace(section, **changes)
    return replace(config, **{name: changed})


def _unknown(template: str, name: str, known: Iterable[str], **facts: str) -> ConfigError:
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), list(known), n=1)
    if not close:
        return ConfigError(template, name=name, **facts)
    facts |= {"name": name, "close": close[0]}
    return ConfigError(_SUGGESTIONS[template], **facts)


_SUGGESTIONS = {
    "[{name}] is no section that we know.": N_(
        "[{name}] is no section that we know; did you mean [{close}]?"
    ),
    "[{section}] has no key “{name}”.": N_(
        "[{section}] has no key “{name}”; did you mean “{close}”?"
    ),
}


def _read(section: str, key: "Field[Any]", value: str) -> object:
    try:
        return read_value(key, value)
    except ValueError as error:
        raise ConfigError(
            N_("[{section}] {key} = {value}: allowed is {allowed}."),
            section=section,
            key=key.name,
            value=value,
            allowed=str(error),
        ) from None
