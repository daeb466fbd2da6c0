"""A host in a process of its own, that can be killed."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]


@contextmanager
def killable_host(data: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a host with nothing but an archive; yield it and its port; it is killed at the end."""
    settings = {"VASISTAS_ARCHIVE__PORT": str(port), "VASISTAS_LIMITS__FREE_MEBIBYTES": "0"}
    command = [sys.executable, "-m", "servers", "--only", "archive", "--data", str(data)]
    log = data / "host.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            yield process, port_of(process) or fail(log.read_text())
        finally:
            process.kill()


def port_of(process: subprocess.Popen[str]) -> int:
    """Read where the host says that it listens; 0 if it ends without a word."""
    for line in process.stdout or ():
        if found := re.search(r"archive +127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    return 0


def fail(reason: str) -> NoReturn:
    raise AssertionError(reason)
