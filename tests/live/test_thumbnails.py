"""Thumbnails: made in processes that may die, kept on disk within bounds, answered over HTTP."""

import hashlib
import http.client
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO, FileIO
from pathlib import Path

import pytest
from hosting import ANY, hosting
from PIL import Image
from waiting import until

from protocol.pictures import NotAPicture
from servers.photos import page
from servers.photos.catalogue import AT_ONCE
from servers.photos.thumbnail_cache import ThumbnailCache
from servers.photos.thumbnail_workers import Busy, Workers
from servers.photos.thumbnailer import MEMORY
from servers.photos.thumbnails import Thumbnails

DIGEST = "ab" * 32
ROOT = Path(__file__).parents[2]


def photo(path: Path, width: int = 80, height: int = 40) -> Path:
    Image.new("RGB", (width, height), "green").save(path, "JPEG")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Iterator[FileIO]:
    with FileIO(photo(tmp_path / "photo.jpg")) as opened:
        yield opened


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1, patience=60)
    yield made
    made.stop()


def size(picture: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(picture), formats=["JPEG"]).size


def test_a_process_is_started_when_it_is_needed_and_serves_many(
    workers: Workers, file: FileIO
) -> None:
    assert [] == workers.processes
    assert (40, 20) == size(workers.ask((40, 40), file))
    first = workers.processes
    assert (20, 10) == size(workers.ask((20, 20), file))
    assert first == workers.processes


def test_a_process_has_little_memory_and_little_time(workers: Workers, file: FileIO) -> None:
    workers.ask((40, 40), file)
    text = Path(f"/proc/{workers.processes[0]}/limits").read_text()
    limits = {line[:26].strip(): line[26:].split() for line in text.splitlines()}
    assert [str(MEMORY), str(MEMORY)] == limits["Max address space"][:2]
    assert ["0", "0"] == limits["Max file size"][:2]
    assert int(limits["Max cpu time"][0]) < 60


def test_a_process_is_replaced_after_so_many_pictures(file: FileIO) -> None:
    workers = Workers(1, jobs=2)
    seen = []
    for _ in range(4):
        workers.ask((40, 40), file)
        seen.append(workers.processes)
    workers.stop()
    assert [] == seen[1] == seen[3]
    assert seen[0] != seen[2]


def asking(workers: Workers, file: FileIO) -> threading.Thread:
    """Ask, on a thread of its own, whatever the answer; return once it has its process."""

    def ask() -> None:
        with suppress(NotAPicture):
            workers.ask((40, 40), file)

    thread = threading.Thread(target=ask)
    thread.start()
    until(lambda: not workers.free)
    return thread


def test_a_process_that_dies_costs_one_picture(workers: Workers, file: FileIO) -> None:
    workers.ask((40, 40), file)
    (first,) = workers.processes
    os.kill(first, signal.SIGSTOP)
    thread = asking(workers, file)
    os.kill(first, signal.SIGKILL)
    thread.join(30)
    assert (40, 20) == size(workers.ask((40, 40), file))
    assert first not in workers.processes


def test_a_process_that_takes_too_long_is_killed(file: FileIO) -> None:
    workers = Workers(1, patience=60)
    workers.ask((40, 40), file)
    (first,) = workers.processes
    os.kill(first, signal.SIGSTOP)
    workers.patience = 0.05
    with pytest.raises(NotAPicture):
        workers.ask((40, 40), file)
    assert [] == workers.processes
    assert not Path(f"/proc/{first}").exists()
    workers.patience = 60
    assert (40, 20) == size(workers.ask((40, 40), file))
    workers.stop()


def test_a_picture_that_needs_too_much_memory_is_refused_and_nothing_else(
    workers: Workers, file: FileIO, tmp_path: Path
) -> None:
    workers.ask((40, 40), file)
    (process,) = workers.processes
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[0])
    little = pages * resource.getpagesize() + 32 * 1024 * 1024
    resource.prlimit(process, resource.RLIMIT_AS, (little, MEMORY))
    Image.new("RGB", (6000, 4000)).save(tmp_path / "large.png")
    with FileIO(tmp_path / "large.png") as large, pytest.raises(NotAPicture, match="MemoryError"):
        workers.ask((40, 40), large)
    assert [process] == workers.processes
    assert (40, 20) == size(workers.ask((40, 40), file))


def test_who_does_not_get_a_process_in_time_hears_so(file: FileIO) -> None:
    workers = Workers(1, patience=60, turn=0.05)
    workers.ask((40, 40), file)
    os.kill(workers.processes[0], signal.SIGSTOP)
    thread = asking(workers, file)
    with pytest.raises(Busy):
        workers.ask((40, 40), file)
    workers.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_stopping_leaves_no_process_and_answers_nobody(workers: Workers, file: FileIO) -> None:
    workers.ask((40, 40), file)
    (process,) = workers.processes
    workers.stop()
    assert not Path(f"/proc/{process}").exists()
    with pytest.raises(Busy):
        workers.ask((40, 40), file)


