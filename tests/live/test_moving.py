"""Another name for a photo, by WebDAV's MOVE: in one step, and neither photo is ever lost."""

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.archiving import Archive, settle
from live.asking import Client, archive
from PIL import Image
from waiting import until

from protocol.errors import RemoteProtocolError
from servers.photos.service import ArchiveService
from servers.photos.shelf import Shelf

PHOTO, OTHER = b"GIF89a one", b"GIF89a other"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ArchiveService]:
    with archive(tmp_path) as service:
        yield service


@pytest.fixture
def client(service: ArchiveService) -> Iterator[Client]:
    with Client(service.port) as client:
        client.ask("PUT /photos/a.gif", body=PHOTO)
        yield client


def kept(directory: Path) -> list[tuple[str, bytes]]:
    """What is in the trash."""
    files = (directory / ".vasistas" / "trash").rglob("*")
    return sorted((file.name, file.read_bytes()) for file in files if file.is_file())


def photos(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def facts(client: Client) -> dict[str, dict[str, object]]:
    listed = json.loads(client.ask("GET /photos").body)["photos"]
    return {photo["name"]: photo for photo in listed}


def shelf(directory: Path) -> Shelf:
    return Shelf(directory, photo_limit=1000, archive_limit=0, free_to_leave=0, free=lambda _: 9999)


def test_a_photo_gets_a_name_and_is_known_by_it_at_once(client: Client, tmp_path: Path) -> None:
    before = facts(client)["a.gif"]
    status = (tmp_path / "a.gif").stat()
    answer = client.ask("MOVE /photos/a.gif", "Destination: /photos/%C3%A9t%C3%A9.gif")
    assert (201, "/photos/%C3%A9t%C3%A9.gif") == (answer.status, answer.fields["Location"])
    assert {"été.gif": PHOTO} == photos(tmp_path)
    assert status.st_ino == (tmp_path / "été.gif").stat().st_ino
    assert {"été.gif": before | {"name": "été.gif"}} == facts(client)
    assert 404 == client.ask("GET /photos/a.gif").status
    assert PHOTO == client.ask("GET /photos/%C3%A9t%C3%A9.gif").body
    assert [] == json.loads(client.ask("GET /health").body)["problems"]


def test_what_had_the_name_goes_to_the_trash(client: Client, tmp_path: Path) -> None:
    client.ask("PUT /photos/b.gif", body=OTHER)
    assert 204 == client.ask("MOVE /photos/a.gif", "Destination: /photos/b.gif").status
    assert ({"b.gif": PHOTO}, [("b.gif", OTHER)]) == (photos(tmp_path), kept(tmp_path))
    digest = facts(client)["b.gif"]["sha256"]
    assert (hashlib.sha256(PHOTO).hexdigest(), 1) == (digest, len(facts(client)))


def test_a_name_that_is_taken_can_be_spared(client: Client, tmp_path: Path) -> None:
    client.ask("PUT /photos/b.gif", body=OTHER)
    fields = ("Destination: /photos/b.gif", "Overwrite: F")
    assert 412 == client.ask("MOVE /photos/a.gif", *fields).status
    assert ({"a.gif": PHOTO, "b.gif": OTHER}, []) == (photos(tmp_path), kept(tmp_path))
    assert 201 == client.ask("MOVE /photos/a.gif", "Destination: /photos/c.gif", fields[1]).status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ([], 400),
        (["Destination: photos/b.gif"], 400),
        (["Destination: /photos/b.gif?x"], 400),
        (["Destination: /photos/b.gif#x"], 400),
        (["Destination: /photos/b%zz.gif"], 400),
        (["Destination: /photos/b%ff.gif"], 400),
        (["Destination: /photos/%2e%2e%2fb.gif"], 400),
        (["Destination: /photos/.b.gif"], 400),
        (["Destination: /photos/b.gif", "Destination: /photos/c.gif"], 400),
        (["Destination: /photos/b.gif", "Overwrite: yes"], 400),
        (["Destination: ftp://127.0.0.1/photos/b.gif"], 400),
        (["Destination: /photos/../b.gif"], 403),
        (["Destination: /photos/a.gif"], 403),
        (["Destination: /trash"], 403),
        (["Destination: /"], 403),
        (["Destination: http://elsewhere.example/photos/b.gif"], 502),
        (["Destination: http://127.0.0.1:1/photos/b.gif"], 502),
        (["Destination: /photos/b.gif", 'If-Match: "old"'], 412),
        (["Destination: /photos/b.gif", "If-None-Match: *"], 412),
        (["Destination: /photos/b.gif", "Origin: http://elsewhere.example"], 403),
    ],
)
def test_where_a_photo_cannot_go_it_stays(
    client: Client, tmp_path: Path, fields: list[str], status: int
) -> None:
    assert status == client.ask("MOVE /photos/a.gif", *fields).status
    assert ({"a.gif": PHOTO}, []) == (photos(tmp_path), kept(tmp_path))


@pytest.mark.parametrize("said", ["http://127.0.0.1/photos/100%25.gif", "/photos/100%25.gif"])
def test_an_address_is_decoded_once(client: Client, tmp_path: Path, said: str) -> None:
    tag = client.ask("HEAD /photos/a.gif").fields["ETag"]
    assert (
        201 == client.ask("MOVE /photos/a.gif", f"Destination: {said}", f"If-Match: {tag}").status
    )
    assert {"100%.gif": PHOTO} == photos(tmp_path)


