"""Marks: from where to where, what that is, and the words for it."""

from enum import Enum
from typing import NamedTuple


class What(Enum):
    """What bytes are."""

    START = "start"
    """The first line of a request or an answer."""
    FIELD = "field"
    HEAD = "head"
    """A whole head; `number` is its size."""
    INFORMED = "informed"
    """A head that comes before the answer's own (1xx); `more` is its status."""
    CHUNK_SIZE = "chunk size"
    CHUNK = "chunk"
    CHUNK_END = "chunk end"
    LAST_CHUNK = "last chunk"
    TRAILER = "trailer"
    BODY = "body"
    """A whole body, with its framing; `number` is its size without, `more` counts its chunks."""
    STREAM = "stream"
    """A whole body that only the end of the connection ended."""
    SWITCHED = "switched"
    """From here on it is another protocol."""
    TUNNEL = "tunnel"
    """From here on it is what a proxy was asked to pass on."""
    PREFACE = "preface"
    FRAME = "frame"
    """A frame of HTTP/2, or the head of one that has data; `lines` tell it."""
    DATA = "data"
    """What a frame of HTTP/2 carries of a body."""
    PADDING = "padding"


_SILENT: frozenset["What | Odd"] = frozenset(
    {
        *(What.START, What.FIELD, What.TRAILER, What.CHUNK, What.CHUNK_END),
        *(What.DATA, What.PADDING),
    }
)


class Odd(Enum):
    """What is wrong with bytes."""

    BARE_LF = "bare LF"
    BARE_CR = "bare CR"
    FOLDED = "obsolete folding"
    SPACE_FIRST = "white space before the first field"
    SPACE_BEFORE_COLON = "white space before the colon"
    NO_COLON = "no colon"
    NO_NAME = "no name"
    BAD_NAME = "bad name"
    CONTROL = "control characters"
    EMPTY_LINE = "empty line first"
    NO_HTTP = "no HTTP"
    NO_REQUEST = "no request line"
    NO_STATUS = "no status"
    VERSION = "another version"
    NO_HOST = "no Host"
    HOST_TWICE = "Host twice"
    LENGTH_TWICE = "length twice"
    LENGTHS_DIFFER = "lengths differ"
    LENGTH_NO_NUMBER = "length is no number"
    LENGTH_AND_CODING = "length and transfer coding"
    LENGTH_FORBIDDEN = "length where no body may be"
    NOT_CHUNKED = "chunked is not the last coding"
    CODING_IN_1_0 = "transfer coding in HTTP/1.0"
    LONG_LINE = "long line"
    LARGE_HEAD = "large head"
    CHUNK_NO_NUMBER = "chunk size is no number"
    CHUNK_TOO_LONG = "no end after the chunk"
    AFTER_END = "bytes after the end"
    BODY_FORBIDDEN = "a body where none may be"
    NOT_ASKED = "nobody asked"
    SHORT_HEAD = "hung up inside the head"
    SHORT_BODY = "hung up inside the body"
    SHORT_CHUNKS = "hung up before the last chunk"
    NO_ANSWER = "hung up without an answer"
    NO_PREFACE = "preface missing"
    LARGE_FRAME = "frame too large"
    BAD_FRAME = "frame is no frame"
    BAD_FIELDS = "fields cannot be read"
    SHORT_FRAME = "hung up inside a frame"
    NO_TLS = "no TLS"
    UNREAD = "passed unread"


class Mark(NamedTuple):
    """Something that lies from `start` to `end` of all that one side has said."""

    start: int
    end: int
    what: What | Odd
    number: int = 0
    more: int = 0
    """Numbers that its words tell; what they count depends on what it is."""
    lines: tuple[str, ...] = ()
    """What a frame says, in rows; strangers' words among it, not yet made printable."""

    @property
    def odd(self) -> bool:
        """Whether it says that something is wrong."""
        return isinstance(self.what, Odd)

    @property
    def speaks(self) -> bool:
        """Whether there are words for it; otherwise its bytes speak for themselves."""
        return self.what not in _SILENT

    @property
    def words(self) -> str:
        """Say it in the person's language; nothing where the bytes speak for themselves."""
        from tui.reading.wording import say

        return say(self)
