"""A head, line by line: what is wrong with each, and what it says about the body after it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from protocol.tokens import TOKEN
from tui.reading.lines import Gathered
from tui.reading.marks import Odd

LARGE = 256 * 1024
"""Bytes of a head beyond which it is called large: more than any program reads."""

CODINGS = 1024
"""Bytes of all transfer codings that are kept; there are a handful of them, with short names."""

_STATUS = re.compile(rb"HTTP/(\d\.\d) (\d{3})(?: .*)?", re.DOTALL)
_ASKED = re.compile(rb"(" + TOKEN + rb") [^ ]+ HTTP/(\d\.\d)", re.DOTALL)
_NAME = re.compile(TOKEN)
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x0c\x0e-\x1f\x7f]")
_LENGTH = re.compile(rb"[0-9]{1,18}")


@dataclass(slots=True)
class Head:
    """What a head has said so far."""

    request: bool
    size: int = 0
    method: str = ""
    status: int = 0
    version: bytes = b""
    lengths: set[bytes] = field(default_factory=set)
    """The lengths that were said, two different ones at most."""
    length_fields: int = 0
    codings: bytes | None = None
    """The transfer codings that were said; None: there are none."""
    hosts: int = 0
    fields: int = 0
    bare: bool = False
    """A bare LF was told already."""
    large: bool = False
    """That it is large was told already."""
    _last: bytes = b""

    def begin(self, line: bytes) -> Iterator[Odd]:
        """Take the first line; where it is none of HTTP, `version` stays empty."""
        found = (_ASKED if self.request else _STATUS).fullmatch(line)
        spoken = b" HTTP/" in line if self.request else line.startswith(b"HTTP/")
        if found is None:
            if not spoken:
                yield Odd.NO_HTTP
            else:
                yield Odd.NO_REQUEST if self.request else Odd.NO_STATUS
                self._guess(line)
        elif self.request:
            self.method, self.version = found[1].decode("ascii"), found[2]
        else:
            self.version, self.status = found[1], int(found[2])
        if self.version and self.version not in (b"1.0", b"1.1"):
            yield Odd.VERSION
        yield from _controls(line)

    def add(self, line: bytes) -> Iterator[Odd]:
        """Take a field, or what a folded one goes on with."""
        yield from _controls(line)
        if line[:1] in b" \t":
            yield Odd.FOLDED if self.fields else Odd.SPACE_FIRST
            self._keep(self._last, line.strip())
            return
        self.fields += 1
        name, colon, value = line.partition(b":")
        bare = name.rstrip(b" \t")
        if not colon:
            yield Odd.NO_COLON
        elif not bare:
            yield Odd.NO_NAME
        elif bare != name:
            yield Odd.SPACE_BEFORE_COLON
        if bare and colon and not _NAME.fullmatch(bare):
            yield Odd.BAD_NAME
        self._last = bare[:64].lower() if colon else b""
        self._count(self._last)
        self._keep(self._last, value.strip(b" \t"))

    def end(self) -> Iterator[Odd]:
        """Say what is wrong with the whole."""
        if self.request and self.version == b"1.1" and not self.hosts:
            yield Odd.NO_HOST
        if self.hosts > 1:
            yield Odd.HOST_TWICE
        if any(not _LENGTH.fullmatch(length) for length in self.lengths):
            yield Odd.LENGTH_NO_NUMBER
        elif len(self.lengths) > 1:
            yield Odd.LENGTHS_DIFFER
        elif self.length_fields > 1:
            yield Odd.LENGTH_TWICE
        if self.codings is not None:
            yield from self._coded()
        if (self.lengths or self.codings is not None) and self._forbidden:
            yield Odd.LENGTH_FORBIDDEN

    @property
    def length(self) -> int | None:
        """The length that was said; None where there is none, or none that is clear."""
        if len(self.lengths) != 1:
            return None
        (length,) = self.lengths
        return int(length) if _LENGTH.fullmatch(length) else None

    @property
    def chunked(self) -> bool:
        """Whether the last transfer coding is chunked."""
        return (self.codings or b"").rpartition(b",")[2].strip().lower() == b"chunked"

    @property
    def _forbidden(self) -> bool:
        return not self.request and (self.status == 204 or 100 <= self.status < 200)

    def _coded(self) -> Iterator[Odd]:
        if not self.chunked:
            yield Odd.NOT_CHUNKED
        if self.lengths:
            yield Odd.LENGTH_AND_CODING
        if self.version == b"1.0":
            yield Odd.CODING_IN_1_0

    def _guess(self, line: bytes) -> None:
        """Make of a bad first line what programs that forgive make of it."""
        words = line.split()
        self.version = b"1.1"
        if self.request:
            self.method = words[0].decode("ascii", errors="replace")[:32]
        elif len(words) > 1 and re.fullmatch(rb"[1-9][0-9]{2}", words[1]):
            self.status = int(words[1])

    def _count(self, name: bytes) -> None:
        self.hosts += self.request and name == b"host"

    def _keep(self, name: bytes, value: bytes) -> None:
        if name == b"content-length":
            for length in value.split(b",")[:3]:
                self.length_fields += 1
                if len(self.lengths) < 2:
                    self.lengths.add(length.strip()[:32])
        elif name == b"transfer-encoding":
            said = value if self.codings is None else self.codings + b"," + value
            self.codings = said[-CODINGS:]


def judged(line: Gathered, head: Head) -> Iterator[Odd]:
    """Say what is wrong with how a line ends, once in a head, and that a head is large."""
    if line.bare and not head.bare:
        head.bare = True
        yield Odd.BARE_LF
    if head.size > LARGE and not head.large:
        head.large = True
        yield Odd.LARGE_HEAD


def _controls(line: bytes) -> Iterator[Odd]:
    if _CONTROL.search(line):
        yield Odd.CONTROL
    if b"\r" in line:
        yield Odd.BARE_CR
