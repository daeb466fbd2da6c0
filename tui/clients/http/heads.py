"""The heads of an exchange as they travelled: found in the bytes that leave and come.

    heads.sent(block); heads.received(block)
    heads.asked, heads.informed, heads.answered

HTTP/2 has no such text on its wire: there its fields are written down as HTTP/1 would have them.
"""

import re
from collections.abc import Sequence

HEAD = 256 * 1024
"""Bytes of a head that are kept: more than is read of one."""

END = re.compile(rb"\n\r?\n")
"""Where a head ends; also for those who end their lines with a bare LF."""
INFORMED = 100
"""Words before an answer (1xx) that are listened to: more are said only to keep us waiting."""
INFORMS = re.compile(rb"HTTP/\d\.\d 1(?!01)")


class Heads:
    """What was asked and answered, as far as it is known; half a head is better than none."""

    def __init__(self) -> None:
        self.informed: list[bytes] = []
        """What they said before their answer (1xx)."""
        self._asked = self._answered = b""
        self._sent = self._came = b""

    @property
    def asked(self) -> bytes:
        """The request's head."""
        return self._asked or self._sent

    @property
    def answered(self) -> bytes:
        """The answer's head."""
        return self._answered or self._came

    def sent(self, data: bytes) -> None:
        """Bytes left."""
        if self._asked:
            return
        self._sent = (self._sent + data[:HEAD])[:HEAD]
        if end := END.search(self._sent):
            self._asked = self._sent[: end.end()]

    def received(self, data: bytes) -> None:
        """Bytes came."""
        if self._answered:
            return
        self._came = (self._came + data[:HEAD])[:HEAD]
        start = 0
        while end := END.search(self._came, start):
            head, start = self._came[start : end.end()], end.end()
            if not INFORMS.match(head):
                self._answered, self._came = head, b""
                return
            self.inform(head)
        self._came = self._came[start:]

    def ask(self, head: bytes) -> None:
        """Write down a head that travelled in another form."""
        self._asked = head

    def inform(self, head: bytes) -> None:
        """Write down what was said before the answer, in another form."""
        if len(self.informed) < INFORMED:
            self.informed.append(head)

    def answer(self, head: bytes) -> None:
        """Write down the head of an answer that came in another form."""
        self._answered = head


def as_text(line: bytes, fields: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Write down as HTTP/1 would have it what travelled in frames."""
    lines = [line, *(b"%b: %b" % field for field in fields)]
    return b"\r\n".join([*lines, b"", b""])
