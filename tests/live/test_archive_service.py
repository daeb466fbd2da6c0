"""The photo archive over sockets: exact bytes, old clients, and strangers who mean no good."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from live.old_archive import OldClient
from waiting import until

from protocol.sections import Limits
from servers.door import Door
from servers.photos import classic, disk
from servers.photos.service import ArchiveService
from servers.photos.shelf import Shelf
from servers.service import running

MEBIBYTE = 1024 * 1024
LIMITS = Limits()
Start = Callable[..., int]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start an archive in `tmp_path`; return its port."""
    with ExitStack() as stack:

        def start(
            *, limits: Limits = LIMITS, photo: int = MEBIBYTE, archive: int = 0, free: int = 0
        ) -> int:
            shelf = Shelf(
                tmp_path,
                photo_limit=photo,
                archive_limit=archive,
                free_to_leave=free,
                free=lambda _: 100 * MEBIBYTE,
            )
            service = ArchiveService("127.0.0.1", 0, Door(limits), limits, shelf=shelf)
            return stack.enter_context(running(service)).port

        yield start


@pytest.fixture
def port(start: Start) -> int:
    return start()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10)


def rest(connection: socket.socket) -> bytes:
    """What comes until they hang up."""
    data = b""
    while piece := connection.recv(65536):
        data += piece
    return data


def exchange(port: int, *words: bytes) -> bytes:
    """Say everything at once, and hear everything."""
    with connect(port) as connection:
        connection.sendall(b"".join(words))
        return rest(connection)


def put(port: int, name: str, photo: bytes) -> None:
    assert exchange(port, f"archiver@{name}@{len(photo)}\n".encode(), photo) == b"okok"


def incoming(directory: Path) -> list[str]:
    return [path.name for path in (directory / ".vasistas" / "incoming").iterdir()]


def trash(directory: Path) -> list[bytes]:
    files = (directory / ".vasistas" / "trash").glob("*/*")
    return sorted(file.read_bytes() for file in files)


def test_an_empty_archive_lists_nothing_and_closes(port: int) -> None:
    assert exchange(port, b"lister\n") == b""


def test_a_list_is_names_between_at_signs_with_no_newline(port: int, tmp_path: Path) -> None:
    for name in ["été.jpg", "a.jpg", "b@c.jpg"]:
        (tmp_path / name).write_bytes(b"photo")
    assert exchange(port, b"lister\n") == "a.jpg@b%40c.jpg@été.jpg".encode()
    assert exchange(port, b"lister\r\n") == exchange(port, b"lister\n")


def test_a_photo_is_asked_for_taken_and_confirmed(port: int, tmp_path: Path) -> None:
    with connect(port) as connection:
        connection.sendall(b"archiver@plage.jpg@5\n")
        assert connection.recv(100) == b"ok"
        connection.sendall(b"pho")
        assert not (tmp_path / "plage.jpg").exists()
        connection.sendall(b"to")
        assert rest(connection) == b"ok"
    assert (tmp_path / "plage.jpg").read_bytes() == b"photo"
    assert incoming(tmp_path) == []


def test_bytes_right_behind_the_request_are_the_photos_and_those_after_it_nobodys(
    port: int, tmp_path: Path
) -> None:
    photo = b"\n\xff@" * 100_000
    assert exchange(port, b"archiver@a@300000\n", photo, b"more") == b"okok"
    assert (tmp_path / "a").read_bytes() == photo
    assert exchange(port, b"archiver@b@5\nphotomore") == b"okok"
    assert (tmp_path / "b").read_bytes() == b"photo"


def test_a_photo_comes_back_after_its_size_and_an_ok(port: int) -> None:
    photo = os.urandom(700_000)
    put(port, "a.jpg", photo)
    with connect(port) as connection:
        connection.sendall("récupérer@a.jpg\n".encode())
        assert connection.recv(100) == b"700000\n"
        connection.sendall(b"ok")
        assert rest(connection) == photo


