"""A wire between a client and a service on this machine that keeps what the service says."""

import socket
import socketserver
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Tap(socketserver.ThreadingTCPServer):
    """Passes bytes on within `with`; `heard` is what came from the service, each connection's
    after another.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, to: int) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self._to = to
        self._parts: list[bytearray] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def heard(self) -> bytes:
        return b"\n".join(self._parts)

    def finish_request(self, request: socket.socket, _address: object) -> None:
        part = bytearray()
        self._parts.append(part)
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._to)) as service:
            asking = threading.Thread(target=self._pass, args=(request, service), daemon=True)
            asking.start()
            self._pass(service, request, part)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket, kept: bytearray | None = None) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if kept is not None:
                    kept += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
