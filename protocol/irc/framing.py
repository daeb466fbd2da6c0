"""What arrives on an IRC connection: bytes cut anywhere in, whole messages out, bounded.

A line that breaks a rule is an event as well, since IRC answers it and the session goes on: too
long, or not UTF-8. Only a line without any end within the limit ends the session.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol.errors import RemoteProtocolError
from protocol.irc.messages import Message, parse

BODY = 512
"""Bytes of a message with its CR LF, without tags: RFC 1459, section 2.3."""

CLIENT_TAGS = 4096
"""Bytes of the tags that a client may send, with `@` and the space: IRCv3, message tags."""

SERVICE_TAGS = 8191
"""Bytes of all tags of a message, with `@` and the space: IRCv3, message tags."""


_NOTHING = b"\0\r"
"""Bytes that no message has in it: they are dropped, as if they had not come."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole message."""

    message: Message


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

    def __init__(self, body: int = BODY, tags: int = CLIENT_TAGS, *, lenient: bool = False) -> None:
        """`lenient`: what is not UTF-8 is heard as well as it can be, and never Garbled."""
        self._body = body
        self._tags = tags
        self._errors = "replace" if lenient else "strict"
        self._buffer = bytearray()
        self._searched = 0

    def receive(self, data: bytes) -> None:
        """Store what arrived."""
        self._buffer += data

    def events(self) -> Iterator[Heard | TooLong | Garbled]:
        """Yield what is whole; empty lines are nothing.

        Raises RemoteProtocolError `longueur` for a line without end, `forme` for one without verb.
        """
        while (end := self._buffer.find(b"\n", self._searched)) >= 0:
            raw = self._buffer[:end].removesuffix(b"\r")
            del self._buffer[: end + 1]
            self._searched = 0
            if raw and not raw.isspace():
                yield self._read(raw)
        self._searched = len(self._buffer)
        if self._searched > self._body + self._tags:
            self._buffer.clear()
            raise RemoteProtocolError("longueur", "une ligne sans fin")

    def _read(self, raw: bytearray) -> Heard | TooLong | Garbled:
        space = raw.find(b" ") + 1 if raw.startswith(b"@") else 0
        if space > self._tags or len(raw) - space > self._body - 2:
            return TooLong()
        try:
            return Heard(parse(raw.translate(None, _NOTHING).decode("utf-8", self._errors)))
        except UnicodeDecodeError:
            message = parse(raw.translate(None, _NOTHING).decode(errors="replace"))
            return Garbled(message.verb, message.tags.get("label", ""))
