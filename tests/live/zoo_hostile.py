"""The zoo's house of those who would command a terminal, from every place of an answer."""

import json
import ssl

from h2.errors import ErrorCodes
from live.zoo import Visit
from live.zoo_http2 import Talk, playing
from live.zoo_tls import authority, context_of

HOSTILE = "\x1b[2J\x1b]0;x\x07\u202e\u200b\u009b31m\x7f\x9b"
_SAID = HOSTILE.encode()


def _whole(body: bytes, *fields: bytes) -> bytes:
    lines = (b"HTTP/1.1 200 OK", *fields, b"Content-Length: %d" % len(body), b"", body)
    return b"\r\n".join(lines)


HEADS = {
    "everywhere": b"HTTP/1.1 103 H"
    + _SAID
    + b"\r\nLink: "
    + _SAID
    + b"\r\n\r\nHTTP/1.1 302 R"
    + _SAID
    + b"\r\nLocation: /"
    + _SAID
    + b"\r\nContent-Type: text/"
    + _SAID
    + b"; charset="
    + _SAID
    + b"\r\nContent-Encoding: "
    + _SAID
    + b"\r\nX-Folded: a\r\n "
    + _SAID
    + b"\r\nTransfer-Encoding: chunked\r\n\r\n2;"
    + _SAID
    + b"\r\nok\r\n0\r\nX-Trailer: "
    + _SAID
    + b"\r\n\r\n"
    + _SAID,
    "version": b"HTTP/" + _SAID + b" 200 OK\r\n\r\n",
    "status": b"HTTP/1.1 2" + _SAID + b" OK\r\n\r\n",
    "name": _whole(b"", b"X-" + _SAID + b": y"),
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 1" + _SAID + b"\r\n\r\n",
    "transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + _SAID + b"\r\n\r\n",
    "chunk-size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + _SAID + b"\r\n",
    "no-http": _SAID + b"\r\n\r\n",
    "half": b"HTTP/1.1 200 OK\r\nX-" + _SAID,
}
"""Heads and framing."""

BODIES = {
    "text": _whole(_SAID, b"Content-Type: text/plain; charset=utf-8"),
    "latin": _whole(_SAID, b"Content-Type: text/plain; charset=latin-1"),
    "wide": _whole(HOSTILE.encode("utf-16"), b"Content-Type: text/plain; charset=utf-16"),
    "json": _whole(json.dumps({HOSTILE: HOSTILE}).encode(), b"Content-Type: application/json"),
    "raw-json": _whole(b'{"a": "' + _SAID + b'"}', b"Content-Type: application/json"),
    "html": _whole(
        b"<title>" + _SAID + b"</title><a href='" + _SAID + b"'>" + _SAID + b"</a>&#27;[2J&#x202e;",
        b"Content-Type: text/html; charset=utf-8",
    ),
    "xml": _whole(b"<a b='" + _SAID + b"'>" + _SAID + b"&#x9b;</a>", b"Content-Type: text/xml"),
    "events": _whole(b"data: " + _SAID + b"\n\n", b"Content-Type: text/event-stream"),
    "image": _whole(b"\x89PNG\r\n\x1a\n" + _SAID, b"Content-Type: image/png"),
}
"""Bodies of every kind that is drawn in a way of its own."""

PLACES = HEADS | BODIES
"""What is said for each path."""


async def play(visit: Visit) -> None:
    """Say what the path names."""
    head = await visit.hear()
    await visit.say(PLACES[head.split()[1].strip(b"/").decode()])


async def _over_http2(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(
        stream, [(":status", "200"), ("x-value", HOSTILE), (HOSTILE, "x"), ("location", HOSTILE)]
    )
    await talk.send(stream, _SAID, end=False)
    talk.machine.send_headers(stream, [("x-trailer", HOSTILE)], end_stream=True)


async def _bye(talk: Talk, _stream: int) -> None:
    await talk.leave(ErrorCodes.PROTOCOL_ERROR, _SAID)


over_http2 = playing(_over_http2, careless=True)
bye_http2 = playing(_bye, careless=True)


def named_badly() -> ssl.SSLContext:
    """Return the context of a server whose certificate would command the terminal, too."""
    certificate = authority().issue_cert(
        "localhost", organization_name=f"O{HOSTILE}", organization_unit_name=HOSTILE
    )
    return context_of(certificate, "h2")
