"""Photos over HTTP: the list, the bytes, taking one in, deleting one."""

import hashlib
import json
import os
from datetime import UTC, datetime
from urllib.parse import quote

from protocol import web
from protocol.heads import Refused
from servers.photos import magic
from servers.photos.http import Exchange
from servers.words import _


def list_photos(exchange: Exchange) -> None:
    """Answer a page of the list, as JSON."""
    route = exchange.route
    assert isinstance(route, web.Photos)
    names = [n for n in exchange.archive.shelf.list() if not route.match or route.match in n]
    after = [name for name in names if route.after is None or name > route.after]
    shown = after[: route.limit]
    photos = []
    for name in shown:
        file, size = exchange.archive.shelf.open(name)
        with file:
            modified = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
        facts = {"name": name, "size": size, "modified": modified.isoformat()}
        rest = dict.fromkeys(("sha256", "width", "height", "type", "by"))
        photos.append(facts | rest)
    following = shown[-1] if len(after) > len(shown) else None
    body = {"photos": photos, "next": following, "total": len(names)}
    data = json.dumps(body, ensure_ascii=False).encode() + b"\n"
    exchange.answer(200, {"Content-Type": "application/json", "Cache-Control": "no-cache"}, data)


def get(exchange: Exchange) -> None:
    """Answer the bytes of a photo, or the part of them that is asked for."""
    route = exchange.route
    assert isinstance(route, web.Photo)
    file, size = exchange.archive.shelf.open(route.name)
    with file:
        modified = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), UTC)
        fields = {
            "Content-Type": magic.media_type(os.pread(file.fileno(), magic.LENGTH, 0)),
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(route.name, safe='')}",
            "Last-Modified": web.http_date(modified),
            "Accept-Ranges": "bytes",
            "Cache-Control": "no-cache",
        }
        exchange.answer_file(200, fields, file, 0, size)


def put(exchange: Exchange) -> None:
    """Take a photo in; on disk before the answer."""
    route, request = exchange.route, exchange.request
    assert isinstance(route, web.Photo)
    if request.length == 0:
        raise Refused(400, _("A photo has one byte at the least."))
    wanted = web.parse_repr_digest(request.fields.get("repr-digest", ""))
    digest = hashlib.sha256()
    with exchange.archive.shelf.receive(route.name, request.length) as upload:
        for block in exchange.body():
            digest.update(block)
            upload.write(block)
        if wanted not in (None, digest.hexdigest()):
            raise Refused(400, _("The bytes that came are not those of Repr-Digest."))
        with exchange.session.service.hold():
            upload.commit()
    fields = {"ETag": web.etag(digest.hexdigest()), "Location": web.target(route.name)}
    exchange.answer(200 if upload.replaced else 201, fields)


def delete(exchange: Exchange) -> None:
    """Put a photo into the trash."""
    route = exchange.route
    assert isinstance(route, web.Photo)
    with exchange.session.service.hold():
        exchange.archive.shelf.delete(route.name)
    exchange.answer(204)
