"""Photos over HTTP: the list, the bytes, taking one in, renaming and deleting one."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from urllib.parse import quote

from protocol import web
from protocol.errors import RemoteProtocolError
from protocol.heads import Refused
from servers.photos import magic, packing
from servers.photos.facts import Facts, Stamp
from servers.photos.http import Exchange
from servers.photos.problems import coded, unexpected
from servers.photos.shelf import Check
from servers.photos.taking import take
from servers.words import _


def list_photos(exchange: Exchange) -> None:
    """Answer a page of the list, as JSON."""
    route = exchange.route
    assert isinstance(route, web.Photos)
    photos, following, total = exchange.archive.catalogue.page(
        route.after, route.limit, route.sort, route.match
    )
    body = {"photos": [_facts(one) for one in photos], "next": following, "total": total}
    data = json.dumps(body, ensure_ascii=False).encode() + b"\n"
    fields = {"Content-Type": "application/json", "Cache-Control": "no-cache"}
    packing.answer(exchange, fields, data)


def get(exchange: Exchange) -> None:
    """Answer the bytes of a photo, or the part of them that is asked for."""
    route = exchange.route
    assert isinstance(route, web.Photo)
    request = exchange.request
    file, status = exchange.archive.shelf.open(route.name)
    with file:
        size = status.st_size
        current, fields = _describe(exchange, route.name, status)
        if failed := web.failed(request.method, request.fields, current, exchange.moment):
            _say_failed(exchange, failed, fields)
            return
        try:
            part = web.part(request.method, request.fields, current, size)
        except web.Unsatisfiable:
            whole = {"Content-Range": f"bytes */{size}"}
            exchange.refuse(416, _("The photo has no such bytes."), whole)
            return
        fields["Content-Type"] = magic.media_type(os.pread(file.fileno(), magic.LENGTH, 0))
        fields["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(route.name, safe='')}"
        if part is None:
            exchange.answer_file(200, fields, file, 0, size)
        else:
            offset, count = part
            fields["Content-Range"] = f"bytes {offset}-{offset + count - 1}/{size}"
            exchange.answer_file(206, fields, file, offset, count)


def put(exchange: Exchange) -> None:
    """Take a photo in, whole and as it is (RFC 9110, section 14.5); on disk before the answer."""
    route = exchange.route
    assert isinstance(route, web.Photo)
    request, shelf = exchange.request, exchange.archive.shelf
    if exchange.is_coded:
        exchange.refuse(415, coded(), {"Accept-Encoding": "identity"})
        return
    if "content-range" in request.fields:
        raise Refused(400, _("A photo comes whole; /uploads takes parts of one."))
    if request.length == 0:
        raise Refused(400, _("A photo has one byte at the least."))
    wanted = web.parse_repr_digest(request.fields.get("repr-digest", ""))
    check = _checked(exchange, route.name)
    with shelf.receive(route.name, request.length, check) as upload:
        digest = take(upload, exchange)
        if not upload.written:
            raise Refused(400, _("A photo has one byte at the least."))
        if wanted not in (None, digest):
            raise Refused(400, _("The bytes that came are not those of Repr-Digest."))
        with exchange.session.service.hold():
            upload.commit()
            exchange.archive.catalogue.learn(route.name, digest, exchange.by, upload.status)
            fields = {"ETag": web.etag(digest), "Location": web.target(route.name)}
            fields["Repr-Digest"] = web.repr_digest(digest)
            exchange.answer(200 if upload.replaced else 201, fields)


def delete(exchange: Exchange) -> None:
    """Put a photo into the trash."""
    route = exchange.route
    assert isinstance(route, web.Photo)
    check = _checked(exchange, route.name)
    with exchange.session.service.hold():
        exchange.archive.shelf.delete(route.name, check)
        exchange.archive.catalogue.forget(route.name)
        exchange.answer(204)


def move(exchange: Exchange) -> None:
    """Give a photo another name (RFC 4918, section 9.9); on disk before the answer."""
    route = exchange.route
    assert isinstance(route, web.Photo)
    new, replace = _destination(exchange), _overwrites(exchange)
    check = _checked(exchange, route.name)
    if new == route.name:
        raise Refused(403, _("This is the name that the photo has."))
    shelf, catalogue = exchange.archive.shelf, exchange.archive.catalogue
    with _overwriting(replace), exchange.session.service.hold():
        with catalogue.renaming(route.name, new):
            replaced = shelf.rename(route.name, new, check, replace=replace)
        exchange.log.info("renamed %s: %s", route.name, new)
        if replaced:
            exchange.answer(204)
        else:
            exchange.answer(201, {"Location": web.target(new)})


def _destination(exchange: Exchange) -> str:
    """Return the name that a photo shall have; raises Refused where it is none that it can have."""
    fields = exchange.request.fields
    if "destination" not in fields:
        raise Refused(400, _("Destination says the address that the photo shall have."))
    try:
        return web.destination(fields["destination"], fields.get("host", ""))
    except RemoteProtocolError as error:
        if error.code == "ailleurs":
            raise Refused(502, _("A photo can only be moved within this archive.")) from None
        if error.code == "interdit":
            raise Refused(403, _("A photo can only be moved to the address of a photo.")) from None
        raise


def _overwrites(exchange: Exchange) -> bool:
    said = exchange.request.fields.get("overwrite", "T").strip().upper()
    if said not in ("T", "F"):
        raise Refused(400, _("Overwrite is T or F."))
    return said == "T"


@contextmanager
def _overwriting(replace: bool) -> Iterator[None]:
    """Say as a condition that failed that a photo has the name, where that is to keep it."""
    try:
        yield
    except RemoteProtocolError as error:
        if error.code != "existe" or replace:
            raise
        taken = _("A photo has this name, and Overwrite says that it shall keep it.")
        raise Refused(412, taken) from None


def _checked(exchange: Exchange, name: str) -> Check:
    """Check the conditions of a change, and return what checks them again as it is made."""
    check = partial(_check_conditions, exchange, name)
    check()
    return check


def _check_conditions(exchange: Exchange, name: str) -> None:
    """Raise Refused (412) where a change has conditions that do not hold."""
    request = exchange.request
    if not any(field in request.fields for field in ("if-match", "if-none-match", *_DATES)):
        return
    current = None
    try:
        file, status = exchange.archive.shelf.open(name)
    except RemoteProtocolError as error:
        if error.code != "introuvable":
            raise
    else:
        with file:
            current, _fields = _describe(exchange, name, status)
    if web.failed(request.method, request.fields, current, exchange.moment):
        raise Refused(412, unexpected())


_DATES = ("if-modified-since", "if-unmodified-since")


def _describe(
    exchange: Exchange, name: str, status: os.stat_result
) -> tuple[web.Current, dict[str, str]]:
    """Return what conditions are held against, and the fields that say it.

    The digest of a large photo may not be known yet; then it has no tag.
    """
    modified = Stamp.of(status.st_size, status.st_mtime_ns).modified
    fields = {
        "Last-Modified": web.http_date(modified),
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
    }
    tag = None
    if digest := exchange.archive.catalogue.digest(name, status):
        tag = web.etag(digest)
        fields |= {"ETag": tag, "Repr-Digest": web.repr_digest(digest)}
    return web.Current(tag, modified.replace(microsecond=0)), fields


def _facts(facts: Facts) -> dict[str, object]:
    return {**asdict(facts), "modified": facts.modified.isoformat()}


def _say_failed(exchange: Exchange, status: int, fields: Mapping[str, str]) -> None:
    if status == 304:
        exchange.answer(304, fields)
    else:
        exchange.refuse(412, unexpected())
