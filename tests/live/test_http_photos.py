"""Photos over HTTP, asked with raw sockets: what is answered, kept, and refused."""

import base64
import errno
import gzip
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from live.asking import MEBIBYTE, Client, archive, request
from waiting import until

from protocol.sections import Limits
from servers.photos import body as bodies
from servers.photos import conversation, disk, http, taking
from servers.photos.service import ArchiveService

BYTES = bytes(range(256)) * 40
SHA = hashlib.sha256(BYTES)
TAG = f'"{SHA.hexdigest()}"'
DATE = "Tue, 22 Aug 2017 14:57:08 GMT"
DIGEST = f"sha-256=:{base64.b64encode(SHA.digest()).decode()}:"
LARGE = os.urandom(3 * MEBIBYTE)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ArchiveService]:
    with archive(tmp_path) as service:
        yield service


@pytest.fixture
def client(service: ArchiveService) -> Iterator[Client]:
    with Client(service.port) as client:
        yield client


def left_behind(directory: Path) -> list[Path]:
    """What uploads have left on their way in."""
    return list((directory / ".vasistas" / "incoming").iterdir())


def test_a_photo_is_taken_and_given_in_exactly_these_bytes(client: Client, tmp_path: Path) -> None:
    client.say(request("PUT /photos/a%20b.gif", "Connection: close", body=b"GIF89a"))
    said = re.sub(rb"Date: .{29}\r\n", b"", client.rest())
    expected = hashlib.sha256(b"GIF89a")
    digest = base64.b64encode(expected.digest())
    assert (
        b"HTTP/1.1 201 Created\r\n"
        b'ETag: "' + expected.hexdigest().encode() + b'"\r\n'
        b"Location: /photos/a%20b.gif\r\n"
        b"Repr-Digest: sha-256=:" + digest + b":\r\n"
        b"X-Content-Type-Options: nosniff\r\n"
        b"Content-Length: 0\r\n"
        b"Connection: close\r\n\r\n"
    ) == said
    assert b"GIF89a" == (tmp_path / "a b.gif").read_bytes()


