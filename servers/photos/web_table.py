"""What can be asked of the archive over HTTP: every method, everything it may be said to."""

from protocol import web
from servers.photos import web_photos
from servers.photos.http import Table

HANDLERS: Table = {
    ("GET", web.Photos): web_photos.list_photos,
    ("GET", web.Photo): web_photos.get,
    ("PUT", web.Photo): web_photos.put,
    ("DELETE", web.Photo): web_photos.delete,
}
"""HEAD is answered as GET is, without its body; OPTIONS by what is in here."""
