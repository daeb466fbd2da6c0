"""One content coding each, taken off while its bytes come: gzip, deflate, br, zstd.

    layer = Layer("br")
    for block in layer.feed(data): ...      # as much as can be had by now, a step at a time
    layer.close()                           # nothing more comes: Cut, if it is not at its end

No step makes much more than `STEP` bytes, whatever it is given.
"""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

STEP = 256 * 1024
"""Bytes that are read, and made, at once."""

_EARLY, _FINE, _COARSE = 4096, 16, 1024
"""Bytes that are undone at once: what is in the same piece as damage is lost with it, so that
early on, where a small body would be lost as a whole, they are few.
"""

WINDOW = 23
"""2 to this are the bytes that zstd may look back; more is no coding of HTTP's (RFC 9659, 3)."""


class Damaged(Exception):
    """The bytes are not what their coding says."""


class Cut(Exception):
    """The bytes end too early."""


class _Machine(Protocol):
    """Undoes one stream of one coding."""

    hungry: bool
    """It makes no more of what it has."""
    ended: bool
    rest: bytes
    """What came behind its end."""

    def feed(self, data: bytes) -> bytes:
        """Return what becomes of this, and of what it still had; b"" asks for the latter only."""


class _Inflating:
    """zlib's two forms, and the bare one."""

    def __init__(self, form: int) -> None:
        self._zlib = zlib.decompressobj(form)
        self.hungry, self.ended, self.rest = True, False, b""

    def feed(self, data: bytes) -> bytes:
        """Inflate."""
        try:
            made = self._zlib.decompress(self._zlib.unconsumed_tail + data, STEP)
        except zlib.error as error:
            raise Damaged from error
        self.ended, self.rest = self._zlib.eof, self._zlib.unused_data
        self.hungry = self.ended or (not self._zlib.unconsumed_tail and len(made) < STEP)
        return made


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # it has no stubs

        self._brotli, self._error = brotli.Decompressor(), brotli.error
        self.hungry, self.ended, self.rest = True, False, b""

    def feed(self, data: bytes) -> bytes:
        """Expand."""
        try:
            made: bytes = self._brotli.process(data, output_buffer_limit=STEP)
        except self._error as error:
            raise Damaged from error
        self.ended = self._brotli.is_finished()
        self.hungry = self.ended or (not made and self._brotli.can_accept_more_data())
        return made


class _Zstd:
    """RFC 8878, one frame."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
        self._zstd = zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: WINDOW}
        )
        self._error = zstd.ZstdError
        self.hungry, self.ended, self.rest = True, False, b""

    def feed(self, data: bytes) -> bytes:
        """Expand."""
        try:
            made = self._zstd.decompress(data, STEP)
        except self._error as error:
            raise Damaged from error
        self.ended, self.rest = self._zstd.eof, self._zstd.unused_data
        self.hungry = self.ended or self._zstd.needs_input
        return made


def _deflate(data: bytes) -> _Inflating:
    """Choose between the two things that are called deflate (RFC 9110, 8.4.1.2)."""
    wrapped = data[0] & 0x0F == 8 and (len(data) < 2 or int.from_bytes(data[:2]) % 31 == 0)
    return _Inflating(15 if wrapped else -15)


def _gzip(_data: bytes) -> _Inflating:
    return _Inflating(31)


_MACHINES: dict[str, Callable[[bytes], _Machine]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": lambda _data: _Brotli(),
    "zstd": lambda _data: _Zstd(),
}
KNOWN = frozenset(_MACHINES)
"""The codings that are taken off here."""

_SEVERAL = frozenset({"gzip", "x-gzip", "zstd"})
"""Their streams may follow one upon another."""


class Layer:
    """One coding of a body."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._machine: _Machine | None = None
        self._begun = False
        self._taken = 0
        self.made = 0
        """Bytes that came out of it so far."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take some bytes; yield what becomes of them, which may be nothing. Raises Damaged."""
        place = 0
        while place < len(data):
            size = _FINE if self._taken < _EARLY else _COARSE
            yield from self._undo(data[place : place + size])
            place += size
            self._taken += size

    def _undo(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._machine is None and not (data := self._opening(data)):
                return
            machine = self._machine = self._machine or _MACHINES[self._name](data)
            self._begun = True
            made, data = machine.feed(data), b""
            while True:
                self.made += len(made)
                yield made
                if machine.hungry:
                    break
                made = machine.feed(b"")
            if machine.ended:
                data, self._machine = machine.rest, None

    def close(self) -> None:
        """Nothing more comes; raises Cut where something is missing."""
        if self._machine is not None or not self._begun:
            raise Cut

    def _opening(self, data: bytes) -> bytes:
        """Return what is left to read where a stream may begin; zeros may follow gzip's."""
        if not self._begun:
            return data
        if self._name not in _SEVERAL:
            raise Damaged
        return data if self._name == "zstd" else data.lstrip(b"\0")
