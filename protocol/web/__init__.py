"""The photo archive over HTTP: what a target means, and what stands in the fields.

    C: PUT /photos/plage%20d%27hiver.jpg HTTP/1.1     S: HTTP/1.1 201 Created
    C: GET /photos?limit=2&match=plage HTTP/1.1       S: HTTP/1.1 200 OK
    C: GET /photos/plage%20d%27hiver.jpg HTTP/1.1     S: HTTP/1.1 206 Partial Content
    C: Range: bytes=0-1023                            S: Content-Range: bytes 0-1023/48211

`protocol.heads` frames the requests; the names of this package are what services and clients use.
"""

from protocol.web.conditions import Current, failed, has_tag, part
from protocol.web.cursors import Cursor, parse_cursor, render_cursor
from protocol.web.fields import (
    Unsatisfiable,
    accepts,
    etag,
    http_date,
    parse_http_date,
    parse_range,
    parse_repr_digest,
    phrase,
    problem,
    repr_digest,
)
from protocol.web.routes import (
    PAGE,
    PAGE_LIMIT,
    SORTS,
    THUMBNAIL,
    THUMBNAIL_LIMIT,
    Health,
    Page,
    Photo,
    Photos,
    Restore,
    Route,
    Thumbnail,
    TrashItem,
    TrashList,
    Upload,
    Uploads,
    destination,
    route,
    target,
)
from protocol.web.sniffing import is_request_line_start

__all__ = [
    "PAGE",
    "PAGE_LIMIT",
    "SORTS",
    "THUMBNAIL",
    "THUMBNAIL_LIMIT",
    "Current",
    "Cursor",
    "Health",
    "Page",
    "Photo",
    "Photos",
    "Restore",
    "Route",
    "Thumbnail",
    "TrashItem",
    "TrashList",
    "Unsatisfiable",
    "Upload",
    "Uploads",
    "accepts",
    "destination",
    "etag",
    "failed",
    "has_tag",
    "http_date",
    "is_request_line_start",
    "parse_cursor",
    "parse_http_date",
    "parse_range",
    "parse_repr_digest",
    "part",
    "phrase",
    "problem",
    "render_cursor",
    "repr_digest",
    "route",
    "target",
]
