"""`python -m servers.photos.inspector DIRECTORY`: reads photos for a host, in its own process.

    > {"name": "plage.jpg", "digest": true}
    < {"size": 81234, "mtime_ns": 1503412628000000000, "sha256": "9f86d081…"}
    < {"type": "image/jpeg", "width": 4000, "height": 3000, "camera": "Canon EOS 5D"}

A question is a line and has two lines for an answer, the second empty for what is no picture. What
a picture does to whoever opens it, it does to this process: it has little memory and the lowest
priority, and can be killed.
"""

import json
import os
import resource
import struct
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.pictures import FORMATS, TURNED
from servers.photos.digests import Changing, digest_of, open_photo

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: Python and Pillow take a third, a header little more. A WEBP, of which
Pillow reads all, is no picture where it does not fit."""

LONGEST = 2**31 - 1
"""Pixels of a side: no decoder takes more, and a file can say any number."""

WORDS = 100
"""Characters that a camera may say of itself; the standard knows no bound."""

_LOWEST = 19
_MAKE, _MODEL, _ORIENTATION, _DATE = 271, 272, 274, 306
_EXIF, _DATE_TAKEN = 34665, 36867

_LIES = (
    OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, MemoryError,
    RuntimeError, EOFError, AttributeError, struct.error,
)  # fmt: skip
"""What Pillow's plugins raise for files that are not what they say."""


def main(directory: Path) -> None:
    """Answer until nobody asks any more."""
    _be_modest()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        for answer in inspect(directory / asked["name"], digest=asked["digest"]):
            sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            sys.stdout.buffer.flush()


def inspect(path: Path, *, digest: bool) -> Iterator[dict[str, object]]:
    """Yield what the bytes are, or why they cannot be read; then what the header says."""
    try:
        with open_photo(path) as file:
            if digest:
                sha256, status = digest_of(file)
            else:
                sha256, status = None, os.fstat(file.fileno())
            yield {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": sha256}
            yield header(file)
    except Changing:
        yield {"failed": "changing"}
        yield {}
    except OSError as error:
        yield {"failed": error.strerror or type(error).__name__}
        yield {}


def header(file: FileIO) -> dict[str, object]:
    """Return what a picture's header says; nothing where it is none of FORMATS, or lies."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # nothing is decoded here
    try:
        with Image.open(file, formats=FORMATS) as picture:
            return _facts(picture)
    except _LIES:
        return {}


def _facts(picture: "Image") -> dict[str, object]:
    width, height = picture.size
    if not (1 <= width <= LONGEST and 1 <= height <= LONGEST):
        return {}
    facts: dict[str, object] = {"type": _media_type(picture)}
    try:
        exif = picture.getexif()
        facts |= _exif_facts(exif)
    except _LIES:
        pass
    if facts.get("orientation") in TURNED:
        width, height = height, width
    return {**facts, "width": width, "height": height}


def _media_type(picture: "Image") -> str | None:
    from PIL import Image

    return Image.MIME.get(picture.format or "")


def _exif_facts(exif: "Exif") -> dict[str, object]:
    orientation = exif.get(_ORIENTATION, 0)
    taken = exif.get_ifd(_EXIF).get(_DATE_TAKEN) or exif.get(_DATE)
    maker, model = _words(exif.get(_MAKE)), _words(exif.get(_MODEL))
    camera = model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip()
    facts = {
        "orientation": int(orientation) if orientation in range(1, 9) else None,
        "taken": _moment(_words(taken)),
        "camera": camera or None,
    }
    return {key: value for key, value in facts.items() if value is not None}


def _words(value: object) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    return " ".join(text.split("\0")[0].split())[:WORDS] if isinstance(text, str) else ""


def _moment(words: str) -> str | None:
    """Turn `2017:08:22 14:57:08` into `2017-08-22T14:57:08`; None for anything else."""
    with suppress(ValueError):
        return datetime.strptime(words[:19], "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007 - the camera's own time knows no zone
    return None


def _be_modest() -> None:
    """Give up memory and importance, as far as the system knows such limits."""
    warnings.simplefilter("ignore")
    with suppress(OSError):
        os.nice(_LOWEST)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # the first that the system kills
    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0)):
        with suppress(OSError, ValueError):  # macOS knows RLIMIT_AS, and refuses it
            resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
