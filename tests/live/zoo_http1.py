"""The zoo's house of HTTP/1: answers of every framing, and those that are none."""

import asyncio
import gzip
from dataclasses import replace

import brotli
from backports import zstd
from live.zoo import BLOCK, Animal, Play, Visit

from tui.clients.failure import Step
from tui.reading.marks import Odd

OK = b"HTTP/1.1 200 OK\r\n"
WORDS = b"The quick brown fox jumps over the lazy dog.\n" * 40
LONG = 50_000_000
"""Bytes of a line that has no end before that."""


def saying(*pieces: bytes) -> Play:
    """Hear a request, say these pieces one after the other, and hang up."""

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(*pieces)

    return play


def telling(*pieces: bytes) -> Play:
    """Hear a request, and say each piece when the one before it was taken."""

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.tell(*pieces)

    return play


def breaking(*pieces: bytes) -> Play:
    """Do as `telling`, and break the connection then."""

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.tell(*pieces)
        visit.reset()

    return play


def _framed(name: str, head: bytes, body: bytes, framed: bytes = b"", status: int = 200) -> Animal:
    """Keep an animal whose answer is right; `framed` is how the body travels."""
    return Animal(name, saying(head + (framed or body)), status, head=head, body=body)


def _length(size: int) -> bytes:
    return OK + b"Content-Length: %d\r\n\r\n" % size


def _packed(coding: str, data: bytes) -> Animal:
    head = OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (
        coding.encode(),
        len(data),
    )
    return _framed(coding, head, data)


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED, BROTLIED, ZSTANDARD = (
    gzip.compress(WORDS, mtime=0),
    brotli.compress(WORDS),
    zstd.compress(WORDS),
)

