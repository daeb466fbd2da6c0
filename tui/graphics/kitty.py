r"""Pictures by kitty's graphics protocol: compressed pixels, in pieces, in place of the one before.

    ESC _ G a=T,f=24,o=z,s=W,v=H,i=… ; base64 ESC \

It lies above all cells until it is taken away. To lie below what has a background is a thing of the
protocol too, but terminals do not agree how that looks.
(https://sw.kovidgoyal.net/kitty/graphics-protocol)
"""

import zlib
from binascii import b2a_base64
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PIECE = 4096
"""Bytes of base64 in one piece, the most that the protocol allows."""

numbers = count(1986)
"""Names of pictures for the terminal: each widget has one of its own."""


def encode(image: "Image", number: int) -> str:
    """Return what draws an RGB image at the cursor, which stays where it is; none is answered."""
    packed = b2a_base64(zlib.compress(image.tobytes(), 3), newline=False).decode("ascii")
    head = f"a=T,f=24,o=z,s={image.width},v={image.height},i={number},C=1,q=2,"
    sent = [forget(number)]
    for at in range(0, len(packed), PIECE):
        more = int(at + PIECE < len(packed))
        sent.append(f"\x1b_G{head}m={more};{packed[at : at + PIECE]}\x1b\\")
        head = "q=2,"
    return "".join(sent)


def forget(number: int) -> str:
    """Return what takes a picture away, and out of the terminal's memory."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
