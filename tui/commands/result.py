"""How a command ends: the number for scripts, and where its words and its data go."""

import errno
import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import Any

from tui.clients.failure import Failure, Step
from tui.printable import printable


class Result(IntEnum):
    """The exit status."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    NOT_ALLOWED = 5
    NETWORK = 6
    NOT_INTACT = 7
    INTERRUPTED = 130
    NOBODY_READS = 141


_REFUSALS = {
    "introuvable": Result.NOT_FOUND,
    "destinataire": Result.NOT_FOUND,
    "existe": Result.CONFLICT,
    "login": Result.CONFLICT,
    "change": Result.CONFLICT,
    "nom": Result.USAGE,
    "interdit": Result.NOT_ALLOWED,
}
_OURS = {"URL", "PROXY", "REQUEST", "FILE", "AUTHORITY_FILE", "CERTIFICATE_FILE"}
"""Codes of what was not even asked, since it cannot be."""


def result_of(failure: Failure) -> Result:
    """Choose the exit status of a failure: refusals by their code, the rest is the network."""
    if failure.code in _OURS:
        return Result.USAGE
    if failure.code == "abime":
        return Result.NOT_INTACT
    if failure.step is Step.REFUSED:
        return _REFUSALS.get(failure.code, Result.FAILED)
    return Result.NETWORK


def say(words: str) -> None:
    """Say something about the data, on stderr."""
    print(printable(words, keep="\n"), file=sys.stderr, flush=True)


def check_place(path: Path) -> Path:
    """Return where a file shall go; FileNotFoundError, with that name, where it cannot."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return path


def show(text: str) -> None:
    """Write one line of data, on stdout; made safe to see where that is a terminal."""
    print(printable(text) if sys.stdout.isatty() else text, flush=True)


def show_json(data: Any) -> None:
    """Write data as one line of JSON; in a terminal it is ASCII, which hides nothing."""
    import json

    print(json.dumps(data, ensure_ascii=sys.stdout.isatty()), flush=True)
