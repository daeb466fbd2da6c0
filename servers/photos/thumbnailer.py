r"""`python -m servers.photos.thumbnailer`: a process that looks at photos nobody trusts.

It talks over the socket that is its standard input, one request and one answer at a time:

    host         320 240\n                  and the open file, passed along
    thumbnailer  status, length, bytes      0: a JPEG; 1: no picture, and why

It opens no file and writes none, has little memory and little time, and is killed without regret:
a picture that decodes to terabytes, or never ends, costs this process and nothing else.
"""

import os
import resource
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from protocol.pictures import NotAPicture

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space: 100 million pixels in four channels, three times over, and Python."""

SECONDS = 20
"""Seconds of processor for one picture: a hundred million pixels take ten on a small machine."""

NICE = 5
"""Steps by which everything else on the host comes first; people wait for thumbnails too."""

REQUEST = 64
"""Bytes of a request."""

HEAD = struct.Struct(">BI")
"""Status and length of an answer."""

DONE, REFUSED = 0, 1


def main() -> None:
    """Answer until the host hangs up."""
    _be_modest()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as host:
        while True:
            request, descriptors, _flags, _address = socket.recv_fds(host, REQUEST, 1)
            if not request:
                return
            _allow_time()
            with os.fdopen(descriptors[0], "rb") as file:
                status, said = _answer(request.decode().split(), file)
            host.sendall(HEAD.pack(status, len(said)) + said)


def _answer(request: list[str], file: BinaryIO) -> tuple[int, bytes]:
    """Return the status and the bytes."""
    from servers.photos import reduction

    file.seek(0)
    try:
        return DONE, reduction.reduce(file, (int(request[0]), int(request[1])))
    except NotAPicture as error:
        return REFUSED, str(error).encode(errors="replace")


def _be_modest() -> None:
    """Give up memory, files and importance, as far as the system knows such limits."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # the first that the system kills
    os.nice(NICE)
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for kind, limit in limits.items():
        with suppress(OSError, ValueError):  # macOS knows RLIMIT_AS, and refuses it
            resource.setrlimit(kind, (limit, limit))


def _allow_time() -> None:
    """Allow so many seconds of processor from now on; the system kills who takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    main()
