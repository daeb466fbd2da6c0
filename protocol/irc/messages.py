"""One IRC message: text <-> tags, source, verb and parameters; pure and inverse."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol.errors import LocalProtocolError, RemoteProtocolError

_ESCAPES = {";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n"}
_UNESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPING = str.maketrans(_ESCAPES)

SPOKEN = frozenset({"PRIVMSG", "NOTICE", "TOPIC", "ERROR"})
"""Verbs whose last parameter is always written with its colon: people read these as text."""


@dataclass(frozen=True, slots=True)
class Message:
    """A verb in capitals, or a numeric of three digits, and what belongs to it.

    `source` is `nick!user@host` or the service's name, and empty where a client speaks. A tag
    without value has the value "", as the specification wants it.
    """

    verb: str
    params: tuple[str, ...] = ()
    source: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


def parse(line: str) -> Message:
    """Read one line without its end; RemoteProtocolError `forme` where there is no verb in it."""
    tags: dict[str, str] = {}
    source = ""
    rest = line.lstrip(" ")
    if rest[:1] == "@":
        raw, _, rest = rest[1:].partition(" ")
        tags = parse_tags(raw)
        rest = rest.lstrip(" ")
    if rest[:1] == ":":
        source, _, rest = rest[1:].partition(" ")
        rest = rest.lstrip(" ")
    middle, colon, trailing = rest.partition(" :")
    words = middle.split(" ")
    if "" in words:
        words = [word for word in words if word] or [""]
    if words[0][:1] in ("", ":", "@"):
        raise RemoteProtocolError("forme", "ce n'est pas un message IRC")
    if colon:
        words.append(trailing)
    return Message(words[0].upper(), tuple(words[1:]), source, tags)


def render(message: Message) -> str:
    """Write one line without its end; LocalProtocolError for what no line can say."""
    line = message.verb
    if message.source:
        line = f":{message.source} {line}"
    if message.tags:
        line = f"@{render_tags(message.tags)} {line}"
    if message.params:
        *middle, last = message.params
        for word in middle:
            if not word or word[0] == ":" or " " in word:
                raise LocalProtocolError(f"only the last parameter may be text: {message!r}")
            line = f"{line} {word}"
        text = message.verb in SPOKEN or not last or last[0] == ":" or " " in last
        line = f"{line} :{last}" if text else f"{line} {last}"
    if "\r" in line or "\n" in line or "\0" in line:
        raise LocalProtocolError(f"a message is one line: {message!r}")
    return line


def parse_tags(raw: str) -> dict[str, str]:
    """Read `a=b;c`; of a tag that is there twice the last counts."""
    tags = {}
    for one in raw.split(";"):
        name, _, value = one.partition("=")
        if name:
            tags[name] = _unescape(value)
    return tags


def render_tags(tags: Mapping[str, str]) -> str:
    """Write tags as they stand between `@` and the space."""
    return ";".join(
        f"{name}={value.translate(_ESCAPING)}" if value else name for name, value in tags.items()
    )


def _unescape(value: str) -> str:
    if "\\" not in value:
        return value
    plain = []
    characters = iter(value)
    for character in characters:
        if character == "\\":
            escaped = next(characters, "")
            plain.append(_UNESCAPES.get(escaped, escaped))
        else:
            plain.append(character)
    return "".join(plain)
