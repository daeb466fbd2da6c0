"""The photos of this machine: the files that are named, and those in directories that are named."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({
    ".arw", ".avif", ".bmp", ".cr2", ".cr3", ".dng", ".gif", ".heic", ".heif", ".jfif", ".jpe",
    ".jpeg", ".jpg", ".jxl", ".nef", ".orf", ".png", ".raf", ".rw2", ".tif", ".tiff", ".webp",
})  # fmt: skip
"""What is taken for a photo in a directory; a file that is named is always taken."""


def found(given: Iterable[str], *, recursive: bool) -> Iterator[Path]:
    """Yield files: those that are named, there or not, and the photos in directories, in order.

    Raises OSError where a directory cannot be read.
    """
    for one in map(Path, given):
        if one.is_dir():
            yield from _inside(one, recursive=recursive)
        else:
            yield one


def _inside(directory: Path, *, recursive: bool) -> Iterator[Path]:
    with os.scandir(directory) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if recursive:
                yield from _inside(path, recursive=True)
        elif path.suffix.lower() in SUFFIXES and _is_file(entry):
            yield path


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself, or to where one may not look
        return False