HOST = """
import sys
from io import FileIO
from servers.photos.thumbnail_workers import Workers

workers = Workers(1)
workers.ask((40, 40), FileIO(sys.argv[1]))
print(*workers.processes, flush=True)
sys.stdin.read()
"""


def test_a_process_ends_with_its_host(file: FileIO, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOST, str(file.name)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as host:
        assert host.stdout
        process = int(host.stdout.readline())
        assert lives(process)
        host.kill()
    until(lambda: not lives(process))


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] not in "ZX"
    except FileNotFoundError:
        return False


class Counting(Workers):
    """Counts what was asked."""

    asked = 0

    def ask(self, box: tuple[int, int], file: FileIO) -> bytes:
        self.asked += 1
        return super().ask(box, file)


def test_a_thumbnail_is_made_once(tmp_path: Path, workers: Workers, file: FileIO) -> None:
    thumbnails = Thumbnails(tmp_path / "cache", workers=workers)
    picture = thumbnails.make(file, DIGEST, 40, 40)
    workers.stop()
    assert picture == thumbnails.make(file, DIGEST, 40, 40)
    again = Thumbnails(tmp_path / "cache", workers=workers)
    assert picture == again.make(file, DIGEST, 40, 40)
    with pytest.raises(Busy):
        again.make(file, DIGEST, 41, 40)


def test_what_is_no_picture_is_remembered_for_a_while(tmp_path: Path, workers: Workers) -> None:
    moments = iter([0.0, 0.0, 0.0, 299.0, 301.0, 301.0])
    path = tmp_path / "words.jpg"
    path.write_text("hello")
    thumbnails = Thumbnails(tmp_path / "cache", workers=workers, now=lambda: next(moments))
    with FileIO(path) as words, pytest.raises(NotAPicture):
        thumbnails.make(words, DIGEST, 40, 40)
    with FileIO(photo(path)) as good:
        with pytest.raises(NotAPicture):
            thumbnails.make(good, DIGEST, 20, 20)
        assert (20, 10) == size(thumbnails.make(good, DIGEST, 20, 20))


def test_many_who_want_the_same_thumbnail_share_the_work(tmp_path: Path, file: FileIO) -> None:
    workers = Counting(2)
    thumbnails = Thumbnails(tmp_path / "cache", workers=workers)
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(thumbnails.make(file, DIGEST, 40, 40)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert 8 == len(made)
    assert 1 == len(set(made)) == workers.asked
    workers.stop()


def test_the_cache_forgets_what_was_used_least(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, 5000)
    for number in range(4):
        cache.put(f"{number:02}", bytes([number]) * 1000)
    assert cache.get("00")
    cache.put("04", b"4" * 1000)
    assert [True, False, True, True, True] == [bool(cache.get(f"{n:02}")) for n in range(5)]
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.jpg")) == cache.total < 5000


def test_the_cache_is_found_again_in_the_order_of_its_use(tmp_path: Path) -> None:
    before = ThumbnailCache(tmp_path, 5000)
    for number in range(4):
        before.put(f"{number:02}", bytes([number]) * 1000)
        os.utime(tmp_path / f"{number:02}" / f"{number:02}.jpg", (100 - number, 100 - number))
    (tmp_path / "00" / "left.new").write_bytes(b"half")
    after = ThumbnailCache(tmp_path, 5000)
    after.put("04", b"4" * 1000)
    assert [True, True, True, False, True] == [bool(after.get(f"{n:02}")) for n in range(5)]
    assert not list(tmp_path.rglob("*.new"))


@pytest.mark.parametrize("damage", [b"", b"\0" * 1004, b"short"])
def test_what_a_power_failure_left_is_no_thumbnail(tmp_path: Path, damage: bytes) -> None:
    cache = ThumbnailCache(tmp_path, 5000)
    cache.put("00", b"0" * 1000)
    (tmp_path / "00" / "00.jpg").write_bytes(damage)
    assert cache.get("00") is None
    assert 0 == cache.total


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    cache = ThumbnailCache(tmp_path / "cache", 5000)
    cache.put("00", b"0" * 1000)
    assert cache.get("00") is None
    assert 0 == cache.total


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[tuple[http.client.HTTPConnection, Path]]:
    with hosting(tmp_path / "data", ANY) as config:
        connection = http.client.HTTPConnection("127.0.0.1", config.archive.port, timeout=60)
        yield connection, tmp_path / "data" / "photos"
        connection.close()


def get(
    connection: http.client.HTTPConnection, target: str, **fields: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    said = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request("GET", target, headers=said)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def test_a_large_photo_is_not_read_by_whoever_asks(tmp_path: Path) -> None:
    """Its digest is the keeper's to find, unless it is larger than a photo may be."""
    config = replace(ANY, limits=replace(ANY.limits, photo_mebibytes=33))
    photos = tmp_path / "photos"
    photos.mkdir()
    for name, size in (("large.jpg", AT_ONCE + 1), ("larger.jpg", 33 * 2**20 + 1)):
        os.truncate(photo(photos / name), size)
        soon = time.time() + 3600  # so that the keeper waits
        os.utime(photos / name, (soon, soon))
    with hosting(tmp_path, config) as settings:
        connection = http.client.HTTPConnection("127.0.0.1", settings.archive.port, timeout=60)
        there = "/photos/{}.jpg/thumbnail?width=40&height=30"
        status, fields, _ = get(connection, there.format("large"))
        assert (503, "5") == (status, fields["Retry-After"])
        assert 415 == get(connection, there.format("larger"))[0]
        os.utime(photos / "large.jpg", (0, 0))
        until(lambda: 200 == get(connection, there.format("large"))[0], 30)
        connection.close()


def test_a_thumbnail_is_answered_with_a_tag_and_not_sent_twice(
    archive: tuple[http.client.HTTPConnection, Path],
) -> None:
    connection, photos = archive
    data = photo(photos / "été à la mer.jpg").read_bytes()
    there = "/photos/%C3%A9t%C3%A9%20%C3%A0%20la%20mer.jpg/thumbnail?width=40&height=30"
    status, fields, body = get(connection, there)
    assert (200, "image/jpeg", (40, 20)) == (status, fields["Content-Type"], size(body))
    assert f'"{hashlib.sha256(data).hexdigest()[:32]}-40x30"' == fields["ETag"]
    assert "no-cache" == fields["Cache-Control"]
    assert 304 == get(connection, there, If_None_Match=f'"x", W/{fields["ETag"]}')[0]
    photo(photos / "été à la mer.jpg", 40, 40)
    assert 200 == get(connection, there, If_None_Match=fields["ETag"])[0]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/photos/nobody.jpg/thumbnail", 404),
        ("/photos/words.jpg/thumbnail", 415),
        ("/photos/words.jpg/thumbnail?width=0", 400),
        ("/photos/words.jpg/thumbnail?width=1025", 400),
        ("/photos/words.jpg/thumbnail?height=-1", 400),
        ("/photos/.vasistas/thumbnail", 400),
        ("/photos/link.jpg/thumbnail", 404),
    ],
)
def test_what_cannot_be_had_is_a_problem_in_words(
    archive: tuple[http.client.HTTPConnection, Path], target: str, status: int
) -> None:
    connection, photos = archive
    (photos / "words.jpg").write_text("hello")
    (photos / "link.jpg").symlink_to("/etc/passwd")
    found, fields, _body = get(connection, target)
    assert (status, "application/problem+json") == (found, fields["Content-Type"])


