"""PNG: the chunks that may tell a place (PNG, third edition, section 11.3)."""

import struct
import zlib

from tui.exif import block, xmp
from tui.exif.trouble import Garbled

SIGNATURE = b"\x89PNG\r\n\x1a\n"

TEXT = 16 * 1024 * 1024
"""Bytes of a text after decompression: a thousand times what a description needs."""


def cleared(data: bytearray) -> bytes:
    """Return the file without positions; only chunks that told one are others now."""
    parts, at = [SIGNATURE], len(SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Garbled
        kind = bytes(data[at + 4 : at + 8])
        parts.append(_chunk(kind, bytes(data[at:end])))
        at = end
        if kind == b"IEND":
            break
    return b"".join(parts)


def _chunk(kind: bytes, chunk: bytes) -> bytes:
    """Return the chunk, or one in its place, or nothing."""
    body = chunk[8:-4]
    if kind == b"eXIf":
        part = bytearray(body)
        block.clear_places(part)
        return _made(kind, bytes(part)) if part != body else chunk
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        return _text(kind, chunk, body)
    return chunk


def _text(kind: bytes, chunk: bytes, body: bytes) -> bytes:
    """Clear XMP; leave out texts that are named after a place, and descriptions in hexadecimal.

    ImageMagick writes EXIF as such a text when it does not know better; nothing else does.
    """
    name, _nothing, rest = body.partition(b"\0")
    if b"gps" in name.lower() or b"geo:" in name.lower():
        return b""
    if name.lower().startswith(b"raw profile type"):
        return b"" if name.lower().split()[-1] in (b"exif", b"app1", b"xmp") else chunk
    if kind != b"iTXt" or name != b"XML:com.adobe.xmp":
        return chunk
    compressed, rest = rest[:1], rest[2:]
    language, _nothing, rest = rest.partition(b"\0")
    keyword, _nothing, packet = rest.partition(b"\0")
    part = bytearray(_unpacked(packet) if compressed == b"\1" else packet)
    before = bytes(part)
    xmp.clear_places(part, 0, len(part))
    if part == before:
        return chunk
    return _made(kind, b"\0".join((name + b"\0\0", language, keyword, bytes(part))))


def _unpacked(packet: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(packet, TEXT)
    if unpacking.unconsumed_tail:
        raise Garbled
    return text


def _made(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
