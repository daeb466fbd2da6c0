"""Spans of time for people: ages in one or two units, offsets with as many digits as are known."""

from tui.numbers import decimal
from tui.words import _


def duration(seconds: float, units: int = 2) -> str:
    """Write a span of time in one or two units: `64 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`.

    A second unit of none is left out: `1 h`.
    """
    names = (86400, _("d")), (3600, _("h")), (60, _("min")), (1, _("s"))
    rest, told = int(seconds), []
    if rest < 2 * 60:
        return " ".join((str(rest), names[-1][1]))
    first = next(place for place, (size, _name) in enumerate(names) if rest >= size)
    for size, name in names[first : first + units]:
        number, rest = divmod(rest, size)
        if number:
            told.append(f"{number} {name}")
    return " ".join(told)


def amount(seconds: float, *, sign: bool = False) -> str:
    """Write a small span in the unit that suits it: `0.35 ms`, `12 ms`, `0.5 s`, `75 s`, `1 h`."""
    size = abs(seconds)
    mark = "-" if seconds < 0 else "+" if sign else ""
    if size >= 100:
        return f"{mark}{duration(round(size))}"
    if size >= 0.0995:
        unit, least = _("s"), 0.95
    else:
        unit, size, least = _("ms"), size * 1000, 0.995
    if not seconds:
        return f"0 {unit}"
    form = ".2f" if size < least else ".1f" if size < 9.95 else ".0f"
    return f"{mark}{decimal(size, form)} {unit}"


def measured(value: float, error: float) -> str:
    """Write a value with its error, neither with more digits than are known: `+1.0 ± 0.5 s`."""
    if abs(value) >= 100:
        return f"{amount(value, sign=True)} ± {amount(error)}"
    if error < 0.05 and abs(value) < 1:
        form = ".2f" if error < 0.0005 else ".1f" if error < 0.005 else ".0f"
        return _("{value} ± {error} ms").format(
            value=decimal(value * 1000, "+" + form), error=decimal(error * 1000, form)
        )
    form = ".3f" if error < 0.005 else ".2f" if error < 0.1 else ".1f"
    return _("{value} ± {error} s").format(
        value=decimal(value, "+" + form), error=decimal(error, form)
    )


def difference(ahead: float, error: float) -> str:
    """Say how far this machine's clock is from universal time, `error` seconds either way."""
    margin = f"± {amount(error)}"
    if abs(ahead) <= error:
        return _("It agrees with universal time, as far as one can tell ({margin}).").format(
            margin=margin
        )
    span = measured(abs(ahead), error).removeprefix("+")
    if ahead > 0:
        return _("It is ahead of universal time by {span}.").format(span=span)
    return _("It is behind universal time by {span}.").format(span=span)
