"""`get`, as scripts use it: what it sends, what it writes where, and how it ends."""

import asyncio
import hashlib
import json
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from live import zoo_http2, zoo_saying, zoo_tls
from live.commanding import Ran, Run
from live.zoo import Animal, Cage, Visit, opened
from live.zoo_http1 import GZIPPED, WORDS, named

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    (tmp_path / "config.ini").write_text("[variables]\nwho = manu\n", encoding="utf-8")
    return Run(tmp_path, capfdbinary)


async def hear_all(visit: Visit) -> None:
    """Hear a request with its body, and be content."""
    head = await visit.hear()
    size = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    visit.came += await visit.reader.readexactly(int(size or 0))
    await visit.say(OK)


CONTENT = Animal("content", hear_all)


class Asked:
    """A server, and the command that asks it."""

    def __init__(self, run: Run, cage: Cage, scheme: str = "http") -> None:
        self.address = f"{scheme}://localhost:{cage.port}"
        self.cage = cage
        self._run = run

    async def __call__(self, *arguments: str | Path, path: str = "/x") -> Ran:
        return await asyncio.to_thread(self._run, "get", self.address + path, *arguments)

    @property
    def came(self) -> bytes:
        """All that the server heard in the last visit."""
        return bytes(self.cage.visits[-1].came)


@asynccontextmanager
async def asking(run: Run, animal: Animal) -> AsyncIterator[Asked]:
    async with opened(animal) as cage:
        yield Asked(run, cage, "https" if animal.tls else "http")


@contextmanager
def stdin(file: int) -> Iterator[None]:
    """Let this be the command's stdin."""
    before = os.dup(0)
    os.dup2(file, 0)
    try:
        yield
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(file)


def piped(data: bytes) -> int:
    """Return the end of a pipe that says this."""
    end, other = os.pipe()

    def say() -> None:
        with os.fdopen(other, "wb") as file:
            file.write(data)

    threading.Thread(target=say, daemon=True).start()
    return end


@pytest.mark.parametrize("way", ["file", "stdin is the file", "stdin is a pipe"])
async def test_a_body_comes_from_a_file_or_from_stdin(run: Run, tmp_path: Path, way: str) -> None:
    file = tmp_path / "large"
    file.write_bytes(body := os.urandom(300_000))
    async with asking(run, CONTENT) as get:
        if way == "file":
            ran = await get("-d", f"@{file}")
        else:
            end = piped(body) if way == "stdin is a pipe" else os.open(file, os.O_RDONLY)
            with stdin(end):
                ran = await get("-d", "@-")
        assert (0, OK, "") == (ran.status, ran.out, ran.err)
        assert get.came.startswith(b"POST /x HTTP/1.1\r\n")
        assert b"\r\nContent-Length: 300000\r\n" in get.came
        assert get.came.endswith(b"\r\n\r\n" + body)


async def test_json_is_said_to_be_json_from_words_and_from_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('{"a": 1}', encoding="utf-8")
    async with asking(run, CONTENT) as get:
        for said in ('{"a": 1}', f"@{tmp_path / 'a.txt'}"):
            assert 0 == (await get("-j", said, "-X", "PATCH")).status
            assert get.came.startswith(b"PATCH ")
            assert b"\r\nContent-Type: application/json\r\n" in get.came
            assert get.came.count(b"Content-Type") == 1
            assert get.came.endswith(b'\r\n\r\n{"a": 1}')


async def test_forms_are_sent_simple_and_in_parts_with_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    async with asking(run, CONTENT) as get:
        assert 0 == (await get("--form", "a=1 & 2", "--form", "é=\n")).status
        assert get.came.endswith(b"\r\n\r\na=1+%26+2&%C3%A9=%0A")
        assert b"Content-Type: application/x-www-form-urlencoded\r\n" in get.came
        assert 0 == (await get("-F", "a=b", "-F", f"photo=@{tmp_path / 'a.png'}")).status
        assert b"Content-Type: multipart/form-data; boundary=" in get.came
        assert b'form-data; name="a"\r\n\r\nb\r\n' in get.came
        assert (
            b'name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG' in get.came
        )


async def test_variables_are_filled_in_and_unknown_ones_are_named(run: Run) -> None:
    async with asking(run, CONTENT) as get:
        assert 0 == (await get("-H", "X-Who: {{who}}", "-d", "{{who}}", path="/{{who}}")).status
        assert get.came.startswith(b"POST /manu HTTP/1.1\r\n")
        assert b"\r\nX-Who: manu\r\n" in get.came
        assert get.came.endswith(b"\r\n\r\nmanu")
        ran = await get("-H", "X-Who: {{whom}}")
        assert (2, b"") == (ran.status, ran.out)
        assert "{{whom}}" in ran.err


