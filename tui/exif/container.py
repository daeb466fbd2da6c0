"""Photos without their positions: the pixels and all the rest byte for byte as they were.

Nothing is decoded and encoded again. Known are EXIF and XMP in JPEG, PNG, WebP, TIFF and GIF; a
BMP has neither. A description that cannot be read, or a format that is not known, raises
PositionStays: better no copy than one of which we do not know what it tells.

What stays: words that somebody wrote (the name of a town), and what a camera hides in notes of its
own. What goes too: whatever follows the last picture of a JPEG, for telephones put films there
which tell the place again.
"""

import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from tui.exif import block, png, xmp
from tui.exif.reading import read
from tui.exif.trouble import Garbled, PositionStays
from tui.picture import BYTES
from tui.words import _

_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""A marker among a JPEG's compressed pixels, where FF 00 and restarts are none (T.81, B.1.1)."""


def without_position(source: Path | bytes) -> bytes:
    """Return the photo without its position; raises PositionStays, and OSError of the file.

    Blocks, and holds the photo twice: belongs into a thread.
    """
    if isinstance(source, Path) and source.stat().st_size > BYTES:
        words = _("the file is larger than {limit} MiB")
        raise PositionStays(words.format(limit=BYTES >> 20))
    data = bytearray(source if isinstance(source, bytes) else source.read_bytes())
    if (clear := _of(data)) is None:
        raise PositionStays(_("its format is none out of which we can take a position"))
    try:
        result = clear(data)
    except (Garbled, struct.error, zlib.error):
        words = _("its description is damaged, so that nobody can say where a position may be")
        raise PositionStays(words) from None
    if read(result).placed:
        raise PositionStays(_("it still says where it was taken, in a way that we do not know"))
    return result


def _of(data: bytearray) -> Callable[[bytearray], bytes] | None:
    """Return what clears a file of this format."""
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp
    known: dict[bytes, Callable[[bytearray], bytes]] = {
        b"\xff\xd8\xff": _jpeg,
        png.SIGNATURE: png.cleared,
        b"II*\0": _tiff,
        b"MM\0*": _tiff,
        b"GIF8": _gif,
        b"BM": bytes,
    }
    return next((clear for magic, clear in known.items() if data.startswith(magic)), None)


def _jpeg(data: bytearray) -> bytes:
    """Clear each of the pictures in a file; what is between them becomes zeros."""
    end = _jpeg_picture(data, 0)
    while (start := data.find(b"\xff\xd8\xff", end)) >= 0:
        try:
            after = _jpeg_picture(data, start)
        except Garbled:  # no picture, but bytes of a film that look like the start of one
            break
        data[end:start] = bytes(start - end)
        end = after
    return bytes(data[:end])


def _jpeg_picture(data: bytearray, start: int) -> int:
    """Clear one picture; return where it ends. One that is cut short ends with the file."""
    at = start + 2
    while found := _MARKER.match(data, at):
        marker, at = found[1][0], found.end()
        if marker == 0xD9:
            return at
        (length,) = struct.unpack_from(">H", data, at)
        if length < 2 or at + length > len(data):
            raise Garbled
        if marker == 0xE1:
            _clear_segment(data, at + 2, at + length)
        at += length
        if marker == 0xDA:
            following = _MARKER.search(data, at)
            if following is None:
                return len(data)
            at = following.start()
    raise Garbled


def _clear_segment(data: bytearray, start: int, end: int) -> None:
    if data.startswith(_EXIF, start):
        _clear_block(data, start + len(_EXIF), end)
    elif data.startswith(_XMP, start):
        xmp.clear_places(data, start + len(_XMP), end)
    elif data.startswith(_MORE_XMP, start) and b"gps" in data[start:end].lower():
        start += len(_MORE_XMP) + 40  # behind the digest, the length and the place of this part
        data[start:end] = b" " * max(0, end - start)


def _clear_block(data: bytearray, start: int, end: int) -> None:
    part = data[start:end]
    block.clear_places(part)
    data[start:end] = part


def _webp(data: bytearray) -> bytes:
    """Clear the chunks of a WebP (RFC 9649, section 2.7)."""
    at = 12
    while at + 8 <= len(data):
        kind = bytes(data[at : at + 4])
        (length,) = struct.unpack_from("<I", data, at + 4)
        start, end = at + 8, at + 8 + length
        if kind in (b"EXIF", b"XMP ") and end > len(data):
            raise Garbled
        if kind == b"EXIF":
            _clear_block(data, start + len(_EXIF) * data.startswith(_EXIF, start), end)
        elif kind == b"XMP ":
            xmp.clear_places(data, start, end)
        at = end + length % 2
    return bytes(data)


def _tiff(data: bytearray) -> bytes:
    block.clear_places(data)
    return bytes(data)


def _gif(data: bytearray) -> bytes:
    """Clear a GIF's XMP, which lies there as it is, between its name and a trailer of its own."""
    at = 0
    while (start := data.find(b"XMP DataXMP", at)) >= 0:
        end = data.find(b"\x01\xff\xfe\xfd", start)
        if end < 0:
            raise Garbled
        xmp.clear_places(data, start + 11, end)
        at = end
    return bytes(data)
