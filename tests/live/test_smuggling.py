"""RFC 9112 held to the letter: whatever two readers could frame differently is refused.

Behind each request lies another, for a photo that holds a secret. Where the first is refused the
connection must end, so that nothing behind it is ever taken for a request.
"""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import hosting
from live.ground import connect, rest

from protocol.config import Config

SECRET = b"what nobody asked for"
BEHIND = b"GET /photos/secret.jpg HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CLASSIC = b"erreur@commande@"
"""What is no request line at all is refused in the other dialect of the port."""

PUT = b"PUT /photos/new.jpg HTTP/1.1\r\nHost: localhost\r\n"
GET = b"GET /photos/plage.jpg HTTP/1.1\r\n"

HEADS = {
    "a length and chunks": PUT + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "chunks and a length": PUT + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "two lengths": PUT + b"Content-Length: 5\r\nContent-Length: 6\r\n",
    "one length twice": PUT + b"Content-Length: 5\r\ncontent-length: 5\r\n",
    "one length twice in a line": PUT + b"Content-Length: 5, 5\r\n",
    "a length with a sign": PUT + b"Content-Length: +5\r\n",
    "a length below nothing": PUT + b"Content-Length: -5\r\n",
    "a length in hexadecimal": PUT + b"Content-Length: 0x5\r\n",
    "a length with an underscore": PUT + b"Content-Length: 1_0\r\n",
    "a length in other digits": PUT + "Content-Length: ٥\r\n".encode(),
    "a length of nothing": PUT + b"Content-Length:\r\n",
    "a length of two words": PUT + b"Content-Length: 5 6\r\n",
    "a length of 40 digits": PUT + b"Content-Length: " + b"9" * 40 + b"\r\n",
    "a space before the colon": PUT + b"Content-Length : 5\r\n",
    "a tab before the colon": PUT + b"Transfer-Encoding\t: chunked\r\n",
    "a field without a name": PUT + b": chunked\r\n",
    "a line without a colon": PUT + b"Transfer-Encoding chunked\r\n",
    "a line that is folded": PUT + b"Transfer-Encoding:\r\n chunked\r\n",
    "a folded line at the beginning": GET + b" Host: localhost\r\nHost: localhost\r\n",
    "a carriage return alone": PUT + b"X: y\rTransfer-Encoding: chunked\r\n",
    "a carriage return before the end": PUT + b"Transfer-Encoding: chunked\r\r\n",
    "a NUL": PUT + b"Transfer-Encoding: chunked\0\r\n",
    "a vertical tab": PUT + b"Transfer-Encoding: \x0bchunked\r\n",
    "a coding that is unknown": PUT + b"Transfer-Encoding: xchunked\r\n",
    "two codings": PUT + b"Transfer-Encoding: gzip, chunked\r\n",
    "chunks that are not the last coding": PUT + b"Transfer-Encoding: chunked, identity\r\n",
    "chunks twice": PUT + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "no host": GET,
    "two hosts": GET + b"Host: localhost\r\nHost: 127.0.0.1\r\n",
    "a host that is none": GET + b"Host: local host\r\n",
    "a host with a path": GET + b"Host: localhost/x\r\n",
    "two spaces": b"GET  /photos/plage.jpg HTTP/1.1\r\nHost: localhost\r\n",
    "two versions": b"GET /photos/plage.jpg HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n",
    "a version in small letters": b"GET /photos/plage.jpg http/1.1\r\nHost: localhost\r\n",
    "a version of three digits": b"GET /photos/plage.jpg HTTP/1.10\r\nHost: localhost\r\n",
    "a version that has no such frame": b"GET /photos/plage.jpg HTTP/2.0\r\nHost: localhost\r\n",
    "no version": b"GET /photos/plage.jpg\r\nHost: localhost\r\n",
    "chunks in HTTP/1.0": b"PUT /photos/new.jpg HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
}