@pytest.mark.parametrize("way", ["file", "stdin"])
async def test_raw_bytes_are_sent_as_they_are(run: Run, tmp_path: Path, way: str) -> None:
    said = b"GET /\xff HTTP/9\nHost : {{who}}\r\nContent-Length: 1\nContent-Length: 2\r\n\r\n"

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(OK)

    (tmp_path / "raw").write_bytes(said)
    async with asking(run, Animal("raw", play)) as get:
        with stdin(piped(said)):
            ran = await get("--raw", tmp_path / "raw" if way == "file" else "-")
        assert (0, OK, "") == (ran.status, ran.out, ran.err)
        assert said == get.came


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_the_body_alone_is_written_without_its_codings(
    run: Run, tmp_path: Path, coding: str
) -> None:
    async with asking(run, named(coding)) as get:
        assert WORDS == (await get("--body")).out
        assert 0 == (await get("--body", "-o", tmp_path / "words")).status
        assert WORDS == (tmp_path / "words").read_bytes()


async def test_a_body_whose_coding_is_wrong_ends_with_7_and_what_could_be_read_is_there(
    run: Run,
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    async with asking(run, Animal("cut", zoo_saying.saying(head + GZIPPED[:-9]))) as get:
        ran = await get("--body")
    assert 7 == ran.status
    assert ran.out
    assert WORDS.startswith(ran.out)
    assert "Content-Encoding" in ran.err


async def test_an_exchange_is_told_as_json_and_its_answer_goes_into_the_file(
    run: Run, tmp_path: Path
) -> None:
    async with asking(run, named("trailers")) as get:
        ran = await get("--json", "-o", tmp_path / "answer")
    told = ran.json
    assert 0 == ran.status
    assert ["HTTP/1.1", 200, "OK"] == [told["version"], told["status"], told["reason"]]
    assert ["Trailer", "Digest"] == told["fields"][0]
    assert [["Digest", "x"], ["Second", "y"]] == told["trailers"]
    assert [3, hashlib.sha256(b"abc").hexdigest(), True] == [
        told[name] for name in ("size", "sha256", "whole")
    ]
    times = told["times"]
    assert {"name", "connect", "send", "body", "total"} <= times.keys()
    assert sum(times.values()) == 2 * times["total"]
    assert told["failure"] is None
    assert (tmp_path / "answer").read_bytes().endswith(b"Second: y\r\n\r\n")


async def test_a_failure_is_told_as_json_too_and_ends_with_6(run: Run, tmp_path: Path) -> None:
    async with asking(run, named("length too long")) as get:
        ran = await get("--json", "-o", tmp_path / "none", "--http", "1.1")
    assert 6 == ran.status
    assert ("body", "EOF") == (ran.json["failure"]["step"], ran.json["failure"]["code"])
    assert ran.err
    assert ["config.ini"] == [file.name for file in tmp_path.iterdir()]


async def lead_on(visit: Visit) -> None:
    asked = await visit.hear()
    if b" /x " in asked:
        await visit.say(b"HTTP/1.1 302 Found\r\nLocation: y\r\nContent-Length: 4\r\n\r\nover")
    else:
        await visit.say(OK)


async def test_where_they_send_us_is_gone_to_if_it_is_asked_and_only_the_last_answer_is_written(
    run: Run,
) -> None:
    async with asking(run, Animal("leads on", lead_on)) as get:
        assert (await get()).out.startswith(b"HTTP/1.1 302 Found")
        for way, last in (((), OK), (("--body",), b"ok")):
            ran = await get("-L", "--check-status", *way)
            assert (0, last, "") == (ran.status, ran.out, ran.err)
        hops = [json.loads(line) for line in (await get("-L", "--json")).lines]
        assert [302, 200] == [hop["status"] for hop in hops]
        assert [f"{get.address}/x", f"{get.address}/y"] == [hop["address"] for hop in hops]


async def test_who_sends_us_in_a_circle_is_followed_20_times(run: Run) -> None:
    async with asking(run, named("a redirect in a circle")) as get:
        ran = await get("-L", "--json")
        assert 6 == ran.status
        assert 21 == len(ran.lines) == len(get.cage.visits)
        assert "20 times" in ran.err
        assert (await get("-L")).out.startswith(b"HTTP/1.1 302 Found")


async def test_whom_we_believe_and_who_we_are_is_said_on_the_command_line(
    run: Run, tmp_path: Path
) -> None:
    way = zoo_tls.introduced(tmp_path)
    believing = ("--cacert", way.trust.authority)
    both = (*believing, "--cert", way.trust.certificate)
    async with asking(run, zoo_tls.GOOD[0]) as get:
        assert (6, b"") == ((ran := await get()).status, ran.out)
        assert 0 == (await get(*believing)).status
        assert 0 == (await get("--insecure")).status
    async with asking(run, zoo_tls.GOOD[1]) as get:
        assert b"secret" in (await get(*both)).out


async def test_a_proxy_is_asked_instead(run: Run) -> None:
    async with asking(run, CONTENT) as get:
        command = ("get", "http://nowhere.invalid/x", "--proxy", get.address)
        assert OK == (await asyncio.to_thread(run, *command)).out
        assert get.came.startswith(b"GET http://nowhere.invalid/x HTTP/1.1\r\n")


async def test_http_2_is_spoken_and_shown_as_frames(run: Run) -> None:
    animal = next(one for one in zoo_http2.ANIMALS if one.tls is None)
    async with asking(run, animal) as get:
        ran = await get("--http", "2", "--body", "-v")
        assert (0, b"hello") == (ran.status, ran.out)
        assert "HEADERS" in ran.err
        assert ":status" in ran.err


async def test_what_is_odd_is_told_behind_an_exclamation_mark(run: Run) -> None:
    for name, words in (("bare LF", "! a bare LF"), ("length too long", "! they hung up: 5 bytes")):
        async with asking(run, named(name)) as get:
            assert words in (await get("-v")).err


async def test_a_command_line_of_curl_is_asked_and_written(run: Run) -> None:
    async with asking(run, CONTENT) as get:
        command = f"curl -X PUT {get.address}/c -H 'X-A: b' --data 'x y'"
        ran = await get("--curl", command, "-H", "X-C: d", path="/x")
        assert (0, OK) == (ran.status, ran.out)
        assert get.came.startswith(b"PUT /x HTTP/1.1\r\n")
        assert b"\r\nX-A: b\r\n" in get.came
        assert b"\r\nX-C: d\r\n" in get.came
        assert get.came.endswith(b"\r\n\r\nx y")
        visits = len(get.cage.visits)
        [line] = (await get("-d", "it's", "--as", "curl")).lines
        assert line.startswith("curl ")
        assert f"{get.address}/x" in line
        assert visits == len(get.cage.visits)


async def test_exchanges_are_written_as_an_archive_for_browsers_failed_ones_too(
    run: Run, tmp_path: Path
) -> None:
    async with asking(run, Animal("leads on", lead_on)) as get:
        log = json.loads((await get("-L", "--as", "har")).out)["log"]
        assert [302, 200] == [entry["response"]["status"] for entry in log["entries"]]
        assert "ok" == log["entries"][1]["response"]["content"]["text"]
    async with asking(run, named("empty answer")) as get:
        assert 6 == (await get("--as", "har", "-o", tmp_path / "a.har")).status
        [entry] = json.loads((tmp_path / "a.har").read_bytes())["log"]["entries"]
        assert 0 == entry["response"]["status"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        (["127.0.0.1:1", "-F", "a"], 2),
        (["127.0.0.1:1", "-F", "a=b\nc"], 2),
        (["127.0.0.1:1", "--form", "a"], 2),
        (["127.0.0.1:1", "-d", "@/nowhere"], 2),
        (["127.0.0.1:1", "-F", "a=@/nowhere"], 2),
        (["127.0.0.1:1", "--raw", "/nowhere"], 1),
        (["127.0.0.1:1", "--curl", "wget x"], 2),
        (["127.0.0.1:1", "--proxy", "ftp://x"], 2),
        (["ftp://x", "--times"], 2),
        (["https://127.0.0.1:1", "--cacert", "/nowhere"], 6),
    ],
)
def test_what_cannot_be_asked_is_told(run: Run, arguments: list[str], status: int) -> None:
    ran = run("get", *arguments)
    assert (status, b"") == (ran.status, ran.out)
    assert ran.err


def test_only_one_body_can_be_meant(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("get", "127.0.0.1:1", "-d", "a", "-j", "b")
    assert 2 == ended.value.code
