"""Sizes for people: bytes in the largest unit that leaves a number worth reading."""

from tui.words import _, language, ngettext

_POINT = {"fr": ","}


def in_words(size: int) -> str:
    """Say a number of bytes: 812 bytes, 3.2 KiB, 40 MiB."""
    if size < 1024:
        return ngettext("{number} byte", "{number} bytes", size)
    units = (_("{amount} KiB"), _("{amount} MiB"), _("{amount} GiB"), _("{amount} TiB"))
    amount, unit = size / 1024, 0
    while amount >= 1023.95 and unit < len(units) - 1:
        amount, unit = amount / 1024, unit + 1
    said = f"{amount:.1f}" if amount < 9.95 else f"{amount:.0f}"
    return units[unit].format(amount=said.replace(".", _POINT.get(language(), ".")))
