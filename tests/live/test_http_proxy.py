"""Proxies: plain requests go to them whole, others through their tunnel; who failed is named."""

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
import trustme
from live.talks import PLAIN, Talk, asked, saying, serving, travelled

from tui.clients.failure import Step
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.raw import RawRequest
from tui.clients.http.way import Trust, Version, Way
from tui.clients.wire import Direction, Wire
from tui.commands.get_output import AsItCame
from tui.failures import remedy, sentence

OK = b"HTTP/1.1 200 Connection established\r\n\r\n"


def leading_on(heard: list[bytes], said: bytes = OK) -> Talk:
    """Lead on to where CONNECT wants to go."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                while data := await reader.read(1 << 16):
                    writer.write(data)
                    await writer.drain()
        finally:
            writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        host, _, port = heard[0].split()[1].decode().rpartition(":")
        there, back = await asyncio.open_connection(host.strip("[]"), int(port))
        writer.write(said)
        await asyncio.gather(carry(reader, back), carry(there, writer))

    return talk


@pytest.fixture
def believed(tmp_path: Path) -> tuple[ssl.SSLContext, Trust]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return context, Trust(authority=tmp_path / "ca.pem")


async def test_a_plain_request_is_given_to_the_proxy_whole() -> None:
    heard: list[bytes] = []
    async with serving(saying(PLAIN, heard=heard)) as port:
        record = Exchange(Request("GET", "http://example.invalid:81/a?b"))
        await asked(record, Way(proxy=f"http://me:pass@127.0.0.1:{port}"))
    assert (record.failure, record.status) == (None, 200)
    assert heard[0].startswith(
        b"GET http://example.invalid:81/a?b HTTP/1.1\r\nHost: example.invalid:81\r\n"
    )
    assert b"\r\nProxy-Authorization: Basic bWU6cGFzcw==\r\n" in heard[0]
    assert record.asked == heard[0]


async def test_what_goes_by_tls_goes_through_a_tunnel_and_shows_nothing_to_the_proxy(
    believed: tuple[ssl.SSLContext, Trust],
) -> None:
    heard: list[bytes] = []
    seen: list[bytes] = []
    context, trust = believed
    async with (
        serving(saying(PLAIN, heard=heard), tls=context) as port,
        serving(leading_on(seen)) as proxy,
    ):
        record = Exchange(Request("GET", f"https://127.0.0.1:{port}/secret"))
        way = Way(proxy=f"me:pass@127.0.0.1:{proxy}", trust=trust)
        wire = await asked(record, way)
    assert (record.failure, record.status, record.body.read(0, 9)) == (None, 200, b"hello")
    assert seen[0].startswith(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: ".encode())
    assert b"Proxy-Authorization: Basic bWU6cGFzcw==" in seen[0]
    assert b"Proxy-Authorization" not in heard[0]
    assert record.asked == heard[0]
    assert record.sent == len(heard[0])
    assert travelled(wire, Direction.SENT) == seen[0] + heard[0]
    assert travelled(wire, Direction.RECEIVED) == OK + PLAIN
    steps = [phase.step for phase in record.phases()]
    assert steps == ["name", "connect", "tunnel", "tls", "send", "wait", "headers", "body"]
    record.close()


async def test_a_proxy_can_be_spoken_to_by_tls(believed: tuple[ssl.SSLContext, Trust]) -> None:
    heard: list[bytes] = []
    context, trust = believed
    async with (
        serving(saying(PLAIN, heard=heard), tls=context) as port,
        serving(leading_on([]), tls=context) as proxy,
    ):
        record = Exchange(Request("GET", f"https://127.0.0.1:{port}/"))
        await asked(record, Way(proxy=f"https://127.0.0.1:{proxy}", trust=trust))
    assert (record.failure, record.status) == (None, 200)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\n\r\n", "407"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "502"),
        (b"220 mail.example ESMTP\r\n\r\n", "HTTP"),
        (b"HTTP/1.1 200", "EOF"),
        (b"x" * 100_000, "HTTP"),
    ],
)
async def test_a_proxy_that_does_not_lead_on_is_named_and_not_the_target(
    said: bytes, code: str
) -> None:
    async with serving(saying(said)) as proxy:
        record = Exchange(Request("GET", "https://example.invalid/"))
        await asked(record, Way(proxy=f"http://127.0.0.1:{proxy}"))
    failure = record.failure
    assert failure is not None
    assert (failure.step, failure.code) == (Step.TUNNEL, code)
    assert sentence(failure).startswith(f"127.0.0.1:{proxy} (proxy) ")
    assert ("name:password" in remedy(failure)) == (code == "407")
    assert record.sent == 0


async def test_a_proxy_that_is_not_there_is_named_and_not_the_target() -> None:
    record = Exchange(Request("GET", "http://example.invalid/"))
    await asked(record, Way(proxy="http://127.0.0.1:1"))
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.CONNECT, "ECONNREFUSED")
    assert "127.0.0.1:1 (proxy)" in sentence(record.failure)


async def test_behind_the_tunnel_it_is_the_target_that_is_named() -> None:
    async with serving(saying(PLAIN)) as port, serving(leading_on([])) as proxy:
        record = Exchange(Request("GET", f"https://127.0.0.1:{port}/"))
        await asked(record, Way(proxy=f"http://127.0.0.1:{proxy}"), patience=1)
    assert record.failure is not None
    assert (record.failure.step, record.failure.peer) == (Step.TLS, f"127.0.0.1:{port}")


async def test_raw_bytes_go_through_a_tunnel_so_that_nobody_reads_them() -> None:
    async with serving(saying(PLAIN)) as port, serving(leading_on([])) as proxy:
        record = Exchange(RawRequest(f"127.0.0.1:{port}", b"GET / HTTP/1.1\r\n\r\n"))
        await asked(record, Way(proxy=f"http://127.0.0.1:{proxy}"))
    assert (record.failure, record.status) == (None, 200)
    assert record.asked == b"GET / HTTP/1.1\r\n\r\n"


async def test_who_speaks_first_behind_the_tunnel_is_heard() -> None:
    async with serving(saying(OK + b"220 mail.example ESMTP\r\n")) as proxy:
        record = Exchange(RawRequest("mail.invalid:25", b"QUIT\r\n"))
        await asked(record, Way(proxy=f"http://127.0.0.1:{proxy}"))
    assert record.body.read(0, 99) == b"220 mail.example ESMTP\r\n"
    record.close()


async def test_variables_of_the_environment_name_no_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with serving(saying(PLAIN)) as port:
        record = Exchange(Request("GET", f"127.0.0.1:{port}"))
        await asked(record)
    assert record.status == 200


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "http://", "a b"])
async def test_what_is_no_proxy_is_refused_before_anybody_is_called(proxy: str) -> None:
    record = Exchange(Request("GET", "http://127.0.0.1:1/"))
    await asked(record, Way(proxy=proxy))
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.NAME, "PROXY")


async def test_plain_http_2_is_not_promised_through_a_proxy() -> None:
    record = Exchange(Request("GET", "http://example.invalid/"))
    await asked(record, Way(version=Version.HTTP_2, proxy="http://127.0.0.1:1"))
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.SEND, "REQUEST")


async def test_what_a_proxy_says_before_it_leads_on_is_not_written_with_the_answer(
    believed: tuple[ssl.SSLContext, Trust],
) -> None:
    context, trust = believed
    written: list[bytes] = []
    async with serving(saying(PLAIN), tls=context) as port, serving(leading_on([])) as proxy:
        record, wire = Exchange(Request("GET", f"https://127.0.0.1:{port}/")), Wire()
        wire.watch(AsItCame(record, written.append))
        way = Way(proxy=f"127.0.0.1:{proxy}", trust=trust)
        await record.take_place(wire, patience=10, way=way)
    assert b"".join(written) == PLAIN
