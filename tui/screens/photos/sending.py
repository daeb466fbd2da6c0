"""One photo to the archive: read once for its digest, sent from where it stopped, compared."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from tui.clients.archive.digests import digest_of
from tui.clients.archive.photo import Ability, Archive, Stored
from tui.clients.failure import Failure
from tui.printable import printable
from tui.screens.photos.carrying import Arrived, Changed, Load, Unfit, to_the_end
from tui.screens.photos.transfer import Known, Order, Stage
from tui.words import _


async def send(load: Load) -> Arrived:
    """Archive the file, or the copy without its position."""
    path = load.order.path
    assert path is not None
    known = await _unchanged(load, path)
    async with _travelling(load, path) as file:
        if {Ability.VERIFY, Ability.RESUME} & load.archive.can:
            known = await _with_digest(load, known, file)
        try:
            stored = await _stored(load, known, file)
        except Failure:
            await _expect_unchanged(load, known, path)
            raise
    await _expect_unchanged(load, known, path)
    if stored.confirmed:
        return Arrived(Stage.DONE, verified=stored.verified)
    return Arrived(Stage.UNCONFIRMED)


async def _unchanged(load: Load, path: Path) -> Known:
    """Return what is known of the file; nothing of what was known where it has changed since."""
    try:
        size, modified = await asyncio.to_thread(_stamp, path)
    except FileNotFoundError:
        words = _("{path} is no longer there.").format(path=printable(str(path)))
        raise Unfit(words) from None
    if (load.known.size, load.known.modified) == (size, modified):
        return load.known
    return Known(size, modified)


async def _expect_unchanged(load: Load, known: Known, path: Path) -> None:
    """Raise Changed for what was changed on its way: half of what went may be of another photo."""
    if await asyncio.to_thread(_stamp, path) != (known.size, known.modified):
        load.learn(Known())
        raise Changed(_("The file has changed while it was sent."))


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@asynccontextmanager
async def _travelling(load: Load, path: Path) -> AsyncIterator[Path]:
    """Yield the file that travels: the photo, or a copy without its position, gone at the end."""
    if not load.order.strip_position:
        yield path
        return
    copy = load.copies / f"{secrets.token_hex(8)}.copy"
    try:
        await to_the_end(partial(_copy_without_position, path, copy))
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _copy_without_position(path: Path, copy: Path) -> None:
    from tui.exif import PositionStays, without_position

    try:
        data = without_position(path)
    except PositionStays as stays:
        words = _("It was not sent, since its position cannot be taken out: {reason}.")
        raise Unfit(words.format(reason=stays)) from None
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(copy, flags, 0o600), "wb") as file:
        file.write(data)


async def _with_digest(load: Load, known: Known, file: Path) -> Known:
    """Find the digest out, if it is not known; a copy's each time, for it is made each time."""
    if known.sha256 is None or load.order.strip_position:
        digest = await digest_of(file)
        if digest != known.sha256:
            known = replace(known, sha256=digest, upload=None)
    load.learn(known)
    return known


async def _stored(load: Load, known: Known, file: Path) -> Stored:
    if load.again and known.upload is None and await _is_ours(load.archive, load.order, known):
        return Stored(confirmed=True, verified=True, replaced=False)
    return await load.archive.store(
        load.order.name,
        file,
        replace=load.order.replace,
        sha256=known.sha256,
        upload=known.upload,
        on_upload=lambda token: load.learn(replace(known, upload=token)),
        progress=load.progress,
    )


async def _is_ours(archive: Archive, order: Order, known: Known) -> bool:
    """Say whether what we send is there: it arrived, and the answer to the last try was lost."""
    if known.sha256 is None or Ability.DETAILS not in archive.can:
        return False
    try:
        return (await archive.photo(order.name)).sha256 == known.sha256
    except Failure as failure:
        if failure.code != "introuvable":
            raise
        return False
