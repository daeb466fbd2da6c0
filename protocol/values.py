"""How a value of config.ini is read: by the type of its key, and by what its metadata allows.

A reader returns what the key becomes, or raises ValueError with the words for what is allowed.
"""

import re
from collections.abc import Callable
from dataclasses import Field, field
from typing import Any

from protocol.places import Place, place

TRUE = {"yes", "oui", "true", "on", "1"}
FALSE = {"no", "non", "false", "off", "0"}

LISTED = 32
"""Entries of a list: more sources or zones than anybody reads on one screen."""

FORMAT_LENGTH = 80
"""Characters of a format for date and time: the width of a terminal."""

_CODES = "aAbBcdDeFgGHIjklmMnpPrRsStTuUVwWxXyYzZ%"
_FORMAT = re.compile(rf"(?:[^%]|%-?[{_CODES}])*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]{1,20}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")


def number(default: int, low: int, high: int) -> Any:
    """Declare a whole number between bounds."""
    return field(default=default, metadata={"low": low, "high": high})


def word(default: str, *allowed: str) -> Any:
    """Declare one word of a few."""
    return field(default=default, metadata={"allowed": allowed})


def checked(check: Callable[[str], str]) -> Any:
    """Declare a text, empty by default, that passes a check."""
    return field(default="", metadata={"check": check})


def several(check: Callable[[str], object]) -> Any:
    """Declare a list, empty by default, separated by commas; `check` reads an entry."""
    return field(default=(), metadata={"check": check})


def read(key: "Field[Any]", value: str) -> object:
    """Read a value as its key wants it; ValueError says what is allowed."""
    readers: dict[object, Callable[[Field[Any], str], object]] = {
        bool: _switch,
        int: _number,
        str: _text,
    }
    return readers.get(key.type, _list)(key, value)


def source(text: str) -> Place:
    """Read a source of time, such as sntp://time.lab:123."""
    return place(text)


def zone(text: str) -> str:
    """Read the name of a time zone; whether there is one of that name only a system knows."""
    if not _ZONE.fullmatch(text):
        raise ValueError("Europe/Paris, UTC, …")
    return text


def time_format(text: str) -> str:
    """Read a format for date and time in the codes of strftime(3)."""
    if len(text) > FORMAT_LENGTH or not text.isprintable() or not _FORMAT.fullmatch(text):
        codes = " ".join(f"%{code}" for code in _CODES)
        raise ValueError(f"≤ {FORMAT_LENGTH}, {codes}")
    return text


def _switch(_key: "Field[Any]", value: str) -> bool:
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise ValueError("yes, no")


def _number(key: "Field[Any]", value: str) -> int:
    low: int = key.metadata["low"]
    high: int = key.metadata["high"]
    if value.isascii() and value.isdigit() and len(value) < 12 and low <= int(value) <= high:
        return int(value)
    raise ValueError(f"{low} … {high}")


def _text(key: "Field[Any]", value: str) -> object:
    if (check := key.metadata.get("check")) is not None:
        return check(value)
    if (allowed := key.metadata.get("allowed")) is not None:
        if value in allowed:
            return value
        raise ValueError(", ".join(word for word in allowed if word))
    if _CONTROL.search(value):
        raise ValueError("U+0009, U+0020 … U+007E, U+00A0 …")
    return value


def _list(key: "Field[Any]", value: str) -> tuple[object, ...]:
    parts = [part.strip() for part in value.split(",")]
    entries = tuple(dict.fromkeys(key.metadata["check"](part) for part in parts if part))
    if len(entries) > LISTED:
        raise ValueError(f"≤ {LISTED}")
    return entries
