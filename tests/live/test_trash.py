"""The trash: what was deleted or replaced is there, comes back whole, and goes when it is time."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from live.archiving import Archive
from waiting import until

from protocol.errors import RemoteProtocolError
from servers.photos import disk
from servers.photos.trash import Item

ROOT = Path(__file__).parents[2]
FIRST, SECOND = b"the first", b"the second"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def held(archive: Archive) -> list[tuple[str, bytes]]:
    """Name and bytes of all that is in the trash, the newest first."""
    items, _, _ = archive.shelf.trash.items(1000)
    return [(item.name, archive.shelf.trash.find(item.id)[1].read_bytes()) for item in items]


def newest(archive: Archive) -> str:
    return archive.shelf.trash.items(1)[0][0].id


def test_what_was_deleted_comes_back_under_its_name(archive: Archive) -> None:
    archive.put("été.jpg", FIRST)
    archive.delete("été.jpg")
    [item] = archive.shelf.trash.items(10)[0]
    assert ("été.jpg", len(FIRST)) == (item.name, item.size)
    assert "été.jpg" == archive.shelf.restore(item.id)
    assert FIRST == (archive.directory / "été.jpg").read_bytes()
    assert [] == held(archive)
    assert [] == list((archive.hidden / "trash").iterdir())


def test_to_restore_a_name_that_is_taken_loses_neither(archive: Archive) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    archive.put("a.jpg", SECOND)
    assert [("a.jpg", FIRST)] == held(archive)
    archive.shelf.restore(newest(archive))
    assert FIRST == (archive.directory / "a.jpg").read_bytes()
    assert [("a.jpg", SECOND)] == held(archive)
    archive.shelf.restore(newest(archive))
    assert SECOND == (archive.directory / "a.jpg").read_bytes()


def test_what_is_in_the_trash_can_be_archived_again(archive: Archive) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    archive.put("a.jpg", FIRST)
    assert ["a.jpg"] == archive.names()
    assert [("a.jpg", FIRST)] == held(archive)


def test_a_photo_that_is_its_own_link_in_the_trash_is_restored_too(archive: Archive) -> None:
    """A host that died between the link and the rename leaves this."""
    archive.put("a.jpg", FIRST)
    archive.shelf.trash.keep(archive.directory / "a.jpg")
    item = newest(archive)
    archive.shelf.restore(item)
    assert FIRST == (archive.directory / "a.jpg").read_bytes()
    with pytest.raises(RemoteProtocolError, match="introuvable"):
        archive.shelf.trash.find(item)


def test_a_second_restore_of_one_item_at_once_finds_nothing_and_keeps_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    archive.put("a.jpg", SECOND)
    item, find = newest(archive), archive.shelf.trash.find

    def find_while_another_restores(item: str) -> tuple[Item, Path]:
        found = find(item)
        monkeypatch.undo()
        archive.shelf.restore(item)
        return found

    monkeypatch.setattr(archive.shelf.trash, "find", find_while_another_restores)
    with pytest.raises(RemoteProtocolError, match="introuvable"):
        archive.shelf.restore(item)
    assert FIRST == (archive.directory / "a.jpg").read_bytes()
    assert [("a.jpg", SECOND)] == held(archive)


def test_nothing_is_removed_while_a_photo_comes_back(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    unlink, free = Path.unlink, []

    def unlink_and_look(path: Path, *, missing_ok: bool = False) -> None:
        descriptor = os.open(archive.hidden, os.O_RDONLY)
        free.append(disk.claim(descriptor))
        os.close(descriptor)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_and_look)
    archive.shelf.trash.remove(newest(archive))
    assert ([False], []) == (free, held(archive))


def test_what_is_removed_is_gone_for_good(archive: Archive) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    item = newest(archive)
    archive.shelf.trash.remove(item)
    for action in (archive.shelf.trash.remove, archive.shelf.restore):
        with pytest.raises(RemoteProtocolError, match="introuvable"):
            action(item)
    assert [] == list((archive.hidden / "trash").iterdir())


@pytest.mark.parametrize(
    "item",
    [
        "", ".", "..", "../photos", "20170822T145708.123456Z-9f3c2a1b/../..", "incoming",
        "20170822T145708.123456Z-9f3c2a1b\n", "٢0170822T145708.123456Z-9f3c2a1b",
        "20171399T145708.123456Z-9f3c2a1b", "20170822T145708.123456Z-9f3c2a1b",
    ],
)  # fmt: skip
def test_ids_that_lead_elsewhere_lead_nowhere(archive: Archive, item: str) -> None:
    archive.put("a.jpg", FIRST)
    for action in (archive.shelf.restore, archive.shelf.trash.remove, archive.shelf.trash.find):
        with pytest.raises(RemoteProtocolError, match="introuvable"):
            action(item)
    assert ["a.jpg"] == archive.names()


def test_links_in_the_trash_are_not_followed(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.jpg").write_bytes(FIRST)
    place = archive.hidden / "trash" / "20170822T145708.123456Z-9f3c2a1b"
    place.mkdir()
    (place / "link.jpg").symlink_to(tmp_path / "elsewhere" / "secret.jpg")
    assert [] == archive.shelf.trash.items(10)[0]
    with pytest.raises(RemoteProtocolError, match="introuvable"):
        archive.shelf.restore(place.name)


def test_the_trash_is_bounded_by_days_and_by_nothing_where_those_are_none(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "vasistas")
    archive.put("old.jpg", FIRST)
    archive.delete("old.jpg")
    archive.ahead = 20
    archive.put("new.jpg", SECOND)
    archive.delete("new.jpg")
    archive.ahead = 31
    with archive.keeper(days=0):
        until(lambda: archive.catalogue.watch._cost is not None)
    assert 2 == len(held(archive))
    with archive.keeper(days=30):
        until(lambda: [("new.jpg", SECOND)] == held(archive))
    assert ["new.jpg"] == [name for name, _ in held(archive)]
    until(lambda: any("removed from the trash after 30 days" in one for one in caplog.messages))


def test_what_was_deleted_before_the_clock_was_set_has_all_its_days_from_then_on(
    archive: Archive,
) -> None:
    archive.put("a.jpg", FIRST)
    archive.ahead = -archive.now() / timedelta(days=1).total_seconds()
    archive.delete("a.jpg")
    assert 1970 == int(newest(archive)[:4])
    for archive.ahead in (0, 29):
        assert ([], [("a.jpg", FIRST)]) == (archive.shelf.trash.expire(30), held(archive))
    archive.ahead = 31
    assert ["a.jpg"] == archive.shelf.trash.expire(30)


def test_what_cannot_be_read_in_the_trash_is_said_once_and_hides_nothing_else(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.jpg", "locked.jpg", "b.jpg"):
        archive.put(name, FIRST)
        archive.delete(name)
    [locked] = [one.id for one in archive.shelf.trash.items(10)[0] if one.name == "locked.jpg"]
    scan = os.scandir

    def scan_as_its_user_may(path: Path) -> object:
        if path.name == locked:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_as_its_user_may)
    assert ["b.jpg", "a.jpg"] == [name for name, _ in held(archive)]
    assert {"a.jpg", "b.jpg"} == archive.shelf.trash.names()
    archive.ahead = 31
    assert ["a.jpg", "b.jpg"] == archive.shelf.trash.expire(30)
    assert [locked] == [folder.name for folder in (archive.hidden / "trash").iterdir()]
    assert 1 == sum(locked in line for line in caplog.messages)


def test_a_restored_photo_counts_in_the_archives_limit(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    archive.put("b.jpg", SECOND)
    monkeypatch.setattr(archive.shelf.room, "_archive_limit", len(FIRST) + len(SECOND) - 1)
    with pytest.raises(RemoteProtocolError, match="quota"):
        archive.shelf.restore(newest(archive))
    assert [("a.jpg", FIRST)] == held(archive)


class Killed(BaseException):
    """The host dies here."""


@pytest.mark.parametrize("step", range(12))
def test_a_restore_that_dies_at_any_step_loses_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    archive.put("a.jpg", SECOND)
    left = step

    def dying(action: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return action(*arguments, **options)

        return act

    with monkeypatch.context() as patch, suppress(Killed):
        for place, name in [(os, "fsync"), (os, "link"), (Path, "replace"), (Path, "rmdir")]:
            patch.setattr(place, name, dying(getattr(place, name)))
        patch.setattr(Path, "mkdir", dying(Path.mkdir))
        archive.shelf.restore(newest(archive))
    there = (archive.directory / "a.jpg").read_bytes()
    assert {FIRST, SECOND} == {there} | {data for _, data in held(archive)}
    archive.shelf.trash.tidy()
    assert all(any(folder.iterdir()) for folder in (archive.hidden / "trash").iterdir())
    [other] = [
        item
        for item in archive.shelf.trash.items(10)[0]
        if archive.shelf.trash.find(item.id)[1].read_bytes() != there
    ]
    archive.shelf.restore(other.id)
    assert {FIRST, SECOND} == {there, (archive.directory / "a.jpg").read_bytes()}


BUSY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from servers.photos.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]), photo_limit=100, archive_limit=0, free_to_leave=0)
print("ready", flush=True)
while True:
    for item in shelf.trash.items(3)[0]:
        shelf.restore(item.id)
    for name in shelf.list():
        shelf.delete(name)
"""


