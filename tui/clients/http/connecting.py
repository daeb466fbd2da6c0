"""The first two steps: look a name up, and connect to one of its addresses, in their order."""

import asyncio
import socket
from typing import Any

import httpcore2

from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step, from_os_error
from tui.clients.http.course import Course
from tui.clients.http.plain import Plain
from tui.printable import printable
from tui.words import _


async def connect(
    course: Course, host: str, port: int, patience: float | None, peer: str = ""
) -> Plain:
    """Return a connection, or raise Failure for step NAME or CONNECT. `peer` is what they are
    called; the patience for connecting is shared by the addresses that are left.
    """
    course.peer = peer or name_peer(host, port)
    addresses = await _look_up(course, host, port, patience)
    course.reach(Step.CONNECT, patience)
    failure = course.late()
    for place, address in enumerate(addresses):
        share = course.left / (len(addresses) - place)
        where = name_peer(str(address[0]), port)
        family = socket.AF_INET6 if ":" in str(address[0]) else socket.AF_INET
        try:
            stream = await Plain.connect(family, address, share)
        except httpcore2.ConnectTimeout:
            failure = course.late()
        except httpcore2.ConnectError as error:
            failure = course.failed(error)
        else:
            course.wire.note(_("{peer}: connected").format(peer=where))
            return stream
        if len(addresses) > 1:
            course.wire.note(f"{where}: {printable(failure.reason)}")
    raise failure


async def connect_socket(course: Course, path: str, patience: float | None) -> Plain:
    """Return a connection to a socket of this machine, or raise Failure for step CONNECT."""
    course.peer = path
    course.reach(Step.CONNECT, patience)
    try:
        stream = await Plain.connect(socket.AF_UNIX, path, course.left)
    except httpcore2.ConnectTimeout:
        raise course.late() from None
    except (httpcore2.ConnectError, ValueError) as error:
        raise course.failed(error) from error
    course.wire.note(_("{peer}: connected").format(peer=printable(path)))
    return stream


async def _look_up(
    course: Course, host: str, port: int, patience: float | None
) -> list[tuple[Any, ...]]:
    """Return the addresses of a name, each once, as sockets take them."""
    loop = asyncio.get_running_loop()
    course.reach(Step.NAME, patience)
    try:
        async with asyncio.timeout(course.left):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        reason = _("a part of the name is empty or too long")
        raise Failure(Step.NAME, reason, peer=course.peer, code="URL") from None
    except OSError as error:
        raise from_os_error(Step.NAME, error, course.peer) from error
    addresses: dict[str, tuple[Any, ...]] = {}
    for *_kind, where in found:
        addresses.setdefault(str(where[0]), where)
    if list(addresses) != [host]:
        course.wire.note(f"{host}: {', '.join(addresses)}")
    return list(addresses.values())