def test_what_is_given_is_described(client: Client, tmp_path: Path) -> None:
    (tmp_path / "été ☀.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    os.utime(tmp_path / "été ☀.png", (1503413828, 1503413828))
    answer = client.ask("GET /photos/%C3%A9t%C3%A9%20%E2%98%80.png")
    assert (200, b"\x89PNG\r\n\x1a\n") == (answer.status, answer.body)
    del answer.fields["Date"], answer.fields["ETag"], answer.fields["Repr-Digest"]
    assert {
        "Last-Modified": "Tue, 22 Aug 2017 14:57:08 GMT",
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
        "Content-Type": "image/png",
        "Content-Disposition": "inline; filename*=UTF-8''%C3%A9t%C3%A9%20%E2%98%80.png",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": "8",
    } == answer.fields


def test_head_says_what_get_says(client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)
    got, head = client.ask("GET /photos/a.jpg"), client.ask("HEAD /photos/a.jpg")
    assert b"" == head.body
    assert got.fields | {"Date": ""} == head.fields | {"Date": ""}
    assert (TAG, DIGEST) == (got.fields["ETag"], got.fields["Repr-Digest"])


def test_lists_come_packed_to_those_who_say_so(client: Client) -> None:
    for number in range(20):
        client.ask(f"PUT /photos/{number}.jpg", body=BYTES)
    for target in ("/photos", "/"):
        plain = client.ask(f"GET {target}", "Accept-Encoding: gzip;q=0, br")
        packed = client.ask(f"GET {target}", "Accept-Encoding: br, gzip;q=0.5")
        assert (None, "gzip") == tuple(
            one.fields.get("Content-Encoding") for one in (plain, packed)
        )
        assert plain.body == gzip.decompress(packed.body)
        assert len(packed.body) < len(plain.body) / 3
        for answer in (plain, packed):
            assert "Accept-Encoding" in answer.fields["Vary"]
            assert plain.fields["ETag"] == answer.fields["ETag"]
    photo = client.ask("GET /photos/1.jpg", "Accept-Encoding: gzip")
    assert ("Content-Encoding" in photo.fields, BYTES) == (False, photo.body)


def test_a_list_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    client.ask("PUT /photos/a.jpg", body=BYTES)
    tag = client.ask("GET /photos").fields["ETag"]
    answer = client.ask("GET /photos", "Accept-Encoding: gzip", f"If-None-Match: {tag}")
    assert (304, tag, b"") == (answer.status, answer.fields["ETag"], answer.body)
    client.ask("PUT /photos/a.jpg", body=BYTES[1:])
    assert 200 == client.ask("GET /photos", f"If-None-Match: {tag}").status


@pytest.mark.parametrize("data", [b"<html><script>", b"<svg xmlns='x'>", b"%PDF-1.7", b"BM", b""])
def test_what_is_no_picture_is_not_shown_as_one(
    client: Client, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "a.html").write_bytes(data)
    fields = client.ask("GET /photos/a.html").fields
    kind = "image/bmp" if data == b"BM" else "application/octet-stream"
    assert (kind, "nosniff") == (fields["Content-Type"], fields["X-Content-Type-Options"])


def test_requests_said_at_once_are_answered_in_order(client: Client) -> None:
    client.say(
        request("PUT /photos/a.jpg", body=b"one")
        + request("PUT /photos/b.jpg", "Transfer-Encoding: chunked", body=b"3\r\ntwo\r\n0\r\n\r\n")
        + request("GET /photos/b.jpg")
        + request("DELETE /photos/a.jpg")
        + request("GET /photos/a.jpg", "Connection: close")
        + request("DELETE /photos/b.jpg")
    )
    answers = [client.hear() for _ in range(5)]
    assert [201, 201, 200, 204, 404] == [answer.status for answer in answers]
    assert b"two" == answers[2].body
    assert b"" == client.rest()


def test_an_old_client_gets_its_answer_and_the_end(client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)
    client.say(b"GET /photos/a.jpg HTTP/1.0\r\n\r\n")
    head, _, body = client.rest().partition(b"\r\n\r\n")
    assert BYTES == body
    assert b"Connection: close" in head


@pytest.mark.parametrize("size", [1, taking.ALONE, taking.ALONE + 1, len(LARGE)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_photo_of_any_size_arrives_whole(
    client: Client, tmp_path: Path, size: int, chunked: bool
) -> None:
    data = LARGE[:size]
    if chunked:
        framed = b"%x\r\n%b\r\n1\r\n!\r\n0\r\n\r\n" % (size, data)
        answer = client.ask("PUT /photos/a.jpg", "Transfer-Encoding: chunked", body=framed)
        data += b"!"
    else:
        answer = client.ask("PUT /photos/a.jpg", body=data)
    assert (201, f'"{hashlib.sha256(data).hexdigest()}"') == (answer.status, answer.fields["ETag"])
    assert data == (tmp_path / "a.jpg").read_bytes() == client.ask("GET /photos/a.jpg").body
    assert not left_behind(tmp_path)


def test_archiving_again_replaces_and_keeps_what_was_there(client: Client, tmp_path: Path) -> None:
    assert 201 == client.ask("PUT /photos/a.jpg", body=b"one").status
    assert 200 == client.ask("PUT /photos/a.jpg", body=b"two").status
    assert b"two" == client.ask("GET /photos/a.jpg").body
    (kept,) = (tmp_path / ".vasistas" / "trash").glob("*/a.jpg")
    assert b"one" == kept.read_bytes()


def test_bytes_that_are_not_those_announced_are_not_kept(client: Client, tmp_path: Path) -> None:
    assert 400 == client.ask("PUT /photos/a.jpg", f"Repr-Digest: {DIGEST}", body=b"else").status
    assert 400 == client.ask("PUT /photos/a.jpg", "Repr-Digest: sha-256=:a:", body=BYTES).status
    assert not (tmp_path / "a.jpg").exists()
    with Client(client.socket.getpeername()[1]) as other:
        assert 201 == other.ask("PUT /photos/a.jpg", f"Repr-Digest: {DIGEST}", body=BYTES).status
    assert not left_behind(tmp_path)


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("Content-Range: bytes 4-7/8", 400),
        ("Content-Range: bytes 0-3/4", 400),
        ("Content-Encoding: gzip", 415),
        ("Content-Encoding: identity, GZIP", 415),
        ("Content-Encoding: Identity", 200),
    ],
)
def test_only_a_whole_photo_as_it_is_replaces_another(
    client: Client, tmp_path: Path, field: str, status: int
) -> None:
    client.ask("PUT /photos/a.jpg", body=b"old")
    assert status == client.ask("PUT /photos/a.jpg", field, body=b"more").status
    assert (b"more" if status == 200 else b"old") == (tmp_path / "a.jpg").read_bytes()


@pytest.mark.parametrize("framing", ["Content-Length: 0", "Transfer-Encoding: chunked"])
def test_nothing_is_no_photo(client: Client, tmp_path: Path, framing: str) -> None:
    assert 400 == client.ask("PUT /photos/a.jpg", framing, body=b"0\r\n\r\n").status
    assert not (tmp_path / "a.jpg").exists()


def test_of_two_that_want_a_new_name_one_gets_it(service: ArchiveService, tmp_path: Path) -> None:
    fields = ("If-None-Match: *", "Content-Length: 3")
    with Client(service.port) as one, Client(service.port) as two:
        for client, start in ((one, b"o"), (two, b"t")):
            client.say(request("PUT /photos/a.jpg", *fields) + start)
        until(lambda: len(left_behind(tmp_path)) == 2)
        one.say(b"ne")
        assert 201 == one.hear().status
        two.say(b"wo")
        assert 412 == two.hear().status
    assert b"one" == (tmp_path / "a.jpg").read_bytes()


def test_of_two_that_want_to_replace_the_same_photo_one_does(
    service: ArchiveService, tmp_path: Path
) -> None:
    with Client(service.port) as one, Client(service.port) as two:
        one.ask("PUT /photos/a.jpg", body=BYTES)
        one.say(request("PUT /photos/a.jpg", f"If-Match: {TAG}", "Content-Length: 3") + b"o")
        until(lambda: left_behind(tmp_path))
        assert 200 == two.ask("PUT /photos/a.jpg", f"If-Match: {TAG}", body=b"two").status
        one.say(b"ne")
        assert 412 == one.hear().status
    assert b"two" == (tmp_path / "a.jpg").read_bytes()
    (kept,) = (tmp_path / ".vasistas" / "trash").glob("*/a.jpg")
    assert BYTES == kept.read_bytes()


@pytest.mark.parametrize("condition", [f"If-Match: {TAG}", f"If-Unmodified-Since: {DATE}"])
@pytest.mark.parametrize(
    ("line", "fields", "body"),
    [
        ("PUT /photos/a.jpg", [], b"new"),
        ("DELETE /photos/a.jpg", [], b""),
        ("MOVE /photos/a.jpg", ["Destination: /photos/b.jpg"], b""),
    ],
)
def test_conditions_are_held_as_the_change_is_made(
    client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    fields: list[str],
    body: bytes,
    condition: str,
) -> None:
    """Another host, or the owner, may replace the photo until nobody else can change any."""
    client.ask("PUT /photos/a.jpg", body=BYTES)
    os.utime(tmp_path / "a.jpg", (1503413828, 1503413828))
    claim = disk.locked

    def replacing(folder: Path) -> AbstractContextManager[None]:
        (tmp_path / "a.jpg").write_bytes(b"theirs")
        return claim(folder)

    monkeypatch.setattr(disk, "locked", replacing)
    assert 412 == client.ask(line, condition, *fields, body=body).status
    assert {"a.jpg": b"theirs"} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    }


