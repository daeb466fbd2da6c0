"""What the terminal was found to be able to show; told once, before there is a screen."""

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How pictures are sent."""

    SIXEL = "sixel"
    KITTY = "kitty"


class Cell(NamedTuple):
    """Pixels of a cell."""

    width: int
    height: int


class Limit(NamedTuple):
    """Pixels of the greatest picture that is drawn; of a greater one, xterm draws nothing."""

    width: int
    height: int


NO_LIMIT = Limit(10_000, 10_000)
"""Greater than any terminal; and kitty draws no more."""

USUAL = Cell(10, 20)
"""Where nobody says how large a cell is; in proportion to it, nothing is distorted."""

LARGEST = 200
"""Pixels of a cell, each way, beyond which nobody is believed."""

COLOURS = 256
"""Colours of one sixel picture: more, and it takes longer to send than one waits."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal with graphics; `cell` is what it said of its cells when it was asked."""

    kind: Kind
    cell: Cell | None = None
    colours: int = COLOURS
    limit: Limit = NO_LIMIT

    def measure(self) -> Cell:
        """Tell how large a cell is now; the font may have become larger."""
        return _measured() or self.cell or USUAL


_found: list[Terminal] = []


def use(terminal: Terminal | None) -> None:
    """Have pictures drawn by this terminal from now on, or none."""
    _found[:] = [terminal] if terminal is not None else []


def found() -> Terminal | None:
    """Return the terminal that was found to have graphics, if it has."""
    return _found[0] if _found else None


def _measured() -> Cell | None:
    """Ask the system, which knows the pixels of most terminals' windows (TIOCGWINSZ)."""
    from fcntl import ioctl
    from struct import unpack
    from termios import TIOCGWINSZ

    if sys.__stdin__ is None:
        return None
    try:
        answer = ioctl(sys.__stdin__.fileno(), TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):  # no terminal; closed
        return None
    rows, columns, width, height = unpack("4H", answer)
    return believed(width // max(1, columns), height // max(1, rows))


def believed(width: int, height: int) -> Cell | None:
    """Return it as a cell if it can be one."""
    return Cell(width, height) if 2 <= width <= LARGEST and 2 <= height <= LARGEST else None
