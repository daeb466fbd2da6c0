"""What a photo's first bytes say that it is; its name says nothing.

Only what browsers show as a picture and run nothing of: no SVG, no HTML, no PDF. Everything else is
`application/octet-stream`, which they save.
"""

LENGTH = 32
"""Bytes that are looked at."""

UNKNOWN = "application/octet-stream"

_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic-sequence",
    b"mif1": "image/heif",
}


def media_type(start: bytes) -> str:
    """Return the media type of a file that starts so."""
    if start[4:8] == b"ftyp":
        return _BRANDS.get(start[8:12], UNKNOWN)
    if start[:4] == b"RIFF":
        return "image/webp" if start[8:12] == b"WEBP" else UNKNOWN
    for magic, kind in _MAGIC.items():
        if start.startswith(magic):
            return kind
    return UNKNOWN


_MAGIC = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"BM": "image/bmp",
    b"\0\0\0\x0cJXL \r\n\x87\n": "image/jxl",
    b"\xff\x0a": "image/jxl",
}
