"""Thumbnails over HTTP: a small JPEG of a photo, or the word that it is no picture."""

from protocol import web
from protocol.pictures import NotAPicture
from servers.photos.digests import Changing, digest_of
from servers.photos.http import Exchange
from servers.photos.thumbnails import Busy
from servers.words import _

SOON = {"Retry-After": "5"}
"""Seconds after which it is worth asking again: those who wait now have been served by then."""


def get(exchange: Exchange) -> None:
    """Answer a thumbnail. Its tag is of the photo's bytes and the size, whatever the name is."""
    route = exchange.route
    assert isinstance(route, web.Thumbnail)
    file, status = exchange.archive.shelf.open(route.name)
    with file:
        try:
            digest = exchange.archive.catalogue.digest(route.name, status) or digest_of(file)[0]
            tag = web.etag(f"{digest[:32]}-{route.width}x{route.height}")
            fields = {"ETag": tag, "Cache-Control": "no-cache"}
            if web.has_tag(exchange.request.fields.get("if-none-match", ""), tag):
                exchange.answer(304, fields)
                return
            picture = exchange.archive.thumbnails.make(file, digest, route.width, route.height)
        except NotAPicture as error:
            exchange.log.info("no thumbnail of %s: %s", route.name, error)
            exchange.refuse(415, _("The bytes of this photo are no picture that we can show."))
        except (Busy, Changing):
            exchange.refuse(503, _("Too many thumbnails are being made; ask again soon."), SOON)
        else:
            exchange.answer(200, {"Content-Type": "image/jpeg", **fields}, picture)
