r"""Pictures as sixels: six lines of pixels at a time, for each colour a character per column.

    ESC P 0;1 q " 1;1;W;H  #0;2;R;G;B …  #0!12~$#1!4?@@-…  ESC \

A character's six lowest bits, plus 63, are the pixels from top to bottom; `!n` repeats the next
one, `$` goes back to the left, `-` to the next six lines. (DEC STD 070, chapter 9.)

A band's pixels of one colour are found by `bytes.translate` and joined as large numbers, tile by
tile, since few of a picture's colours are in any one place.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

BAND = 6
TILE = 128
"""Columns that are done at once. Wider tiles have more colours, narrower ones more to say."""

_RUN = re.compile(rb"(.)\1{3,}")
_SHIFT = bytes((bits + 63) & 255 for bits in range(256))
_BITS: list[list[bytes]] = []


def encode(image: "Image", colours: int) -> str:
    """Return what draws an RGB image at the cursor. It takes tenths of a second."""
    from PIL.Image import Quantize

    few = image.quantize(colours, method=Quantize.FASTOCTREE)
    palette = bytes(few.getpalette() or ())
    registers = "".join(
        f"#{number};2;" + ";".join(str(round(byte / 2.55)) for byte in palette[at : at + 3])
        for number, at in enumerate(range(0, len(palette), 3))
    )
    bands = b"-".join(_bands(few.tobytes(), *few.size)).decode("ascii")
    return f'\x1bP0;1q"1;1;{few.width};{few.height}{registers}{bands}\x1b\\'


def _bands(pixels: bytes, width: int, height: int) -> Iterator[bytes]:
    tables = _tables()
    for top in range(0, height, BAND):
        rows = [pixels[y * width : (y + 1) * width] for y in range(top, min(top + BAND, height))]
        tiles = (_tile(rows, left, tables) for left in range(0, width, TILE))
        yield b"$".join(part for tile in tiles for part in tile)


def _tile(rows: list[bytes], left: int, tables: list[list[bytes]]) -> Iterator[bytes]:
    """Give a tile's colours; each begins at the left of the picture."""
    columns: dict[int, int] = {}
    for row, bits in zip(rows, tables, strict=False):
        part = row[left : left + TILE]
        for colour in set(part):
            here = int.from_bytes(part.translate(bits[colour]), "little")
            columns[colour] = columns.get(colour, 0) | here
    gap = b"!%d?" % left if left else b""
    for colour, bytes_of_bits in columns.items():
        size = (bytes_of_bits.bit_length() + 7) // 8
        sixels = bytes_of_bits.to_bytes(size, "little").translate(_SHIFT)
        yield b"#%d%b%b" % (colour, gap, _RUN.sub(_repeated, sixels))


def _repeated(run: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (len(run[0]), run[1])


def _tables() -> list[list[bytes]]:
    """Return for each line of a band and each colour what makes its bit of that colour alone."""
    if not _BITS:
        _BITS.extend(
            [bytes(colour) + bytes((1 << line,)) + bytes(255 - colour) for colour in range(256)]
            for line in range(BAND)
        )
    return _BITS
