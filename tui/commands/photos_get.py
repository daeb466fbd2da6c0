"""`photos get`: photos out of the archive.

What was interrupted goes on where it stopped, and what comes in parts is compared whole.
"""

import asyncio
import hashlib
import sys
from pathlib import Path

from tui.clients.archive import statuses
from tui.clients.archive.digests import digest_of
from tui.clients.archive.photo import Ability, Photo
from tui.clients.failure import Failure
from tui.commands.photos_desk import Desk, checked_name, progress
from tui.commands.result import Result, check_place, say
from tui.saving import Part
from tui.words import _


async def run(desk: Desk) -> Result:
    """Retrieve what is named, or everything."""
    arguments = desk.arguments
    if wrong := _wrong(desk):
        say(wrong)
        return Result.USAGE
    if arguments.all:
        getter = _Getter(desk)
        return await desk.each(await desk.photos(), getter.get)
    return await desk.each(arguments.names, _Getter(desk).find)


class _Getter:
    """One photo after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._details = Ability.DETAILS in desk.archive.can

    async def find(self, given: str) -> Result:
        """Retrieve the photo of this name."""
        name = checked_name(given)
        if name is None:
            return Result.USAGE
        return await self.get(await self._photo(name))

    async def get(self, photo: Photo) -> Result:
        """Retrieve a photo to where it shall go."""
        output = self._desk.arguments.output
        if output == "-":
            await self._desk.archive.fetch(photo.name, sys.stdout.buffer.write)
            sys.stdout.buffer.flush()
            return Result.DONE
        target = Path(output or ".")
        target = target / photo.name if target.is_dir() else target
        if target.exists() and not target.is_file():
            say(_("{path} is no file, and a photo replaces nothing else.").format(path=target))
            return Result.CONFLICT
        if await _is_there(photo, target):
            self._tell(photo, target, came=False, verified=True)
            return Result.DONE
        force = self._desk.arguments.force
        try:
            if target.exists() and not force:
                raise FileExistsError
            name = self._part_name(photo)
            with Part(check_place(target), replace=force, name=name) as part:
                verified = await self._complete(photo, part)
        except FileExistsError:
            say(_("{path} is there already; --force replaces it.").format(path=target))
            return Result.CONFLICT
        self._tell(photo, target, came=True, verified=verified)
        return Result.DONE

    async def _photo(self, name: str) -> Photo:
        """Return what is known of a photo; one may be there that is not listed yet."""
        if self._details:
            try:
                return await self._desk.archive.photo(name)
            except Failure as failure:
                if failure.code != "introuvable":
                    raise
        return Photo(name)

    async def _complete(self, photo: Photo, part: Part) -> bool:
        """Retrieve what is missing, and give the photo its name; say whether it was compared."""
        began = part.size
        try:
            verified = await self._fetch(photo, part)
        except Failure as failure:
            if failure.code in ("abime", "change"):
                part.drop()
            raise
        finally:
            if not part.size:
                part.drop()
        if photo.sha256 and (began or not verified):
            if await asyncio.to_thread(part.digest) != photo.sha256:
                part.drop()
                raise statuses.damaged(self._desk.peer)
            verified = True
        await asyncio.to_thread(part.keep)
        return verified

    async def _fetch(self, photo: Photo, part: Part) -> bool:
        if photo.size is not None and part.size > photo.size:
            part.begin_anew()
        if part.size and part.size == photo.size:
            return False
        with progress(photo.name) as tell:
            fetched = await self._desk.archive.fetch(
                photo.name, part.write, offset=part.size, sha256=photo.sha256, progress=tell
            )
        return fetched.verified

    def _part_name(self, photo: Photo) -> str | None:
        """Return the name under which a part waits to go on: that of the bytes it will have."""
        if photo.sha256 is None or Ability.RESUME not in self._desk.archive.can:
            return None
        facts = "\0".join((self._desk.peer, photo.name, photo.sha256))
        return f".{hashlib.sha256(facts.encode()).hexdigest()[:16]}.part"

    def _tell(self, photo: Photo, target: Path, *, came: bool, verified: bool) -> None:
        size = target.stat().st_size
        facts = {"size": size, "file": str(target), "verified": verified, "came": came}
        self._desk.tell(photo.name, **facts)


async def _is_there(photo: Photo, target: Path) -> bool:
    """Whether the photo is there already, byte for byte."""
    if not photo.sha256 or not target.is_file() or target.stat().st_size != photo.size:
        return False
    return await digest_of(target) == photo.sha256


def _wrong(desk: Desk) -> str:
    """Say why what is wanted cannot go where `--output` says; nothing where it can."""
    arguments = desk.arguments
    output = arguments.output
    if bool(arguments.names) == arguments.all:
        return _("Which photos? Either their names, or --all.")
    if output == "-":
        if sys.stdout.isatty():
            return _("A photo is no text for a terminal; --output names a file.")
        if arguments.json:
            return _("--json and the photo cannot both go to stdout.")
        if arguments.all:
            return _("--all and stdout do not go together: nobody could tell the photos apart.")
    several = arguments.all or len(arguments.names) > 1
    if several and output not in (None, "-") and not Path(output).is_dir():
        return _("{path} is no directory, and several photos need one.").format(path=output)
    return ""
