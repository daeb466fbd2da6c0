"""Paths of a collection: its files, what is inside of it, and what its requests name."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tui.exchanges import forms
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.unfit import Unfit


def files(root: Path, endings: tuple[str, ...], deepest: int, most: int) -> Iterator[Path]:
    """Yield the files of a directory and those below it; links are followed to files within."""
    waiting, left = [(root, 1)], most
    while waiting:
        directory, depth = waiting.pop()
        for path, is_directory in _entries(directory, root):
            if is_directory and depth < deepest:
                waiting.append((path, depth + 1))
            elif not is_directory and path.suffix in endings and left:
                left -= 1
                yield path


def is_inside(path: Path, root: Path) -> bool:
    """Say whether a path, all links followed, is below a directory."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


def moved(draft: Draft, target: Path, root: Path) -> Draft:
    """Return the draft as a file in `target` has it: paths that are not absolute begin there."""
    source = Path(draft.directory or ".").absolute()

    def there(path: str) -> str:
        if not path or path.startswith(("/", "~")) or "{{" in path or source == target.absolute():
            return path
        whole = Path(os.path.normpath(source / path))
        if not whole.is_relative_to(root.absolute()):
            return str(whole)
        return "./" + os.path.relpath(whole, target.absolute())

    content = draft.content
    if draft.kind is Kind.FILE:
        content = there(content)
    elif draft.kind is Kind.MULTIPART:
        content = _parts(content, there)
    return replace(
        draft,
        content=content,
        authority=there(draft.authority),
        certificate=there(draft.certificate),
        key=there(draft.key),
        directory=str(target),
    )


def _parts(content: str, there: Callable[[str], str]) -> str:
    try:
        parts = forms.parts(content)
    except Unfit:
        return content
    if not any(part.is_file for part in parts):
        return content
    return "\n".join(
        forms.line(replace(part, value=there(part.value)) if part.is_file else part)
        for part in parts
    )


def _entries(directory: Path, root: Path) -> list[tuple[Path, bool]]:
    """List a directory's directories and files without what is hidden, nor pipes, which would keep
    whoever reads them; one that cannot be read is empty.
    """
    found = []
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                path = directory / entry.name
                if entry.is_symlink() and (entry.is_dir() or not is_inside(path, root)):
                    continue
                if (is_directory := entry.is_dir()) or entry.is_file():
                    found.append((path, is_directory))
    except OSError:
        return sorted(found)
    return sorted(found)
