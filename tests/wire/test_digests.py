"""The digest of a file: the right one, and given up by whoever leaves."""

import asyncio
import hashlib
from contextlib import suppress
from pathlib import Path

import pytest
from endless import endless
from waiting import until_async

from tui.clients.archive.digests import BATCH, digest_of


@pytest.mark.parametrize("size", [0, 1, BATCH, 2 * BATCH + 1])
async def test_the_digest_is_that_of_all_the_bytes(tmp_path: Path, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    (tmp_path / "a.jpg").write_bytes(data)
    assert hashlib.sha256(data).hexdigest() == await digest_of(tmp_path / "a.jpg")


async def test_who_leaves_does_not_wait_until_a_file_is_read(tmp_path: Path) -> None:
    with endless(tmp_path / "large.jpg") as file:
        digest = asyncio.create_task(digest_of(file.path))
        await until_async(file.is_read)
        digest.cancel()
        with suppress(asyncio.CancelledError):
            await digest
        await until_async(file.is_left)
