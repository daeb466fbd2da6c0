"""`photos ls`: what is in the archive, or in its trash, written down page by page."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime

from tui.clients.archive.photo import Photo, Sort, Trashed
from tui.commands.photos_desk import Desk
from tui.commands.result import Result, say
from tui.local_time import local, minute
from tui.printable import printable
from tui.words import ngettext

_UNKNOWN = "-"


async def run(desk: Desk) -> Result:
    """List what there is."""
    return await (_trash(desk) if desk.arguments.trash else _photos(desk))


async def _photos(desk: Desk) -> Result:
    arguments = desk.arguments
    roll, left_out = Roll("photos") if arguments.json else None, 0
    async for page in desk.pages(Sort(arguments.sort or Sort.NAME), arguments.match):
        left_out += page.left_out
        if roll:
            roll.add(map(_facts, page.photos))
        else:
            _write(_row(one) if arguments.long else one.name for one in page.photos)
    if roll:
        roll.end(left_out=left_out)
    if left_out:
        say(
            ngettext(
                "{number} name that no photo may have was left out.",
                "{number} names that no photo may have were left out.",
                left_out,
            )
        )
    return Result.DONE


async def _trash(desk: Desk) -> Result:
    arguments = desk.arguments
    trash = await desk.archive.trash()
    wanted = arguments.match.casefold()
    items = [item for item in trash.items if wanted in item.name.casefold()]
    if arguments.sort == Sort.NAME:
        items.sort(key=lambda item: item.name)
    elif arguments.sort == Sort.OLDEST:
        items.reverse()
    elif arguments.sort == Sort.LARGEST:
        items.sort(key=lambda item: item.size, reverse=True)
    if arguments.json:
        roll = Roll("trash")
        roll.add(map(_trash_facts, items))
        roll.end(total=trash.total)
    else:
        _write(_trash_row(item) if arguments.long else item.name for item in items)
    if (more := trash.total - len(trash.items)) > 0:
        say(
            ngettext(
                "{number} older photo in the trash is not listed.",
                "{number} older photos in the trash are not listed.",
                more,
            )
        )
    return Result.DONE


class Roll:
    """One JSON object with a long list in it, written as the list comes."""

    def __init__(self, name: str) -> None:
        self._ascii = sys.stdout.isatty()
        self._before = f'{{"{name}": ['
        self._write("")

    def add(self, entries: Iterable[object]) -> None:
        """Write more of the list."""
        for entry in entries:
            self._write(json.dumps(entry, ensure_ascii=self._ascii))
            self._before = ", "

    def end(self, **facts: int) -> None:
        """Write the end of the list, and what there is to say beside it."""
        rest = "".join(f', "{name}": {value}' for name, value in facts.items())
        print(f"]{rest}}}", flush=True)

    def _write(self, text: str) -> None:
        print(f"{self._before}{text}", end="")
        self._before = ""


def _write(lines: Iterable[str]) -> None:
    """Write lines of data; made safe to see where that is a terminal."""
    terminal = sys.stdout.isatty()
    for line in lines:
        print(printable(line) if terminal else line)
    sys.stdout.flush()


def _row(photo: Photo) -> str:
    pixels = f"{photo.width}×{photo.height}" if photo.width and photo.height else _UNKNOWN
    size = _UNKNOWN if photo.size is None else str(photo.size)
    by = printable(photo.by) if photo.by else _UNKNOWN  # a name hides nothing; this may
    return f"{_moment(photo.moment)}  {size:>11}  {pixels:>11}  {by:<15}  {photo.name}"


def _trash_row(item: Trashed) -> str:
    return f"{_moment(item.deleted)}  {item.size:>11}  {item.id}  {item.name}"


def _moment(moment: datetime | None) -> str:
    """Write a moment to the minute, in this machine's time."""
    return minute(local(moment)) if moment else f"{_UNKNOWN:16}"


def _facts(photo: Photo) -> dict[str, object]:
    return {
        "name": photo.name,
        "size": photo.size,
        "modified": _stamp(photo.modified),
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "type": photo.type,
        "taken": _stamp(photo.taken),
        "camera": photo.camera,
        "by": photo.by,
    }


def _trash_facts(item: Trashed) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "size": item.size,
        "deleted": _stamp(item.deleted),
    }


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
