"""What travelled, in a file: as lines to read, with times, or as the bytes that were received."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from tui.clients.wire import Direction, Piece
from tui.printable import printable, printable_bytes
from tui.saving import Part

_SIGNS = {Direction.SENT: "→", Direction.RECEIVED: "←", Direction.NOTE: "·"}


class Form(StrEnum):
    """What is written."""

    TEXT = "text"
    """Lines with times and directions; what is hidden in them is made visible."""
    RECEIVED = "received"
    """What they sent, byte for byte."""


def as_text(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Yield lines: the local time of a piece, which way it went, its text."""
    for piece in pieces:
        stamp = piece.moment.astimezone().isoformat(sep=" ", timespec="milliseconds")
        for line in piece.data.splitlines(keepends=True):
            yield f"{stamp} {_SIGNS[piece.direction]} {printable_bytes(line)}\n".encode()


def as_received(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Yield what was received."""
    return (piece.data for piece in pieces if piece.direction is Direction.RECEIVED)


FORMS: dict[Form, Callable[[Iterable[Piece]], Iterator[bytes]]] = {
    Form.TEXT: as_text,
    Form.RECEIVED: as_received,
}


def write(path: Path, blocks: Iterable[bytes], *, replace: bool) -> int:
    """Write a file, whole or not at all, and return its size. It waits for the disk.

    Raises FileExistsError where something has that name, unless `replace`; OSError as files do.
    """
    with Part(path, replace=replace) as part:
        for block in blocks:
            part.write(block)
        part.keep()
        return part.size


def suggested(name: str, form: Form, stamp: str) -> str:
    """Suggest a file's name for a conversation."""
    plain = "".join(one if one.isalnum() or one in "-." else "-" for one in printable(name))
    return (
        f"{plain.strip('-.').lower() or 'console'}-{stamp}.{'txt' if form is Form.TEXT else 'bin'}"
    )