WELL = (
    _framed("plain", _length(5), b"hello"),
    _framed("nothing in it", _length(0), b""),
    _framed("no reason", b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n", b"ok"),
    _framed("odd status", b"HTTP/1.1 799 Caf\xe9\r\nContent-Length: 2\r\n\r\n", b"ok", status=799),
    _framed("chunked", CHUNKED, b"abcde", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    _framed(
        "chunks with extensions",
        CHUNKED,
        b"abcdefghijk",
        b'0b;name="a value";last\r\nabcdefghijk\r\n000;end\r\n\r\n',
    ),
    _framed(
        "trailers",
        OK + b"Trailer: Digest\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"abc",
        b"3\r\nabc\r\n0\r\nDigest: x\r\nSecond: y\r\n\r\n",
    ),
    _packed("gzip", GZIPPED),
    _packed("br", BROTLIED),
    _packed("zstd", ZSTANDARD),
    replace(
        _framed("HTTP/1.0 until they hang up", b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n", b"to the end"),
        version="HTTP/1.0",
    ),
    _framed("until they hang up", OK + b"A: b\r\n\r\n", b"to the end"),
    replace(_framed("HEAD", _length(99), b""), method="HEAD"),
    _framed("204", b"HTTP/1.1 204 No Content\r\n\r\n", b"", status=204),
    _framed(
        "304 with a length",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        b"",
        status=304,
    ),
)

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


def _informed(name: str, *said: bytes) -> Animal:
    told = telling(*said, _length(2) + b"ok")
    return Animal(name, told, 200, head=_length(2), body=b"ok", informed=said)


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
    await visit.say(_length(LONG))
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
    Animal("a line of 50 MB", _line, 200, head=_length(LONG), body=b"x" * 1000, size=LONG),
    Animal(
        "a head of 1 MiB",
        saying(OK + b"".join(b"Field-%06d: x\r\n" % number for number in range(65536)) + b"\r\n"),
        failures=((Step.HEADERS, "HTTP"),),
        unheard=True,
    ),
    Animal("a redirect in a circle", _circle, 302, head=CIRCLE % b"/a"),
)


async def _hang_up(visit: Visit) -> None:
    await visit.hear()


async def _turn_away(visit: Visit) -> None:
    visit.writer.close()


async def _be_silent(visit: Visit) -> None:
    await visit.hear()
    await asyncio.Event().wait()


_SHORT = _length(9)

BROKEN = (
    Animal(
        "length too long",
        saying(_SHORT + b"hello"),
        200,
        head=_SHORT,
        body=b"hello",
        failures=((Step.BODY, "EOF"),),
        odd=(Odd.SHORT_BODY,),
    ),
    Animal(
        "a chunk that is cut",
        saying(CHUNKED + b"9\r\nhello"),
        200,
        head=CHUNKED,
        body=b"hello",
        failures=((Step.BODY, "EOF"),),
        odd=(Odd.SHORT_CHUNKS,),
    ),
    Animal(
        "no last chunk",
        saying(CHUNKED + b"5\r\nhello\r\n"),
        200,
        head=CHUNKED,
        body=b"hello",
        failures=((Step.BODY, "EOF"),),
        odd=(Odd.SHORT_CHUNKS,),
    ),
    Animal(
        "a chunk's size that is none",
        saying(CHUNKED + b"zz\r\nhello\r\n"),
        200,
        head=CHUNKED,
        failures=((Step.BODY, "HTTP"),),
        odd=(Odd.CHUNK_NO_NUMBER,),
    ),
    Animal(
        "reset in the middle of the head",
        breaking(b"HTTP/1.1 200 OK\r\nX-Ha"),
        head=b"HTTP/1.1 200 OK\r\nX-Ha",
        failures=((Step.HEADERS, "ECONNRESET"),),
    ),
    Animal(
        "reset in the middle of the body",
        breaking(_SHORT + b"hel"),
        200,
        head=_SHORT,
        body=b"hel",
        failures=((Step.BODY, "ECONNRESET"),),
    ),
    Animal(
        "half a head",
        saying(b"HTTP/1.1 200 OK\r\nX-Ha"),
        head=b"HTTP/1.1 200 OK\r\nX-Ha",
        failures=((Step.HEADERS, "EOF"),),
        odd=(Odd.SHORT_HEAD,),
    ),
    Animal(
        "no HTTP at all",
        saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        failures=((Step.HEADERS, "HTTP"),),
        odd=(Odd.NO_HTTP,),
    ),
    Animal("empty answer", _hang_up, failures=((Step.WAIT, "EOF"),), odd=(Odd.NO_ANSWER,)),
    Animal(
        "closes at once",
        _turn_away,
        failures=tuple(
            (step, code)
            for step in (Step.SEND, Step.WAIT)
            for code in ("EOF", "ECONNRESET", "EPIPE")
        ),
        deaf=True,
    ),
    Animal("silence", _be_silent, failures=((Step.WAIT, "ETIMEDOUT"),), patience=0.1),
    Animal(
        "two lengths",
        saying(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        failures=((Step.HEADERS, "HTTP"),),
        odd=(Odd.LENGTHS_DIFFER,),
    ),
)

_TWICE = OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n"
_BARE = b"HTTP/1.1 200 OK\nX-Bare: yes\nContent-Length: 5\n\n"
_FOLDED = OK + b"X-Long: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\n"
_BOTH = OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n"

ODD = (
    replace(_framed("bare LF", _BARE, b"hello"), odd=(Odd.BARE_LF,)),
    replace(_framed("folded field", _FOLDED, b"ok"), odd=(Odd.FOLDED,)),
    replace(_framed("the same length twice", _TWICE, b"ok"), odd=(Odd.LENGTH_TWICE,)),
    replace(
        _framed("a length and chunks", _BOTH, b"abc", b"3\r\nabc\r\n0\r\n\r\n"),
        odd=(Odd.LENGTH_AND_CODING,),
    ),
    replace(
        _framed("bytes after the end", _length(2), b"ok", b"ok, and more"), odd=(Odd.AFTER_END,)
    ),
    replace(_framed("length too short", _length(3), b"hel", b"hello"), odd=(Odd.AFTER_END,)),
    replace(
        _framed("204 with a body", b"HTTP/1.1 204 None\r\n\r\n", b"", b"a body", 204),
        odd=(Odd.BODY_FORBIDDEN,),
    ),
    replace(
        _framed("HEAD with a body", _length(5), b"", b"hello"),
        method="HEAD",
        odd=(Odd.BODY_FORBIDDEN,),
    ),
)

ANIMALS = (*WELL, *SLOW, *LARGE, *BROKEN, *ODD)


def named(name: str) -> Animal:
    """Return an animal by its name."""
    [found] = [animal for animal in ANIMALS if animal.name == name]
    return found
