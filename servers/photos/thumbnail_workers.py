"""The processes that look at photos: a few, started when they are needed, killed when they fail.

    workers = Workers(2)
    workers.ask((320, 240), file)    ->  bytes
    workers.stop()

A process is one caller's at a time, who waits on its own thread. What dies, takes too long or says
nonsense is killed, its caller hears NotAPicture, and the next one starts another. Processes that
nobody waits for stay in `_free`, a queue, which is the only thing that threads share.
"""

import os
import queue
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from io import FileIO

from protocol.pictures import NotAPicture
from servers.photos.thumbnailer import DONE, HEAD

JOBS = 500
"""Pictures of one process: what its libraries lose of memory is lost for so long."""

PATIENCE = 30.0
"""Seconds by the clock for one picture; a busy host is slower than the processor's limit says."""

ANSWER = 8 * 1024 * 1024
"""Bytes of an answer: a JPEG of a million pixels, however noisy, has less."""

WAITING = 64
"""Callers that wait for a process: a browser asks for six pictures at a time."""

TURN = 20.0
"""Seconds for which a caller waits for a process."""

GONE = 2.0
"""Seconds that stopping waits for callers whose process was killed."""


class Busy(Exception):
    """No process was free for this picture in time; asking again later may help."""


class Workers:
    """At most `count` processes. Any thread may ask; the owner stops it once."""

    def __init__(
        self, count: int, *, patience: float = PATIENCE, turn: float = TURN, jobs: int = JOBS
    ) -> None:
        self.patience = patience
        self.turn = turn
        self._jobs = jobs
        self._places = threading.BoundedSemaphore(WAITING + count)
        self._all = [Worker() for _ in range(count)]
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self._all:
            self._free.put(worker)
        self._stopped = False

    @property
    def free(self) -> int:
        """How many wait for work, started or not."""
        return self._free.qsize()

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that run."""
        return [one.process.pid for one in self._all if one.process]

    def ask(self, box: tuple[int, int], file: FileIO) -> bytes:
        """Return the file's thumbnail; raises NotAPicture, Busy."""
        self._check_stopped()
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            worker = self._free.get(timeout=self.turn)
        except queue.Empty:
            raise Busy from None
        finally:
            self._places.release()
        try:
            return self._ask(worker, box, file)
        finally:
            if self._stopped or worker.jobs >= self._jobs:
                worker.end()
            self._free.put(worker)

    def stop(self) -> None:
        """Kill every process; whoever waits for one hears NotAPicture or Busy."""
        self._stopped = True
        for worker in self._all:
            worker.kill()
        ended = []
        for _ in self._all:
            with suppress(queue.Empty):
                ended.append(self._free.get(timeout=GONE))
        for worker in ended:
            worker.end()
            self._free.put(worker)

    def _check_stopped(self) -> None:
        if self._stopped:
            raise Busy

    def _ask(self, worker: "Worker", box: tuple[int, int], file: FileIO) -> bytes:
        self._check_stopped()
        answered = False
        try:
            worker.ready()
            done, said = worker.ask(box, file, self.patience)
            answered = True
        except OSError as error:
            raise NotAPicture(f"its process was lost: {error}") from error
        finally:
            if not answered:
                worker.end()
        if not done:
            raise NotAPicture(said.decode(errors="replace")[:200])
        return said


class Worker:
    """One process, or none yet. One thread at a time, but for `kill` and `process`."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.jobs = 0
        self._line: socket.socket | None = None

    def ready(self) -> None:
        """Have a process that lives; OSError where the system gives none."""
        if self.process and self.process.poll() is None:
            return
        self.end()
        ours, theirs = socket.socketpair()
        with theirs:
            self._line = ours
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "servers.photos.thumbnailer"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
                process_group=0,  # Ctrl-C on the host's terminal is not meant for it
            )

    def ask(self, box: tuple[int, int], file: FileIO, seconds: float) -> tuple[bool, bytes]:
        """Return whether it is done, and the bytes; OSError where the process fails."""
        if self._line is None:
            raise ConnectionError("no process")
        deadline = time.monotonic() + seconds
        self.jobs += 1
        self._line.settimeout(seconds)
        socket.send_fds(self._line, [b"%d %d\n" % box], [file.fileno()])
        status, length = HEAD.unpack(self._receive(HEAD.size, deadline))
        if length > ANSWER:
            raise ConnectionError("too long an answer")
        return status == DONE, self._receive(length, deadline)

    def kill(self) -> None:
        """Kill the process; its caller notices."""
        if self.process:
            self.process.kill()

    def end(self) -> None:
        """Kill the process and forget it."""
        if self._line:
            self._line.close()
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process, self._line, self.jobs = None, None, 0

    def _receive(self, size: int, deadline: float) -> bytes:
        data = bytearray()
        while self._line and len(data) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("too slow")
            self._line.settimeout(left)
            piece = self._line.recv(min(size - len(data), 65536))
            if not piece:
                raise ConnectionError("it died")
            data += piece
        return bytes(data)
