"""What arrives on an IRC connection: bytes cut anywhere in, whole messages out, bounded.

A line that breaks a rule is an event as well, since IRC answers it and the session goes on: too
long, or not UTF-8. Only a line without any end within the limit ends the session.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from protocol.errors import RemoteProtocolError
from protocol.irc.messages import Message, parse

BODY = 512
"""Bytes of a message with its CR LF, without tags: RFC 1459, section 2.3."""

CLIENT_TAGS = 4096
"""Bytes of the tags that a client may send, with `@` and the space: IRCv3, message tags."""

SERVICE_TAGS = 8191
"""Bytes of all tags of a message, with `@` and the space: IRCv3, message tags."""

BURST = 64
"""Messages that are heard as one at most: little to do before somebody else is listened to."""

_BURST = re.compile(
    rb"(PRIVMSG (#[^\0\r\n ,]*) :)[^\0\r\n]+\r?\n(?:\1[^\0\r\n]+\r?\n){1,%d}" % (BURST - 1)
)
"""Words to one room, line after line, as nearly every client writes them."""

_NOTHING = b"\0\r"
"""Bytes that no message has in it: they are dropped, as if they had not come."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole message."""

    message: Message


@dataclass(frozen=True, slots=True)
class Said:
    """Several PRIVMSG to one room that came together; they have no tags."""

    room: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class TooLong:
    """A message, or its tags, over the limit; nothing of it was done."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """A message that is not UTF-8; its `verb` and its label could be read all the same."""

    verb: str
    label: str


class Inbox:
    """The receiving half, for services and, with larger limits, for clients."""

    def __init__(
        self,
        body: int = BODY,
        tags: int = CLIENT_TAGS,
        *,
        lenient: bool = False,
        bursts: bool = False,
    ) -> None:
        """`lenient`: what is not UTF-8 is heard as well as it can be, and never Garbled. `bursts`:
        where it can be, several messages are Said.
        """
        self._body = body
        self._tags = tags
        self._bursts = bursts
        self._errors = "replace" if lenient else "strict"
        self._buffer = bytearray()
        self._searched = 0

    def receive(self, data: bytes) -> None:
        """Store what arrived."""
        self._buffer += data

    def events(self) -> Iterator[Heard | Said | TooLong | Garbled]:
        """Yield what is whole; empty lines are nothing.

        Raises RemoteProtocolError `longueur` for a line without end, `forme` for one without verb.
        """
        while (end := self._buffer.find(b"\n", self._searched)) >= 0:
            if self._bursts and (said := self._burst()):
                yield said
                continue
            raw = self._buffer[:end].removesuffix(b"\r")
            del self._buffer[: end + 1]
            self._searched = 0
            if raw and not raw.isspace():
                yield self._read(raw)
        self._searched = len(self._buffer)
        if self._searched > self._body + self._tags:
            self._buffer.clear()
            raise RemoteProtocolError("longueur", "une ligne sans fin")

    def _burst(self) -> Said | None:
        """Take a burst, if one comes next and nothing is wrong with any line of it."""
        found = _BURST.match(self._buffer)
        if found is None:
            return None
        start, room, end = found[1], found[2], found.end()
        raw = found[0].replace(b"\r\n", b"\n")[len(start) : -1].split(b"\n" + start)
        if max(map(len, raw)) > self._body - 2 - len(start):
            return None
        try:
            said = Said(room.decode(), [text.decode() for text in raw])
        except UnicodeDecodeError:
            return None
        del found  # it holds the buffer, which cannot become shorter as long as somebody does
        del self._buffer[:end]
        self._searched = 0
        return said

    def _read(self, raw: bytearray) -> Heard | TooLong | Garbled:
        space = raw.find(b" ") + 1 if raw.startswith(b"@") else 0
        if space > self._tags or len(raw) - space > self._body - 2:
            return TooLong()
        try:
            return Heard(parse(raw.translate(None, _NOTHING).decode("utf-8", self._errors)))
        except UnicodeDecodeError:
            message = parse(raw.translate(None, _NOTHING).decode(errors="replace"))
            return Garbled(message.verb, message.tags.get("label", ""))
