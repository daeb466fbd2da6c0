"""Numbers for people: with the decimal mark of their language, and sizes in fitting units."""

from tui.words import _, language, ngettext

_MARKS = {"fr": ","}
_GROUPS = {"fr": "\u202f"}


def decimal(number: float, form: str = ".1f") -> str:
    """Write a number with decimals, as `form` says: `0,5` in French."""
    return format(number, form).replace(".", _MARKS.get(language(), "."))


def whole(number: int) -> str:
    """Write a number in groups of three digits: `1,000`, in French with a narrow space."""
    return f"{number:,}".replace(",", _GROUPS.get(language(), ","))


def size(amount: float) -> str:
    """Say a number of bytes in the largest unit that suits it: 812 bytes, 3.2 KiB, 40 MiB."""
    if amount < 1024:
        return ngettext("{number} byte", "{number} bytes", int(amount))
    units = (_("{amount} KiB"), _("{amount} MiB"), _("{amount} GiB"), _("{amount} TiB"))
    amount, unit = amount / 1024, 0
    while amount >= 1023.95 and unit < len(units) - 1:
        amount, unit = amount / 1024, unit + 1
    return units[unit].format(amount=decimal(amount, ".1f" if amount < 9.95 else ".0f"))
