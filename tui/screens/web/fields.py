"""An exchange as its fields: the request and the answer, names aligned, values as they came."""

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len

from tui import numbers
from tui.bodies.rows import Part, Row
from tui.bodies.wrapped import wrap
from tui.clients.http import Request
from tui.clients.http.chain import Certificate, read
from tui.clients.http.exchange import Exchange
from tui.widgets.wire_rows.shown import shown
from tui.words import _

BESIDE = 110
"""Columns from which on the request and the answer stand side by side."""

NAME = 28
"""Columns of a name at most; a longer one pushes its value to the right."""

_BETWEEN = 2
_READ: dict[bytes, Certificate] = {}
"""The certificate that was read last, since fields are drawn while a body comes."""


def rows(record: Exchange, columns: int) -> list[Row]:
    """Return the rows for so many columns."""
    width = (columns - _BETWEEN) // 2 if columns >= BESIDE else columns
    asked = [*_section(_("Request"), record.asked, width), *wrap(_besides(record), width)]
    told: list[Row] = []
    for head in record.informed:
        told += [*_section(_("Before the answer"), head, width), ()]
    told += _section(_("Answer"), record.answered, width)
    way = wrap(_way(record), columns)
    if columns < BESIDE:
        return [*way, *asked, (), *told]
    pairs = zip_longest(asked, told, fillvalue=())
    return [*way, *((*_padded(left, width + _BETWEEN), *right) for left, right in pairs)]


def _way(record: Exchange) -> list[Row]:
    """Say in a line how it went there: version, TLS, certificate."""
    said = [Part(record.version)] if record.version else []
    if record.agreed:
        said.append(Part(shown(record.agreed.encode(errors="surrogateescape"))))
    if record.chain:
        said.append(Part(_certificate(record.chain[0])))
    parts = [part for one in said for part in (Part(" · ", "faint"), one)][1:]
    return [tuple(parts), ()] if parts else []


def _certificate(der: bytes) -> str:
    """Say whose certificate it is, and how long it is good for."""
    try:
        own = _READ[der]
    except KeyError:
        _READ.clear()
        own = _READ[der] = read([der])[0]
    words = _("certificate for {name}, until {day}")
    name = ", ".join(own.names[:2]) or own.subject or "?"
    return words.format(name=shown(name.encode(errors="replace")), day=f"{own.ends:%Y-%m-%d}")


def _besides(record: Exchange) -> list[Row]:
    """Say what of the request is not in its head."""
    said, request = [], record.request
    if isinstance(request, Request) and request.body:
        body = request.body
        size = numbers.size(len(body) if isinstance(body, bytes) else body.size)
        said.append(_("and a body of {size}").format(size=size))
    if record.sent:
        said.append(_("{size} were sent in all").format(size=numbers.size(record.sent)))
    return [(Part(one, "faint"),) for one in said]


def _section(title: str, head: bytes, width: int) -> list[Row]:
    made: list[Row] = [(Part(title, "title"),)]
    if not head:
        return [*made, (Part(_("nothing"), "faint"),)]
    raw = head.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    first, *lines = map(shown, raw)
    made += wrap([(Part(first, "number"),)], width)
    names = [cell_len(line.partition(":")[0]) for line in lines if ":" in line]
    column = min(NAME, width // 3, max(names, default=0))
    for line in lines:
        made += _field(line, column, width)
    return made


def _field(line: str, column: int, width: int) -> list[Row]:
    """Set a name and its value; a long value goes on below itself."""
    name, colon, value = line.partition(":")
    if not colon:
        return wrap([(Part(line, "odd"),)], width)
    room = " " * max(0, column - cell_len(name))
    first = (Part(name, "name"), Part(f":{room} ", "faint"))
    if column + 2 + cell_len(value.strip()) <= width and cell_len(name) <= column:
        return [(*first, Part(value.strip()))]
    margin = Part(" " * (column + 2))
    below = [(margin, *row) for row in wrap([(Part(value.strip()),)], width - column - 2)]
    if cell_len(name) <= column:
        return [(*first, *below[0][1:]), *below[1:]]
    return [*wrap([(Part(name, "name"), Part(":", "faint"))], width), *below]


def _padded(row: Sequence[Part], width: int) -> Row:
    used = sum(cell_len(part.text) for part in row)
    return (*row, Part(" " * max(0, width - used)))
