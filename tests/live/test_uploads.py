"""Uploads that go on where they stopped: the store's truths, then the exact words on the wire."""

import base64
import errno
import hashlib
import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from hosting import ANY, hosting
from waiting import until

from protocol import tus
from protocol.errors import LocalProtocolError, RemoteProtocolError
from servers.photos import resumable, uploads
from servers.photos.resumable import Resumable
from servers.photos.shelf import Shelf
from servers.photos.uploads import Uploads

MOMENT = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)
PHOTO = bytes(range(256)) * 40
DIGEST = hashlib.sha256(PHOTO).hexdigest()


class World:
    """A shelf's directory, and clocks that stand still until they are moved."""

    def __init__(self, directory: Path, quota: int = 0) -> None:
        self.directory = directory
        self.moment = MOMENT
        self.seconds = 1000.0
        self.quota = quota
        self.restart()

    def restart(self) -> None:
        """Come back as a host does that was killed."""
        self.shelf = Shelf(
            self.directory,
            photo_limit=100_000,
            archive_limit=self.quota,
            free_to_leave=0,
            free=lambda _: 1_000_000,
        )
        self.uploads = Uploads(self.shelf, now=lambda: self.moment, clock=lambda: self.seconds)

    def send(self, upload: Resumable, data: bytes, *, checked: bool = False) -> None:
        with upload.write(upload.settle(), checked=checked) as writer:
            writer.write(data)
            writer.accept()
            if not writer.left:
                self.uploads.finish(upload, writer)

    @property
    def folders(self) -> list[str]:
        return sorted(path.name for path in (self.directory / ".vasistas" / "uploads").iterdir())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_upload_goes_on_after_the_host_was_killed(world: World) -> None:
    upload = world.uploads.create("été.jpg", len(PHOTO), metadata="filename x", by="me")
    world.send(upload, PHOTO[:1000])
    world.send(upload, PHOTO[1000:5000])
    world.restart()
    found = world.uploads.find(upload.id)
    assert (found.about, found.settle(), found.done) == (upload.about, 5000, False)
    world.send(found, PHOTO[5000:])
    assert (found.done, found.settle()) == (True, len(PHOTO))
    assert (world.directory / "été.jpg").read_bytes() == PHOTO
    world.restart()
    assert (world.uploads.find(upload.id).done, world.shelf.list()) == (True, ["été.jpg"])


def test_the_digest_is_known_without_a_second_reading_unless_a_host_died(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    pread = os.pread
    monkeypatch.setattr(
        os, "pread", lambda file, size, start: read.append(size) or pread(file, size, start)
    )
    for restarts, expected in ((False, 0), (True, 6000)):
        upload = world.uploads.create("a.jpg", len(PHOTO))
        world.send(upload, PHOTO[:4000])
        world.send(upload, PHOTO[4000:6000])
        if restarts:
            world.restart()
            upload = world.uploads.find(upload.id)
        with upload.write(6000) as writer:
            writer.write(PHOTO[6000:])
            assert DIGEST == world.uploads.finish(upload, writer)
        assert sum(read) == expected


def test_what_is_said_to_be_safe_was_synced_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any moment, what a host would find after a power failure is what had been synced."""
    monkeypatch.setattr(resumable, "SYNC_EVERY", 1000)
    upload = world.uploads.create("a.jpg", len(PHOTO))
    folder = world.directory / ".vasistas" / "uploads" / upload.id
    synced = {0}
    sync = os.fsync

    def look_and_sync(descriptor: int) -> None:
        sync(descriptor)
        if os.fstat(descriptor).st_ino == (folder / "photo").stat().st_ino:
            synced.add(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fsync", look_and_sync)
    said = set()
    with upload.write(0) as writer:
        for start in range(0, 9000, 300):
            writer.write(PHOTO[start : start + 300])
            said.add(int((folder / "offset").read_text()))
    said.add(upload.settle())
    assert said <= synced
    assert (len(said), max(said)) == (9, 9000)


def test_what_a_failed_sync_may_have_lost_is_not_said_to_be_safe(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux tells a failure once for each descriptor: the next sync, of the same, is fine."""
    monkeypatch.setattr(resumable, "SYNC_EVERY", 1000)
    upload = world.uploads.create("a.jpg", len(PHOTO))
    world.send(upload, PHOTO[:1500])
    folder = world.directory / ".vasistas" / "uploads" / upload.id
    sync, failures = os.fsync, [OSError(errno.EIO, "Input/output error")]

    def fail_once(descriptor: int) -> None:
        if failures and os.fstat(descriptor).st_size > 2000:
            raise failures.pop()
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_once)
    with pytest.raises(RemoteProtocolError, match="disque"):
        world.send(upload, PHOTO[1500:3000])
    assert (1500, 1500, 1500) == (
        upload.settle(),
        upload.written,
        (folder / "photo").stat().st_size,
    )
    world.send(upload, PHOTO[1500:])
    assert PHOTO == (world.directory / "a.jpg").read_bytes()


