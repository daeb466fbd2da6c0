"""The trash over HTTP: what was deleted or replaced, back to its name, or gone for good."""

import json

from protocol import web
from servers.photos.http import Exchange

SHOWN = 1000
"""Items of one answer, those that were thrown away last: some 150 KB."""

FIELDS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def list_trash(exchange: Exchange) -> None:
    """Answer what is in the trash, the newest first."""
    items, total = exchange.archive.shelf.trash.items(SHOWN)
    listed = [
        {
            "id": item.id,
            "name": item.name,
            "size": item.size,
            "deleted": item.deleted.isoformat(timespec="milliseconds"),
        }
        for item in items
    ]
    _answer(exchange, {"trash": listed, "total": total})


def restore(exchange: Exchange) -> None:
    """Put a photo back under its name; what has that name now goes to the trash."""
    route = exchange.route
    assert isinstance(route, web.Restore)
    with exchange.session.service.hold():
        name = exchange.archive.shelf.restore(route.id)
        exchange.log.info("restored %s", name)
        _answer(exchange, {"name": name}, {"Location": web.target(name)})


def remove(exchange: Exchange) -> None:
    """Remove a photo from the trash, for good."""
    route = exchange.route
    assert isinstance(route, web.TrashItem)
    with exchange.session.service.hold():
        exchange.archive.shelf.trash.remove(route.id)
        exchange.answer(204)


def _answer(exchange: Exchange, said: object, more: dict[str, str] | None = None) -> None:
    body = json.dumps(said, ensure_ascii=False).encode() + b"\n"
    exchange.answer(200, {**FIELDS, **(more or {})}, body)
