"""Bodies of requests that are not in memory: a file, and a form with files, from the disk.

    Request("PUT", address, body=FileBody(path))
    Request("POST", address, body=Multipart([Part("name", b"value"), Part("photo", path)]))

A body says its size before it is sent; what it is made of may change meanwhile, and that is said.
"""

import asyncio
import os
import secrets
import stat
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import BinaryIO, Protocol

from protocol.reasons import said
from tui.clients.failure import Failure, Step
from tui.homes import expanded
from tui.printable import printable
from tui.words import _

BLOCK = 256 * 1024
"""Bytes that are read from the disk at once."""


def _unsaid(_remark: str) -> None:
    """Hear a remark that nobody wants."""


def size_of(body: "bytes | Body") -> int:
    """Return how many bytes a body has; raises Failure SEND, code `FILE`, where nobody knows."""
    return len(body) if isinstance(body, bytes) else body.size


class Body(Protocol):
    """What is sent, block by block."""

    @property
    def size(self) -> int:
        """Bytes in all; raises Failure SEND, code `FILE`, where that cannot be known."""

    @property
    def media(self) -> str:
        """Its media type."""

    def blocks(self, say: Callable[[str], object] = ..., /) -> AsyncGenerator[bytes]:
        """Yield exactly `size` bytes, or raise Failure SEND, code `FILE`; `say` hears remarks."""


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file as it is. The bytes that it had when its size was asked for are sent, no more."""

    path: Path

    @property
    def size(self) -> int:
        """Bytes that it has now."""
        try:
            found = expanded(self.path).stat()
        except OSError as error:
            raise _no_file(self.path, error) from error
        if not stat.S_ISREG(found.st_mode):
            raise Failure(Step.SEND, _("it is no file"), peer=str(self.path), code="FILE")
        return found.st_size

    @property
    def media(self) -> str:
        """What its name says."""
        return guess_type(self.path.name)[0] or "application/octet-stream"

    async def blocks(self, say: Callable[[str], object] = _unsaid) -> AsyncGenerator[bytes]:
        """Yield it; raises Failure where it becomes shorter meanwhile."""
        async with aclosing(_read(self.path, self.size, say)) as blocks:
            async for block in blocks:
                yield block


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form: a value, or a file with its name."""

    name: str
    content: bytes | Path
    media: str = ""

    def head(self, boundary: str) -> bytes:
        """Return the lines before its content (RFC 7578, 4.2)."""
        lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(self.name)}"']
        media = self.media
        if isinstance(self.content, Path):
            lines[0] += f'; filename="{_quoted(self.content.name)}"'
            media = media or FileBody(self.content).media
        if media:
            lines.append(f"Content-Type: {media}")
        return "\r\n".join([*lines, "", ""]).encode(errors="surrogateescape")


@dataclass(frozen=True, slots=True)
class Multipart:
    """A form with parts of any size (RFC 7578)."""

    parts: Sequence[Part]
    boundary: str = field(default_factory=lambda: f"vasistas-{secrets.token_hex(12)}")

    @property
    def size(self) -> int:
        """Bytes in all, as its files are now."""
        return sum(len(head) + size + 2 for head, size in self._measured()) + len(self._end)

    @property
    def media(self) -> str:
        """Its type, with what is between its parts."""
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()

    async def blocks(self, say: Callable[[str], object] = _unsaid) -> AsyncGenerator[bytes]:
        """Yield the parts."""
        for part, (head, size) in zip(self.parts, self._measured(), strict=True):
            yield head
            if isinstance(part.content, bytes):
                yield part.content
            else:
                async with aclosing(_read(part.content, size, say)) as blocks:
                    async for block in blocks:
                        yield block
            yield b"\r\n"
        yield self._end

    def _measured(self) -> list[tuple[bytes, int]]:
        return [
            (
                part.head(self.boundary),
                len(part.content)
                if isinstance(part.content, bytes)
                else FileBody(part.content).size,
            )
            for part in self.parts
        ]


async def _read(path: Path, size: int, say: Callable[[str], object]) -> AsyncGenerator[bytes]:
    """Yield so many bytes of a file, in a thread each, or say what has become of it."""
    try:
        file = await asyncio.to_thread(expanded(path).open, "rb")
    except OSError as error:
        raise _no_file(path, error) from error
    try:
        before, left = os.fstat(file.fileno()).st_mtime_ns, size
        while left > 0:
            block = await _block(file, min(BLOCK, left), path)
            if not block:
                reason = _("it has become shorter while it was sent")
                raise Failure(Step.SEND, reason, peer=str(path), code="FILE")
            left -= len(block)
            now = os.fstat(file.fileno())
            if not left and (now.st_mtime_ns, now.st_size) != (before, size):
                remark = _("{path} was changed while it was sent: what left may be a mixture")
                say(remark.format(path=printable(str(path))))
            yield block
    finally:
        file.close()


async def _block(file: BinaryIO, size: int, path: Path) -> bytes:
    try:
        return await asyncio.to_thread(file.read, size)
    except OSError as error:
        raise _no_file(path, error) from error


def _no_file(path: Path, error: OSError) -> Failure:
    return Failure(Step.SEND, said(error), peer=str(path), code="FILE")


def _quoted(name: str) -> str:
    """Quote a name as browsers do (WHATWG HTML, multipart/form-data)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
