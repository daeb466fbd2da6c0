"""Both directions of a connection, each read by what the first bytes sent say is spoken."""

from typing import Protocol

from tui.reading.bodies import MANY
from tui.reading.http1 import Asked, Reader
from tui.reading.marks import Mark, What
from tui.reading.tls import Records

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""How a client of HTTP/2 begins (RFC 9113, 3.4)."""

_ENOUGH = len(b"PRI * HTTP/2.0")
"""Bytes that tell it from every request."""


class Side(Protocol):
    """What reads one direction."""

    shows: bool
    """Bytes that have no mark yet are text to show, and not only framing."""

    @property
    def still(self) -> int:
        """Bytes from here on that have no framing in them, and cost no work."""

    def feed(self, data: bytes) -> list[Mark]:
        """Take what travelled."""

    def close(self) -> list[Mark]:
        """They hung up."""


class Conversation:
    """One connection; `begin` when there is another, whose streams count from nothing."""

    def __init__(self) -> None:
        self._sent = self._came = 0
        self._held, self._decided = b"", False
        self._bases = 0, 0
        self._below: tuple[Side, Side] = Records(), Records()
        answers = Reader()
        self._asked: Side = Asked(answers.ask)
        self._answers: Side = answers

    def begin(self) -> None:
        """Forget what was said."""
        self._sent = self._came = 0
        self._below = Records(), Records()
        self._talk()

    @property
    def sides(self) -> tuple[Side, Side, Side, Side]:
        """What reads: bytes sent, received; sent below TLS, received there."""
        return self._asked, self._answers, *self._below

    def sent(self, data: bytes) -> list[Mark]:
        """Bytes left; marks count from the first byte of this direction."""
        self._sent += len(data)
        if self._decided:
            return _moved(self._asked.feed(data), self._bases[0])
        self._held += data
        if len(self._held) < _ENOUGH and PREFACE.startswith(self._held):
            return []
        self._decided = True
        if self._held.startswith(PREFACE[:_ENOUGH]):
            self._frame()
        held, self._held = self._held, b""
        return _moved(self._asked.feed(held), self._bases[0])

    def received(self, data: bytes) -> list[Mark]:
        """Bytes came; marks count from the first byte of this direction."""
        self._came += len(data)
        marks = _moved(self._answers.feed(data), self._bases[1])
        if marks and marks[-1].what is What.TUNNEL:
            self._talk()
        return marks

    def sent_below(self, data: bytes) -> list[Mark]:
        """Bytes left, enciphered; they have a stream of their own."""
        return self._below[0].feed(data)

    def received_below(self, data: bytes) -> list[Mark]:
        """Bytes came, enciphered."""
        return self._below[1].feed(data)

    def hung_up(self) -> list[Mark]:
        """They will say nothing more."""
        return _moved(self._answers.close(), self._bases[1])

    def lose(self) -> None:
        """Bytes pass unread: what follows cannot be followed."""
        self._asked, self._answers, self._decided = _Deaf(), _Deaf(), True
        self._below = _Deaf(), _Deaf()

    def _talk(self) -> None:
        answers = Reader()
        self._held, self._decided = b"", False
        self._asked, self._answers = Asked(answers.ask), answers
        self._bases = self._sent, self._came

    def _frame(self) -> None:
        from tui.reading.http2 import Agreed, Frames

        agreed = Agreed()
        self._asked = Frames(agreed, client=True)
        self._answers = Frames(agreed, client=False)


class _Deaf:
    """A side that is not understood any more."""

    shows = True
    still = MANY

    def feed(self, _data: bytes) -> list[Mark]:
        return []

    def close(self) -> list[Mark]:
        return []


def _moved(marks: list[Mark], base: int) -> list[Mark]:
    if not base:
        return marks
    return [mark._replace(start=mark.start + base, end=mark.end + base) for mark in marks]
