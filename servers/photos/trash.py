"""What was deleted or replaced: plain files, one in a folder of its own.

    trash/20170822T145708.123456Z-9f3c2a1b/plage.jpg

The folder's name is the item's id and says when; the photo keeps its own name, so that one of 255
bytes fits and the owner finds it again. What has lain here for so many days goes for good.
"""

import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from protocol import names
from protocol.errors import RemoteProtocolError
from servers import journal
from servers.photos import disk

_FORMAT = "%Y%m%dT%H%M%S.%fZ"
_ID = re.compile(r"([0-9]{8}T[0-9]{6}\.[0-9]{6}Z)-[0-9a-f]{8}")

BEGINNING = datetime(2017, 1, 1, tzinfo=UTC)
"""Before it nothing was deleted, whatever a clock said: the project began in this year."""


@dataclass(frozen=True, slots=True)
class Item:
    """A photo in the trash; `deleted` is when it came here."""

    id: str
    name: str
    size: int
    deleted: datetime


class Trash:
    """The trash of one shelf. Any thread may call; no two calls share anything but the disk.

    And `_said`, the folders that cannot be read and of which the log knows: the owner made them.
    """

    def __init__(self, directory: Path, incoming: Path, now: Callable[[], datetime]) -> None:
        self._directory = directory
        self._incoming = incoming
        self._now = now
        self._said: set[str] = set()
        self._log = journal.logger("archive")

    def items(self, limit: int, after: str | None = None) -> tuple[list[Item], str | None, int]:
        """Return what was thrown away last, or before the item `after`: so many at the most.

        And the item after which it goes on, None at the end, and how much there is in all.
        """
        folders = sorted(self._folders(), reverse=True)
        items: list[Item] = []
        for item in self._read(folder for folder in folders if not after or folder < after):
            if len(items) == limit:
                return items, items[-1].id, len(folders)
            items.append(item)
        return items, None, len(folders)

    def names(self) -> set[str]:
        """Return the names of all that is here."""
        return {item.name for item in self._read(self._folders())}

    def find(self, item: str) -> tuple[Item, Path]:
        """Return an item and where it lies; raises RemoteProtocolError `introuvable`."""
        match = _ID.fullmatch(item)
        deleted = _moment(match[1]) if match else None
        if deleted is None:
            raise _unknown()
        try:
            with os.scandir(self._directory / item) as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False) and names.photo_is_valid(entry.name):
                        size = entry.stat(follow_symlinks=False).st_size
                        return Item(item, entry.name, size, deleted), Path(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            pass
        raise _unknown()

    def remove(self, item: str) -> None:
        """Remove an item for good; raises RemoteProtocolError `introuvable`, `disque`."""
        with disk.refusing():
            with disk.locked(self._directory.parent):  # or it is taken from under a restore
                _, photo = self.find(item)
                photo.unlink(missing_ok=True)
            self.tidy(item)
            disk.sync_directory(self._directory)

    def tidy(self, item: str | None = None) -> None:
        """Remove the folder of an item that has left; of all, those that a dead host left empty.

        Under the lock that who makes folders has, who would otherwise find it gone before use.
        """
        with disk.locked(self._directory.parent):
            for folder in [item] if item else list(self._folders()):
                with suppress(OSError):
                    (self._directory / folder).rmdir()

    def expire(self, days: int) -> list[str]:
        """Remove what has been here for so many days; return the names.

        What came while the clock was not set has been here for nobody knows how long: from now on.
        """
        limit = self._now() - timedelta(days=days)
        gone = []
        for item in self._read(sorted(self._folders())):
            if item.deleted >= limit:
                break
            if item.deleted < BEGINNING:
                self._date_anew(item.id)
                continue
            with suppress(RemoteProtocolError):
                self.remove(item.id)
                gone.append(item.name)
        return gone

    def keep(self, photo: Path) -> None:
        """Hold on to a photo that is about to be replaced under its name; on disk on return.

        The name goes on leading to the photo: this is a second link, or a copy where the file
        system has no hard links (a memory card).
        """
        folder = self._new_folder()
        try:
            os.link(photo, folder / photo.name, follow_symlinks=False)
        except OSError as error:
            if not disk.has_no_links(error):
                raise
            self._copy(photo, folder / photo.name)
        disk.sync_directory(folder)

    def take(self, photo: Path) -> Path:
        """Move a photo here; on disk on return, but for the directory that it left.

        Return where it is now.
        """
        folder = self._new_folder()
        place = photo.rename(folder / photo.name)
        disk.sync_directory(folder)
        return place

    def _folders(self) -> Iterator[str]:
        try:
            with os.scandir(self._directory) as entries:
                for entry in entries:
                    if _ID.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                        yield entry.name
        except FileNotFoundError:
            return

    def _read(self, folders: Iterable[str]) -> Iterator[Item]:
        """Tell what is in folders, but for those that hold no photo or cannot be read."""
        for folder in folders:
            try:
                item, _ = self.find(folder)
            except RemoteProtocolError:
                continue
            except OSError as error:
                if folder not in self._said:
                    self._said.add(folder)
                    self._log.warning("cannot be read in the trash: %s", error)
                continue
            yield item

    def _copy(self, photo: Path, place: Path) -> None:
        """Copy by way of `incoming`, so that nothing half is ever in the trash."""
        spare = self._incoming / secrets.token_hex(16)
        try:
            disk.copy(photo, spare)
            spare.rename(place)
        finally:
            spare.unlink(missing_ok=True)

    def _date_anew(self, item: str) -> None:
        """Give an item the date of now; one that cannot have it stays as it is."""
        with suppress(OSError), disk.locked(self._directory.parent):
            (self._directory / item).rename(self._place())
            disk.sync_directory(self._directory)

    def _place(self) -> Path:
        """Return where an item of now lies."""
        moment = self._now().astimezone(UTC)
        return self._directory / f"{moment:{_FORMAT}}-{secrets.token_hex(4)}"

    def _new_folder(self) -> Path:
        folder = self._place()
        folder.mkdir(parents=True)
        disk.sync_directory(self._directory)
        return folder


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _unknown() -> RemoteProtocolError:
    return RemoteProtocolError("introuvable", "rien de tel dans la corbeille")
