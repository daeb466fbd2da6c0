"""The body of an answer as it is kept: its secrets masked, also below gzip and its kind."""

import gzip
import sys
import zlib
from collections.abc import Callable

from tui.bodies import coding
from tui.exchanges import heads, mask_members

GREATEST = 8 * 1024 * 1024
"""Bytes that are unpacked to be looked into."""

Hide = Callable[[bytes], bytes]


class _Source:
    """Bytes that are all there."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, start: int, size: int) -> bytes:
        """Return a part."""
        return self._data[start : start + size]


def masked(body: bytes, head: bytes, hide: Hide) -> bytes:
    """Mask a body. What cannot be looked into in full is not kept; the rest stays as it came."""
    fields = heads.fields(head)
    names = coding.codings(value for name, value in fields if name.lower() == "content-encoding")
    media = next((value for name, value in fields if name.lower() == "content-type"), "")
    if not body or not names:
        return _plain(body, media, hide)
    if coding.unknown(names):
        return body
    made = bytearray()
    ending = coding.decode(
        _Source(body), names, made.extend, greatest=GREATEST, stopped=lambda: False
    )
    if ending is coding.Ending.BOUND:
        return b""
    plain = _plain(bytes(made), media, hide)
    return body if plain == made else _packed(plain, names)


def unpacked(body: bytes, head: bytes) -> bytes | None:
    """Take the codings off a body; None where that cannot be done to its end."""
    names = coding.codings(
        value for name, value in heads.fields(head) if name.lower() == "content-encoding"
    )
    made = bytearray()
    if coding.unknown(names) or len(names) > coding.LAYERS:
        return None
    ending = coding.decode(
        _Source(body), names, made.extend, greatest=GREATEST, stopped=lambda: False
    )
    return bytes(made) if ending is coding.Ending.WHOLE else None


def _plain(body: bytes, media: str, hide: Hide) -> bytes:
    if body[:3] in (b"\xff\xd8\xff", b"\x89PN", b"GIF") or b"\0" in body[:1024]:
        return body
    text = body.decode("utf-8", errors="surrogateescape")
    return hide(mask_members.text(text, media).encode("utf-8", errors="surrogateescape"))


def _packed(data: bytes, names: list[str]) -> bytes:
    """Put the codings on again, in their order; another program would have chosen other bytes."""
    for name in names:
        match name:
            case "gzip" | "x-gzip":
                data = gzip.compress(data, mtime=0)
            case "deflate":
                data = zlib.compress(data)
            case "br":
                import brotli  # type: ignore[import-untyped]  # it has no stubs

                data = brotli.compress(data, quality=4)
            case _:
                data = _zstd(data)
    return data


def _zstd(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.compress(data)