def test_what_came_but_was_not_yet_safe_is_cut_off(world: World) -> None:
    upload = world.uploads.create("a.jpg", len(PHOTO))
    world.send(upload, PHOTO[:3000])
    with (world.directory / ".vasistas" / "uploads" / upload.id / "photo").open("ab") as file:
        file.write(b"\0" * 2000)
    world.restart()
    found = world.uploads.find(upload.id)
    world.send(found, PHOTO[3000:])
    assert (world.directory / "a.jpg").read_bytes() == PHOTO


def test_a_photo_that_is_not_the_one_announced_is_thrown_away(world: World) -> None:
    upload = world.uploads.create("a.jpg", 3, sha256=DIGEST)
    with pytest.raises(RemoteProtocolError, match="somme"):
        world.send(upload, b"abc")
    assert (world.shelf.list(), world.folders) == ([], [])
    with pytest.raises(RemoteProtocolError, match="introuvable"):
        world.uploads.find(upload.id)


def test_what_had_the_name_is_in_the_trash(world: World) -> None:
    for photo in (b"first", b"second"):
        world.send(world.uploads.create("a.jpg", len(photo)), photo)
    assert (world.directory / "a.jpg").read_bytes() == b"second"
    trash = (world.directory / ".vasistas" / "trash").glob("*/a.jpg")
    assert [path.read_bytes() for path in trash] == [b"first"]


def test_the_second_writer_is_refused_until_the_first_falls_quiet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resumable, "QUIET", 0.05)
    upload = world.uploads.create("a.jpg", len(PHOTO))
    stop = threading.Event()

    def keep_on() -> None:
        """Somebody who sends a byte each time that anybody looks at a clock."""
        with upload.write(0) as writer:
            while not stop.wait(0.001):
                world.seconds += 0.001
                writer.write(PHOTO[writer.position : writer.position + 1])

    thread = threading.Thread(target=keep_on)
    thread.start()
    until(lambda: upload.in_use)
    with pytest.raises(RemoteProtocolError, match="occupé"):
        upload.write(0)
    stop.set()
    thread.join()

    quiet = upload.write(upload.settle())
    quiet.write(PHOTO[quiet.position : 4000])
    world.seconds += 1
    with upload.write(4000) as writer:
        with pytest.raises(RemoteProtocolError, match="occupé"), quiet:
            quiet.write(b"late")
        writer.write(PHOTO[4000:])
        world.uploads.finish(upload, writer)
    assert (world.directory / "a.jpg").read_bytes() == PHOTO


def test_a_writer_needs_the_right_offset_and_stays_within_the_size(world: World) -> None:
    upload = world.uploads.create("a.jpg", 10)
    world.send(upload, b"12345")
    for wrong in (0, 4, 6, 10):
        with pytest.raises(RemoteProtocolError, match="position"):
            upload.write(wrong)
    with upload.write(5) as writer:
        with pytest.raises(LocalProtocolError):
            world.uploads.finish(upload, writer)
        with pytest.raises(RemoteProtocolError, match="taille"):
            writer.write(b"678901")
        writer.write(b"67890")
        world.uploads.finish(upload, writer)
    with pytest.raises(RemoteProtocolError, match="position"):
        upload.write(10)


def test_what_is_not_accepted_whole_does_not_count(world: World) -> None:
    upload = world.uploads.create("a.jpg", 10)
    world.send(upload, b"123", checked=True)
    with upload.write(3, checked=True) as writer:
        writer.write(b"wrong")
    assert upload.settle() == 3
    world.send(upload, b"4567890")
    assert (world.directory / "a.jpg").read_bytes() == b"1234567890"


def test_another_host_on_the_same_directory_does_not_write_into_an_upload(world: World) -> None:
    upload = world.uploads.create("a.jpg", 10)
    other = Uploads(world.shelf, now=lambda: world.moment).find(upload.id)
    with upload.write(0) as writer:
        writer.write(b"12345")
        with pytest.raises(RemoteProtocolError, match="occupé"):
            other.write(0)
    with other.write(5) as writer:
        writer.write(b"67890")
        world.uploads.finish(other, writer)
    assert (world.directory / "a.jpg").read_bytes() == b"1234567890"
    assert (upload.done, upload.settle()) == (True, 10)