def test_who_reads_more_slowly_than_we_send_gets_it_whole(start: Start) -> None:
    port = start(photo=16 * MEBIBYTE)
    photo = os.urandom(1024) * 16 * 1024
    put(port, "a.jpg", photo)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        slow.settimeout(10)
        slow.connect(("127.0.0.1", port))
        slow.sendall("récupérer@a.jpg\nok".encode())
        assert b"%d\n" % len(photo) + photo == rest(slow)


@pytest.mark.parametrize("ok", [b"ok", b"ok\n", b"ok\r\n"])
def test_a_client_that_asks_and_agrees_in_one_breath_is_served(port: int, ok: bytes) -> None:
    put(port, "a@b.jpg".replace("@", "%40"), b"photo")
    assert exchange(port, "récupérer@a%40b.jpg\n".encode(), ok) == b"5\nphoto"


def test_names_that_look_alike_when_they_are_written_are_two_photos(port: int) -> None:
    for name in ("a%40b.jpg", "a%2540b.jpg"):
        put(port, name, name.encode())
    assert exchange(port, b"lister\n") == b"a%2540b.jpg@a%40b.jpg"
    assert exchange(port, b"supprimer@a%2540b.jpg\n") == b"ok"
    assert exchange(port, b"lister\n") == b"a%40b.jpg"
    assert exchange(port, "récupérer@a%40b.jpg\n".encode(), b"ok") == b"9\na%40b.jpg"


def test_an_ok_may_come_in_two_pieces_and_nothing_else_is_one(port: int) -> None:
    put(port, "a", b"photo")
    with connect(port) as connection:
        connection.sendall("récupérer@a\n".encode())
        assert connection.recv(100) == b"5\n"
        connection.sendall(b"o")
        connection.sendall(b"k")
        assert rest(connection) == b"photo"
    answer = exchange(port, "récupérer@a\n".encode(), b"no")
    assert answer.startswith(b"5\nerreur@forme@")


def test_a_deleted_photo_is_in_the_trash_and_a_replaced_one_too(port: int, tmp_path: Path) -> None:
    put(port, "a", b"first")
    put(port, "a", b"second")
    assert trash(tmp_path) == [b"first"]
    assert exchange(port, b"supprimer@a\n") == b"ok"
    assert trash(tmp_path) == [b"first", b"second"]
    assert exchange(port, b"lister\n") == b""


REFUSED = [
    ("", "commande"),
    ("LISTER", "commande"),
    ("Get / HTTP/1.0", "commande"),
    ("lister@a", "forme"),
    ("archiver@a", "forme"),
    ("archiver@a@b@5", "forme"),
    ("archiver@../a@5", "nom"),
    ("archiver@/etc/passwd@5", "nom"),
    ("archiver@a\0b@5", "nom"),
    ("archiver@.a@5", "nom"),
    ("archiver@@5", "nom"),
    (f"archiver@{'x' * 300}@5", "nom"),
    ("récupérer@../../etc/passwd", "nom"),
    ("récupérer@link", "introuvable"),
    ("récupérer@nothing", "introuvable"),
    ("supprimer@link", "introuvable"),
    ("supprimer@.vasistas", "nom"),
    ("archiver@link@5", "existe"),
    ("archiver@a@-1", "taille"),
    ("archiver@a@0", "taille"),
    ("archiver@a@", "taille"),
    ("archiver@a@1e400", "taille"),
    ("archiver@a@٣", "taille"),
    ("archiver@a@0x10", "taille"),
    ("archiver@a@1048577", "taille"),
    (f"archiver@a@{'9' * 4000}", "taille"),
]


@pytest.mark.parametrize(("request_line", "code"), REFUSED)
def test_what_cannot_be_done_is_refused_in_one_line(
    port: int, tmp_path: Path, request_line: str, code: str
) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    answer = exchange(port, request_line.encode() + b"\n")
    assert answer.startswith(f"erreur@{code}@".encode())
    assert answer.index(b"\n") == len(answer) - 1
    assert {path.name for path in tmp_path.iterdir()} == {".vasistas", "link"}
    assert incoming(tmp_path) == []


