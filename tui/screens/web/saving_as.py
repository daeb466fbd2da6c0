"""Something into a file that a person names; never over another one without a question."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from textual.app import App
from textual.binding import Binding
from textual.widgets import Input

from tui import numbers
from tui.bodies.source import Source
from tui.dialogs import Ask, Confirm
from tui.homes import expanded
from tui.printable import printable
from tui.reasons import reason
from tui.saving import Part
from tui.screens.web.editor_path import Paths, path_from
from tui.words import _

BLOCK = 1024 * 1024
"""Bytes that are copied at once."""

LONGEST = 80
"""Characters of a name that is proposed."""

Blocks = Callable[[], Iterable[bytes]]
"""Makes what is written; it is called in a thread."""


class AskPath(Ask):
    """Asks for a path; Tab takes what is suggested."""

    BINDINGS = [Binding("tab", "complete", show=False, priority=True)]

    def on_mount(self) -> None:
        """Suggest what is in the directory."""
        self.query_one(Input).suggester = Paths()

    async def action_complete(self) -> None:
        """Take what is suggested, or go on where there is nothing."""
        line = self.query_one(Input)
        found = await asyncio.to_thread(path_from, line.value) if line.has_focus else None
        if found is None:
            self.focus_next()
        else:
            line.value = found
            line.cursor_position = len(found)


async def save(app: App[None], title: str, proposed: str, blocks: Blocks) -> str:
    """Ask for a path and write there; returns words about it, "" where nobody wants it any more."""
    value, wrong = proposed, ""
    while True:
        ask = AskPath(title, _("A file's name; Tab completes it."), value, _fault, wrong=wrong)
        name = await app.push_screen_wait(ask)
        if name is None:
            return ""
        path = expanded(name)
        if (replace := await asyncio.to_thread(_taken, path)) and not await _sure(app, path):
            value = name
            continue
        try:
            size = await asyncio.to_thread(_write, path, blocks, replace=replace)
        except OSError as error:
            value, wrong = name, _("It was not written: {reason}.").format(reason=reason(error))
        else:
            words = _("{size} written to {name}.")
            return words.format(size=numbers.size(size), name=printable(str(path)))


def blocks_of(source: Source) -> Iterator[bytes]:
    """Read a body from its beginning to its end."""
    place = 0
    while block := source.read(place, BLOCK):
        yield block
        place += len(block)


def name_from(address: str, ending: str = "") -> str:
    """Propose a name for what an address leads to."""
    try:
        path = urlsplit(address if "//" in address else f"//{address}").path
    except ValueError:
        path = ""
    last = unquote(path.rstrip("/").rpartition("/")[2])
    plain = "".join(one if one.isalnum() or one in "-_. " else "_" for one in last)
    stem = plain.strip(". ")[:LONGEST] or _("answer")
    return stem if not ending or stem.endswith(ending) else f"{stem}{ending}"


async def _sure(app: App[None], path: Path) -> bool:
    question = _("Replace {name}?").format(name=printable(path.name))
    detail = _("What is in that file now will be gone.")
    dialog = Confirm(question, detail, _("Replace"), _("Cancel"), careful=True)
    return await app.push_screen_wait(dialog) is True


def _write(path: Path, blocks: Blocks, *, replace: bool) -> int:
    with Part(path, replace=replace) as part:
        for block in blocks():
            part.write(block)
        part.keep()
        return part.size


def _taken(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _fault(name: str) -> str:
    try:
        path = expanded(name)
        if name.strip() and not path.is_dir() and path.parent.is_dir():
            return ""
    except (OSError, ValueError):
        pass
    return _("A file's name in a directory that is there.")