def test_a_full_disk_costs_what_did_not_fit_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = world.uploads.create("a.jpg", 10)
    world.send(upload, b"123")
    write = os.write

    def write_a_byte_then_none(descriptor: int, data: memoryview) -> int:
        if len(data) < 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[:1])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write_a_byte_then_none)
        with pytest.raises(RemoteProtocolError, match="disque"):
            world.send(upload, b"4567")
    assert upload.settle() == 3
    world.send(upload, b"4567890")
    assert (world.directory / "a.jpg").read_bytes() == b"1234567890"


def test_an_upload_goes_after_a_day(world: World) -> None:
    upload = world.uploads.create("a.jpg", 10)
    world.send(upload, b"a")
    done = world.uploads.create("b.jpg", 1)
    world.send(done, b"b")
    world.moment += timedelta(days=1, seconds=-1)
    world.restart()
    assert (world.uploads.find(upload.id).settle(), world.uploads.find(done.id).done) == (1, True)
    world.moment += timedelta(seconds=1)
    for late in (upload, done):
        with pytest.raises(RemoteProtocolError, match="introuvable"):
            world.uploads.find(late.id)
    assert (world.folders, world.shelf.list()) == ([], ["b.jpg"])


@pytest.mark.parametrize("restarts", [False, True])
def test_an_upload_of_which_no_byte_came_goes_soon_and_its_room_is_free(
    tmp_path: Path, restarts: bool
) -> None:
    world = World(tmp_path, quota=10_000)
    upload = world.uploads.create("a.jpg", 6000)
    assert MOMENT + timedelta(minutes=10) == uploads.expiry(upload)
    world.moment += timedelta(minutes=10, seconds=-1)
    with pytest.raises(RemoteProtocolError, match="quota"), world.shelf.receive("b", 6000):
        pass
    if restarts:
        world.restart()
    world.moment += timedelta(seconds=1)
    with world.shelf.receive("b", 6000):
        assert [] == world.folders


def test_an_upload_has_a_day_once_a_byte_came_to_any_host(world: World) -> None:
    mine, theirs = (world.uploads.create(name, 10) for name in ("a.jpg", "b.jpg"))
    other = Uploads(world.shelf, now=lambda: world.moment).find(theirs.id)
    world.send(mine, b"a")
    world.send(other, b"b")
    world.moment += timedelta(hours=23)
    for upload in (mine, theirs):
        assert MOMENT + timedelta(days=1) == uploads.expiry(world.uploads.find(upload.id))


@pytest.mark.parametrize(("quota", "fit"), [(0, 5), (400_000, 2)])
def test_one_address_holds_half_of_the_room_at_most(tmp_path: Path, quota: int, fit: int) -> None:
    world = World(tmp_path, quota)
    for number in range(fit):
        world.send(world.uploads.create(f"{number}.jpg", 100_000, by="greedy"), b"a")
    for _ in range(2):
        with pytest.raises(RemoteProtocolError, match="quota"):
            world.uploads.create("more.jpg", 100_000, by="greedy")
        with world.shelf.receive("put.jpg", 100_000):
            world.uploads.remove(world.uploads.create("other.jpg", 100_000, by="another"))
        world.restart()
    assert fit == len(world.folders)


def test_one_address_has_half_of_the_uploads_that_others_leave(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 10)
    world.send(world.uploads.create("done.jpg", 1, by="greedy"), b"a")
    for by, fit in (("greedy", 5), ("another", 2), ("a third", 1)):
        for _ in range(fit):
            world.uploads.create("a.jpg", 10, by=by)
        with pytest.raises(RemoteProtocolError, match="quota"):
            world.uploads.create("a.jpg", 10, by=by)
    assert 1 + 5 + 2 + 1 == len(world.folders)


def test_one_upload_may_have_all_the_room_there_is(tmp_path: Path) -> None:
    world = World(tmp_path, quota=10_000)
    world.send(world.uploads.create("a.jpg", 10_000, by="one"), b"a")


