"""The shelf: photos on a real file system, whole and safe whatever happens."""

import errno
import os
import shutil
import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from protocol.errors import LocalProtocolError, RemoteProtocolError
from servers.photos import disk
from servers.photos import incoming as arriving
from servers.photos.shelf import Shelf

MOMENT = datetime(2017, 8, 22, 14, 57, 8, 123456, tzinfo=UTC)
LONGEST = "é" * 127 + "x"


def make_shelf(directory: Path, *, photo: int = 10_000, archive: int = 0, free: int = 0) -> Shelf:
    return Shelf(
        directory,
        photo_limit=photo,
        archive_limit=archive,
        free_to_leave=free,
        now=lambda: MOMENT,
        free=lambda _: 1_000_000,
    )


def put(shelf: Shelf, name: str, data: bytes) -> None:
    with shelf.receive(name, len(data)) as upload:
        upload.write(data)
        upload.commit()


def get(shelf: Shelf, name: str) -> bytes:
    file, status = shelf.open(name)
    with file:
        data = file.readall()
    assert len(data) == status.st_size
    return data


def trash(directory: Path) -> list[tuple[str, bytes]]:
    files = (directory / ".vasistas" / "trash").rglob("*")
    return sorted((file.name, file.read_bytes()) for file in files if file.is_file())


def incoming(directory: Path) -> list[str]:
    return [path.name for path in (directory / ".vasistas" / "incoming").iterdir()]


@pytest.mark.parametrize("name", ["a.jpg", "café du soir.JPG", "a@b.jpg", LONGEST, "100%40.png"])
def test_what_is_put_under_a_name_is_found_under_it(tmp_path: Path, name: str) -> None:
    shelf = make_shelf(tmp_path)
    put(shelf, name, b"photo")
    assert shelf.list() == [name]
    assert get(shelf, name) == b"photo"
    assert (tmp_path / name).read_bytes() == b"photo"
    assert incoming(tmp_path) == []


def test_names_are_stored_and_found_in_nfc(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path)
    put(shelf, "e\u0301.jpg", b"photo")
    assert shelf.list() == ["é.jpg"]
    assert get(shelf, "e\u0301.jpg") == b"photo"


def test_what_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path)
    with shelf.receive("a.jpg", 5) as upload:
        upload.write(b"pho")
        assert len(incoming(tmp_path)) == 1
        with pytest.raises(LocalProtocolError):
            upload.commit()
        with pytest.raises(LocalProtocolError):
            upload.write(b"too much")
    assert (shelf.list(), incoming(tmp_path), trash(tmp_path)) == ([], [], [])


@pytest.mark.parametrize("name", ["a.jpg", LONGEST])
def test_what_is_replaced_or_deleted_is_in_the_trash_under_its_name(
    tmp_path: Path, name: str
) -> None:
    shelf = make_shelf(tmp_path)
    put(shelf, name, b"first")
    put(shelf, name, b"second")
    assert get(shelf, name) == b"second"
    assert trash(tmp_path) == [(name, b"first")]
    shelf.delete(name)
    assert shelf.list() == []
    assert trash(tmp_path) == [(name, b"first"), (name, b"second")]
    folders = [path.name for path in (tmp_path / ".vasistas" / "trash").iterdir()]
    assert {folder.partition("-")[0] for folder in folders} == {"20170822T145708.123456Z"}