CHUNKS = {
    "a size with a sign": b"+5\r\nhello\r\n0\r\n\r\n",
    "a size below nothing": b"-5\r\nhello\r\n0\r\n\r\n",
    "a size with 0x": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size with an underscore": b"0_5\r\nhello\r\n0\r\n\r\n",
    "no size": b"\r\nhello\r\n0\r\n\r\n",
    "a size of 30 digits": b"0" * 29 + b"5\r\nhello\r\n0\r\n\r\n",
    "a space before a size": b" 5\r\nhello\r\n0\r\n\r\n",
    "a line that ends with LF alone": b"5\nhello\r\n0\r\n\r\n",
    "a line that ends with CR alone": b"5\rhello\r\n0\r\n\r\n",
    "an extension with a CR alone": b"5;a\rb\r\nhello\r\n0\r\n\r\n",
    "an extension with an LF alone": b"5;a\nb\r\nhello\r\n0\r\n\r\n",
    "an extension with a NUL": b"5;a\0b\r\nhello\r\n0\r\n\r\n",
    "two carriage returns": b"5\r\r\nhello\r\n0\r\n\r\n",
    "no end behind the bytes": b"5\r\nhello0\r\n\r\n",
    "another end behind the bytes": b"5\r\nhelloXX0\r\n\r\n",
    "a trailer that is no field": b"5\r\nhello\r\n0\r\nno colon\r\n\r\n",
}


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "secret.jpg").write_bytes(SECRET)
    (photos / "plage.jpg").write_bytes(b"hello")
    with hosting(tmp_path) as config:
        yield config


def ask(config: Config, data: bytes) -> bytes:
    """Send everything, and return what is answered until they hang up."""
    with connect(config.archive.port) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return rest(connection)


def kept(photos: Path) -> list[str]:
    """Name what is on the shelf, and what was left on its way there."""
    incoming = photos / ".vasistas" / "incoming"
    return sorted(path.name for path in (*photos.glob("[!.]*"), *incoming.iterdir()))


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [^\r]*\r\nDate:", answer)]


def test_a_request_behind_another_is_answered(config: Config) -> None:
    """Without this, the tables below would prove nothing."""
    answer = ask(config, GET + b"Host: localhost\r\n\r\n" + BEHIND)
    assert [200, 200] == statuses(answer)
    assert SECRET in answer


def test_heads_that_can_be_framed_in_two_ways_end_the_connection(
    config: Config, tmp_path: Path
) -> None:
    wrong = {}
    for words, head in HEADS.items():
        answer = ask(config, head + b"\r\n" + b"0\r\n\r\n" + BEHIND)
        refused = statuses(answer) in ([400], [501], [505]) or answer.startswith(CLASSIC)
        if SECRET in answer or not refused:
            wrong[words] = answer
    assert {} == wrong
    assert ["plage.jpg", "secret.jpg"] == kept(tmp_path / "photos")


def test_chunks_that_can_be_framed_in_two_ways_end_the_connection(
    config: Config, tmp_path: Path
) -> None:
    wrong = {}
    for words, body in CHUNKS.items():
        answer = ask(config, PUT + b"Transfer-Encoding: chunked\r\n\r\n" + body + BEHIND)
        if SECRET in answer or [400] != statuses(answer):
            wrong[words] = answer
    assert {} == wrong
    assert ["plage.jpg", "secret.jpg"] == kept(tmp_path / "photos")


@pytest.mark.parametrize(
    "first",
    [
        GET + b"Host: localhost\r\nContent-Length: %d\r\n\r\n" % len(BEHIND),
        b"HEAD" + GET[3:] + b"Host: localhost\r\nContent-Length: %d\r\n\r\n" % len(BEHIND),
        b"PUT /photos/.new HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(BEHIND),
        PUT + b"Content-Length: 999999999999\r\n\r\n",
        PUT + b"If-Match: *\r\nContent-Length: %d\r\n\r\n" % len(BEHIND),
        PUT + b"Expect: 100-continue\r\nIf-Match: *\r\nContent-Length: %d\r\n\r\n" % len(BEHIND),
        PUT.replace(b"PUT", b"BREW") + b"Content-Length: %d\r\n\r\n" % len(BEHIND),
        b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(BEHIND),
    ],
)
def test_a_body_that_nobody_wanted_is_not_taken_for_a_request(config: Config, first: bytes) -> None:
    answer = ask(config, first + BEHIND)
    assert 1 == len(statuses(answer))
    assert SECRET not in answer
