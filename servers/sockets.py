"""TCP sockets of the host: what each is told once, how they are named, and how to part."""

import contextlib
import socket
import struct
from collections.abc import Iterator
from typing import Any

_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""Seconds and tries after which a machine that has vanished is noticed: two minutes, not hours."""

_OPTIONS = [
    (int(socket.IPPROTO_TCP), int(socket.TCP_NODELAY), 1),
    (int(socket.SOL_SOCKET), int(socket.SO_KEEPALIVE), 1),
    *(
        (int(socket.IPPROTO_TCP), int(getattr(socket, option)), value)
        for option, value in _KEEPALIVE.items()
        if hasattr(socket, option)
    ),
]

_RESET = struct.pack("ii", 1, 0)

AT_ONCE = int(socket.MSG_DONTWAIT)
"""Sends what there is room for and receives what has come, whether the socket would wait or not.
A number: Python's own are enumerations, and to combine two takes as long as to send a line.
"""

_LAST = AT_ONCE | int(getattr(socket, "MSG_MORE", 0))
"""Words that leave together with the news that the connection is closed."""

_CORK = getattr(socket, "TCP_CORK", None) or getattr(socket, "TCP_NOPUSH", None)

_UNREAD = 64 * 1024
"""Bytes that are thrown away in parting: whoever has sent more has not waited for an answer."""


def find(address: str, port: int) -> tuple[int, tuple[str, int]]:
    """Return the family and the place to listen at, IPv4 where a name has both; raises OSError."""
    try:
        places = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # an empty label, or one of more than 63 letters
        raise socket.gaierror(socket.EAI_NONAME, "no name of a machine") from None
    family, *_, place = min(places, key=lambda found: found[0] != socket.AF_INET)
    return family, (str(place[0]), port)


def prepare(listener: socket.socket) -> None:
    """Send at once, notice who vanished: what is told to a socket that listens holds for every
    connection that it accepts.
    """
    for option in _OPTIONS:
        listener.setsockopt(*option)


def part(connection: socket.socket, words: bytes) -> None:
    """Say last words without waiting, just before the connection is closed: both travel together.
    And leave nothing unread: to close would reset the connection, and could destroy them.
    """
    with contextlib.suppress(OSError):
        if words:
            connection.send(words, _LAST)
        connection.recv(_UNREAD, AT_ONCE)


@contextlib.contextmanager
def together(connection: socket.socket) -> Iterator[None]:
    """Fill every segment with what is sent within: a head and a file leave as one stream, which
    takes a fifth less of the processor's time than pieces as they come.
    """
    if _CORK is None:
        yield
        return
    connection.setsockopt(socket.IPPROTO_TCP, _CORK, 1)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # they may have hung up
            connection.setsockopt(socket.IPPROTO_TCP, _CORK, 0)


def forsake(connection: socket.socket) -> None:
    """Have the system throw away what was not taken when this connection is closed."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def cut(connection: socket.socket) -> None:
    """End a connection both ways; whoever waits for it on another thread wakes up."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def plain(address: Any) -> Any:
    """Write an IPv4 address as one, also where it came to an IPv6 socket."""
    mapped = address[0].lower().removeprefix("::ffff:")
    return (mapped, address[1]) if "." in mapped else address


def name(address: Any) -> str:
    """Name the other side as people write it, an IPv6 address in brackets."""
    host, port = address[0], address[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
