"""A disk that fills up: 507, nothing half kept, nothing lost, and well again afterwards."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import hosting
from live.ground import connect, rest
from live.strangers import PHOTO, ask, is_served, on_shelf, put, status
from waiting import until

BODY = os.urandom(1024 * 1024)
"""No more than a host still reads when it has refused it: so its answer cannot be lost."""

HALF = len(BODY) // 2
PUT = b"PUT /photos/new.jpg HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


@pytest.fixture
def photos(tmp_path: Path) -> Iterator[Path]:
    """An archive with one photo on a disk of 12 MiB."""
    photos = tmp_path / "photos"
    photos.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(photos)]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    try:
        (photos / "plage.jpg").write_bytes(PHOTO)
        yield photos
    finally:
        subprocess.run(["umount", str(photos)], check=True)


@pytest.fixture
def port(photos: Path) -> Iterator[int]:
    with hosting(photos.parent) as config:
        yield config.archive.port


@contextlib.contextmanager
def full(photos: Path) -> Iterator[None]:
    """Fill the disk to its last byte, as somebody else's data would."""
    ballast = photos / ".ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)) == 4096:
            pass
    try:
        yield
    finally:
        ballast.unlink()


def is_intact(port: int, photos: Path) -> bool:
    """Whether there is what there was, and nothing else."""
    listed = ask(port, "GET", "/photos")
    alone = b'"total": 1' in listed and b"plage.jpg" in listed
    return is_served(port) and alone and on_shelf(photos) == ["plage.jpg"]


def test_what_has_no_room_is_refused_before_it_comes(port: int, photos: Path) -> None:
    with connect(port) as connection:
        connection.sendall(PUT + b"Expect: 100-continue\r\nContent-Length: 20000000\r\n\r\n")
        assert 507 == status(rest(connection))
    assert is_intact(port, photos)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_disk_that_fills_up_meanwhile_is_said_and_nothing_is_kept(
    port: int, photos: Path, chunked: bool
) -> None:
    data = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY) if chunked else BODY
    frame = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(BODY)
    incoming = photos / ".vasistas" / "incoming"
    with connect(port) as connection:
        connection.sendall(PUT + frame + b"\r\n\r\n" + data[:HALF])
        until(lambda: any(path.stat().st_size for path in incoming.iterdir()))
        with full(photos):
            with contextlib.suppress(ConnectionError):
                connection.sendall(data[HALF:])
            assert 507 == status(rest(connection))
            until(lambda: on_shelf(photos) == ["plage.jpg"])
            assert is_served(port)
            assert 507 == status(put(port, "another.jpg", BODY))
    assert is_intact(port, photos)
    assert 201 == status(put(port, "new.jpg", BODY))
    assert ask(port, "GET", "/photos/new.jpg").endswith(BODY)


def test_an_upload_in_parts_goes_on_when_there_is_room_again(port: int, photos: Path) -> None:
    tus = "Tus-Resumable: 1.0.0\r\n"
    fields = f"Upload-Length: {len(BODY)}\r\nUpload-Metadata: filename bmV3LmpwZw==\r\n"
    created = ask(port, "POST", "/uploads", f"{tus}{fields}Content-Length: 0\r\n")
    assert 201 == status(created)
    place = created.partition(b"Location: ")[2].partition(b"\r\n")[0].decode()
    part = f"{tus}Content-Type: application/offset+octet-stream\r\n"
    with full(photos):
        length = f"Upload-Offset: 0\r\nContent-Length: {len(BODY)}\r\n"
        assert 507 == status(ask(port, "PATCH", place, part + length, BODY))
        assert is_served(port)
    head = ask(port, "HEAD", place, tus)
    offset = int(head.lower().partition(b"upload-offset: ")[2].split()[0])
    length = f"Upload-Offset: {offset}\r\nContent-Length: {len(BODY) - offset}\r\n"
    assert 204 == status(ask(port, "PATCH", place, part + length, BODY[offset:]))
    assert ask(port, "GET", "/photos/new.jpg").endswith(BODY)


def test_the_classic_dialect_says_it_too(port: int, photos: Path) -> None:
    with full(photos), connect(port) as connection:
        connection.sendall(b"archiver@new.jpg@4000000\n")
        assert rest(connection).startswith(b"erreur@disque@")
    assert is_intact(port, photos)
