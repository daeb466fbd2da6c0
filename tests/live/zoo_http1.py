"""The zoo's house of HTTP/1: answers of every framing, slow ones, large ones."""

import gzip
from dataclasses import replace

import brotli
from backports import zstd
from live import zoo_broken
from live.zoo import BLOCK, Animal, Visit
from live.zoo_saying import CHUNKED, OK, framed, length_of, saying, telling

from tui.clients.failure import Step

WORDS = b"The quick brown fox jumps over the lazy dog.\n" * 40
LONG = 50_000_000
"""Bytes of a line that has no end before that."""


def _packed(coding: str, data: bytes) -> Animal:
    head = OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (
        coding.encode(),
        len(data),
    )
    return framed(coding, head, data)


GZIPPED, BROTLIED, ZSTANDARD = (
    gzip.compress(WORDS, mtime=0),
    brotli.compress(WORDS),
    zstd.compress(WORDS),
)

WELL = (
    framed("plain", length_of(5), b"hello"),
    framed("nothing in it", length_of(0), b""),
    framed("no reason", b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n", b"ok"),
    framed("odd status", b"HTTP/1.1 799 Caf\xe9\r\nContent-Length: 2\r\n\r\n", b"ok", status=799),
    framed("chunked", CHUNKED, b"abcde", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    framed(
        "chunks with extensions",
        CHUNKED,
        b"abcdefghijk",
        b'0b;name="a value";last\r\nabcdefghijk\r\n000;end\r\n\r\n',
    ),
    framed(
        "trailers",
        OK + b"Trailer: Digest\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"abc",
        b"3\r\nabc\r\n0\r\nDigest: x\r\nSecond: y\r\n\r\n",
    ),
    _packed("gzip", GZIPPED),
    _packed("br", BROTLIED),
    _packed("zstd", ZSTANDARD),
    replace(
        framed("HTTP/1.0 until they hang up", b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n", b"to the end"),
        version="HTTP/1.0",
    ),
    framed("until they hang up", OK + b"A: b\r\n\r\n", b"to the end"),
    replace(framed("HEAD", length_of(99), b""), method="HEAD"),
    framed("204", b"HTTP/1.1 204 No Content\r\n\r\n", b"", status=204),
    framed(
        "304 with a length",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        b"",
        status=304,
    ),
)

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


def _informed(name: str, *said: bytes) -> Animal:
    told = telling(*said, length_of(2) + b"ok")
    return Animal(name, told, 200, head=length_of(2), body=b"ok", informed=said)


async def _stream(visit: Visit) -> None:
    await visit.hear()
    await visit.tell(_EVENTS, *(b"data: %d\n\n" % number for number in range(20)))


async def _dribble(visit: Visit) -> None:
    await visit.hear()
    whole = CHUNKED + b"3\r\nabc\r\n0\r\nA: b\r\n\r\n"
    await visit.tell(*(whole[place : place + 1] for place in range(len(whole))))


_EVENTS = OK + b"Content-Type: text/event-stream\r\n\r\n"

SLOW = (
    _informed("100 before the answer", _CONTINUE),
    _informed("103 before the answer", _HINTS),
    _informed("100, 103 and 103 before the answer", _CONTINUE, _HINTS, _HINTS),
    Animal("bytes that dribble", _dribble, 200, head=CHUNKED, body=b"abc"),
    Animal(
        "server-sent events",
        _stream,
        200,
        head=_EVENTS,
        body=b"".join(b"data: %d\n\n" % number for number in range(20)),
    ),
)


async def _endless(visit: Visit) -> None:
    await visit.hear()
    await visit.say(OK + b"\r\n")
    while True:
        await visit.say(b"0123456789abcde\n" * 1024)


async def _line(visit: Visit) -> None:
    await visit.hear()
    await visit.say(length_of(LONG))
    block = b"x" * BLOCK
    for start in range(0, LONG, BLOCK):
        await visit.say(block[: LONG - start])


async def _circle(visit: Visit) -> None:
    asked = await visit.hear()
    to = b"/b" if b" /a " in asked else b"/a"
    await visit.say(CIRCLE % to)


CIRCLE = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"

LARGE = (
    Animal(
        "endless",
        _endless,
        200,
        head=OK + b"\r\n",
        body=b"0123456789abcde\n",
        enough=3_000_000,
        unheard=True,
    ),
    Animal("a line of 50 MB", _line, 200, head=length_of(LONG), body=b"x" * 1000, size=LONG),
    Animal(
        "a head of 1 MiB",
        saying(OK + b"".join(b"Field-%06d: x\r\n" % number for number in range(65536)) + b"\r\n"),
        failures=((Step.HEADERS, "HTTP"),),
        unheard=True,
    ),
    Animal("a redirect in a circle", _circle, 302, head=CIRCLE % b"/a"),
)

ANIMALS = (*WELL, *SLOW, *LARGE, *zoo_broken.ANIMALS)


def named(name: str) -> Animal:
    """Return an animal by its name."""
    [found] = [animal for animal in ANIMALS if animal.name == name]
    return found
