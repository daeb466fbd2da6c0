"""News: something that happened, and how each form of client hears it.

A form is the dialect of a client and what it has asked for (`CAP REQ`), as bits. News are encoded
once for each form that differs in what it hears, however many clients there are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from protocol.irc import Message, render

CLASSIC = 0
"""The form of a classic client."""

IRC = 1
"""The bit that every IRC client has."""

CAPABILITIES = {
    "away-notify": 1 << 1,
    "batch": 1 << 2,
    "cap-notify": 1 << 3,
    "echo-message": 1 << 4,
    "extended-join": 1 << 5,
    "invite-notify": 1 << 6,
    "labeled-response": 1 << 7,
    "message-tags": 1 << 8,
    "multi-prefix": 1 << 9,
    "server-time": 1 << 10,
    "setname": 1 << 11,
    "standard-replies": 1 << 12,
    "userhost-in-names": 1 << 13,
    "draft/chathistory": 1 << 14,
    "draft/read-marker": 1 << 15,
    "soju.im/search": 1 << 16,
}
"""What an IRC client may ask for; each changes what it hears, and nothing else."""

TIME, TAGS = CAPABILITIES["server-time"], CAPABILITIES["message-tags"]
BATCH, MARKS = CAPABILITIES["batch"], CAPABILITIES["draft/read-marker"]
EXTENDED_JOIN, ECHO = CAPABILITIES["extended-join"], CAPABILITIES["echo-message"]
_NO_TAGS: Mapping[str, str] = {}


class News:
    """IRC messages, and words for classic clients; either may be nothing.

    `moment` is seconds since 1970 on the host's clock and `identity` the message's, the same for
    everybody. `needs`: bits that a client must have to hear it. `extended`: parameters that only
    those who asked for `extended-join` hear. `classic`: what classic clients hear, or
    how to write it once there is one.
    """

    __slots__ = (
        "_classic", "_extended", "_heard", "_identity", "_messages", "_moment", "_needs",
        "_relevant",
    )  # fmt: skip

    def __init__(
        self,
        *messages: Message,
        moment: float | None = None,
        identity: str = "",
        needs: int = IRC,
        extended: tuple[str, ...] = (),
        classic: bytes | Callable[[], bytes] = b"",
    ) -> None:
        self._messages = messages
        self._needs = needs | IRC
        self._extended = extended
        self._classic = classic
        self._heard: dict[int, bytes] = {}
        self._moment = moment
        self._identity = identity
        self._relevant = self._needs | TAGS | TIME | (EXTENDED_JOIN if extended else 0)

    def heard_by(self, form: int) -> bytes:
        """Return the bytes that a client of this form hears; nothing if it hears nothing."""
        form &= self._relevant
        data = self._heard.get(form)
        if data is None:
            data = self._heard[form] = b"".join(self.lines(form)) if form else self._plain()
        return data

    def lines(self, form: int, tags: Mapping[str, str] = _NO_TAGS) -> Sequence[bytes]:
        """Return what an IRC client hears line by line, with more tags than all others hear."""
        if form & self._needs != self._needs:
            return ()
        lines = []
        own = self._tags(form)
        for message in self._messages:
            heard = {**tags, **own, **message.tags} if form & TAGS else {**tags, **own}
            params = message.params
            if self._extended and form & EXTENDED_JOIN:
                params += self._extended
            said = message
            if heard != message.tags or params is not message.params:
                said = Message(message.verb, params, message.source, heard)
            lines.append(f"{render(said)}\r\n".encode())
            own.pop("msgid", None)
        return lines

    def _plain(self) -> bytes:
        return self._classic if isinstance(self._classic, bytes) else self._classic()

    def _tags(self, form: int) -> dict[str, str]:
        tags = {}
        if form & TIME and self._moment is not None:
            tags["time"] = written(self._moment)
        if form & TAGS and self._identity:
            tags["msgid"] = self._identity
        return tags


class Later(News):
    """News that are decided upon when they are told, and not before."""

    __slots__ = ("_decide",)

    def __init__(self, decide: Callable[[], News]) -> None:
        super().__init__()
        self._decide = decide

    def heard_by(self, form: int) -> bytes:
        """Return the bytes that a client of this form hears."""
        return self._decide().heard_by(form)

    def lines(self, form: int, tags: Mapping[str, str] = _NO_TAGS) -> Sequence[bytes]:
        """Return what an IRC client hears line by line."""
        return self._decide().lines(form, tags)


class Batch(News):
    """News that belong together: IRCv3, batch. Who does not know batches hears them one by one.

    To nest batches is allowed; two that are open at a time have different names.
    """

    __slots__ = ("_host", "_inner", "_name", "_params")

    def __init__(
        self, host: str, name: str, params: tuple[str, ...], inner: Sequence[News]
    ) -> None:
        super().__init__()
        self._host, self._name, self._params, self._inner = host, name, params, inner

    def heard_by(self, form: int) -> bytes:
        """Return the bytes that a client of this form hears."""
        return b"".join(self.lines(form))

    def lines(self, form: int, tags: Mapping[str, str] = _NO_TAGS) -> Sequence[bytes]:
        """Return what an IRC client hears line by line; `tags` are the whole batch's."""
        if not form & BATCH:
            return [line for one in self._inner for line in one.lines(form, tags)]
        first = News(Message("BATCH", (f"+{self._name}", *self._params), self._host))
        last = News(Message("BATCH", (f"-{self._name}",), self._host))
        outer = {name: value for name, value in tags.items() if name == "batch"}
        within = {"batch": self._name}
        lines = [line for one in self._inner for line in one.lines(form, within)]
        return [*first.lines(form, tags), *lines, *last.lines(form, outer)]


def written(moment: float) -> str:
    """Write a moment as `server-time` has it: UTC with milliseconds."""
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"