def test_unfinished_uploads_hold_their_room_also_after_a_restart(tmp_path: Path) -> None:
    world = World(tmp_path, quota=10_000)
    upload = world.uploads.create("a.jpg", 6000)
    for _ in range(2):
        with pytest.raises(RemoteProtocolError, match="quota"):
            world.uploads.create("b.jpg", 6000)
        with pytest.raises(RemoteProtocolError, match="quota"), world.shelf.receive("b", 6000):
            pass
        world.restart()
    assert world.folders == [upload.id]
    world.uploads.remove(world.uploads.find(upload.id))
    with world.shelf.receive("b", 6000):
        pass
    assert world.folders == []


def test_a_start_keeps_uploads_and_removes_what_is_none(world: World) -> None:
    upload = world.uploads.create("a.jpg", 6000)
    directory = world.directory / ".vasistas" / "uploads"
    for name, text in (("half.new", "{"), ("old.gone", "{"), ("broken", "{"), ("void", "")):
        (directory / name).mkdir()
        (directory / name / "about.json").write_text(text)
    (directory / "void" / "about.json").unlink()
    (directory / "note.txt").write_text("the owner's")
    world.restart()
    assert world.folders == sorted([upload.id, "note.txt"])


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [("a/b", 1, "nom"), (".a", 1, "nom"), ("a", 0, "taille"), ("a", 100_001, "taille")],
)
def test_what_no_photo_can_be_is_refused_before_a_byte(
    world: World, name: str, size: int, code: str
) -> None:
    with pytest.raises(RemoteProtocolError, match=code):
        world.uploads.create(name, size)
    assert world.folders == []


