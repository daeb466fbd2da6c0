"""What is said about photos on the page: numbers, sizes and dates as a language writes them."""

from contextlib import suppress
from datetime import UTC, datetime

from protocol.languages import LANGUAGES, Words
from servers.photos.facts import Facts

_MEGABYTE = 1_000_000

_ACCEPTED = 20
"""Languages that we read of Accept-Language."""


def language(accepted: str, default: str) -> str:
    """Choose from what a browser accepts: `fr-FR, en;q=0.5` (RFC 9110, section 12.5.4)."""
    wishes = []
    for place, part in enumerate(accepted.split(",")[:_ACCEPTED]):
        tag, _separator, parameter = part.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if code in LANGUAGES and weight > 0:
            wishes.append((-weight, place, code))
    return min(wishes)[2] if wishes else default


def count(words: Words, total: int, match: str | None) -> str:
    """Say how many photos there are."""
    ngettext = words.many
    said = ngettext("{number} photo", "{number} photos", total)
    if match:
        _ = words.one
        return _("{photos} with “{match}” in the name").format(photos=said, match=match)
    return said


def extent(words: Words, photo: Facts) -> str:
    """Say how large a photo is: its pixels, if known, and its bytes."""
    said = size(words, photo.size)
    if photo.width and photo.height:
        said = f"{photo.width} × {photo.height} · {said}"
    return said


def size(words: Words, count: int) -> str:
    """Write a file's size as people do."""
    from babel.numbers import format_decimal

    _ = words.one
    if count < _MEGABYTE // 10:
        number = format_decimal(max(1, round(count / 1000)), locale=words.language)
        return _("{number} kB").format(number=number)
    number = format_decimal(round(count / _MEGABYTE, 1), locale=words.language)
    return _("{number} MB").format(number=number)


def date(words: Words, photo: Facts) -> str:
    """Write the day on which it was taken by its camera, or else of its file."""
    from babel.dates import format_date

    moment = photo.modified.astimezone(UTC)
    if photo.taken:
        with suppress(ValueError):
            moment = datetime.fromisoformat(photo.taken)
    return format_date(moment.date(), "medium", locale=words.language)


def _weight(parameter: str) -> float:
    name, _separator, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
