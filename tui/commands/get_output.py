"""Where the answer goes: as it came, or its body alone, into a file, to stdout or to a terminal."""

import codecs
import errno
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import TextIO

from tui.bodies.coding import LAYERS, Ending, Unpacking, codings, unknown
from tui.clients.failure import Step
from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import Spool
from tui.clients.wire import Direction, Piece
from tui.commands.result import check_place, say
from tui.printable import printable
from tui.saving import Part
from tui.words import _

Write = Callable[[bytes], object]


class Passing(Spool):
    """A body that passes by: nothing of it is kept but, if it is wanted, its SHA-256."""

    def __init__(self, *, digested: bool = False) -> None:
        super().__init__(greatest=0)
        self.take: Write = len
        """What is done with each block."""
        self._digest = hashlib.sha256() if digested else None

    @property
    def sha256(self) -> str:
        """The digest so far; empty if none was wanted."""
        return self._digest.hexdigest() if self._digest else ""

    def write(self, data: bytes) -> None:
        """Take a block."""
        if self._digest is not None:
            self._digest.update(data)
        self.take(data)


class AsItCame:
    """Writes every byte of an answer; with `leads_on`, once it is known that we stay with it.

    What is held back until then is never more than a head. What a proxy says before it leads on is
    no part of the answer.
    """

    def __init__(
        self, record: Exchange, write: Write, leads_on: Callable[[], bool] | None = None
    ) -> None:
        self._record = record
        self._write = write
        self._leads_on = leads_on
        self._held: list[bytes] = []

    def __call__(self, piece: Piece) -> None:
        """Take what travelled."""
        if piece.direction is not Direction.RECEIVED or self._record.step is Step.TUNNEL:
            return
        self._held.append(piece.data)
        if self._leads_on is None or self._record.status:
            self.end()

    def end(self) -> None:
        """Write what was held back, or forget it."""
        held, self._held = self._held, []
        if held and not (self._leads_on and self._leads_on()):
            self._write(b"".join(held))


class BodyAlone:
    """Writes a body as it comes, with those codings taken off that can be."""

    def __init__(
        self, record: Exchange, write: Write, leads_on: Callable[[], bool] | None = None
    ) -> None:
        self._record = record
        self._write = write
        self._leads_on = leads_on
        self._block = _Block()
        self._unpacking: Unpacking | None = None

    def take(self, block: bytes) -> None:
        """Take what came."""
        if self._leads_on and self._leads_on():
            return
        if self._unpacking is None:
            self._unpacking = self._begin()
        self._block.put(block)
        self._unpacking.advance(lambda: False)

    def is_intact(self) -> bool:
        """Nothing more comes: say whether all could be taken off."""
        return self._unpacking is None or self._unpacking.end() is Ending.WHOLE

    def _begin(self) -> Unpacking:
        """Find out what was done to the body; what nobody takes off here stays, and is said."""
        said = [value for name, value in self._record.fields if name.lower() == "content-encoding"]
        names = codings(said)
        if (foreign := unknown(names)) or len(names) > LAYERS:
            words = _("{coding} is not taken off here: the body is as it came.")
            say(words.format(coding=foreign or ", ".join(names)))
            names = []
        return Unpacking(self._block, names, self._write, greatest=sys.maxsize)


class _Block:
    """The last block of a body that passes by; places are those of the whole body."""

    def __init__(self) -> None:
        self.size = 0
        self._block = b""

    def put(self, block: bytes) -> None:
        """Take the next block; the one before was read."""
        self._block = block
        self.size += len(block)

    def read(self, start: int, size: int) -> bytes:
        """Return a part of it."""
        start -= self.size - len(self._block)
        return self._block[start : start + size]


@contextmanager
def opened(path: str | None) -> Iterator[Write]:
    """Yield what writes the answer; a file gets its name when the answer is whole, `-` is stdout.

    A device or a pipe is written to: it must never be replaced by a file.
    """
    path = None if path == "-" else path
    if path is not None and Path(path).exists() and not Path(path).is_file():
        with Path(path).open("wb", buffering=0) as place:
            yield lambda data: _write_all(place, data)
    elif path is not None:
        with Part(check_place(Path(path)), replace=True) as part:
            yield part.write
            part.keep()
    elif stdout().isatty():
        yield _on_terminal()
    else:
        yield _on_stdout


def stdout() -> TextIO:
    """Return stdout; OSError where there is none, since what is written would be lost."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "stdout")
    return sys.stdout


def _write_all(place: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[place.write(rest) or 0 :]


def _on_stdout(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _on_terminal() -> Write:
    """Make what is written safe to see, however its letters are cut."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def write(data: bytes) -> None:
        text = decoder.decode(data).replace("\r\n", "\n")
        print(printable(text, keep="\n\t"), end="", flush=True)

    return write
