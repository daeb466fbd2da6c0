"""The trash over HTTP: what was deleted or replaced, back to its name, or gone for good."""

import json

from protocol import web
from servers.photos import packing
from servers.photos.http import Exchange

FIELDS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def list_trash(exchange: Exchange) -> None:
    """Answer a page of what is in the trash, the newest first."""
    route = exchange.route
    assert isinstance(route, web.TrashList)
    items, following, total = exchange.archive.shelf.trash.items(route.limit, route.after)
    listed = [
        {
            "id": item.id,
            "name": item.name,
            "size": item.size,
            "deleted": item.deleted.isoformat(timespec="milliseconds"),
        }
        for item in items
    ]
    packing.answer(exchange, FIELDS, _json({"trash": listed, "next": following, "total": total}))


def restore(exchange: Exchange) -> None:
    """Put a photo back under its name; what has that name now goes to the trash."""
    route = exchange.route
    assert isinstance(route, web.Restore)
    with exchange.session.service.hold():
        name = exchange.archive.shelf.restore(route.id)
        exchange.archive.catalogue.returned(name)
        exchange.log.info("restored %s", name)
        fields = {**FIELDS, "Location": web.target(name)}
        exchange.answer(200, fields, _json({"name": name}))


def remove(exchange: Exchange) -> None:
    """Remove a photo from the trash, for good."""
    route = exchange.route
    assert isinstance(route, web.TrashItem)
    with exchange.session.service.hold():
        exchange.archive.shelf.trash.remove(route.id)
        exchange.answer(204)


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
