"""`get`: one HTTP request, and the answer exactly as it travelled."""

import argparse
import codecs
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol.config import Config
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import Spool
from tui.clients.wire import Direction, Piece, Wire
from tui.commands import stdin
from tui.commands.result import Result, check_place, say
from tui.printable import printable, printable_bytes
from tui.saving import Part
from tui.words import _

TOLD = 64 * 1024
"""Bytes of each direction that --verbose tells: the answer itself is on stdout, whole."""

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_SIGNS = {Direction.SENT: "→", Direction.RECEIVED: "←", Direction.NOTE: "·"}

_BY_STATUS = {3: Result.NOT_FOUND, 4: Result.CONFLICT, 5: Result.NOT_ALLOWED}
"""With --check-status the hundreds of the status, as other HTTP commands do; the names of these
results say nothing here."""


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Ask, and write what comes, as it comes."""
    fields = []
    for field in arguments.header:
        field.encode()  # what is no text is found before anybody is called
        name, colon, value = field.partition(":")
        if not colon:
            say(_("{field}: what is meant is NAME:VALUE.").format(field=field))
            return Result.USAGE
        fields.append((name, value))
    body = await _body(arguments.data)
    method = arguments.method or ("GET" if arguments.data is None else "POST")
    request = Request(method, arguments.url, tuple(fields), body)
    wire = Wire()
    record = Exchange(request, body=Spool(greatest=0))
    if arguments.verbose:
        wire.watch(_Teller())
    with _output(arguments.output) as write:
        wire.watch(lambda piece: _received(piece, write))
        try:
            await record.take_place(wire, patience=config.http.timeout)
        finally:
            if arguments.times:
                _tell_times(record)
    if not arguments.check_status:
        return Result.DONE
    return _BY_STATUS.get(record.status // 100, Result.DONE)


class _Teller:
    """Writes what travels to stderr, line by line, safe to see; of a long body its beginning."""

    def __init__(self) -> None:
        self._left = dict.fromkeys(Direction, TOLD)

    def __call__(self, piece: Piece) -> None:
        left = self._left[piece.direction]
        if left <= 0:
            return
        self._left[piece.direction] = left - len(piece.data)
        for line in _LINE.findall(piece.data[:left]):
            say(f"{_SIGNS[piece.direction]} {printable_bytes(line)}")
        if len(piece.data) >= left:
            say(f"{_SIGNS[piece.direction]} …")


def _tell_times(record: Exchange) -> None:
    """Write how long each step took: words and figures that scripts can rely on."""
    for phase in record.phases():
        say(f"{phase.step.value:<8}{phase.ended - phase.began:>12} µs")
    say(f"{'total':<8}{record.elapsed:>12} µs")


async def _body(said: str | None) -> bytes:
    """Read the body: words, @FILE, or @- for stdin."""
    if said == "@-":
        return b"".join([block async for block in stdin.blocks()])
    if said is not None and said.startswith("@"):
        return Path(said[1:]).read_bytes()
    return (said or "").encode()


def _received(piece: Piece, write: Callable[[bytes], object]) -> None:
    if piece.direction is Direction.RECEIVED:
        write(piece.data)


@contextmanager
def _output(path: str | None) -> Iterator[Callable[[bytes], object]]:
    """Yield what writes the answer; a file gets its name when the answer is whole.

    A device or a pipe is written to: it must never be replaced by a file.
    """
    if path is not None and Path(path).exists() and not Path(path).is_file():
        with Path(path).open("wb", buffering=0) as place:
            yield place.write
    elif path is not None:
        with Part(check_place(Path(path)), replace=True) as part:
            yield part.write
            part.keep()
    elif sys.stdout.isatty():
        yield _on_terminal()
    else:
        yield _on_stdout


def _on_stdout(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _on_terminal() -> Callable[[bytes], object]:
    """Make what is written safe to see, however its letters are cut."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def write(data: bytes) -> None:
        text = decoder.decode(data).replace("\r\n", "\n")
        print(printable(text, keep="\n\t"), end="", flush=True)

    return write
