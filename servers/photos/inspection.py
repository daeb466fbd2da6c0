"""The host's side of `servers.photos.inspector`: a process that is started when it is needed.

It belongs to one thread, which waits for its answers; `kill` may come from any.
"""

import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servers.photos.facts import Header, Stamp

PATIENCE = 20.0
"""Seconds for a header, and for a disk that is busy."""

SLOWEST = 1024 * 1024
"""Bytes a second that are read at the least: half of what a bad memory card gives."""

ANSWER = 16 * 1024
"""Bytes of an answer: numbers, a digest, a few words of a camera."""


class Unanswered(Exception):
    """The process has died, or was too slow, or could not be started."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the bytes of a photo are; `failed` says why they could not be read."""

    stamp: Stamp | None
    sha256: str | None
    failed: str = ""


class Inspector:
    """One process, or none yet."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._heard = b""
        self._due = 0.0

    def read(self, name: str, size: int, *, digest: bool) -> Read:
        """Have a photo's bytes read; then ask for its `header`. Raises Unanswered."""
        self._due = time.monotonic() + PATIENCE + (size / SLOWEST if digest else 0)
        asked = json.dumps({"name": name, "digest": digest}).encode() + b"\n"
        try:
            process = self._process or self._start()
            assert process.stdin is not None
            process.stdin.write(asked)
            process.stdin.flush()
        except OSError as error:
            self.end()
            raise Unanswered(str(error)) from error
        said = self._hear()
        if "failed" in said:
            return Read(None, None, str(said["failed"]))
        return Read(Stamp.of(said["size"], said["mtime_ns"]), said["sha256"])

    def header(self) -> Header:
        """Return what the header of the photo says that was read last. Raises Unanswered."""
        self._due = time.monotonic() + PATIENCE
        try:
            return Header(**self._hear())
        except TypeError as error:
            raise Unanswered("nonsense") from error

    def kill(self) -> None:
        """Kill the process, for good; whoever waits for it hears Unanswered."""
        self._stopped = True
        if process := self._process:
            process.kill()

    def end(self) -> None:
        """Let go of the process; the next question starts another."""
        process, self._process, self._heard = self._process, None, b""
        if process:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._stopped:
            raise OSError("stopped")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "servers.photos.inspector", str(self._directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            process_group=0,  # Ctrl-C on the host's terminal is not meant for it
        )
        if self._stopped:
            self._process.kill()
        return self._process

    def _hear(self) -> dict[str, Any]:
        """Return one line of the process; what it says is ours, or it has been taken over."""
        try:
            while b"\n" not in self._heard:
                self._heard += self._receive()
            line, _, self._heard = self._heard.partition(b"\n")
            said = json.loads(line)
        except (OSError, ValueError) as error:
            self.end()
            raise Unanswered(str(error)) from error
        if not isinstance(said, dict):
            raise Unanswered("nonsense")
        return said

    def _receive(self) -> bytes:
        process = self._process
        if process is None or process.stdout is None:
            raise ConnectionError("no process")
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, self._due - time.monotonic())):
                raise TimeoutError("too slow")
        data = os.read(process.stdout.fileno(), ANSWER)
        if not data or len(self._heard) > ANSWER:
            raise ConnectionError("it died")
        return data
