"""What config.ini may say, read by both programs: `sections` is the table, `values` reads a key.

Text goes in, frozen dataclasses come out; whoever calls knows where the file lies.
Files of the lessons of 2017 work as they are: `adresse` is `address`, `[archivage]` is `[archive]`.
Such an archive, and a `[chat]` with `adresse`, is of that time: `dialect = classic`.
"""

import configparser
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from protocol.sections import Archive, Chat, Clock, Echo, Http, Limits, Servers, Vasistas
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


@dataclass(frozen=True, slots=True)
class Config:
    """Everything config.ini says. `warnings` are ConfigErrors that do not stop a program."""

    vasistas: Vasistas = field(default_factory=Vasistas)
    servers: Servers = field(default_factory=Servers)
    clock: Clock = field(default_factory=Clock)
    echo: Echo = field(default_factory=Echo)
    http: Http = field(default_factory=Http)
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """[variables]: words of a person's own, for `{{name}}` in requests; names in small letters."""
    chat: Chat = field(default_factory=Chat)
    archive: Archive = field(default_factory=Archive)
    limits: Limits = field(default_factory=Limits)
    warnings: tuple[ConfigError, ...] = ()


_FREE = "variables"
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
    if name == _FREE:
        return replace(config, variables=MappingProxyType({**config.variables, **items}))
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
