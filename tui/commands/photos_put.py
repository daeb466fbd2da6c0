"""`photos put`: files and directories into the archive.

What was interrupted goes on where it stopped: what is there already is not sent again, and of a
large photo only what is missing.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tui.clients.archive.digests import digest_of
from tui.clients.archive.photo import Ability, Photo
from tui.clients.failure import Failure, Step
from tui.commands import photos_files
from tui.commands.photos_desk import Desk, checked_name, progress
from tui.commands.photos_tokens import Tokens
from tui.commands.result import Result, say
from tui.reasons import reason
from tui.words import _, ngettext

FEW = 8
"""Photos up to which each is asked after; for more, the whole list is asked for once."""


async def run(desk: Desk) -> Result:
    """Send what is named."""
    arguments = desk.arguments
    files = list(photos_files.found(arguments.files, recursive=arguments.recursive))
    if not files:
        say(_("There is no photo in there."))
        return Result.NOT_FOUND
    sender = _Sender(desk)
    if len(files) > FEW:
        sender.listed = {photo.name: photo for photo in await desk.photos()}
    result = Result.DONE
    for path in files:
        ended = await sender.attempt(path)
        result = result or ended
    if sender.there:
        say(
            ngettext(
                "{number} photo was there already, byte for byte.",
                "{number} photos were there already, byte for byte.",
                sender.there,
            )
        )
    return result


class _Sender:
    """One file after the other. `there` counts what was in the archive before."""

    def __init__(self, desk: Desk) -> None:
        self.listed: dict[str, Photo] | None = None
        self.there = 0
        self._desk = desk
        self._compares = Ability.VERIFY in desk.archive.can
        self._tokens = Tokens()
        self._paths: dict[str, Path] = {}

    async def attempt(self, path: Path) -> Result:
        """Send a file; say why that cannot be."""
        if not path.is_file():
            say(_("{path} is no file.").format(path=path))
            return Result.NOT_FOUND
        name = checked_name(path.name)
        if name is None:
            return Result.USAGE
        if name in self._paths:
            if _are_same(path, self._paths[name]):
                return Result.DONE
            words = _("{path} has the name of {other}: only one of them can be in the archive.")
            say(words.format(path=path, other=self._paths[name]))
            return Result.CONFLICT
        self._paths[name] = path
        try:
            return await self._desk.attempt(name, partial(self._send, path))
        except PermissionError as error:
            say(f"{path}: {reason(error)}")
            return Result.NOT_ALLOWED

    async def _send(self, path: Path, name: str) -> Result:
        from tui.exif import PositionStays

        try:
            async with _copied(path, clear=not self._desk.arguments.position) as source:
                return await self._compare(name, source)
        except PositionStays as error:
            words = _("{path} was not sent, for its position cannot be taken out: {reason}.")
            say(words.format(path=path, reason=error))
            return Result.FAILED

    async def _compare(self, name: str, source: Path) -> Result:
        """Send it unless it is there."""
        sha256 = await digest_of(source) if self._compares else None
        known = await self._known(name)
        if known and sha256 and known.sha256 == sha256:
            self.there += 1
            self._tell(name, source, sha256, sent=False, verified=True)
            return Result.DONE
        if known and not self._desk.arguments.force:
            say(_("{name} is in the archive already; --force replaces it.").format(name=name))
            return Result.CONFLICT
        return await self._store(name, source, sha256)

    async def _store(self, name: str, source: Path, sha256: str | None) -> Result:
        archive, key = self._desk.archive, self._tokens.key(self._desk.peer, name, sha256 or "")
        with progress(name) as tell:
            stored = await archive.store(
                name,
                source,
                replace=self._desk.arguments.force or not self._compares,
                sha256=sha256,
                upload=self._tokens.find(key),
                on_upload=partial(self._tokens.keep, key),
                progress=tell,
            )
        self._tokens.drop(key)
        listed = stored.verified or await self._is_listed(name)
        facts = {"verified": stored.verified, "replaced": stored.replaced}
        self._tell(name, source, sha256, confirmed=stored.confirmed, listed=listed, **facts)
        if not listed:
            say(_("{name} was sent, but is not in the archive.").format(name=name))
            return Result.NOT_INTACT
        if not stored.confirmed:
            words = _("{name} was sent and is listed; the archive did not confirm it.")
            say(words.format(name=name))
        return Result.DONE

    async def _known(self, name: str) -> Photo | None:
        """Return what the archive has under the name."""
        if self.listed is not None:
            return self.listed.get(name)
        try:
            return await self._desk.archive.photo(name)
        except Failure as failure:
            if failure.step is Step.REFUSED and failure.code == "introuvable":
                return None
            raise

    async def _is_listed(self, name: str) -> bool:
        self.listed = None
        return await self._known(name) is not None

    def _tell(
        self, name: str, source: Path, sha256: str | None, *, sent: bool = True, **facts: bool
    ) -> None:
        said = {"confirmed": True, "listed": True, "replaced": False, **facts}
        size = source.stat().st_size
        self._desk.tell(name, size=size, sha256=sha256, sent=sent, **said)


def _are_same(path: Path, other: Path) -> bool:
    """Whether a file was named twice."""
    try:
        return path.samefile(other)
    except OSError:  # one of them is gone meanwhile
        return False


@asynccontextmanager
async def _copied(path: Path, *, clear: bool) -> AsyncIterator[Path]:
    """Yield the file, or a copy of it that does not say where it was taken."""
    if not clear:
        yield path
        return
    from tui.exif import without_position

    with tempfile.TemporaryDirectory(prefix="vasistas-") as folder:
        copy = Path(folder) / "photo"
        data = await asyncio.to_thread(without_position, path)
        await asyncio.to_thread(copy.write_bytes, data)
        del data
        yield copy