def test_conditions_are_held(client: Client) -> None:
    client.ask("PUT /photos/a.jpg", body=BYTES)
    assert 304 == client.ask("GET /photos/a.jpg", f"If-None-Match: {TAG}").status
    assert 412 == client.ask("DELETE /photos/a.jpg", 'If-Match: "old"').status
    assert 200 == client.ask("PUT /photos/a.jpg", f"If-Match: {TAG}", body=b"new").status
    assert 200 == client.ask("GET /photos/a.jpg", f"If-None-Match: {TAG}").status
    assert 412 == client.ask("PUT /photos/b.jpg", "If-Match: *", body=b"new").status


@pytest.mark.parametrize(
    ("fields", "status", "start", "end"),
    [
        (["Range: bytes=0-0"], 206, 0, 1),
        (["Range: bytes=100-"], 206, 100, None),
        (["Range: bytes=-7"], 206, -7, None),
        (["Range: bytes=5-6", f"If-Range: {TAG}"], 206, 5, 7),
        (["Range: bytes=5-6", 'If-Range: "old"'], 200, 0, None),
        (["Range: bytes=5-6,8-9"], 200, 0, None),
        (["Range: lines=5-6"], 200, 0, None),
    ],
)
def test_a_part_of_a_photo(
    client: Client, fields: list[str], status: int, start: int, end: int | None
) -> None:
    client.ask("PUT /photos/a.jpg", body=BYTES)
    answer = client.ask("GET /photos/a.jpg", *fields)
    assert (status, BYTES[start:end]) == (answer.status, answer.body)
    first = start % len(BYTES)
    said = f"bytes {first}-{first + len(answer.body) - 1}/{len(BYTES)}"
    assert (said if status == 206 else None) == answer.fields.get("Content-Range")


def test_a_part_that_is_not_there(client: Client) -> None:
    client.ask("PUT /photos/a.jpg", body=b"abc")
    answer = client.ask("GET /photos/a.jpg", "Range: bytes=3-")
    assert (416, "bytes */3") == (answer.status, answer.fields["Content-Range"])


