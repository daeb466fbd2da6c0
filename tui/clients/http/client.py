"""HTTP/1.1 as it travels: one request, one connection, every byte on the wire.

    async with exchange(Request("GET", "localhost:8000/"), wire, patience=10) as answer:
        answer.status, answer.reason        # 200, "OK"
        async for block in answer.body():   # as it came, only its framing taken off
            ...

No redirect is followed, nothing is decoded, cached or kept alive, and no field is added but those
in `_fields`. A step that fails raises Failure. Leaving the block, or cancelling the task, ends the
exchange at once.
"""

import base64
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from protocol import __version__
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.words import _

if TYPE_CHECKING:
    import ssl

    import httpcore2
    import httpx2

    from tui.clients.http.backend import Course, TappedBackend

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WITH_BODY = ("POST", "PUT", "PATCH")
"""Methods whose requests say how long their body is, even where it is empty."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|https?:", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9._:%-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. `fields` replace those of ours with the same name, or are added to them."""

    method: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Answer:
    """The head of an answer, and its body as it comes."""

    def __init__(self, response: "httpcore2.Response", course: "Course", started: float) -> None:
        self.status = response.status
        self.reason = _text(response.extensions["reason_phrase"])
        self.version = _text(response.extensions["http_version"])
        self.fields = tuple((_text(name), _text(value)) for name, value in response.headers)
        self.size = 0
        """Bytes of the body so far, without their framing."""
        self._blocks = self._read(response)
        self._course = course
        self._started = started
        self._ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long the exchange took, or has taken so far."""
        return (self._ended or monotonic()) - self._started

    def body(self) -> AsyncIterator[bytes]:
        """Yield the body in blocks, once; raises Failure BODY where it ends too early."""
        return self._blocks

    async def aclose(self) -> None:
        """Read no more."""
        await self._blocks.aclose()

    async def _read(self, response: "httpcore2.Response") -> AsyncGenerator[bytes]:
        with said_by(self._course):
            async for block in response.aiter_stream():
                self.size += len(block)
                yield block
        self._ended = monotonic()


@asynccontextmanager
async def exchange(
    request: Request,
    wire: Wire,
    *,
    patience: float,
    on_step: Callable[[Step], object] = lambda _step: None,
    trust: "ssl.SSLContext | None" = None,
) -> AsyncIterator[Answer]:
    """Send a request and yield the answer when its head is there.

    `patience` is in seconds, for each of the name, the connection, TLS, the first byte and the
    head; `on_step` hears every step begin; `trust` replaces the system's certificates.
    """
    url = parse(request.address)
    from tui.clients.http.backend import Course, TappedBackend

    started = monotonic()
    course = Course(wire, on_step)
    backend = TappedBackend(course)
    answer = None
    try:
        with said_by(course):
            response = await _ask(request, url, backend, patience, trust)
        course.reach(Step.BODY, None)
        answer = Answer(response, course, started)
        yield answer
    finally:
        if answer is not None:
            await answer.aclose()
        await backend.aclose()


async def _ask(
    request: Request,
    url: "httpx2.URL",
    backend: "TappedBackend",
    patience: float,
    trust: "ssl.SSLContext | None",
) -> "httpcore2.Response":
    import httpcore2

    target = httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    asked = httpcore2.Request(
        _bytes(request.method),
        target,
        headers=_fields(request, url),
        content=request.body,
        extensions={"timeout": dict.fromkeys(("connect", "read", "write"), patience)},
    )
    connection = httpcore2.AsyncHTTPConnection(
        target.origin, ssl_context=trust, network_backend=backend
    )
    return await connection.handle_async_request(asked)


def parse(address: str) -> "httpx2.URL":
    """Read an address as people write it (`localhost:8000/x`); Failure NAME, code `URL`, if bad."""
    import httpx2

    address = address.strip()
    whole = address if _SCHEME.match(address) else f"http://{address.lstrip('/')}"
    try:
        url = httpx2.URL(whole)
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise _no_address(address, str(error)) from None
    if url.scheme not in ("http", "https"):
        reason = _("only http and https are spoken here, not {scheme}")
        raise _no_address(address, reason.format(scheme=url.scheme))
    if not url.raw_host:
        raise _no_address(address, _("there is no name of a machine in it"))
    if not _HOST.fullmatch(_text(url.raw_host)) or (b"%" in url.raw_host and ":" not in url.host):
        raise _no_address(address, _("a machine's name has only letters, digits, - and ."))
    if url.port is not None and not 0 < url.port < 65536:
        raise _no_address(address, _("a port is a number from 1 to 65535"))
    return url


def _no_address(address: str, reason: str) -> Failure:
    return Failure(Step.NAME, reason, peer=address, code="URL")


def _fields(request: Request, url: "httpx2.URL") -> list[tuple[bytes, bytes]]:
    """Return our fields with the person's among them; nothing that nobody asked for."""
    ours = {
        b"Host": url.netloc,
        b"User-Agent": f"vasistas/{__version__}".encode(),
        b"Accept": b"*/*",
        b"Connection": b"close",
    }
    if url.userinfo:
        ours[b"Authorization"] = b"Basic " + base64.b64encode(
            _bytes(f"{url.username}:{url.password}")
        )
    if request.body or request.method in WITH_BODY:
        ours[b"Content-Length"] = str(len(request.body)).encode()
    theirs = [(_bytes(name), _bytes(value.strip())) for name, value in request.fields]
    named = {name.lower(): value for name, value in theirs}
    size = named.get(b"content-length", ours.get(b"Content-Length", b"0"))
    if size != str(len(request.body)).encode():
        reason = _("the Content-Length that was asked for is not that of the body")
        raise Failure(Step.SEND, reason, peer=url.netloc.decode(), code="REQUEST")
    return [field for field in ours.items() if field[0].lower() not in named] + theirs


@contextmanager
def said_by(course: "Course") -> Iterator[None]:
    """Turn what httpcore2 raises beside our own failures into a Failure of the step."""
    import httpcore2

    try:
        yield
    except httpcore2.LocalProtocolError as error:
        raise Failure(Step.SEND, str(error), peer=course.peer, code="REQUEST") from error
    except httpcore2.RemoteProtocolError as error:
        raise course.unsent or _misspoken(course, str(error)) from error


def _misspoken(course: "Course", reason: str) -> Failure:
    code = "EOF" if "disconnected" in reason or "peer closed" in reason else "HTTP"
    return Failure(course.step, reason, peer=course.peer, code=code)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogateescape")