def test_the_old_photo_answers_until_the_new_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each step that reaches the disk, the name leads to one whole photo or the other."""
    shelf = make_shelf(tmp_path)
    put(shelf, "a.jpg", b"first")
    seen = []
    synced = []
    sync = os.fsync

    def look_and_sync(descriptor: int) -> None:
        seen.append((get(shelf, "a.jpg"), trash(tmp_path)))
        synced.append((os.fstat(descriptor).st_ino, os.fstat(descriptor).st_size))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look_and_sync)
    put(shelf, "a.jpg", b"second")
    assert synced[0] == ((tmp_path / "a.jpg").stat().st_ino, 6)
    assert synced[-1][0] == tmp_path.stat().st_ino
    assert seen[0] == (b"first", [])
    assert seen[-1] == (b"second", [("a.jpg", b"first")])
    assert {photo for photo, _ in seen} == {b"first", b"second"}
    assert all(kept == [("a.jpg", b"first")] for photo, kept in seen if photo == b"second")


def test_a_file_system_without_links_loses_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    shelf = make_shelf(tmp_path)
    put(shelf, "a.jpg", b"first")
    monkeypatch.setattr(os, "link", no_links)
    rename = Path.rename

    def look_and_rename(path: Path, target: Path) -> Path:
        assert get(shelf, "a.jpg") == b"first"
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", look_and_rename)
    put(shelf, "a.jpg", b"second")
    assert get(shelf, "a.jpg") == b"second"
    assert trash(tmp_path) == [("a.jpg", b"first")]
    assert incoming(tmp_path) == []


def test_two_uploads_of_one_name_at_once_keep_both_photos(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path)
    with shelf.receive("a.jpg", 5) as one, shelf.receive("a.jpg", 6) as other:
        one.write(b"first")
        other.write(b"second")
        other.commit()
        one.commit()
    assert get(shelf, "a.jpg") == b"first"
    assert trash(tmp_path) == [("a.jpg", b"second")]


def test_many_threads_under_one_name_lose_no_photo(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path)
    other_host = make_shelf(tmp_path)
    photos = [b"photo %d" % number for number in range(40)]

    def upload(which: Shelf, part: list[bytes]) -> None:
        for photo in part:
            put(which, "a.jpg", photo)

    threads = [
        threading.Thread(target=upload, args=((shelf, other_host)[start % 2], photos[start::4]))
        for start in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [data for _, data in trash(tmp_path)] + [get(shelf, "a.jpg")]
    assert sorted(everything) == sorted(photos)


def test_only_regular_files_with_a_photos_name_are_there(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    directory = tmp_path / "photos"
    directory.mkdir()
    (directory / "by hand.jpg").write_bytes(b"photo")
    (directory / "link.jpg").symlink_to(tmp_path / "secret")
    (directory / "folder.jpg").mkdir()
    (directory / ".hidden.jpg").write_bytes(b"hidden")
    (directory / "back\\slash").write_bytes(b"")
    (directory / "e\u0301").write_bytes(b"not NFC")
    Path(os.fsdecode(os.fsencode(directory) + b"/latin-\xe9")).write_bytes(b"not UTF-8")
    os.mkfifo(directory / "pipe.jpg")
    shelf = make_shelf(directory)
    assert shelf.list() == ["by hand.jpg"]
    for name in ["link.jpg", "folder.jpg", "pipe.jpg", "nowhere.jpg"]:
        with pytest.raises(RemoteProtocolError, match="introuvable"):
            shelf.open(name)
        with pytest.raises(RemoteProtocolError, match="introuvable"):
            shelf.delete(name)
    for name in ["link.jpg", "folder.jpg", "pipe.jpg"]:
        with pytest.raises(RemoteProtocolError, match="existe"), shelf.receive(name, 1):
            pass
    assert (directory / "link.jpg").is_symlink()
    assert (tmp_path / "secret").read_bytes() == b"secret"


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a\0b", "..", ".", ".vasistas", "x" * 300])
def test_a_name_that_is_none_reaches_no_file(tmp_path: Path, name: str) -> None:
    shelf = make_shelf(tmp_path)
    with pytest.raises(RemoteProtocolError, match="nom"), shelf.receive(name, 1):
        pass
    with pytest.raises(RemoteProtocolError, match="nom"):
        shelf.open(name)
    with pytest.raises(RemoteProtocolError, match="nom"):
        shelf.delete(name)
    assert incoming(tmp_path) == []


def test_a_photo_is_not_empty_and_not_over_the_limit(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path, photo=10)
    for size in (0, 11, 10**17):
        with pytest.raises(RemoteProtocolError, match="taille"), shelf.receive("a.jpg", size):
            pass
    put(shelf, "a.jpg", b"0123456789")


def test_the_archive_has_a_quota_and_uploads_under_way_count(tmp_path: Path) -> None:
    (tmp_path / "by hand.jpg").write_bytes(b"x" * 60)
    shelf = make_shelf(tmp_path, archive=100)
    with shelf.receive("a.jpg", 30):
        with pytest.raises(RemoteProtocolError, match="quota"), shelf.receive("b.jpg", 11):
            pass
        with shelf.receive("b.jpg", 10):
            pass
    put(shelf, "a.jpg", b"x" * 40)
    with pytest.raises(RemoteProtocolError, match="quota"), shelf.receive("b.jpg", 1):
        pass
    put(shelf, "a.jpg", b"y" * 40)
    shelf.delete("a.jpg")
    put(shelf, "b.jpg", b"x" * 40)


def test_the_disk_is_not_filled_and_uploads_under_way_count(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path, free=999_900)
    with shelf.receive("a.jpg", 60):
        with pytest.raises(RemoteProtocolError, match="disque"), shelf.receive("b.jpg", 41):
            pass
        with shelf.receive("b.jpg", 40):
            pass
    with shelf.receive("b.jpg", 100):
        pass


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fills_up_or_breaks_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    shelf = make_shelf(tmp_path)
    put(shelf, "a.jpg", b"first")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(disk, "write_all", fail)
    with (
        pytest.raises(RemoteProtocolError, match="disque") as refused,
        shelf.receive("a.jpg", 6) as upload,
    ):
        upload.write(b"second")
    assert isinstance(refused.value.__cause__, OSError)
    assert (incoming(tmp_path), trash(tmp_path)) == ([], [])
    assert get(shelf, "a.jpg") == b"first"


def test_a_sync_that_fails_acknowledges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = make_shelf(tmp_path)
    put(shelf, "a.jpg", b"first")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RemoteProtocolError, match="disque"):
        put(shelf, "a.jpg", b"second")
    assert incoming(tmp_path) == []
    assert get(shelf, "a.jpg") == b"first"


def test_a_sync_that_fails_while_more_arrives_acknowledges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux tells a failure once for each descriptor: the last sync, of the same, is fine."""
    shelf = make_shelf(tmp_path)
    sync = os.fsync

    def fail_in_the_background(descriptor: int) -> None:
        if threading.current_thread().name.startswith("archive syncs"):
            raise OSError(errno.EIO, "Input/output error")
        sync(descriptor)

    monkeypatch.setattr(arriving, "SYNC_EVERY", 5)
    monkeypatch.setattr(os, "fsync", fail_in_the_background)
    with pytest.raises(RemoteProtocolError, match="disque"):
        put(shelf, "a.jpg", b"photo")
    assert (shelf.list(), incoming(tmp_path)) == ([], [])


