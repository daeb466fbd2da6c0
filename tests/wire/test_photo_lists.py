"""What `photos ls` writes, whatever an archive says."""

import argparse
import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from screens.archives import FakeArchive, photos

from tui.clients.archive.photo import Trash, Trashed
from tui.commands import photos_list
from tui.commands.photos_desk import Desk

NOON = datetime(2017, 8, 22, 12, tzinfo=UTC)


class Forgetful(FakeArchive):
    """An archive that counts less in its trash than it shows."""

    async def trash(self) -> Trash:
        return Trash((Trashed("2017-a", "a.jpg", 3, NOON),), 0)


def listed(archive: FakeArchive, *, trash: bool = False) -> None:
    said = argparse.Namespace(json=False, long=True, match="", sort=None, trash=trash)
    asyncio.run(photos_list.run(Desk(archive, said, "host:1")))


def test_who_archived_a_photo_forges_no_row(capsys: pytest.CaptureFixture[str]) -> None:
    archive = FakeArchive([replace(photos(1)[0], by="manu\x1b[2J\nx")])
    listed(archive)
    [row] = capsys.readouterr().out.splitlines()
    assert "manu␛[2J␊x" in row
    assert row.endswith("IMG_00000.jpg")


def test_a_trash_that_counts_too_few_has_no_older_photos(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed(Forgetful([]), trash=True)
    said = capsys.readouterr()
    assert (1, "") == (len(said.out.splitlines()), said.err)
