"""The zoo's sick bay: HTTP/1 that breaks off, that is wrong, or that is odd and understood."""

import asyncio
from dataclasses import replace

from live.zoo import Animal, Visit
from live.zoo_saying import CHUNKED, OK, breaking, framed, length_of, saying

from tui.clients.failure import Step
from tui.reading.marks import Odd


async def _hang_up(visit: Visit) -> None:
    await visit.hear()


async def _turn_away(visit: Visit) -> None:
    visit.writer.close()


async def _be_silent(visit: Visit) -> None:
    await visit.hear()
    await asyncio.Event().wait()


_SHORT = length_of(9)

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
    replace(framed("bare LF", _BARE, b"hello"), odd=(Odd.BARE_LF,)),
    replace(framed("folded field", _FOLDED, b"ok"), odd=(Odd.FOLDED,)),
    replace(framed("the same length twice", _TWICE, b"ok"), odd=(Odd.LENGTH_TWICE,)),
    replace(
        framed("a length and chunks", _BOTH, b"abc", b"3\r\nabc\r\n0\r\n\r\n"),
        odd=(Odd.LENGTH_AND_CODING,),
    ),
    replace(
        framed("bytes after the end", length_of(2), b"ok", b"ok, and more"), odd=(Odd.AFTER_END,)
    ),
    replace(framed("length too short", length_of(3), b"hel", b"hello"), odd=(Odd.AFTER_END,)),
    replace(
        framed("204 with a body", b"HTTP/1.1 204 None\r\n\r\n", b"", b"a body", 204),
        odd=(Odd.BODY_FORBIDDEN,),
    ),
    replace(
        framed("HEAD with a body", length_of(5), b"", b"hello"),
        method="HEAD",
        odd=(Odd.BODY_FORBIDDEN,),
    ),
)

ANIMALS = (*BROKEN, *ODD)