def test_kill_nine_while_photos_go_to_the_trash_and_back_loses_none(archive: Archive) -> None:
    photos = {f"{number}.jpg": f"photo {number}".encode() for number in range(6)}
    for name, data in photos.items():
        archive.put(name, data)
    random = Random(2017)
    for _ in range(8):
        command = [sys.executable, "-c", BUSY, str(archive.directory)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert b"ready\n" == process.stdout.readline()
            seen = archive.directory.stat().st_mtime_ns
            until(lambda seen=seen: archive.directory.stat().st_mtime_ns != seen)
            until(lambda: random.random() < 0.3)
            process.send_signal(signal.SIGKILL)
        there = {name: (archive.directory / name).read_bytes() for name in archive.shelf.list()}
        assert set(photos.items()) == set(there.items()) | set(held(archive))
    archive.shelf.trash.tidy()
    assert all(any(folder.iterdir()) for folder in (archive.hidden / "trash").iterdir())


def test_the_day_is_the_one_on_which_it_was_deleted(archive: Archive) -> None:
    archive.ahead = 3
    archive.put("a.jpg", FIRST)
    archive.delete("a.jpg")
    [item] = archive.shelf.trash.items(1)[0]
    assert abs(item.deleted.timestamp() - archive.now()) < timedelta(hours=1).total_seconds()
