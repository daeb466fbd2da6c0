"""Content codings taken off (RFC 9110, 8.4), in bounded steps and bounded size, also of a body that
still comes.

    unpacking = Unpacking(source, ["gzip"], target.write, greatest=1 << 28)
    unpacking.advance(stopped)          # as far as the source goes by now
    unpacking.end()                     # nothing more comes

A bomb of a few bytes ends at `greatest`; no step makes much more than `STEP` bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

from tui.bodies.layers import KNOWN, STEP, Cut, Damaged, Layer
from tui.bodies.source import Source

LAYERS = 4
"""Codings one upon another that are taken off; nobody uses two."""

_NONE = {"", "identity"}


class Ending(Enum):
    """How decoding ended."""

    WHOLE = "whole"
    CUT = "cut"
    """The coded bytes end before what they say."""
    DAMAGED = "damaged"
    BOUND = "bound"
    """There is more than is decoded."""
    STOPPED = "stopped"


class Unpacking:
    """A body whose codings come off, the last first; what could be decoded is written, whatever
    the ending is.
    """

    def __init__(
        self,
        source: Source,
        names: Sequence[str],
        write: Callable[[bytes], object],
        *,
        greatest: int,
    ) -> None:
        self.ending: Ending | None = None
        """None: it goes on."""
        self._source, self._write, self._greatest = source, write, greatest
        self._layers = [Layer(name) for name in reversed(names[:LAYERS])]
        self._place = self._made = 0

    def advance(self, stopped: Callable[[], bool]) -> None:
        """Take off what there is by now."""
        try:
            while self.ending is None:
                size = min(STEP, self._source.size - self._place)
                block = self._source.read(self._place, size) if size > 0 else b""
                if not block:
                    return
                self._place += len(block)
                self._take(block, stopped)
        except Damaged:
            self.ending = Ending.DAMAGED

    def end(self) -> Ending:
        """Nothing more comes: say how it ended."""
        if self.ending is None:
            try:
                for layer in self._layers:
                    layer.close()
                self.ending = Ending.WHOLE
            except Cut:
                self.ending = Ending.CUT
        return self.ending

    def _take(self, block: bytes, stopped: Callable[[], bool]) -> None:
        for made in _through(block, self._layers):
            if stopped():
                self.ending = Ending.STOPPED
                return
            self._write(made[: self._greatest - self._made])
            self._made += len(made)
            if any(layer.made > self._greatest for layer in self._layers):
                self.ending = Ending.BOUND
                return


def codings(values: Iterable[str]) -> list[str]:
    """Read Content-Encoding: what was done to the body, in that order."""
    words = [word.strip().lower() for value in values for word in value.split(",")]
    return [word for word in words if word not in _NONE]


def unknown(names: Sequence[str]) -> str:
    """Return the first coding that is not taken off here; `""` where all are."""
    return next((name for name in names if name not in KNOWN), "")


def decode(
    source: Source,
    names: Sequence[str],
    write: Callable[[bytes], object],
    *,
    greatest: int,
    stopped: Callable[[], bool],
) -> Ending:
    """Take codings off a body that is all there."""
    unpacking = Unpacking(source, names, write, greatest=greatest)
    unpacking.advance(stopped)
    return unpacking.end()


def _through(data: bytes, layers: Sequence[Layer]) -> Iterator[bytes]:
    """Send bytes through all layers; yields at every step, though nothing may have come out."""
    if not layers or not data:
        yield data
        return
    for made in layers[0].feed(data):
        yield from _through(made, layers[1:])