def test_a_link_is_not_listed(port: int, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert exchange(port, b"lister\n") == b""


def test_what_is_not_utf_8_or_never_ends_is_refused(port: int) -> None:
    assert exchange(port, b"lister\xe9\n").startswith(b"erreur@forme@")
    with connect(port) as connection:
        connection.sendall(b"x" * 100_000)
        assert connection.recv(100).startswith(b"erreur@longueur@")


def test_a_refusal_reaches_a_client_that_is_still_sending(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"archiver@../a@900000\n" + b"x" * 900_000)
        assert rest(connection).startswith(b"erreur@nom@")


def test_a_client_that_has_closed_its_half_still_hears_the_answer(port: int) -> None:
    """As `printf lister | nc -N` does."""
    put(port, "a", b"photo")
    for words, answer in [(b"lister", b"a"), (b"quoi", b"erreur@commande@")]:
        with connect(port) as connection:
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            assert rest(connection).startswith(answer)


def test_quota_and_disk_are_said_before_the_first_byte(start: Start, tmp_path: Path) -> None:
    port = start(archive=10)
    put(port, "a", b"photo")
    assert exchange(port, b"archiver@b@6\n").startswith(b"erreur@quota@")
    put(port, "a", b"photos")
    put(port, "b", b"four")
    assert exchange(port, b"lister\n") == b"a@b"


def test_a_disk_that_must_stay_free_stays_free(start: Start) -> None:
    assert exchange(start(free=100 * MEBIBYTE), b"archiver@a@1\n").startswith(b"erreur@disque@")


def test_a_disk_that_fills_up_is_said_and_nothing_is_left(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(port, "a", b"photo")
    write = disk.write_all

    def fill_up(descriptor: int, data: memoryview) -> None:
        if os.fstat(descriptor).st_size + len(data) > 100_000:
            raise OSError(28, "No space left on device")
        write(descriptor, data)

    monkeypatch.setattr(disk, "write_all", fill_up)
    answer = exchange(port, b"archiver@a@500000\n", b"x" * 500_000)
    assert answer.startswith(b"okerreur@disque@")
    assert (tmp_path / "a").read_bytes() == b"photo"
    assert incoming(tmp_path) == []


def test_an_upload_that_is_given_up_leaves_nothing(port: int, tmp_path: Path) -> None:
    put(port, "a", b"photo")
    with connect(port) as connection:
        connection.sendall(b"archiver@a@1000\n")
        assert connection.recv(100) == b"ok"
        connection.sendall(b"x" * 999)
        until(lambda: incoming(tmp_path))
    until(lambda: not incoming(tmp_path))
    assert (tmp_path / "a").read_bytes() == b"photo"
    assert trash(tmp_path) == []


def test_an_upload_slower_than_its_deadline_is_cut_however_it_dribbles(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classic, "GRACE", 0.3)

    with connect(port) as connection:
        connection.sendall(b"archiver@a@1000\n")
        assert connection.recv(100) == b"ok"
        connection.settimeout(0.05)

        def is_cut() -> bool:
            try:
                connection.sendall(b"x")
                return connection.recv(100) == b""
            except TimeoutError:
                return False
            except ConnectionError:
                return True

        until(is_cut)
        until(lambda: not incoming(tmp_path))
    assert exchange(port, b"lister\n") == b""


def test_a_request_that_does_not_come_in_time_is_cut(start: Start) -> None:
    with connect(start(limits=Limits(first_words=1))) as connection:
        assert connection.recv(100) == b""


def test_two_uploads_of_one_name_at_once_keep_both(port: int, tmp_path: Path) -> None:
    with connect(port) as one, connect(port) as other:
        for connection in (one, other):
            connection.sendall(b"archiver@a@5\n")
            assert connection.recv(100) == b"ok"
        one.sendall(b"fir")
        other.sendall(b"other")
        assert rest(other) == b"ok"
        assert (tmp_path / "a").read_bytes() == b"other"
        one.sendall(b"st")
        assert rest(one) == b"ok"
    assert (tmp_path / "a").read_bytes() == b"first"
    assert trash(tmp_path) == [b"other"]


def test_many_clients_at_once_lose_nothing(port: int, tmp_path: Path) -> None:
    photos = {f"{number}.jpg": os.urandom(1000 * number + 1) for number in range(30)}
    threads = [threading.Thread(target=put, args=(port, *photo)) for photo in photos.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert exchange(port, b"lister\n").decode().split("@") == sorted(photos)
    for name, photo in photos.items():
        assert exchange(port, f"récupérer@{name}\nok".encode()) == b"%d\n" % len(photo) + photo


def test_a_full_door_says_so(start: Start) -> None:
    port = start(limits=Limits(connections=1))
    with connect(port) as connection:
        connection.sendall(b"l")
        until(lambda: exchange(port).startswith(b"erreur@interdit@"))
    until(lambda: exchange(port, b"lister\n") == b"")


def test_stopping_cuts_an_upload_under_way_and_leaves_nothing(start: Start, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, photo_limit=MEBIBYTE, archive_limit=0, free_to_leave=0)
    service = ArchiveService("127.0.0.1", 0, Door(LIMITS), LIMITS, shelf=shelf)
    with connect(service.port) as connection:
        with running(service):
            connection.sendall(b"archiver@a@1000\n")
            assert connection.recv(100) == b"ok"
            connection.sendall(b"x" * 999)
        assert incoming(tmp_path) == []
        assert shelf.list() == []


def test_each_thing_done_is_logged_in_one_line(
    port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "vasistas.archive"):
        put(port, "a b.jpg", b"photo")
        exchange(port, "récupérer@a b.jpg\nok".encode())
        exchange(port, b"supprimer@a b.jpg\n")
        exchange(port, b"quoi\n")
        until(lambda: len(caplog.messages) == 4)
    assert [line.partition(" in ")[0] for line in caplog.messages] == [
        "archived a b.jpg, 5 bytes",
        "retrieved a b.jpg, 5 bytes",
        "deleted a b.jpg",
        "refused: commande: lister, archiver, récupérer ou supprimer",
    ]


def test_an_old_client_archives_lists_retrieves_and_deletes(port: int, tmp_path: Path) -> None:
    client = OldClient(port)
    photo = os.urandom(300_001)
    assert client.list() == []
    assert client.archive("été à la plage.jpg", photo)
    assert client.list() == ["été à la plage.jpg"]
    assert client.retrieve("été à la plage.jpg") == photo
    assert client.archive("a.jpg", b"x")
    assert client.list() == ["a.jpg", "été à la plage.jpg"]
    client.delete("a.jpg")
    assert client.list() == ["été à la plage.jpg"]
    assert trash(tmp_path) == [b"x"]


def test_an_old_client_is_told_what_cannot_be_done(port: int) -> None:
    client = OldClient(port)
    assert client.retrieve("nothing.jpg") is None
    assert not client.archive("../a.jpg", b"photo")
    assert client.list() == []


def test_an_old_client_sees_its_upload_in_the_list_however_slow_the_disk(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()
    sync = os.fsync

    def take_long(descriptor: int) -> None:
        never.wait(0.3)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", take_long)
    client = OldClient(port)
    assert client.archive("a.jpg", b"photo")
    assert client.list() == ["a.jpg"]


def test_an_old_client_gets_whole_names_within_1024_bytes_and_others_get_all(
    port: int, tmp_path: Path
) -> None:
    names = [f"photo de l'été numéro {number:03}.jpg" for number in range(1000)]
    for name in names:
        (tmp_path / name).touch()
    listed = OldClient(port).list()
    assert listed == names[: len(listed)]
    length = len("@".join(names[: len(listed) + 1]).encode())
    assert len("@".join(listed).encode()) <= 1024 < length
    assert exchange(port, b"lister\n").decode().split("@") == names