def test_room_is_asked_for_before_the_first_byte(tmp_path: Path) -> None:
    with archive(tmp_path, photo=1000, quota=1500) as service:
        for size, status in ((1001, 413), (800, 100), (900, 507)):
            with Client(service.port) as client:
                fields = ("Expect: 100-continue", f"Content-Length: {size}")
                assert status == client.ask(f"PUT /photos/{size}.jpg", *fields).status
                if status == 100:
                    client.say(bytes(size))
                    assert 201 == client.hear().status
                else:
                    assert b"" == client.rest()
        assert ["800.jpg"] == service.shelf.list()


def test_what_does_not_say_its_size_is_held_to_the_same_limits(tmp_path: Path) -> None:
    chunk = b"100\r\n" + bytes(256) + b"\r\n"
    for name, limits in (("photo", {"photo": 1000}), ("quota", {"quota": 1000})):
        with archive(tmp_path / name, **limits) as service, Client(service.port) as client:
            client.say(request("PUT /photos/a.jpg", "Transfer-Encoding: chunked") + chunk * 100)
            assert {"photo": 413, "quota": 507}[name] == client.hear().status
        assert not left_behind(tmp_path / name)
        assert not (tmp_path / name / "a.jpg").exists()


@pytest.mark.parametrize("size", [MEBIBYTE // 2, 32 * MEBIBYTE])
def test_a_refusal_is_heard_by_who_has_sent_everything(tmp_path: Path, size: int) -> None:
    with archive(tmp_path, photo=1000) as service, Client(service.port) as client:
        answer = client.ask("PUT /photos/a.jpg", body=bytes(size))
        assert (413, "close") == (answer.status, answer.fields["Connection"])


def test_a_disk_that_fills_up_meanwhile_keeps_nothing(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, room = disk.write_all, [len(LARGE) - 1000]

    def write_all(descriptor: int, data: memoryview) -> None:
        room[0] -= len(data)
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "full")
        really(descriptor, data)

    monkeypatch.setattr(disk, "write_all", write_all)
    assert 507 == client.ask("PUT /photos/a.jpg", body=LARGE).status
    assert not (tmp_path / "a.jpg").exists()
    until(lambda: not left_behind(tmp_path))
    assert not [one for one in threading.enumerate() if one.name.startswith("archive takes")]


def test_a_disk_that_cannot_be_read_is_said(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)

    def pread(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "pread", pread)
        assert 500 == client.ask("GET /photos/a.jpg").status
    assert BYTES == client.ask("GET /photos/a.jpg").body


def test_half_a_photo_is_none(client: Client, tmp_path: Path) -> None:
    client.say(request("PUT /photos/a.jpg", "Content-Length: 10") + b"half")
    client.socket.shutdown(1)
    assert 400 == client.hear().status
    assert not (tmp_path / "a.jpg").exists()
    assert not left_behind(tmp_path)


def test_a_body_that_drips_is_cut(
    service: ArchiveService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "STALLED", 0.2)
    with Client(service.port) as client:
        client.say(request("PUT /photos/a.jpg", "Content-Length: 10") + b"half")
        assert b"" == client.rest()
    assert not left_behind(tmp_path)


def test_who_takes_nothing_is_cut(
    service: ArchiveService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "STALLED", 0.2)
    (tmp_path / "a.jpg").write_bytes(bytes(32 * MEBIBYTE))
    with Client(service.port) as client:
        client.say(request("GET /photos/a.jpg"))
        until(lambda: service.connections == 0)


def test_a_head_that_drips_is_refused(tmp_path: Path) -> None:
    with archive(tmp_path, limits=Limits(first_words=1)) as service:
        with Client(service.port) as client:
            client.say(b"GET / HTTP/1.1\r\n")
            assert 408 == client.hear().status
        with Client(service.port) as client:
            client.say(b"GET")
            assert b"" == client.rest()


def test_who_asks_nothing_more_is_left(
    service: ArchiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "IDLE", 0.2)
    with Client(service.port) as client:
        assert 404 == client.ask("GET /photos/a.jpg").status
        assert b"" == client.rest()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (["Origin: http://evil.example"], 403),
        (["Origin: null"], 403),
        (["Origin: http://127.0.0.1:1"], 403),
        (["Sec-Fetch-Site: cross-site"], 403),
        (["Sec-Fetch-Site: same-site"], 403),
        (["Origin: http://127.0.0.1", "Sec-Fetch-Site: same-origin"], 204),
        ([], 204),
    ],
)
def test_pages_from_elsewhere_change_nothing(
    client: Client, tmp_path: Path, fields: list[str], status: int
) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)
    answer = client.ask("DELETE /photos/a.jpg", *fields)
    assert status == answer.status
    assert (status == 403) == (tmp_path / "a.jpg").exists()
    assert not [name for name in answer.fields if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 421),
        ("127.0.0.1.evil.example:7788", 421),
        ("localhost.evil.example", 421),
        ("localhost:7788", 200),
        ("lab", 200),
        ("[::1]:7788", 200),
        ("127.0.0.1", 200),
    ],
)
def test_on_this_machine_only_local_names_are_ours(client: Client, host: str, status: int) -> None:
    client.say(f"GET /photos HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert status == client.hear().status


@pytest.mark.parametrize(
    ("line", "status", "allow"),
    [
        ("POST /photos/a.jpg", 405, "DELETE, GET, HEAD, MOVE, OPTIONS, PUT"),
        ("DELETE /photos", 405, "GET, HEAD, OPTIONS"),
        ("OPTIONS /photos/a.jpg", 204, "DELETE, GET, HEAD, MOVE, OPTIONS, PUT"),
        ("OPTIONS *", 204, "DELETE, GET, HEAD, MOVE, OPTIONS, PATCH, POST, PUT"),
        ("BREW /photos", 501, None),
        ("CONNECT /photos", 501, None),
        ("GET /nothing", 404, None),
        ("GET /photos/..%2Fa", 400, None),
    ],
)
def test_what_cannot_be_asked(client: Client, line: str, status: int, allow: str | None) -> None:
    answer = client.ask(line)
    assert (status, allow) == (answer.status, answer.fields.get("Allow"))
    assert 200 == client.ask("GET /photos").status


def test_nothing_is_reached_outside_the_directory(service: ArchiveService, tmp_path: Path) -> None:
    secret = tmp_path.parent / "secret"
    secret.write_bytes(b"secret")
    (tmp_path / "link.jpg").symlink_to(secret)
    (tmp_path / "folder").mkdir()
    for target in ("link.jpg", "folder", "..%2Fsecret", "../secret", ".vasistas", "%2e%2e"):
        for method in ("GET", "DELETE", "PUT"):
            with Client(service.port) as client:
                body = b"x" if method == "PUT" else b""
                answer = client.ask(f"{method} /photos/{target}", body=body)
                assert answer.status in (400, 404, 409)
                assert b"secret" not in answer.body
    assert b"secret" == secret.read_bytes()
    assert (tmp_path / "folder").is_dir()


def test_a_photo_from_the_far_future_is_listed_and_given(client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)
    os.utime(tmp_path / "a.jpg", (0, 2**34))
    for line in ("GET /photos", "GET /photos?sort=newest", "GET /", "GET /photos/a.jpg"):
        assert 200 == client.ask(line).status
    assert "GMT" in client.ask("HEAD /photos/a.jpg").fields["Last-Modified"]


def test_both_dialects_see_the_same_photo(service: ArchiveService) -> None:
    with Client(service.port) as client:
        client.ask("PUT /photos/a%40b.jpg", body=BYTES)
    with Client(service.port) as client:
        client.say(b"lister\n")
        assert b"a%40b.jpg" == client.rest()
    with Client(service.port) as client:
        client.say("récupérer@a%40b.jpg\nok".encode())
        assert b"%d\n" % len(BYTES) + BYTES == client.rest()
    with Client(service.port) as client:
        client.say(b"archiver@c.jpg@3\nabc")
        assert b"okok" == client.rest()
    with Client(service.port) as client:
        assert b"abc" == client.ask("GET /photos/c.jpg").body


def test_a_request_line_may_come_letter_by_letter(client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)
    for letter in request("GET /photos/a.jpg"):
        client.say(bytes([letter]))
    assert BYTES == client.hear().body


def test_smuggled_requests_are_never_heard(service: ArchiveService, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(BYTES)
    hidden = request("DELETE /photos/a.jpg")
    for framing in (
        ["Content-Length: 3", "Transfer-Encoding: chunked"],
        ["Content-Length: 3", f"Content-Length: {len(hidden)}"],
        ["Transfer-Encoding: xchunked"],
        ["X: y", " Transfer-Encoding: chunked"],
        ["X: y\rTransfer-Encoding: chunked"],
    ):
        with Client(service.port) as client:
            client.say(request("PUT /photos/b.jpg", *framing) + b"0\r\n\r\n" + hidden)
            assert client.hear().status in (400, 501)
            assert b"" == client.rest()
    assert (tmp_path / "a.jpg").exists()
