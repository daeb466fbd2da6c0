"""What the tests of commands share: a command run in this process, and what it left behind."""

import json
import sys
from pathlib import Path

import pytest

from tui.__main__ import main


class Ran:
    """What a command left behind."""

    def __init__(self, status: int, out: bytes, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def lines(self) -> list[str]:
        return self.out.decode().splitlines()

    @property
    def json(self) -> dict[str, object]:
        [line] = self.lines
        found: dict[str, object] = json.loads(line)
        return found


class Run:
    """Runs commands with the settings in a folder."""

    def __init__(self, folder: Path, captured: pytest.CaptureFixture[bytes]) -> None:
        self._folder = folder
        self._captured = captured

    def __call__(self, *arguments: str | Path, settings: str = "config.ini") -> Ran:
        self._captured.readouterr()
        status = main(["--config", str(self._folder / settings), *map(str, arguments)])
        sys.stdout.flush()
        out, err = self._captured.readouterr()
        return Ran(status, out, err.decode())