def test_what_is_not_there_or_no_photo_is_not_moved(client: Client, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.gif").symlink_to("a.gif")
    for name in ("b.gif", "folder", "link.gif"):
        assert 404 == client.ask(f"MOVE /photos/{name}", "Destination: /photos/c.gif").status
    for name in ("folder", "link.gif"):
        assert 409 == client.ask("MOVE /photos/a.gif", f"Destination: /photos/{name}").status
    for line in ("MOVE /photos", "MOVE /", "MOVE /trash"):
        answer = client.ask(line, "Destination: /photos/c.gif")
        assert (405, "GET, HEAD, OPTIONS") == (answer.status, answer.fields["Allow"])
    assert PHOTO == (tmp_path / "a.gif").read_bytes()


def test_at_each_sync_both_photos_are_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that is killed between two steps leaves what is there at one of these moments."""
    (tmp_path / "a.gif").write_bytes(PHOTO)
    (tmp_path / "b.gif").write_bytes(OTHER)
    moving = shelf(tmp_path)
    seen, last = [], []
    sync = os.fsync

    def look_and_sync(descriptor: int) -> None:
        seen.append((photos(tmp_path), kept(tmp_path)))
        last[:] = [os.fstat(descriptor).st_ino]
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look_and_sync)
    assert moving.rename("a.gif", "b.gif", replace=True)
    for there, trash in seen:
        assert PHOTO in there.values()
        assert OTHER in [*there.values(), *(data for _, data in trash)]
        assert there["b.gif"] in (PHOTO, OTHER)
    assert ({"b.gif": PHOTO}, [("b.gif", OTHER)]) == seen[-1]
    assert [tmp_path.stat().st_ino] == last


def test_of_two_links_to_one_file_the_old_name_goes(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(PHOTO)
    (tmp_path / "b.gif").hardlink_to(tmp_path / "a.gif")
    moving = shelf(tmp_path)
    with pytest.raises(RemoteProtocolError):
        moving.rename("a.gif", "b.gif", replace=False)
    assert moving.rename("a.gif", "b.gif", replace=True)
    assert ({"b.gif": PHOTO}, [("b.gif", PHOTO)]) == (photos(tmp_path), kept(tmp_path))


def test_capitals_are_changed_where_the_disk_takes_them_for_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system of Windows is played: a name leads to the file in whatever capitals, and a
    rename to other capitals does nothing.
    """
    (tmp_path / "a.gif").write_bytes(PHOTO)
    moving = shelf(tmp_path)
    lstat, samefile, replace = Path.lstat, Path.samefile, Path.replace

    def folded(path: Path) -> Path:
        there = {one.name for one in tmp_path.iterdir()}
        return path if path.name != "A.gif" or "A.gif" in there else spelled

    spelled = tmp_path / "a.gif"
    monkeypatch.setattr(Path, "lstat", lambda path: lstat(folded(path)))
    monkeypatch.setattr(Path, "samefile", lambda path, other: samefile(folded(path), other))
    monkeypatch.setattr(
        Path,
        "replace",
        lambda path, target: path if folded(target) == path else replace(path, target),
    )
    assert not moving.rename("a.gif", "A.gif", replace=False)
    assert ({"A.gif": PHOTO}, []) == (photos(tmp_path), kept(tmp_path))
    assert [] == list((tmp_path / ".vasistas" / "trash").iterdir())


def test_a_disk_that_fails_leaves_the_photo_its_name(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", fail)
    assert 507 == client.ask("MOVE /photos/a.gif", "Destination: /photos/b.gif").status
    assert {"a.gif"} == facts(client).keys()


def test_what_was_found_out_of_a_picture_is_not_looked_for_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    Image.new("RGB", (40, 30), "red").save(tmp_path / "a.jpg")
    settle(tmp_path / "a.jpg")
    archive.names()
    with archive.keeper():
        until(lambda: not archive.catalogue.index.unexamined(1))
    archive.rename("a.jpg", "b.jpg")
    found = archive.catalogue.facts("b.jpg")
    assert found
    assert (40, 30, "image/jpeg") == (found.width, found.height, found.type)
    assert found.sha256 == hashlib.sha256((tmp_path / "b.jpg").read_bytes()).hexdigest()
    assert [] == archive.catalogue.index.unexamined(1)
    assert ["b.jpg"] == archive.names()
    assert 1 == archive.catalogue.count()
    archive.catalogue.close()


def test_whoever_stands_at_the_old_name_between_two_pages_goes_on(client: Client) -> None:
    for name, body in (("b.gif", b"GIF89a, longer than the first"), ("c.gif", b"GIF89a")):
        client.ask(f"PUT /photos/{name}", body=body)
    first = json.loads(client.ask("GET /photos?sort=largest&limit=2").body)
    assert ["b.gif", "a.gif"] == [photo["name"] for photo in first["photos"]]
    assert 201 == client.ask("MOVE /photos/a.gif", "Destination: /photos/0.gif").status
    rest = json.loads(client.ask(f"GET /photos?sort=largest&after={first['next']}").body)
    assert ["0.gif", "c.gif"] == [photo["name"] for photo in rest["photos"]]