def test_when_too_much_is_asked_for_the_answer_is_later(
    archive: tuple[http.client.HTTPConnection, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> bytes:
        raise Busy

    connection, photos = archive
    photo(photos / "plage.jpg")
    monkeypatch.setattr(Workers, "ask", busy)
    status, fields, _body = get(connection, "/photos/plage.jpg/thumbnail")
    assert (503, "5") == (status, fields["Retry-After"])
    monkeypatch.undo()
    assert 200 == get(connection, "/photos/plage.jpg/thumbnail")[0]


def test_a_host_that_stops_takes_its_processes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Workers] = []
    start = Workers.__init__

    def remember(self: Workers, *arguments: int) -> None:
        made.append(self)
        start(self, *arguments)

    monkeypatch.setattr(Workers, "__init__", remember)
    photos = tmp_path / "data" / "photos"
    photos.mkdir(parents=True)
    photo(photos / "plage.jpg")
    with hosting(tmp_path / "data", ANY) as config:
        connection = http.client.HTTPConnection("127.0.0.1", config.archive.port, timeout=60)
        assert 200 == get(connection, "/photos/plage.jpg/thumbnail")[0]
        connection.close()
        processes = [process for workers in made for process in workers.processes]
        assert processes
    assert [] == [process for process in processes if lives(process)]


def test_the_page_is_answered_in_the_reader_s_language(tmp_path: Path) -> None:
    photos = tmp_path / "data" / "photos"
    photos.mkdir(parents=True)
    for number in range(page.PHOTOS + 1):
        (photos / f"{number:03}.jpg").write_bytes(b"photo")
    with hosting(tmp_path / "data", ANY) as config:
        connection = http.client.HTTPConnection("127.0.0.1", config.archive.port, timeout=60)
        status, fields, body = get(connection, "/", Accept_Language="fr-FR, en;q=0.5")
        assert (200, "fr") == (status, fields["Content-Language"])
        assert page.POLICY == fields["Content-Security-Policy"]
        assert "text/html; charset=utf-8" == fields["Content-Type"]
        assert "61 photos" in body.decode()
        assert page.PHOTOS == body.count(b"<img ")
        assert b'href="/?after=059.jpg"' in body
        _status, _fields, body = get(connection, "/?after=059.jpg")
        assert 1 == body.count(b"<img ")
        status, fields, _body = get(connection, "/?after=gone.jpg&sort=newest&match=%26")
        assert (303, "/?match=%26&sort=newest") == (status, fields["Location"])
        connection.close()
