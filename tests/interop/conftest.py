"""Other people's programs: found, or the test is skipped; in a terminal, or over a pipe."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hosting import hosting

from protocol.config import Config

Find = Callable[[str], str]


@pytest.fixture
def program() -> Find:
    """Find a program by name. VASISTAS_INTEROP=all makes it a failure that it is missing."""

    def find(name: str) -> str:
        path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
        if path is None:
            give_up = pytest.fail if os.environ.get("VASISTAS_INTEROP") == "all" else pytest.skip
            give_up(f"{name} is not installed")
        return path

    return find


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Config]:
    """A host with everything on it."""
    with hosting(tmp_path / "data") as config:
        yield config
