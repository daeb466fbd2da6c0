"""`photos verify`: is every photo what its digest says, at the archive or in a directory of ours?

Without a directory the archive sends every photo, and its bytes are compared with the digest that
it promises. With one, our files are read and compared with the archive's digests; nothing is sent
but what the archive has not read itself yet.
"""

import hashlib
from enum import StrEnum
from pathlib import Path

from tui.clients.archive.digests import digest_of
from tui.clients.archive.photo import Ability, Photo
from tui.clients.archive.refusals import unable
from tui.clients.failure import Failure
from tui.commands import photos_files
from tui.commands.photos_desk import Desk, checked_name, progress
from tui.commands.result import Result, say, show, show_json
from tui.words import _, ngettext


class State(StrEnum):
    """What a photo turned out to be."""

    INTACT = "intact"
    DAMAGED = "damaged"
    DIFFERENT = "different"
    MISSING = "missing"
    EXTRA = "extra"
    UNKNOWN = "unknown"


async def run(desk: Desk) -> Result:
    """Compare, and tell what is not as it should be."""
    report = _Report(desk)
    given = list(desk.arguments.given)
    if given and Path(given[0]).is_dir():
        ended = await _directory(desk, report, Path(given[0]), given[1:])
    else:
        ended = await _archive(desk, report, given)
    return report.end() or ended


class _Report:
    """What was found so far, told photo by photo."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._counts = dict.fromkeys(State, 0)

    def tell(self, name: str, state: State) -> Result:
        """Say what a photo is: all of them to programs, to people what is not intact."""
        self._counts[state] += 1
        if self._desk.arguments.json:
            show_json({"name": name, "state": state.value})
        elif state is not State.INTACT:
            show(f"{_word(state):<12}{name}")
        return Result.DONE

    def end(self) -> Result:
        """Say how many are intact; return how the command ends because of the others."""
        intact, unknown = self._counts[State.INTACT], self._counts[State.UNKNOWN]
        say(ngettext("{number} photo is intact.", "{number} photos are intact.", intact))
        if sum(self._counts.values()) > intact + unknown:
            return Result.NOT_INTACT
        return Result.FAILED if unknown else Result.DONE


async def _archive(desk: Desk, report: _Report, given: list[str]) -> Result:
    """Have the photos sent, and compare them with the digests that they come with."""
    if Ability.VERIFY not in desk.archive.can:
        raise unable(desk.peer)

    async def check(name: str) -> Result:
        return report.tell(name, await _at_archive(desk, name))

    async def check_given(text: str) -> Result:
        name = checked_name(text)
        return Result.USAGE if name is None else await check(name)

    if given:
        return await desk.each(given, check_given)
    return await desk.each([photo.name for photo in await desk.photos()], check)


async def _at_archive(desk: Desk, name: str) -> State:
    try:
        with progress(name) as tell:
            fetched = await desk.archive.fetch(name, _forget, progress=tell)
    except Failure as failure:
        if failure.code == "abime":
            return State.DAMAGED
        raise
    return State.INTACT if fetched.verified else State.UNKNOWN


async def _directory(desk: Desk, report: _Report, directory: Path, given: list[str]) -> Result:
    """Compare our files with what the archive says of its own."""
    wanted = {name for text in given if (name := checked_name(text))}
    if len(wanted) < len(set(given)):
        return Result.USAGE
    ours = _ours(directory, recursive=desk.arguments.recursive)
    theirs = {photo.name: photo for photo in await desk.photos()}
    chosen = sorted(wanted or ours.keys() | theirs.keys())

    async def check(name: str) -> Result:
        if name not in theirs and name not in ours:
            say(_("{name} is neither here nor there.").format(name=name))
            return Result.NOT_FOUND
        if name not in theirs:
            return report.tell(name, State.EXTRA)
        if name not in ours:
            return report.tell(name, State.MISSING)
        return report.tell(name, await _compare(desk, theirs[name], ours[name]))

    return await desk.each(chosen, check)


def _ours(directory: Path, *, recursive: bool) -> dict[str, Path]:
    """Return our photos by the names that they have in an archive."""
    ours: dict[str, Path] = {}
    for path in photos_files.found([str(directory)], recursive=recursive):
        if name := checked_name(path.name):
            ours.setdefault(name, path)
    return ours


async def _compare(desk: Desk, photo: Photo, path: Path) -> State:
    if photo.size not in (None, path.stat().st_size):
        return State.DIFFERENT
    theirs = photo.sha256 or await _their_digest(desk, photo.name)
    return State.INTACT if await digest_of(path) == theirs else State.DIFFERENT


async def _their_digest(desk: Desk, name: str) -> str:
    """Have a photo sent whose digest the archive does not say, and find it out."""
    digest = hashlib.sha256()
    with progress(name) as tell:
        await desk.archive.fetch(name, digest.update, progress=tell)
    return digest.hexdigest()


def _forget(_data: bytes) -> None:
    """Take bytes, and keep nothing of them."""


def _word(state: State) -> str:
    return {
        State.INTACT: _("intact"),
        State.DAMAGED: _("damaged"),
        State.DIFFERENT: _("different"),
        State.MISSING: _("missing"),
        State.EXTRA: _("extra"),
        State.UNKNOWN: _("unknown"),
    }[state]
