"""TLS: whom the HTTP client believes, what it shows of itself, and what it tells of a refusal."""

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.chain import read
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Trust, Way
from tui.clients.wire import Direction, Wire
from tui.failures import remedy, sentence

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@asynccontextmanager
async def serving(context: ssl.SSLContext | None, said: bytes = OK) -> AsyncIterator[int]:
    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(said)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="The lab")


@pytest.fixture
def believed(authority: trustme.CA, tmp_path: Path) -> Trust:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return Trust(authority=path)


def as_server(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def asking(port: int, trust: Trust, *, enciphered: bool = False) -> tuple[Exchange, Wire]:
    record, wire = Exchange(Request("GET", f"https://localhost:{port}/")), Wire()
    with suppress(Failure):
        way = Way(trust=trust, enciphered=enciphered)
        await record.take_place(wire, patience=5, way=way)
    record.close()
    return record, wire


def travelled(wire: Wire, direction: Direction) -> bytes:
    return b"".join(piece.data for piece in wire.pieces if piece.direction is direction)


async def test_an_authority_of_ones_own_is_believed_and_what_was_agreed_is_told(
    authority: trustme.CA, believed: Trust
) -> None:
    async with serving(as_server(authority.issue_cert("localhost", "127.0.0.1"))) as port:
        record, _wire = await asking(port, believed)
    assert (record.failure, record.status, record.version) == (None, 200, "HTTP/1.1")
    assert record.agreed.startswith("TLSv1.3, TLS_")
    own = read(record.chain)[0]
    assert own.names == ("localhost", "127.0.0.1")
    assert "O=The lab" in own.issuer
    assert own.begins < NOW < own.ends
    assert own.key == "EC secp256r1"
    assert own.signature == "ECDSA SHA256"
    assert len(own.fingerprint) == 32 * 3 - 1


REFUSED = {
    "EXPIRED": {"not_before": NOW - 9 * DAY, "not_after": NOW - DAY},
    "NOT_YET": {"not_before": NOW + DAY, "not_after": NOW + 9 * DAY},
    "OTHER_NAME": {},
}


@pytest.mark.parametrize("code", REFUSED)
async def test_what_is_wrong_with_a_certificate_is_named_and_it_can_be_looked_at(
    code: str, authority: trustme.CA, believed: Trust
) -> None:
    name = "other.example" if code == "OTHER_NAME" else "localhost"
    certificate = authority.issue_cert(name, **REFUSED[code])
    async with serving(as_server(certificate)) as port:
        record, _wire = await asking(port, believed)
        assert record.failure is not None
        assert (record.failure.step, record.failure.code) == (Step.TLS, code)
        assert record.failure.reason
        told = {"EXPIRED": NOW - DAY, "NOT_YET": NOW + DAY}.get(code)
        assert (f"{told:%Y-%m-%d}" if told else "it is for other.example") in sentence(
            record.failure
        )
        assert [one.names for one in read(record.chain)] == [(name,)]
        assert record.sent == 0
        anyway, wire = await asking(port, Trust(verified=False))
    assert (anyway.status, anyway.failure) == (200, None)
    assert anyway.chain == record.chain
    assert b"nobody has checked who that is" in travelled(wire, Direction.NOTE)


async def test_nobody_vouches_for_a_stranger(believed: Trust) -> None:
    stranger = trustme.CA().issue_cert("localhost")
    async with serving(as_server(stranger)) as port:
        record, _wire = await asking(port, believed)
    assert record.failure is not None
    assert record.failure.code == "UNKNOWN_AUTHORITY"
    assert "authority" in remedy(record.failure)


def serve_twice(server: socket.socket, context: ssl.SSLContext) -> None:
    """Serve as C programs do: asyncio keeps its alerts to itself."""
    for _ in range(2):
        visitor, _address = server.accept()
        with visitor, suppress(OSError):
            try:
                with context.wrap_socket(visitor, server_side=True) as secured:
                    secured.recv(10_000)
                    secured.sendall(OK)
            except ssl.SSLError:
                visitor.recv(10_000)


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_who_wants_to_see_a_certificate_of_ours_is_named_and_shown_it(
    newest: ssl.TLSVersion, authority: trustme.CA, believed: Trust, tmp_path: Path
) -> None:
    context = as_server(authority.issue_cert("localhost"))
    context.maximum_version = newest
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    ours, key = tmp_path / "ours.pem", tmp_path / "ours.key"
    issued = authority.issue_cert("me@example")
    issued.cert_chain_pems[0].write_to_path(str(ours))
    issued.private_key_pem.write_to_path(str(key))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        serving = asyncio.create_task(asyncio.to_thread(serve_twice, server, context))
        refused, _wire = await asking(port, believed)
        shown = replace(believed, certificate=ours, key=key)
        accepted, _wire = await asking(port, shown)
        await serving
    assert refused.failure is not None
    assert (refused.failure.step, refused.failure.code) == (Step.TLS, "CLIENT_CERTIFICATE")
    assert (accepted.failure, accepted.status) == (None, 200)


async def test_a_key_that_wants_a_password_is_refused_and_nobody_is_asked(
    authority: trustme.CA, believed: Trust, tmp_path: Path
) -> None:
    pem = authority.issue_cert("me@example").private_key_pem.bytes()
    key, ours = tmp_path / "ours.key", tmp_path / "ours.pem"
    how = serialization.BestAvailableEncryption(b"secret")
    key.write_bytes(
        serialization.load_pem_private_key(pem, None).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how
        )
    )
    authority.issue_cert("me@example").cert_chain_pems[0].write_to_path(str(ours))
    async with serving(as_server(authority.issue_cert("localhost"))) as port:
        record, _wire = await asking(port, replace(believed, certificate=ours, key=key))
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.TLS, "CERTIFICATE_FILE")
    assert str(key) in sentence(record.failure)


