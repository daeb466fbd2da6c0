"""How the host is, over HTTP, for people and for whatever watches over it."""

import json

import protocol
from servers.photos import disk
from servers.photos.http import Exchange

SHOWN = 100
"""Problems that are named; `problems_total` says how many there are."""


def health(exchange: Exchange) -> None:
    """Answer what runs, who is here, what there is room for, and what is wrong."""
    archive, services = exchange.archive, exchange.session.service.fellows
    problems, total = archive.catalogue.problems(SHOWN)
    with disk.refusing():
        free = disk.free(archive.shelf.directory)
    facts = {
        "version": protocol.__version__,
        "services": {
            service.name: {
                "up": not service.stopping.is_set(),
                "port": service.port,
                "clients": service.connections,
            }
            for service in services
        },
        "clients": sum(service.connections for service in services),
        "photos": archive.catalogue.count(),
        "unlisted": archive.catalogue.watch.unlisted,
        "bytes_free": free,
        "problems": [
            {
                "name": problem.name,
                "kind": problem.kind,
                "since": problem.since.isoformat(),
            }
            for problem in problems
        ],
        "problems_total": total,
    }
    body = json.dumps(facts, ensure_ascii=False).encode() + b"\n"
    fields = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    exchange.answer(200, fields, body)
