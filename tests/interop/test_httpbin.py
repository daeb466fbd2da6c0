"""`get` against httpbin, which tells what it heard: Debian's, as a program of its own."""

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live.commanding import Ran, Run
from waiting import until

pytestmark = pytest.mark.interop

PYTHON = "/usr/bin/python3"
"""Debian's, where httpbin is installed; it is no part of our environment."""

Get = Callable[..., Ran]


@pytest.fixture(scope="module")
def httpbin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start httpbin on a port that the system chooses; yield its address, or nothing."""
    said = tmp_path_factory.mktemp("httpbin") / "said"
    command = [PYTHON, "-m", "httpbin.core", "--port", "0"]
    if not is_installed():
        yield ""
        return
    with said.open("wb") as log, subprocess.Popen(command, stderr=log, stdout=log) as server:
        try:
            found = until(lambda: re.search(r"http://127\.0\.0\.1:\d+", said.read_text()), 30)
            yield found[0]
        finally:
            server.send_signal(signal.SIGTERM)


def is_installed() -> bool:
    """Whether httpbin is there."""
    if not Path(PYTHON).exists():
        return False
    asked = subprocess.run([PYTHON, "-c", "import httpbin"], capture_output=True, check=False)
    return asked.returncode == 0


@pytest.fixture
def get(
    httpbin: str,
    program: Callable[[str], str],
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Get:
    """Run `get` with a path of httpbin's."""
    if not httpbin:
        program("python3-httpbin")  # which is no program: this says that it is missing
    (tmp_path / "config.ini").write_text("[http]\ntimeout = 30\n", encoding="utf-8")
    run = Run(tmp_path, capfdbinary)

    def get(path: str, *arguments: str | Path) -> Ran:
        return run("get", httpbin + path, *arguments)

    return get


def told(ran: Ran) -> dict[str, Any]:
    """Return what httpbin says that it heard."""
    assert (0, "") == (ran.status, ran.err)
    heard: dict[str, Any] = json.loads(ran.out)
    return heard


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_arrives_with_its_query_fields_and_body(get: Get, method: str) -> None:
    more = () if method == "GET" else ("-j", '{"é": [1, null]}')
    path = f"/{method.lower()}?a=1&a=2&b=%C3%A9"
    heard = told(get(path, "--body", "-X", method, "-H", "X-Who: manu", *more))
    assert {"a": ["1", "2"], "b": "é"} == heard["args"]
    assert "manu" == heard["headers"]["X-Who"]
    assert method == "GET" or {"é": [1, None]} == heard["json"]


def test_forms_and_files_arrive_as_they_were_meant(get: Get, tmp_path: Path) -> None:
    (tmp_path / "une plage.txt").write_text("sable", encoding="utf-8")
    simple = told(get("/post", "--body", "--form", "a=1 & 2", "--form", "é=ü"))
    assert {"a": "1 & 2", "é": "ü"} == simple["form"]
    file = f"f=@{tmp_path / 'une plage.txt'}"
    parts = told(get("/post", "--body", "-F", "a=b=c", "-F", file))
    assert ({"a": "b=c"}, {"f": "sable"}) == (parts["form"], parts["files"])
    streamed = told(get("/post", "--body", "-d", f"@{tmp_path / 'une plage.txt'}"))
    assert "sable" == streamed["data"]


@pytest.mark.parametrize("status", [200, 204, 302, 404, 418, 503])
def test_every_status_is_told_by_the_way_it_ends(get: Get, status: int) -> None:
    results = {2: 0, 3: 3, 4: 4, 5: 5}
    ran = get(f"/status/{status}", "--check-status", "--json")
    assert (results[status // 100], status) == (ran.status, ran.json["status"])


@pytest.mark.parametrize("path", ["/redirect/5", "/absolute-redirect/3", "/redirect-to?url=/get"])
def test_redirects_are_followed_to_their_end(get: Get, path: str) -> None:
    assert get(path).out.startswith(b"HTTP/1.1 302 ")
    assert told(get(path, "-L", "--body"))["url"].endswith("/get")
    *hops, last = (json.loads(line) for line in get(path, "-L", "--json").lines)
    assert {302} == {hop["status"] for hop in hops}
    assert 200 == last["status"]


def test_a_redirect_keeps_the_method_or_not_as_its_status_says(get: Get) -> None:
    for status, method in ((303, "GET"), (302, "GET"), (307, "POST"), (308, "POST")):
        path = f"/redirect-to?url=/anything&status_code={status}"
        heard = told(get(path, "-L", "--body", "-d", "words"))
        assert (method, "words" if method == "POST" else "") == (heard["method"], heard["data"])


def test_who_may_come_in_is_let_in(get: Get) -> None:
    assert 4 == get("/basic-auth/manu/mot", "--check-status").status
    basic = ("-H", "Authorization: Basic bWFudTptb3Q=")
    assert "manu" == told(get("/basic-auth/manu/mot", "--body", *basic))["user"]
    assert "t0ken" == told(get("/bearer", "--body", "-H", "Authorization: Bearer t0ken"))["token"]


@pytest.mark.parametrize(
    ("path", "name"), [("/gzip", "gzipped"), ("/deflate", "deflated"), ("/brotli", "brotli")]
)
def test_codings_are_taken_off_the_body_alone(get: Get, path: str, name: str) -> None:
    accept = ("-H", "Accept-Encoding: gzip, deflate, br")
    assert told(get(path, "--body", *accept))[name] is True
    assert b"\r\nContent-Encoding: " in get(path, *accept).out


def test_streams_pictures_and_parts_arrive_byte_by_byte(get: Get) -> None:
    lines = get("/stream/7", "--body").lines
    assert list(range(7)) == [json.loads(line)["id"] for line in lines]
    assert b"\x89PNG\r\n\x1a\n" == get("/image/png", "--body").out[:8]
    one, two = (get("/bytes/100000?seed=7", "--json").json for _ in range(2))
    assert (100_000, True) == (one["size"], one["whole"])
    assert one["sha256"] == two["sha256"]
    part = get("/range/1000", "-H", "Range: bytes=10-19", "--json").json
    assert (206, 10) == (part["status"], part["size"])