@pytest.mark.parametrize("field", ["authority", "certificate"])
@pytest.mark.parametrize("folder", ["", "~no-such"])
async def test_a_file_that_is_no_certificate_is_named(
    field: str, folder: str, tmp_path: Path
) -> None:
    (tmp_path / "words.pem").write_text("words")
    path = Path(folder or tmp_path, "words.pem")
    async with serving(None) as port:
        record, _wire = await asking(port, Trust(**{field: path}))
    assert record.failure is not None
    assert record.failure.code == f"{field}_FILE".upper()
    assert str(path) in sentence(record.failure)


async def test_where_no_tls_is_spoken_plain_http_is_the_remedy() -> None:
    async def visit(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    record, _wire = await asking(server.sockets[0].getsockname()[1], Trust())
    server.close()
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.TLS, "NO_TLS")
    assert "http://" in remedy(record.failure)


async def test_below_tls_the_records_are_shown_as_they_travel_when_somebody_asks(
    authority: trustme.CA, believed: Trust
) -> None:
    async with serving(as_server(authority.issue_cert("localhost"))) as port:
        _record, wire = await asking(port, believed, enciphered=True)
    assert travelled(wire, Direction.RECEIVED) == OK
    assert travelled(wire, Direction.SENT).startswith(b"GET / HTTP/1.1\r\n")
    assert travelled(wire, Direction.SENT_BELOW).startswith(b"\x16\x03\x01")
    assert travelled(wire, Direction.RECEIVED_BELOW).startswith(b"\x16\x03\x03")
    assert OK not in travelled(wire, Direction.RECEIVED_BELOW)


async def test_who_hangs_up_without_ending_tls_is_pointed_out(
    authority: trustme.CA, believed: Trust
) -> None:
    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")
        await writer.drain()
        writer.transport.abort()

    context = as_server(authority.issue_cert("localhost"))
    server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=context)
    record, wire = await asking(server.sockets[0].getsockname()[1], believed)
    server.close()
    assert (record.status, record.size, record.failure) == (200, 13, None)
    assert b"without ending TLS" in travelled(wire, Direction.NOTE)


async def test_a_long_body_comes_through_tls_whole(authority: trustme.CA, believed: Trust) -> None:
    body = os.urandom(3_000_000)
    said = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    async with serving(as_server(authority.issue_cert("localhost")), said) as port:
        record = Exchange(Request("GET", f"https://localhost:{port}/"))
        await record.take_place(Wire(), patience=5, way=Way(trust=believed))
    assert record.body.read(0, len(body) + 1) == body
    record.close()


def test_what_is_no_certificate_is_shown_by_its_fingerprint() -> None:
    [one] = read([b"words"])
    assert (one.subject, one.names, len(one.fingerprint)) == ("", (), 95)
