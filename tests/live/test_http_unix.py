"""HTTP on a socket of this machine: `http+unix://%2Fpath%2Fto.sock/target`."""

from pathlib import Path

import pytest
from live.talks import PLAIN, asked, saying, serving

from tui.clients.failure import Failure, Step
from tui.clients.http import Request, place
from tui.clients.http.exchange import Exchange
from tui.clients.http.redirect import onward
from tui.failures import sentence


def at(path: Path, target: str = "/") -> str:
    return f"http+unix://{str(path).replace('/', '%2F')}{target}"


async def test_a_request_on_a_socket_names_localhost(tmp_path: Path) -> None:
    heard: list[bytes] = []
    path = tmp_path / "Some.sock"
    async with serving(saying(PLAIN, heard=heard), path=path):
        record = Exchange(Request("GET", at(path, "/info?all=1")))
        await asked(record)
    assert (record.failure, record.status, record.body.read(0, 9)) == (None, 200, b"hello")
    assert heard[0].startswith(b"GET /info?all=1 HTTP/1.1\r\nHost: localhost\r\n")
    assert record.phases()[0].step is Step.CONNECT
    record.close()


@pytest.mark.parametrize("exists", [True, False])
async def test_a_socket_that_nobody_serves_is_named(tmp_path: Path, *, exists: bool) -> None:
    path = tmp_path / "x.sock"
    if exists:
        async with serving(saying(PLAIN), path=path):
            pass
    record = Exchange(Request("GET", at(path)))
    await asked(record)
    assert record.failure is not None
    code = "ECONNREFUSED" if path.exists() else "ENOENT"
    assert (record.failure.step, record.failure.code) == (Step.CONNECT, code)
    assert str(path) in sentence(record.failure)


async def test_a_redirect_to_localhost_stays_at_the_socket(tmp_path: Path) -> None:
    path = tmp_path / "x.sock"
    sent = b"HTTP/1.1 302 Found\r\nLocation: http://localhost/there\r\nContent-Length: 0\r\n\r\n"
    async with serving(saying(sent), path=path):
        record = Exchange(Request("GET", at(path)))
        await asked(record)
    request = onward(record)
    assert request is not None
    assert place(request.address).socket == str(path)
    assert place(request.address).url.path == "/there"


def test_an_address_of_a_socket_is_written_as_it_is_read() -> None:
    where = place("http+unix://%2Frun%2FMy%20%25.sock/a%20b?c#d")
    assert where.socket == "/run/My %.sock"
    assert place(str(where)).socket == where.socket
    assert place(str(where)).url.raw_path == b"/a%20b?c"


@pytest.mark.parametrize("address", ["http+unix:///x", "http+unix://run/x", "http+unix://%2F%00/x"])
def test_an_address_without_a_path_of_a_socket_is_refused(address: str) -> None:
    with pytest.raises(Failure) as caught:
        place(address)
    assert (caught.value.step, caught.value.code) == (Step.NAME, "URL")
