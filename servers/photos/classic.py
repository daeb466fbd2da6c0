"""The classic photo archive on one connection: one request, its answer, and the service closes.

What a client of 2017 needs is in here: it never ends a message, takes one `recv` for one message,
and hangs up without reading our last word.
"""

import select
import socket
import sys
from contextlib import ExitStack
from io import FileIO
from typing import TYPE_CHECKING

from protocol import archive
from protocol.errors import RemoteProtocolError
from protocol.lines import Line, Lines
from servers.photos.incoming import Incoming
from servers.session import Session

if TYPE_CHECKING:
    from servers.photos.service import ArchiveService

BLOCK = 256 * 1024
"""Bytes of a photo in memory at once."""

GRACE = 10.0
"""Seconds for any request beside its bytes: the answers and questions, and a disk that is busy."""

SLOWEST = 16 * 1024
"""Bytes a second that a photo travels at the least: a bad mobile network; slower, a photo of
12 megapixels would hold its thread for more than five minutes."""

_WHOLE = socket.MSG_EOR if sys.platform == "linux" else 0
"""Linux then never joins or cuts the bytes of one send on their way; others do not know the flag
for TCP."""


class ClassicSession(Session):
    """One request. Everything happens on the session's thread."""

    service: "ArchiveService"
    first = b""
    """What has been heard of the request already."""

    def converse(self) -> None:
        """Hear the request and do it; what cannot be done is said in one line."""
        lines = Lines()
        if self.first or self.hung_up:
            lines.receive(self.first)
        try:
            asked = self.hear(lines, self.deadline(self.service.limits.first_words))
            if (line := next(asked, None)) is not None:
                self._react(line, lines.rest())
        except RemoteProtocolError as error:
            if error.__cause__ is None:
                self.log.info("refused: %s", error)
            else:
                self.log.warning("refused: %s (%s)", error, error.__cause__)
            self._conclude(archive.render_refusal(error))

    def _react(self, line: Line, ahead: bytes) -> None:
        """Do what was asked; `ahead` is what came right behind the request."""
        match archive.parse_request(line.text):
            case archive.List():
                self._list(old=line.paused)
            case archive.Archive(name, size):
                self._archive(name, size, ahead)
            case archive.Retrieve(name):
                self._retrieve(name, ahead, old=line.paused)
            case archive.Delete(name):
                self._delete(name)

    def _list(self, *, old: bool) -> None:
        if old:
            self.service.changes.wait(self.client_address[0])
        photos = self.service.shelf.list()
        data = archive.render_list(photos, archive.OLD_LIST if old else None)
        self.send(data, self._whole(len(data)))
        self.log.info("listed photos: %d", len(photos))

    def _archive(self, name: str, size: int, ahead: bytes) -> None:
        """Take a photo. The promise begins with its last byte: from there on, stopping waits."""
        started = self.service.now()
        changes, shelf = self.service.changes, self.service.shelf
        with ExitStack() as promise:
            with changes.by(self.client_address[0]), shelf.receive(name, size) as upload:
                deadline = self._whole(size)
                self.send(archive.OK, deadline)
                self._take(upload, ahead, deadline)
                promise.enter_context(self.service.hold())
                upload.commit()
                address = self.client_address[0]
                self.service.archive.catalogue.arrived(name, address, upload.status)
            self._log_done("archived", name, size, started)
            self._conclude(archive.OK)

    def _take(self, upload: Incoming, ahead: bytes, deadline: float) -> None:
        data = ahead[: upload.size]
        upload.write(data)
        while (left := upload.size - upload.written) > 0:
            data = self.receive(deadline, min(left, BLOCK))
            if not data:
                raise RemoteProtocolError("taille", f"il manque {left} octets")
            upload.write(data)

    def _retrieve(self, name: str, ahead: bytes, *, old: bool) -> None:
        started = self.service.now()
        file, status = self.service.shelf.open(name)
        with file:
            size = status.st_size
            deadline = self._whole(size)
            self.send(archive.render_size(size), deadline)
            if self._hear_ok(ahead, deadline):
                with self.service.hold():
                    self._give(file, size, archive.OLD_BLOCK if old else BLOCK, deadline)
                self._log_done("retrieved", name, size, started)

    def _hear_ok(self, heard: bytes, deadline: float) -> bool:
        """Hear the client's `ok`, which no newline ends; false if they hung up instead."""
        while len(heard) < len(archive.OK):
            data = self.receive(deadline)
            if not data:
                return False
            heard += data
        if heard.strip() != archive.OK:
            raise RemoteProtocolError("forme", "ok, et rien d'autre")
        return True

    def _give(self, file: FileIO, size: int, piece: int, deadline: float) -> None:
        buffer = memoryview(bytearray(min(size, BLOCK)))
        left = size
        while left > 0:
            count = file.readinto(buffer[: min(left, BLOCK)])
            if not count:
                raise OSError(f"the photo has become {left} bytes shorter")
            for start in range(0, count, piece):
                self._send_piece(buffer[start : min(start + piece, count)], deadline)
            left -= count

    def _send_piece(self, data: memoryview, deadline: float) -> None:
        """Do as `send`, and keep the bytes together on their way."""
        while data:
            self._remaining(deadline)
            try:
                data = data[self.request.send(data, _WHOLE) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)

    def _delete(self, name: str) -> None:
        started = self.service.now()
        with self.service.hold():
            with self.service.changes.by(self.client_address[0]):
                self.service.shelf.delete(name)
                self.service.archive.catalogue.forget(name)
            self._log_done("deleted", name, None, started)
            self._conclude(archive.OK)

    def _conclude(self, data: bytes) -> None:
        """Say the last word; that they are gone by then is no error."""
        try:
            self.answer(data)
        except ConnectionError:
            self.hung_up = True

    def _whole(self, size: int) -> float:
        """Return the moment by which a request with so many bytes is over."""
        return self.deadline(GRACE + size / SLOWEST)

    def _log_done(self, what: str, name: str, size: int | None, started: float) -> None:
        seconds = self.service.now() - started
        amount = "" if size is None else f", {size} bytes"
        self.log.info("%s %s%s in %.2f s", what, name, amount, seconds)
