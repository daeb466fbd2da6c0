"""Posts: words for a room or a person, with the identity and the moment they have for everybody."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from protocol import chat
from protocol.irc import Message
from servers.chat.history.records import Pending
from servers.chat.members import CLASSIC_USER
from servers.chat.news import IRC, TAGS, News

LINE = 400
"""Bytes of text in one IRC message: with source, verb and room it stays within 512. What a classic
client says may be longer and is then several messages to IRC."""

_STYLE = re.compile(
    r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9A-Fa-f]{6})?|[\x02\x0f\x11\x16\x1d-\x1f]"
)
_ACTION = re.compile(r"\x01ACTION (.*?)\x01?")


@dataclass(slots=True)
class Post:
    """`verb` is PRIVMSG, NOTICE or TAGMSG; `source` is who said it, as IRC has it; `to` is a login,
    or a room, perhaps with a rank's sign before it; `tags` are those that clients tell one another.
    `pending` is its way to the disk, if it is kept; `heard` is what `news` has returned.
    """

    identity: str
    moment: float
    source: str
    verb: str
    to: str
    text: str
    tags: Mapping[str, str] = field(default_factory=dict)
    pending: Pending | None = None
    heard: News | None = None

    def news(self) -> News:
        """Return what is heard of it, the same each time."""
        if self.heard is None:
            self.heard = self._encoded()
        return self.heard

    def _encoded(self) -> News:
        verb, to, source, tags = self.verb, self.to, self.source, self.tags
        if verb == "TAGMSG":
            messages = [Message(verb, (to,), source, tags)]
        elif source.partition("!")[2].startswith(CLASSIC_USER):
            messages = [Message(verb, (to, line), source, tags) for line in _cut(self.text)]
        else:
            messages = [Message(verb, (to, self.text), source, tags)]
        return News(
            *messages,
            moment=self.moment,
            identity=self.identity,
            needs=TAGS if verb == "TAGMSG" else IRC,
            classic=partial(_classic, verb, source, to, self.text),
        )


class Identities:
    """Gives every post an identity that no other has or had: the nanosecond it was said in, or the
    next that is free.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> tuple[str, float]:
        """Return an identity, and the moment in seconds."""
        self._last = max(self._last + 1, self._clock())
        return format(self._last, "x"), self._last / 1e9


def _classic(verb: str, source: str, to: str, text: str) -> bytes:
    """Write what a classic client hears; not a method, since the post holds who holds this."""
    if verb == "TAGMSG":
        return b""
    login = source.partition("!")[0]
    action = _ACTION.fullmatch(text)
    if action is not None:
        text = f"* {login} {action[1]}"
    elif text.startswith("\x01"):
        return b""
    room = to if to.startswith("#") else None
    return chat.render_to_client(chat.Heard(login, _STYLE.sub("", text), room))


def _cut(text: str) -> Iterator[str]:
    """Cut a long text into IRC messages, between words where it can be done."""
    while len(text.encode()) > LINE:
        head = text.encode()[:LINE].decode(errors="ignore")
        space = head.rfind(" ", len(head) // 2)
        end = space if space > 0 else len(head)
        yield text[:end]
        text = text[end:].lstrip(" ")
    if text:
        yield text
