"""One photo from the archive: into a hidden file that goes on where it stopped, compared whole."""

import asyncio
import contextlib
import hashlib
from dataclasses import replace
from pathlib import Path

from tui.clients.archive.photo import Ability, Photo
from tui.clients.failure import Failure
from tui.saving import Part, hidden_name
from tui.screens.photos.carrying import Arrived, Changed, Load, to_the_end
from tui.screens.photos.transfer import Known, Order, Stage
from tui.words import _


async def receive(load: Load) -> Arrived:
    """Save the photo."""
    path = load.order.path
    assert path is not None
    known = load.known
    if await asyncio.to_thread(_arrived_before, path, known):
        return Arrived(Stage.DONE, verified=True)
    if known.part is None:
        known = replace(known, part=hidden_name())
        load.learn(known)
    with Part(path, replace=load.order.replace, name=known.part) as part:
        try:
            return await _complete(load, known, part)
        finally:
            if not part.size or Ability.RESUME not in load.archive.can:
                part.drop()


async def _complete(load: Load, known: Known, part: Part) -> Arrived:
    known = await _announced(load, known, part)
    verified = False
    if known.size is None or part.size != known.size:
        verified = await _fetch(load, known, part)
    if known.sha256 is not None:
        if await to_the_end(part.digest) != known.sha256:
            part.begin_anew()
            load.learn(Known(part=known.part))
            raise Changed(_("What came is not what the archive has."))
        verified = True
    await to_the_end(part.keep)
    return Arrived(Stage.DONE, verified=verified)


def _arrived_before(path: Path, known: Known) -> bool:
    """Say whether the photo got its name, and we were killed before it was noted."""
    if known.part is None or known.sha256 is None:
        return False
    if path.with_name(known.part).exists() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == known.sha256


async def _announced(load: Load, known: Known, part: Part) -> Known:
    """Return what photo it is; that which began to come, if one can go on with it."""
    resumable = known.sha256 is not None and Ability.RESUME in load.archive.can
    if part.size and resumable and (known.size is None or part.size <= known.size):
        return known
    if part.size:
        part.begin_anew()
    if Ability.DETAILS not in load.archive.can:
        return Known(part=known.part)
    try:
        photo = await load.archive.photo(load.order.name)
    except Failure as failure:
        if failure.code != "introuvable":
            raise
        photo = Photo(load.order.name)  # a list may be a second behind
    known = Known(photo.size, None, photo.sha256, None, known.part)
    load.learn(known)
    return known


async def _fetch(load: Load, known: Known, part: Part) -> bool:
    """Have the rest come; return whether the archive's digest was right for what came."""
    offset, digest = part.size, known.sha256
    try:
        fetched = await load.archive.fetch(
            load.order.name,
            part.write,
            offset=offset,
            sha256=digest if offset else None,
            progress=load.progress,
        )
    except Failure as failure:
        if failure.code != "change":
            raise
        part.begin_anew()
        load.learn(Known(part=known.part))
        words = _("The archive has another photo of that name by now.")
        raise Changed(words) from failure
    return fetched.verified and not offset


def discard(order: Order, known: Known) -> None:
    """Remove what came of a photo that nobody wants any more. It blocks, and raises nothing."""
    if order.path is not None and known.part is not None:
        with contextlib.suppress(OSError):  # the disk is away, or not ours to write any more
            order.path.with_name(known.part).unlink(missing_ok=True)
