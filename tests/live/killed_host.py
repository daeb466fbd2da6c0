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
def killable_host(
    data: Path, port: int = 0, service: str = "archive"
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a host of one service; yield it and its port; it is killed at the end."""
    settings = {
        f"VASISTAS_{service.upper()}__PORT": str(port),
        "VASISTAS_LIMITS__FREE_MEBIBYTES": "0",
        "VASISTAS_LIMITS__MESSAGES_PER_SECOND": "0",
    }
    command = [sys.executable, "-m", "servers", "--only", service, "--data", str(data)]
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
            yield process, port_of(process, service) or fail(log.read_text())
        finally:
            process.kill()


def port_of(process: subprocess.Popen[str], service: str) -> int:
    """Read where the host says that it listens; 0 if it ends without a word."""
    for line in process.stdout or ():
        if found := re.search(rf"{service} +127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    return 0


def fail(reason: str) -> NoReturn:
    raise AssertionError(reason)
