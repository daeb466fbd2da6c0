"""What frames of HTTP/2 say, in words (RFC 9113, 6); names as the RFCs have them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui import numbers
from tui.reading.wording import size
from tui.words import _

if TYPE_CHECKING:
    from hyperframe.frame import Frame

INDENT = "    "
"""Before what belongs to the frame above."""

DATA, HEADERS, RST_STREAM, SETTINGS, PUSH_PROMISE, GOAWAY, CONTINUATION = 0, 1, 3, 4, 5, 7, 9

_TYPES = {
    DATA: "DATA",
    HEADERS: "HEADERS",
    2: "PRIORITY",
    RST_STREAM: "RST_STREAM",
    SETTINGS: "SETTINGS",
    PUSH_PROMISE: "PUSH_PROMISE",
    6: "PING",
    GOAWAY: "GOAWAY",
    8: "WINDOW_UPDATE",
    CONTINUATION: "CONTINUATION",
    10: "ALTSVC",
    12: "ORIGIN",
    16: "PRIORITY_UPDATE",
}
_FLAGS = {
    DATA: {0x1: "END_STREAM", 0x8: "PADDED"},
    HEADERS: {0x1: "END_STREAM", 0x4: "END_HEADERS", 0x8: "PADDED", 0x20: "PRIORITY"},
    SETTINGS: {0x1: "ACK"},
    PUSH_PROMISE: {0x4: "END_HEADERS", 0x8: "PADDED"},
    6: {0x1: "ACK"},
    CONTINUATION: {0x4: "END_HEADERS"},
}
_SETTINGS = {
    1: "HEADER_TABLE_SIZE",
    2: "ENABLE_PUSH",
    3: "MAX_CONCURRENT_STREAMS",
    4: "INITIAL_WINDOW_SIZE",
    5: "MAX_FRAME_SIZE",
    6: "MAX_HEADER_LIST_SIZE",
    8: "ENABLE_CONNECT_PROTOCOL",
    9: "NO_RFC7540_PRIORITIES",
}
_ERRORS = (
    *("NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT"),
    *("STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR"),
    *("CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"),
)


def title(kind: int, flags: int, stream: int, *more: str) -> str:
    """Say a frame in one row: its type, its stream, what it says, its flags."""
    name = _TYPES.get(kind) or _("frame of type {number}").format(number=f"0x{kind:02x}")
    if stream:
        name += " " + _("stream {number}").format(number=stream)
    known = _FLAGS.get(kind, {})
    names = [word for bit, word in known.items() if flags & bit]
    return " · ".join([name, *more, *([" ".join(names)] if names else [])])


def told(kind: int, flags: int, stream: int, frame: "Frame", length: int) -> tuple[str, ...]:
    """Say a whole frame that carries no fields and no body, in rows."""
    from hyperframe import frame as frames

    more, below = [], list[str]()
    match frame:
        case frames.SettingsFrame():
            below = [_setting(*one) for one in frame.settings.items()]
        case frames.WindowUpdateFrame():
            more = [f"+{numbers.whole(frame.window_increment)}"]
        case frames.RstStreamFrame():
            more = [error(frame.error_code)]
        case frames.GoAwayFrame():
            last = _("last stream {number}").format(number=frame.last_stream_id)
            more, below = [last, error(frame.error_code)], _said(frame.additional_data)
        case frames.PingFrame():
            more = [frame.opaque_data.hex(" ")]
        case frames.PriorityFrame():
            more = [priority(frame.depends_on, frame.stream_weight, exclusive=frame.exclusive)]
        case frames.AltSvcFrame():
            below = _said(frame.origin + b" " + frame.field)
        case _:
            more = [size(length)]
    return (title(kind, flags, stream, *more), *below)


def promise(stream: int) -> str:
    """Say which stream is promised."""
    return _("promises stream {number}").format(number=stream)


def priority(depends: int, weight: int, *, exclusive: bool) -> str:
    """Say what a stream depends on; the weight is one less on the wire."""
    words = _("depends on {stream} alone, weight {weight}") if exclusive else ""
    words = words or _("depends on {stream}, weight {weight}")
    return words.format(stream=depends, weight=weight + 1)


def fields(pairs: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """Say fields, one in each row."""
    return [f"{INDENT}{_text(name)}: {_text(value)}" for name, value in pairs]


def error(code: int) -> str:
    """Name an error."""
    return _ERRORS[code] if code < len(_ERRORS) else f"0x{code:x}"


def _setting(code: int, value: int) -> str:
    return f"{INDENT}{_SETTINGS.get(code, f'0x{code:04x}')} = {numbers.whole(value)}"


def _said(data: bytes) -> list[str]:
    return [INDENT + _text(data[:1024])] if data.strip() else []


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")
