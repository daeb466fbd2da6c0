"""The block of directories that EXIF is (TIFF 6.0, section 2), and the same without its positions.

Everything stays where it is: entries that tell a place are closed up, what they point at becomes
zeros. So all that points elsewhere still does, notes of the camera's maker too, which nobody else
can read.
"""

import struct
from dataclasses import dataclass, field

from tui.exif import xmp
from tui.exif.trouble import Garbled

_GPS, _XMP = 0x8825, 700
_DIRECTORIES = frozenset({0x8769, 0xA005, 0x014A})  # Exif, interoperability, directories within
_PLACES = frozenset({_GPS, 33922, 34264, 34736})  # and where the corners of a map lie (GeoTIFF)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

MOST = 256
"""Directories of a block: a file of some pages has one for each, a photo has five."""

LONGEST = 65_536
"""Bytes of one value that tells a place. A longer one is a lie, and would cost pixels."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: where it stands, and what it says."""

    at: int
    tag: int
    length: int
    value: int  # where its value is, in the entry itself or elsewhere
    pointers: tuple[int, ...]


@dataclass(slots=True)
class _Block:
    data: bytearray
    order: str
    directories: dict[int, list[_Entry]] = field(default_factory=dict)

    def number(self, at: int, form: str) -> int:
        """Read a number; raises Garbled past the end."""
        try:
            (number,) = struct.unpack_from(self.order + form, self.data, at)
        except struct.error:
            raise Garbled from None
        return int(number)

    def clear(self, at: int, length: int) -> None:
        """Write zeros."""
        if length > LONGEST or at + length > len(self.data):
            raise Garbled
        self.data[at : at + length] = bytes(length)


def clear_places(data: bytearray) -> None:
    """Take the positions out of a block, in place; raises Garbled, the block half done."""
    orders = {b"II*\0": "<", b"MM\0*": ">"}
    if (order := orders.get(bytes(data[:4]))) is None:
        raise Garbled
    block = _Block(data, order)
    waiting = [block.number(4, "I")]
    while waiting:
        if (at := waiting.pop()) and at not in block.directories:
            waiting += _read(block, at)
        if len(block.directories) > MOST:
            raise Garbled
    for at, entries in block.directories.items():
        for entry in reversed(entries):
            if entry.tag in _PLACES:
                _remove(block, at, entry)
            elif entry.tag == _XMP:
                xmp.clear_places(data, entry.value, entry.value + entry.length)


def _read(block: _Block, at: int) -> list[int]:
    """Read a directory; return where those are that it leads to."""
    count = block.number(at, "H")
    entries = [_entry(block, at + 2 + 12 * number) for number in range(count)]
    block.directories[at] = entries
    within = [to for entry in entries if entry.tag in _DIRECTORIES for to in entry.pointers]
    end = at + 2 + 12 * count
    return [*within, block.number(end, "I")] if end + 4 <= len(block.data) else within


def _entry(block: _Block, at: int) -> _Entry:
    tag, kind = block.number(at, "H"), block.number(at + 2, "H")
    count, first = block.number(at + 4, "I"), block.number(at + 8, "I")
    length = _SIZES.get(kind, 1) * count
    value = at + 8 if length <= 4 else first
    if tag not in _DIRECTORIES:
        return _Entry(at, tag, length, value, (first,))
    if count == 1:
        return _Entry(at, tag, length, value, (first,))
    pointers = tuple(block.number(value + 4 * place, "I") for place in range(min(count, MOST)))
    return _Entry(at, tag, length, value, pointers)


def _remove(block: _Block, directory: int, entry: _Entry) -> None:
    """Clear what the entry leads to, and close the gap that it leaves."""
    if entry.tag == _GPS and entry.pointers[0] not in block.directories:
        _clear_directory(block, entry.pointers[0])
    elif entry.tag != _GPS and entry.length > 4:
        block.clear(entry.value, entry.length)
    count = block.number(directory, "H")
    end = min(directory + 2 + 12 * count + 4, len(block.data))
    rest = block.data[entry.at + 12 : end]
    block.data[entry.at : end] = rest + bytes(12)
    struct.pack_into(block.order + "H", block.data, directory, count - 1)


def _clear_directory(block: _Block, at: int) -> None:
    """Clear a directory of positions, with its values."""
    count = block.number(at, "H")
    for number in range(count):
        entry = _entry(block, at + 2 + 12 * number)
        if entry.length > 4:
            block.clear(entry.value, entry.length)
    block.clear(at, 2 + 12 * count)
