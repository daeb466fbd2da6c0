r"""What a client asks of a history: CHATHISTORY, MARKREAD and SEARCH, parameters <-> questions.

C: CHATHISTORY LATEST #lobby * 2
S: :host BATCH +1 chathistory #lobby
S: @batch=1;time=2026-11-23T09:00:00.000Z;msgid=5f-1 :manu!~m@10.0.0.7 PRIVMSG #lobby :salut
S: @batch=1;time=2026-11-23T09:00:02.500Z;msgid=5f-3 :bruno!~b@10.0.0.9 PRIVMSG #lobby :salut manu
S: :host BATCH -1
C: CHATHISTORY BEFORE #lobby msgid=5f-1 50             the page before; AFTER, AROUND likewise
C: CHATHISTORY BETWEEN #lobby timestamp=2026-11-23T09:00:00.000Z msgid=5f-3 50
C: CHATHISTORY TARGETS timestamp=2026-11-22T00:00:00.000Z timestamp=2026-11-24T00:00:00.000Z 50
C: MARKREAD #lobby timestamp=2026-11-23T09:00:02.500Z
C: SEARCH in=#lobby;from=manu;text=sal;limit=10

Sources: https://ircv3.net/specs/extensions/chathistory and read-marker; for SEARCH the bouncer
soju, doc/ext/search.md. Moments are milliseconds since 1970. What does not fit raises
RemoteProtocolError with the code and the words of the standard reply.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from protocol.errors import RemoteProtocolError
from protocol.irc.messages import parse_tags

MOST = 100
"""Messages of one answer: a screen or two, and some 30 KiB."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)

_SHAPES = {
    "LATEST": ("target", "any", "limit"),
    "BEFORE": ("target", "place", "limit"),
    "AFTER": ("target", "place", "limit"),
    "AROUND": ("target", "place", "limit"),
    "BETWEEN": ("target", "place", "place", "limit"),
    "TARGETS": ("moment", "moment", "limit"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in time."""

    moment: int


@dataclass(frozen=True, slots=True)
class Identity:
    """The place of one message."""

    identity: str


@dataclass(frozen=True, slots=True)
class Question:
    """What CHATHISTORY asks; `kind` is its first word.

    `first` is None for LATEST without a bound; `second` is there for BETWEEN and TARGETS.
    """

    kind: str
    target: str
    first: Moment | Identity | None
    second: Moment | Identity | None
    limit: int


@dataclass(frozen=True, slots=True)
class Search:
    """What SEARCH asks; what is empty or None is not asked for."""

    place: str = ""
    sender: str = ""
    text: str = ""
    after: int | None = None
    before: int | None = None
    limit: int = MOST


def parse_question(params: Sequence[str]) -> Question:
    """Read the parameters of CHATHISTORY."""
    kind = params[0].upper() if params else "*"
    shape = _SHAPES.get(kind)
    if shape is None:
        raise RemoteProtocolError("INVALID_PARAMS", "There is no such subcommand")
    if len(params) <= len(shape):
        raise RemoteProtocolError("NEED_MORE_PARAMS", "Missing parameters")
    target, limit = "", MOST
    places: list[Moment | Identity | None] = []
    for part, text in zip(shape, params[1:], strict=False):
        match part:
            case "target":
                target = text
            case "limit":
                limit = parse_limit(text)
            case _:
                places.append(_parse_place(text, part))
    return Question(kind, target, places[0], places[1] if len(places) > 1 else None, limit)


def parse_search(attributes: str) -> Search:
    """Read the parameter of SEARCH: what a client says of messages, written as tags are."""
    given = parse_tags(attributes)
    unknown = given.keys() - {"in", "from", "text", "after", "before", "limit"}
    if unknown or not given:
        raise RemoteProtocolError(
            "INVALID_PARAMS", "in, from, text, after, before, limit are known"
        )
    return Search(
        given.get("in", ""),
        given.get("from", ""),
        given.get("text", ""),
        parse_moment(given["after"]) if "after" in given else None,
        parse_moment(given["before"]) if "before" in given else None,
        parse_limit(given["limit"]) if "limit" in given else MOST,
    )


def parse_limit(text: str) -> int:
    """Read how many messages are wanted; more than MOST are never given."""
    if not (text.isascii() and text.isdecimal()) or not text.strip("0"):
        raise RemoteProtocolError("INVALID_PARAMS", "The number of messages is 1 or more")
    return min(MOST, int(text[:9].lstrip("0") or "1")) if len(text) < 10 else MOST


def parse_mark(text: str) -> int:
    """Read the `timestamp=` of MARKREAD."""
    name, _, value = text.partition("=")
    if name != "timestamp":
        raise RemoteProtocolError("INVALID_PARAMS", "That is no timestamp")
    return parse_moment(value)


def parse_moment(text: str) -> int:
    """Read a moment as `server-time` writes it."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise RemoteProtocolError("INVALID_PARAMS", "That is no timestamp")
    *numbers, fraction = match.groups("")
    year, month, day, hour, minute, second = map(int, numbers)
    try:
        whole = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        raise RemoteProtocolError("INVALID_PARAMS", "That is no timestamp") from None
    return (whole - _EPOCH) // timedelta(milliseconds=1) + int(f"{fraction}000"[:3])


def render_moment(moment: int) -> str:
    """Write a moment as `server-time` does."""
    text = (_EPOCH + timedelta(milliseconds=moment)).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def _parse_place(text: str, part: str) -> Moment | Identity | None:
    if text == "*" and part == "any":
        return None
    name, _, value = text.partition("=")
    if name == "timestamp":
        return Moment(parse_moment(value))
    if name == "msgid" and value and part != "moment":
        return Identity(value)
    raise RemoteProtocolError("INVALID_MSGREFTYPE", "That names no place in a history")
