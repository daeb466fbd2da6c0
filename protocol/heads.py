"""The head of an HTTP/1.1 request, heard strictly, and the frame of its body (RFC 9112).

    GET /photos/plage.jpg HTTP/1.1
    Host: 127.0.0.1:7788

h11 reads the grammar. What it would forgive is refused here before: whoever stands between us and
a client must never see two requests where we see one. A line may end with LF alone (section 2.2),
for people who type with `nc`; everything else that is ambiguous is 400.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import h11

from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.web import phrase

HEAD_LIMIT = 32 * 1024
"""Bytes of a head: four times what browsers send, and little for each of 1,024 connections."""

LINE_LIMIT = 8 * 1024
"""Bytes of a request line; RFC 9112, section 3 recommends 8,000 at the least. A photo's name has
765, all of them escaped."""

_END = re.compile(rb"\n\r?\n")
_BARE_CR = re.compile(rb"\r(?!\n)")
_HOST = re.compile(r"([A-Za-z0-9._~-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?")
_LENGTH = re.compile(r"[0-9]{1,18}")
_TEXT = re.compile(r"[\t\x20-\x7e\x80-\xff]*")

_SINGLE = {
    "content-length", "content-type", "destination", "expect", "host", "if-modified-since",
    "if-range", "if-unmodified-since", "origin", "overwrite", "range", "repr-digest",
    "tus-resumable", "upload-checksum", "upload-length", "upload-metadata", "upload-offset",
}  # fmt: skip
"""Fields that decide something and are no lists: said twice, they would mean two things."""


class Refused(RemoteProtocolError):
    """A request that is answered with a status of its own."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__("forme", detail)
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """A request but for its body. Names of `fields` are in lower case.

    `length` is the body's in bytes, or None where it comes in chunks. `keeps` says whether they
    would have the connection go on afterwards.
    """

    method: str
    target: str
    fields: Mapping[str, str]
    length: int | None
    keeps: bool

    @property
    def expects(self) -> bool:
        """Whether they wait for `100 Continue` before they send the body."""
        return self.fields.get("expect", "").lower() == "100-continue" and self.length != 0


class Heads:
    """Bytes of one connection in, heads out; what is behind a head is its body's."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._searched = 0

    @property
    def waiting(self) -> bool:
        """Whether bytes are here that no head and no body has taken."""
        return bool(self._data)

    def receive(self, data: bytes) -> None:
        """Store what arrived."""
        self._data += data

    def take(self, count: int | None = None) -> bytes:
        """Give away the bytes behind the last head, all or at most `count`."""
        data = bytes(self._data[:count])
        del self._data[: len(data)]
        self._searched = 0
        return data

    def next(self) -> Head | None:
        """Return the next head, or None while it is not whole; raises Refused."""
        for empty in (b"\r\n", b"\n"):
            if self._data.startswith(empty):
                self.take(len(empty))
        end = _END.search(self._data, max(0, self._searched - 2))
        self._check_limits(end.end() if end else len(self._data))
        if end is None:
            self._searched = len(self._data)
            return None
        return _parse(self.take(end.end()))

    def _check_limits(self, length: int) -> None:
        line = self._data.find(b"\n", 0, LINE_LIMIT)
        if line < 0 and length >= LINE_LIMIT:
            raise Refused(414, "The request line has more than 8 KiB.")
        if length > HEAD_LIMIT:
            raise Refused(431, "The header has more than 32 KiB.")


def render_head(status: int, fields: Mapping[str, str]) -> bytes:
    """Write the head of an answer; LocalProtocolError for what would break out of its line."""
    lines = [f"HTTP/1.1 {status} {phrase(status)}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    for line in lines:
        if not _TEXT.fullmatch(line):
            raise LocalProtocolError(f"{line!r} is no line of a header")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _parse(data: bytes) -> Head:
    if _BARE_CR.search(data) or b"\0" in data:
        raise Refused(400, "A CR stands alone in the header, or a NUL is in it.")
    if any(line[:1] in (b" ", b"\t") for line in data.split(b"\n")[1:]):
        raise Refused(400, "A line of the header is folded.")
    reader = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
    _check_framing(data)
    reader.receive_data(data)
    try:
        event = reader.next_event()
    except h11.RemoteProtocolError as error:
        raise Refused(error.error_status_hint, f"{error}.") from None
    if not isinstance(event, h11.Request):
        raise Refused(400, "This is no request.")
    if not event.http_version.startswith(b"1."):
        raise Refused(505, "HTTP/1.1 is spoken here.")
    fields = _fields(event)
    old = event.http_version < b"1.1"
    if old:
        fields.pop("expect", None)
    length = _length(fields, old=old)
    words = {word.strip().lower() for word in fields.get("connection", "").split(",")}
    method, target = event.method.decode("ascii"), event.target.decode("ascii")
    return Head(method, target, fields, length, keeps=not (old or "close" in words))


def _check_framing(data: bytes) -> None:
    """Refuse what h11 would set right: lengths that are repeated, and a body framed twice."""
    lines = [line.partition(b":") for line in data.split(b"\n")[1:]]
    fields = [(name.strip().lower(), value) for name, _, value in lines]
    lengths = [value for name, value in fields if name == b"content-length"]
    framed_twice = bool(lengths) and any(name == b"transfer-encoding" for name, _ in fields)
    if len(lengths) > 1 or framed_twice or any(b"," in value for value in lengths):
        raise Refused(400, "The length of the body is said twice.")


def _fields(event: h11.Request) -> dict[str, str]:
    fields: dict[str, str] = {}
    for raw, value in event.headers:
        name, text = raw.decode("ascii"), value.decode("latin-1")
        if name in fields:
            if name in _SINGLE:
                raise Refused(400, f"{name} is said twice.")
            text = f"{fields[name]}, {text}"
        fields[name] = text
    if not _HOST.fullmatch(fields.get("host", "")):
        raise Refused(400, "Host is no name of a host.")
    return fields


def _length(fields: Mapping[str, str], *, old: bool) -> int | None:
    if "transfer-encoding" in fields:
        if old:
            raise Refused(400, "HTTP/1.0 knows no chunks.")
        return None
    length = fields.get("content-length", "0")
    if not _LENGTH.fullmatch(length):
        raise Refused(400, "Content-Length is no number.")
    return int(length)
