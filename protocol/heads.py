"""The head of an HTTP/1.1 request, heard strictly, and the frame of its body (RFC 9112).

    GET /photos/plage.jpg HTTP/1.1
    Host: 127.0.0.1:7788

The grammar is the RFC's and nothing else: whoever stands between us and a client must never see two
requests where we see one. A line may end with LF alone (section 2.2), for people who type with
`nc`; whatever else could be forgiven is 400: a folded line (5.2), white space before a colon (5.1),
a CR alone (2.2), a control character (RFC 9110, 5.5). The tests ask h11: what is taken here means
the same to it, which takes five times as long.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.tokens import FIELD, TOKEN
from protocol.web import phrase

HEAD_LIMIT = 32 * 1024
"""Bytes of a head: four times what browsers send, and little for each of 1,024 connections."""

LINE_LIMIT = 8 * 1024
"""Bytes of a request line; RFC 9112, section 3 recommends 8,000 at the least. A photo's name has
765, all of them escaped."""

_LINE = rb"(" + TOKEN + rb") ([!-~]+) HTTP/([0-9])\.([0-9])\r?\n"
_REQUEST_LINE = re.compile(_LINE)
_HEAD = re.compile(_LINE + rb"((?:" + FIELD + rb"\r?\n)*)\r?\n")
_END = re.compile(rb"\n\r?\n")
_HOST = re.compile(r"([A-Za-z0-9._~-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?")
_LENGTH = re.compile(r"[0-9]{1,18}")
_LINES = re.compile(r"(?:[\t\x20-\x7e\x80-\xff]*\r\n)*")

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
    head = f"HTTP/1.1 {status} {phrase(status)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    if not _LINES.fullmatch(head) or head.count("\n") != len(fields) + 1:
        raise LocalProtocolError(f"{head!r} is no head")
    return (head + "\r\n").encode("latin-1")


def _parse(data: bytes) -> Head:
    match = _HEAD.fullmatch(data)
    if match is None:
        part = "A line of the header" if _REQUEST_LINE.match(data) else "The request line"
        raise Refused(400, f"{part} is not as HTTP has it.")
    method, target, major, minor, lines = (part.decode("latin-1") for part in match.groups())
    if major != "1":
        raise Refused(505, "HTTP/1.1 is spoken here.")
    old = minor == "0"
    fields = _fields(lines, old=old)
    length = _length(fields, old=old)
    words = {word.strip().lower() for word in fields.get("connection", "").split(",")}
    return Head(method, target, fields, length, keeps=not (old or "close" in words))


def _fields(lines: str, *, old: bool) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in lines.split("\n")[:-1]:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip("\t\r ")
        if name in fields:
            if name in _SINGLE:
                raise Refused(400, f"{name} is said twice.")
            value = f"{fields[name]}, {value}"
        fields[name] = value
    if "host" not in fields and not old:
        raise Refused(400, "Host is missing.")
    if not _HOST.fullmatch(fields.get("host", "")):
        raise Refused(400, "Host is no name of a host.")
    if old:
        fields.pop("expect", None)
    return fields


def _length(fields: Mapping[str, str], *, old: bool) -> int | None:
    length = fields.get("content-length")
    if "transfer-encoding" in fields:
        if old:
            raise Refused(400, "HTTP/1.0 knows no chunks.")
        if length is not None:
            raise Refused(400, "The length of the body is said twice.")
        if fields["transfer-encoding"].lower() != "chunked":
            raise Refused(501, "Bodies come plain or in chunks here.")
        return None
    if length is None:
        return 0
    if not _LENGTH.fullmatch(length):
        raise Refused(400, "Content-Length is no number.")
    return int(length)
