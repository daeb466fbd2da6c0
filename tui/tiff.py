"""TIFF pictures, decoded by a process of its own.

libtiff prints what it thinks of damaged files on standard error, which is the terminal that the
program draws on; no Python code can keep it from that.
"""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tui.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

PATIENCE = 30.0
"""Seconds for one picture: a hundred million pixels take ten on a small machine."""


def load(source: Path | bytes, side: int) -> "Image":
    """Return it upright and shrunk, as `decoding.prepare` makes it; OSError where it cannot be."""
    from PIL import Image

    data = source if isinstance(source, bytes) else source.read_bytes()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tui.tiff", str(side)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OSError(_("it takes too long to decode")) from None
    if done.returncode:
        raise OSError(done.stdout.decode(errors="replace"))
    image = Image.open(BytesIO(done.stdout), formats=["PNG"])
    image.load()
    return image


def main() -> int:
    """Be that process: a TIFF and its side come in, a PNG or what is wrong goes out."""
    from PIL import Image

    from tui.decoding import DAMAGED, prepare

    Image.MAX_IMAGE_PIXELS = None  # whoever started us has looked at the size
    try:
        with Image.open(BytesIO(sys.stdin.buffer.read()), formats=["TIFF"]) as image:
            prepare(image, int(sys.argv[1])).save(sys.stdout.buffer, "PNG", compress_level=0)
    except DAMAGED as error:
        sys.stdout.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
