"""Thumbnails over HTTP: a small JPEG of a photo, or the word that it is no picture."""

from io import FileIO

from protocol import web
from protocol.pictures import NotAPicture
from servers.photos.catalogue import AT_ONCE
from servers.photos.digests import Changing, digest_of
from servers.photos.http import Exchange
from servers.photos.thumbnails import Busy
from servers.words import _

SOON = {"Retry-After": "5"}
"""Seconds after which it is worth asking again: those who wait now have been served by then."""


class Unread(Exception):
    """The photo is large, and the keeper has yet to read it."""


def get(exchange: Exchange) -> None:
    """Answer a thumbnail. Its tag is of the photo's bytes and the size, whatever the name is."""
    route = exchange.route
    assert isinstance(route, web.Thumbnail)
    file, status = exchange.archive.shelf.open(route.name)
    with file:
        try:
            known = exchange.archive.catalogue.digest(route.name, status)
            digest = known or _read(exchange, file, status.st_size)
            tag = web.etag(f"{digest[:32]}-{route.width}x{route.height}")
            fields = {"ETag": tag, "Cache-Control": "no-cache"}
            if web.has_tag(exchange.request.fields.get("if-none-match", ""), tag):
                exchange.answer(304, fields)
                return
            picture = exchange.archive.thumbnails.make(file, digest, route.width, route.height)
        except NotAPicture as error:
            exchange.log.info("no thumbnail of %s: %s", route.name, error)
            exchange.refuse(415, _("The bytes of this photo are no picture that we can show."))
        except Unread:
            exchange.refuse(503, _("This photo has not been read yet; ask again soon."), SOON)
        except (Busy, Changing):
            exchange.refuse(503, _("Too many thumbnails are being made; ask again soon."), SOON)
        else:
            exchange.answer(200, {"Content-Type": "image/jpeg", **fields}, picture)


def _read(exchange: Exchange, file: FileIO, size: int) -> str:
    """Return the digest of a photo that is read in a moment; raises Unread, NotAPicture."""
    if size <= AT_ONCE:
        return digest_of(file)[0]
    if exchange.archive.keeper.reads(size):
        raise Unread
    raise NotAPicture("it is larger than this archive takes photos")
