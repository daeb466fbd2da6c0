"""Another reader finds no position in our copies, and nothing wrong with them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from taken import KINDS, photo

from tui import exif

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("kind", KINDS)
def test_exiftool_finds_a_position_in_the_photo_and_none_in_the_copy(
    kind: str, tmp_path: Path, program: Callable[[str], str]
) -> None:
    path = tmp_path / f"photo.{kind.lower()}"
    for data, found in ((photo(kind), True), (exif.without_position(photo(kind)), False)):
        path.write_bytes(data)
        command = [program("exiftool"), "-a", "-G1", "-error", "-gps*", "-XMP:all", path]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert ("GPS" in said) == found
        assert "Error" not in said
        assert "Plage" in said
