"""What can be asked of the archive over HTTP: every method, everything it may be said to."""

from protocol import web
from servers.photos import (
    web_health,
    web_page,
    web_photos,
    web_thumbnails,
    web_trash,
    web_uploads,
)
from servers.photos.http import Table

HANDLERS: Table = {
    ("GET", web.Page): web_page.get,
    ("GET", web.Photos): web_photos.list_photos,
    ("GET", web.Photo): web_photos.get,
    ("PUT", web.Photo): web_photos.put,
    ("DELETE", web.Photo): web_photos.delete,
    ("MOVE", web.Photo): web_photos.move,
    ("GET", web.Thumbnail): web_thumbnails.get,
    ("GET", web.TrashList): web_trash.list_trash,
    ("DELETE", web.TrashItem): web_trash.remove,
    ("POST", web.Restore): web_trash.restore,
    ("GET", web.Health): web_health.health,
    ("OPTIONS", web.Uploads): web_uploads.options,
    ("POST", web.Uploads): web_uploads.create,
    ("OPTIONS", web.Upload): web_uploads.options,
    ("HEAD", web.Upload): web_uploads.head,
    ("PATCH", web.Upload): web_uploads.patch,
    ("DELETE", web.Upload): web_uploads.delete,
    ("POST", web.Upload): web_uploads.override,
}
"""HEAD is answered as GET is, without its body; OPTIONS by what is in here."""