def test_what_a_dead_host_left_is_removed_and_what_a_living_one_receives_stays(
    tmp_path: Path,
) -> None:
    shelf = make_shelf(tmp_path)
    (tmp_path / ".vasistas" / "incoming" / "left").write_bytes(b"half")
    with shelf.receive("a.jpg", 5) as upload:
        make_shelf(tmp_path)
        assert len(incoming(tmp_path)) == 1
        upload.write(b"photo")
        upload.commit()
    assert get(shelf, "a.jpg") == b"photo"
    assert incoming(tmp_path) == []


def test_the_owner_may_remove_the_hidden_folder(tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path)
    put(shelf, "a.jpg", b"first")
    shutil.rmtree(tmp_path / ".vasistas")
    shelf.delete("a.jpg")
    put(shelf, "a.jpg", b"second")
    assert trash(tmp_path) == [("a.jpg", b"first")]


def test_a_directory_that_cannot_be_made_or_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        make_shelf(tmp_path / "file" / "photos")
    if os.getuid() != 0:
        tmp_path.chmod(0o500)
        with pytest.raises(PermissionError):
            make_shelf(tmp_path / "photos")


NAMES = st.sampled_from(["a.jpg", "b.jpg", "é.jpg", LONGEST])
BYTES = st.binary(min_size=1, max_size=50)


class ShelfAgainstDict(RuleBasedStateMachine):
    """Whatever is done in whatever order: the shelf is a dict, and nothing is ever lost."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.shelf = make_shelf(self.directory)
        self.model: dict[str, bytes] = {}
        self.lost: Counter[tuple[str, bytes]] = Counter()

    @rule(name=NAMES, data=BYTES)
    def archive(self, name: str, data: bytes) -> None:
        self._drop(name)
        put(self.shelf, name, data)
        self.model[name] = data

    @rule(name=NAMES, data=BYTES, cut=st.integers(0, 50))
    def give_up(self, name: str, data: bytes, cut: int) -> None:
        with self.shelf.receive(name, len(data)) as upload:
            upload.write(data[:cut])

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        if name in self.model:
            self.shelf.delete(name)
            self._drop(name)
        else:
            with pytest.raises(RemoteProtocolError, match="introuvable"):
                self.shelf.delete(name)

    @rule(name=NAMES, data=BYTES)
    def fill_by_hand(self, name: str, data: bytes) -> None:
        if name not in self.model:
            (self.directory / name).write_bytes(data)
            self.model[name] = data

    @rule()
    def start_again(self) -> None:
        self.shelf = make_shelf(self.directory)

    @invariant()
    def the_shelf_is_the_model(self) -> None:
        assert self.shelf.list() == sorted(self.model)
        assert {name: get(self.shelf, name) for name in self.model} == self.model
        assert trash(self.directory) == sorted(self.lost.elements())
        assert incoming(self.directory) == []

    def teardown(self) -> None:
        shutil.rmtree(self.directory)

    def _drop(self, name: str) -> None:
        if (data := self.model.pop(name, None)) is not None:
            self.lost[name, data] += 1


TestShelfAgainstDict = ShelfAgainstDict.TestCase
TestShelfAgainstDict.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