class Client:
    """Somebody who speaks tus, one connection for everything."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(
        self, method: str, target: str, body: bytes = b"", **fields: str
    ) -> http.client.HTTPResponse:
        headers = {"tus-resumable": "1.0.0"}
        headers |= {name.replace("_", "-"): value for name, value in fields.items()}
        headers = {name: value for name, value in headers.items() if value}
        self.connection.request(method, target, body, headers)
        answer = self.connection.getresponse()
        self.said = answer.read()
        return answer

    def create(self, name: str, size: int, **facts: str) -> str:
        metadata = tus.render_metadata({"filename": name} | facts)
        answer = self.ask("POST", "/uploads", upload_length=str(size), upload_metadata=metadata)
        assert answer.status == 201, self.said
        return answer.headers["Location"]

    def patch(self, place: str, offset: int, data: bytes, **fields: str) -> int:
        fields = {"content_type": tus.BODY} | fields
        answer = self.ask("PATCH", place, data, upload_offset=str(offset), **fields)
        self.offset = answer.headers["Upload-Offset"]
        return answer.status

    def head(self, place: str) -> int:
        answer = self.ask("HEAD", place)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        return int(answer.headers["Upload-Offset"])


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with hosting(tmp_path, ANY) as config:
        someone = Client(config.archive.port)
        yield someone
        someone.connection.close()


def photo(tmp_path: Path, name: str) -> bytes:
    return (tmp_path / "photos" / name).read_bytes()


def test_options_say_what_is_spoken(client: Client) -> None:
    answer = client.ask("OPTIONS", "/uploads", tus_resumable="")
    assert (answer.status, client.said) == (204, b"")
    said = {name: value for name, value in answer.headers.items() if name.startswith("Tus-")}
    assert said == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,creation-with-upload,checksum,expiration,termination",
        "Tus-Checksum-Algorithm": "sha256,sha1",
        "Tus-Max-Size": str(512 * 1024 * 1024),
    }


def test_the_answers_say_when_an_upload_goes_before_and_after_its_first_byte(
    client: Client,
) -> None:
    facts = {"upload_length": "3", "upload_metadata": tus.render_metadata({"filename": "a.jpg"})}
    created = client.ask("POST", "/uploads", **facts)
    client.patch(created.headers["Location"], 0, b"a")
    begun = client.ask("HEAD", created.headers["Location"])
    soon, later = (
        parsedate_to_datetime(answer.headers["Upload-Expires"]) for answer in (created, begun)
    )
    assert timedelta(days=1) - timedelta(minutes=10) == later - soon


def test_an_upload_in_three_pieces_becomes_a_photo(client: Client, tmp_path: Path) -> None:
    place = client.create("été à la plage.jpg", len(PHOTO), sha256=DIGEST)
    assert client.head(place) == 0
    assert (client.patch(place, 0, PHOTO[:10]), client.offset) == (204, "10")
    assert (client.patch(place, 10, PHOTO[10:5000]), client.offset) == (204, "5000")
    answer = client.ask("HEAD", place)
    assert tus.parse_metadata(answer.headers["Upload-Metadata"])["filename"] == "été à la plage.jpg"
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("5000", "10240")
    assert answer.headers["Upload-Expires"].endswith(" GMT")
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert (client.patch(place, 5000, PHOTO[5000:]), client.offset) == (204, "10240")
    assert photo(tmp_path, "été à la plage.jpg") == PHOTO
    assert client.head(place) == len(PHOTO)
    assert client.patch(place, len(PHOTO), b"") == 204
    assert client.ask("GET", "/photos/%C3%A9t%C3%A9%20%C3%A0%20la%20plage.jpg").status == 200
    assert PHOTO == client.said


def test_the_catalogue_knows_an_upload_at_once(client: Client) -> None:
    place = client.create("a.jpg", len(PHOTO))
    assert client.patch(place, 0, PHOTO[:100]) == 204
    assert client.patch(place, 100, PHOTO[100:]) == 204
    assert client.ask("GET", "/photos").status == 200
    (facts,) = json.loads(client.said)["photos"]
    assert (facts["name"], facts["sha256"], facts["by"]) == ("a.jpg", DIGEST, "127.0.0.1")


def test_the_first_bytes_may_come_with_the_creation(client: Client, tmp_path: Path) -> None:
    fields = {
        "upload_length": str(len(PHOTO)),
        "upload_metadata": tus.render_metadata({"name": "a.jpg"}),
        "content_type": tus.BODY,
    }
    answer = client.ask("POST", "/uploads", PHOTO[:100], **fields)
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, "100")
    assert client.patch(answer.headers["Location"], 100, PHOTO[100:]) == 204
    assert photo(tmp_path, "a.jpg") == PHOTO
    fields |= {"upload_metadata": tus.render_metadata({"name": "b.jpg"})}
    answer = client.ask("POST", "/uploads", PHOTO, **fields)
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert photo(tmp_path, "b.jpg") == PHOTO


def test_a_creation_whose_bytes_fail_leaves_nothing(client: Client, tmp_path: Path) -> None:
    create = {"upload_length": "3", "upload_metadata": tus.render_metadata({"filename": "a.jpg"})}
    wrong = base64.b64encode(b"0" * 32).decode()
    cases = [
        (415, b"abc", {"content_type": "image/jpeg"}),
        (413, b"abcd", {"content_type": tus.BODY}),
        (400, b"abc", {"content_type": tus.BODY, "upload_checksum": "sha256"}),
        (460, b"abc", {"content_type": tus.BODY, "upload_checksum": f"sha256 {wrong}"}),
    ]
    for status, data, fields in cases:
        assert status == client.ask("POST", "/uploads", data, **create, **fields).status
        client.connection.close()
    assert list((tmp_path / "photos" / ".vasistas" / "uploads").iterdir()) == []


def test_a_method_can_stand_in_a_field(client: Client, tmp_path: Path) -> None:
    place = client.create("a.jpg", 3)
    said = {"content_type": tus.BODY, "upload_offset": "0", "x_http_method_override": "PATCH"}
    assert client.ask("POST", place, b"abc", **said).status == 204
    assert photo(tmp_path, "a.jpg") == b"abc"
    assert client.ask("POST", place, b"").status == 405


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_bytes_are_held_to_their_checksum(client: Client, tmp_path: Path, algorithm: str) -> None:
    place = client.create("a.jpg", 6)

    def checksum(data: bytes) -> str:
        return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"

    assert client.patch(place, 0, b"abc", upload_checksum=checksum(b"abc")) == 204
    assert client.patch(place, 3, b"xyz", upload_checksum=checksum(b"def")) == 460
    assert client.head(place) == 3
    assert client.patch(place, 3, b"def", upload_checksum="md5 AAAA") == 400
    assert client.patch(place, 3, b"def", upload_checksum=checksum(b"def")) == 204
    assert photo(tmp_path, "a.jpg") == b"abcdef"


def test_a_photo_other_than_announced_is_460_and_gone(client: Client, tmp_path: Path) -> None:
    place = client.create("a.jpg", 3, sha256=DIGEST)
    assert client.patch(place, 0, b"abc") == 460
    assert client.ask("HEAD", place).status == 404
    assert not (tmp_path / "photos" / "a.jpg").exists()


def test_an_upload_can_be_given_up(client: Client, tmp_path: Path) -> None:
    place = client.create("a.jpg", 3)
    assert client.patch(place, 0, b"ab") == 204
    assert client.ask("DELETE", place).status == 204
    assert client.ask("DELETE", place).status == 404
    assert client.patch(place, 2, b"c") == 404
    assert list((tmp_path / "photos" / ".vasistas" / "uploads").iterdir()) == []


def test_what_is_wrong_is_said_with_its_status(client: Client) -> None:
    place = client.create("a.jpg", 3)
    name = tus.render_metadata({"filename": "b.jpg"})
    outside = tus.render_metadata({"filename": "../a"})
    create = {"upload_length": "3", "upload_metadata": name}
    patch = {"content_type": tus.BODY, "upload_offset": "0"}
    cases = [
        (412, "POST", "/uploads", create | {"tus_resumable": "0.2.2"}),
        (412, "PATCH", place, patch | {"tus_resumable": ""}),
        (400, "POST", "/uploads", create | {"upload_length": "-1"}),
        (400, "POST", "/uploads", create | {"upload_length": ""}),
        (400, "POST", "/uploads", create | {"upload_length": "", "upload_defer_length": "1"}),
        (400, "POST", "/uploads", create | {"upload_metadata": "filename !"}),
        (400, "POST", "/uploads", create | {"upload_metadata": ""}),
        (400, "POST", "/uploads", create | {"upload_metadata": outside}),
        (413, "POST", "/uploads", create | {"upload_length": str(2**40)}),
        (415, "PATCH", place, patch | {"content_type": "image/jpeg"}),
        (415, "PATCH", place, patch | {"content_encoding": "gzip"}),
        (400, "PATCH", place, patch | {"upload_offset": "one"}),
        (409, "PATCH", place, patch | {"upload_offset": "1"}),
        (404, "PATCH", "/uploads/0123456789abcdef0123456789abcdef", patch),
        (404, "HEAD", "/uploads/0123456789abcdef0123456789abcdef", {}),
        (405, "PUT", place, {}),
    ]
    for status, method, target, fields in cases:
        answer = client.ask(method, target, **fields)
        assert status == answer.status, (method, target, fields, client.said)
        if status == 412:
            assert answer.headers["Tus-Version"] == "1.0.0"
        if status != 405:
            assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert client.patch(place, 0, b"abcd") == 413
    client.connection.close()
    assert client.head(place) == 0


def test_what_came_before_a_connection_was_cut_counts(client: Client, tmp_path: Path) -> None:
    place = client.create("a.jpg", len(PHOTO))
    with half_a_patch(client.port, place, PHOTO[:7000]):
        pass
    until(lambda: client.head(place) == 7000)
    assert client.patch(place, 7000, PHOTO[7000:]) == 204
    assert photo(tmp_path, "a.jpg") == PHOTO


def test_a_host_that_stops_keeps_what_came(tmp_path: Path) -> None:
    with hosting(tmp_path, ANY) as config:
        client = Client(config.archive.port)
        place = client.create("a.jpg", len(PHOTO))
        client.connection.close()
        folder = tmp_path / "photos" / ".vasistas" / place.strip("/") / "photo"
        patch = half_a_patch(client.port, place, PHOTO[:7000])
        until(lambda: folder.stat().st_size == 7000)
    patch.close()
    with hosting(tmp_path, ANY) as config:
        client = Client(config.archive.port)
        assert client.head(place) == 7000
        assert client.patch(place, 7000, PHOTO[7000:]) == 204
        client.connection.close()
    assert photo(tmp_path, "a.jpg") == PHOTO


def test_a_connection_that_is_half_dead_gives_way(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resumable, "QUIET", 0.2)
    place = client.create("a.jpg", len(PHOTO))
    folder = tmp_path / "photos" / ".vasistas" / place.strip("/") / "photo"
    with half_a_patch(client.port, place, PHOTO[:7000]) as dead:
        until(lambda: folder.stat().st_size == 7000)
        assert client.head(place) == 7000
        assert client.patch(place, 7000, PHOTO[7000:8000]) == 204
        dead.sendall(PHOTO[7000:9000])
        assert dead.recv(100).startswith(b"HTTP/1.1 423 ")
    assert client.head(place) == 8000
    assert client.patch(place, 8000, PHOTO[8000:]) == 204
    assert photo(tmp_path, "a.jpg") == PHOTO


def half_a_patch(port: int, place: str, data: bytes) -> socket.socket:
    """Begin a PATCH of a whole photo, and send no more than this of it."""
    connection = socket.create_connection(("127.0.0.1", port), 10)
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: {tus.BODY}\r\nUpload-Offset: 0\r\nContent-Length: {len(PHOTO)}\r\n\r\n"
    )
    connection.sendall(head.encode() + data)
    return connection
