"""Content codings taken off (RFC 9110, 8.4): gzip and deflate, in bounded steps and bounded size.

    ending = decode(source, ["gzip"], target.write, greatest=1 << 28, stopped=lambda: False)

A bomb of a few bytes ends at `greatest`; no step makes more than `STEP` bytes of what it is given.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from tui.bodies.source import Source

STEP = 256 * 1024
"""Bytes that are read, and made, at once."""

LAYERS = 4
"""Codings one upon another that are taken off; nobody uses two."""

_GZIP, _ZLIB, _RAW = 31, 15, -15
"""What zlib expects, as it wants to be told."""

_NONE = {"", "identity"}
_OURS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class Ending(Enum):
    """How decoding ended."""

    WHOLE = "whole"
    CUT = "cut"
    """The coded bytes end before what they say."""
    DAMAGED = "damaged"
    BOUND = "bound"
    """There is more than is decoded."""
    STOPPED = "stopped"


class _Damaged(Exception):
    """The bytes are not what their coding says."""


class _Cut(Exception):
    """The bytes end too early."""


def codings(values: Iterable[str]) -> list[str]:
    """Read Content-Encoding: what was done to the body, in that order."""
    words = [word.strip().lower() for value in values for word in value.split(",")]
    return [word for word in words if word not in _NONE]


def unknown(names: list[str]) -> str:
    """Return the first coding that is not taken off here; `""` where all are."""
    return next((name for name in names if name not in _OURS), "")


def decode(
    source: Source,
    names: list[str],
    write: Callable[[bytes], object],
    *,
    greatest: int,
    stopped: Callable[[], bool],
) -> Ending:
    """Take codings off, the last first; what could be decoded is written whatever the ending is."""
    blocks = _read(source)
    for name in reversed(names[:LAYERS]):
        blocks = _inflated(blocks, _OURS[name])
    made = 0
    try:
        for block in blocks:
            if stopped():
                return Ending.STOPPED
            write(block[: greatest - made])
            made += len(block)
            if made > greatest:
                return Ending.BOUND
    except _Damaged:
        return Ending.DAMAGED
    except _Cut:
        return Ending.CUT
    return Ending.WHOLE


def _read(source: Source) -> Iterator[bytes]:
    place, size = 0, source.size
    while place < size and (block := source.read(place, min(STEP, size - place))):
        yield block
        place += len(block)


def _inflated(blocks: Iterator[bytes], form: int) -> Iterator[bytes]:
    """Inflate; of a gzip file with several members, all."""
    machine, begun = None, False
    for block in blocks:
        rest, made = block, b""
        while rest or len(made) == STEP:
            if machine is None:
                if begun and not rest.strip(b"\0"):
                    break  # gzip files may be padded
                machine = zlib.decompressobj(_sort(form, rest))
            try:
                made = machine.decompress(rest, STEP)
            except zlib.error as error:
                raise _Damaged from error
            yield made
            rest = machine.unconsumed_tail
            if machine.eof:
                rest, made, machine, begun = machine.unused_data, b"", None, True
                if form != _GZIP:
                    return
    if machine is not None or not begun:
        raise _Cut


def _sort(form: int, data: bytes) -> int:
    """Choose between the two things that are called deflate (RFC 9110, 8.4.1.2)."""
    if form != _ZLIB:
        return form
    wrapped = data[0] & 0x0F == 8 and (len(data) < 2 or int.from_bytes(data[:2]) % 31 == 0)
    return _ZLIB if wrapped else _RAW
