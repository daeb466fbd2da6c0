"""Pages of the catalogue in its orders, as questions to SQLite."""

from protocol.web import Cursor
from servers.photos.facts import Place

_ORDERS = {"newest": ("moment", "DESC"), "oldest": ("moment", "ASC"), "largest": ("size", "DESC")}
"""The column by which photos stand, and which way; else it is by name. The moment is when the
camera took it, as if its clock showed universal time, or else when the file was written."""

_INTEGERS = range(-(2**63), 2**63)


def page(
    facts: str, limit: int, *, sort: str, after: Cursor | None, match: str
) -> tuple[str, list[object]]:
    """Return a query with its values for so many photos after this one: place, then facts.

    `facts` are columns; the first is the name.
    """
    where: list[str] = ["true"]
    values: list[object] = []
    column, way = _ORDERS.get(sort, ("", "ASC"))
    if after and column:
        assert after.place is not None
        where.append(f"({column}, name) {'<' if way == 'DESC' else '>'} (?, ?)")
        values += [_number(after.place), after.name]
    elif after:
        where.append("name > ?")
        values.append(after.name)
    order = f"{column} {way}, name {way}" if column else "name"
    if match:
        where.append("instr(folded, ?)")
        values.append(match.casefold())
    query = (
        f"SELECT {column or 'NULL'}, {facts} FROM photos"
        f" WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"
    )
    return query, [*values, limit]


def standing(name: str, place: Place, sort: str) -> Cursor:
    """Return the cursor of a photo at this place, by time or size."""
    column, _way = _ORDERS[sort]
    return cursor(getattr(place, column), name)


def cursor(place: float | None, name: str) -> Cursor:
    """Return where a photo stands, from the first two columns of its row."""
    return Cursor(name, None if place is None else int(place))


def _number(place: int) -> float:
    """Take a place as SQLite has it: a float where that is beyond its integers."""
    return place if place in _INTEGERS else float(place)
