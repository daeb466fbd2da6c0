"""The history of exchanges: what is on the disk, who may read it, what is never there."""

import gzip
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import brotli
import pytest
from backports import zstd

from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.exchanges import kept_file
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.kept import History
from tui.exchanges.unfit import Unfit

DRAFT = Draft("GET", "http://{{host}}/x?page=2", (("Accept", "*/*"),))
ASKED = b"GET /x?page=2 HTTP/1.1\r\nHost: lab\r\n\r\n"
ANSWERED = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


def record(body: bytes = b"hello", answered: bytes = ANSWERED, asked: bytes = ASKED) -> Exchange:
    """An exchange that is over, and took no time."""
    made = Exchange(Request("GET", "http://lab/x?page=2"), now=lambda: 0)
    made._heads.ask(asked)
    made._heads.answer(answered)
    made.status, made.reason, made.version = 200, "OK", "HTTP/1.1"
    made._steps = [(Step.NAME, 0), (Step.CONNECT, 5), (Step.SEND, 9)]
    made.body.write(body)
    made.size, made.whole = len(body), True
    made.end()
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "exchanges.sqlite3"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    made = History(path, most=500)
    yield made
    made.close()


def test_what_is_kept_is_found_again_by_another_program(history: History, path: Path) -> None:
    failed = record()
    failed.failure = Failure(Step.BODY, "they hung up", peer="lab:80", code="EOF")
    first = history.add(record(), DRAFT)
    second = history.add(failed, replace(DRAFT, content="é\udce9\n", kind=Kind.TEXT), first.id)
    other = History(path, most=500)
    assert second == other.get(second.id)
    assert ("body", "EOF", "they hung up", "lab:80", first.id, False) == (
        second.step,
        second.code,
        second.why,
        second.peer,
        second.redirected,
        second.masked,
    )
    assert [second.id, first.id] == [kept.id for kept in other.list()]
    assert (ASKED, ANSWERED, b"hello", 200, "OK", True) == (
        first.asked,
        first.answered,
        first.body,
        first.status,
        first.reason,
        first.whole,
    )
    other.close()


def test_a_list_is_narrowed_by_words_and_read_page_by_page(history: History) -> None:
    numbers = [
        history.add(record(), replace(DRAFT, address=f"http://lab/{n}")).id for n in range(5)
    ]
    assert numbers[:-3:-1] == [kept.id for kept in history.list(limit=2)]
    assert [numbers[2]] == [kept.id for kept in history.list(before=numbers[3], limit=1)]
    assert [numbers[3]] == [kept.id for kept in history.list("LAB/3 200")]
    assert [] == history.list("lab/3 404")
    assert [] == history.list("%")
    assert (b"", b"") == (history.list()[0].body, history.list()[0].asked)


def test_it_is_bounded_in_number_and_in_bytes(path: Path) -> None:
    few = History(path, most=3)
    numbers = [few.add(record(), DRAFT).id for _time in range(5)]
    assert numbers[:1:-1] == [kept.id for kept in few.list()]
    few.close()
    small = History(path, most=500, greatest=50_000)
    numbers += [small.add(record(b"x" * 20_000), DRAFT).id for _time in range(9)]
    assert numbers[:-3:-1] == [kept.id for kept in small.list()]
    large = small.add(record(b"x" * 200_000), DRAFT)
    assert [large.id] == [kept.id for kept in small.list()]
    small.close()
    assert path.stat().st_size < 1_000_000


def test_a_body_is_kept_up_to_a_bound_and_its_size_is_told(history: History) -> None:
    kept = history.add(record(b"x" * 3_000_000), DRAFT)
    assert (1024 * 1024, 3_000_000) == (len(kept.body), kept.size)


def test_a_history_of_none_makes_no_file(path: Path) -> None:
    none = History(path, most=0)
    assert (0, [], None) == (none.add(record(), DRAFT).id, none.list(), none.get(1))
    none.forget(1)
    none.clear()
    assert not path.exists()


def test_nobody_else_may_read_it(history: History, path: Path) -> None:
    before = os.umask(0)
    try:
        history.add(record(), DRAFT)
    finally:
        os.umask(before)
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert 0o700 == stat.S_IMODE(path.parent.stat().st_mode)
    path.chmod(0o644)
    history.close()
    history.list()
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


SECRET = b"hunter2hunter2"


@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br", "zstd"])
def test_secrets_are_not_in_the_file(history: History, path: Path, coding: str) -> None:
    said = SECRET.decode()
    draft = Draft(
        "POST",
        f"http://a:{said}@lab/?token={said}",
        (("Authorization", f"Bearer {said}"),),
        Kind.JSON,
        f'{{"password": "{said}"}}',
        proxy=f"http://u:{said}@p:1",
        variables=(("token", said),),
    )
    asked = b"GET /?token=%b HTTP/1.1\r\nCookie: sid=%b\r\n\r\n" % (SECRET, SECRET)
    answered = b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=%b\r\nContent-Encoding: %b\r\n\r\n"
    body = b'{"access_token": "%b", "user": "manu"}' % SECRET
    packed = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}
    packed |= {"deflate": zlib.compress}
    coded = packed.get(coding, bytes)(body)
    kept = history.add(record(coded, answered % (SECRET, coding.encode()), asked), draft)
    assert kept.masked
    data = path.read_bytes()
    assert SECRET not in data
    assert coded not in data
    assert SECRET not in repr(kept).encode()
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
    unpack |= {"deflate": zlib.decompress}
    assert (
        '{"access_token": "•••", "user": "manu"}' == unpack.get(coding, bytes)(kept.body).decode()
    )


def test_values_of_secret_variables_are_found_wherever_they_stand(history: History) -> None:
    asked = b"GET /v1/s3cr%C3%A9t/x HTTP/1.1\r\nX: s3cr\xc3\xa9t\r\n\r\n"
    kept = history.add(record("you said s3crét".encode(), asked=asked), DRAFT, secrets=["s3crét"])
    assert "GET /v1/•••/x HTTP/1.1\r\nX: •••\r\n\r\n".encode() == kept.asked
    assert "you said •••".encode() == kept.body


def test_what_holds_no_secret_stays_as_it_came(history: History) -> None:
    coded = gzip.compress(b'{"user": "manu"}')
    kept = history.add(record(coded, ANSWERED[:-2] + b"Content-Encoding: gzip\r\n\r\n"), DRAFT)
    assert (coded, False) == (kept.body, kept.masked)


def test_without_masks_all_is_kept(path: Path) -> None:
    plain = History(path, most=5, masked=False)
    kept = plain.add(record(asked=b"GET / HTTP/1.1\r\nCookie: a=b\r\n\r\n"), DRAFT)
    assert (b"GET / HTTP/1.1\r\nCookie: a=b\r\n\r\n", False) == (kept.asked, kept.masked)
    plain.close()


def test_what_is_forgotten_is_not_in_the_file_any_more(history: History, path: Path) -> None:
    one = history.add(record(b"first body"), DRAFT)
    two = history.add(record(b"second body"), DRAFT)
    history.forget(one.id)
    assert ([two.id], None) == ([kept.id for kept in history.list()], history.get(one.id))
    assert b"first body" not in path.read_bytes()
    history.clear()
    assert [] == history.list()
    assert b"second body" not in path.read_bytes()
    assert history.add(record(), DRAFT).id > two.id


def test_two_programs_keep_at_once_and_lose_nothing(path: Path) -> None:
    programs = [History(path, most=500) for _one in range(4)]

    def work(program: History) -> None:
        for _time in range(10):
            program.add(record(), DRAFT)

    threads = [Thread(target=work, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 40 == len(programs[0].list())
    for program in programs:
        program.close()


def test_a_damaged_file_is_put_aside_with_words(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, but somebody's letter" * 100)
    history = History(path, most=5)
    history.add(record(), DRAFT)
    assert "damaged-1" in history.remark
    aside = path.with_name(f"{path.name}.damaged-1")
    assert aside.read_bytes().startswith(b"this is no database")
    assert 1 == len(history.list())
    history.close()


def test_damage_that_is_met_later_is_put_aside_too(path: Path) -> None:
    history = History(path, most=500)
    for _time in range(20):
        history.add(record(b"x" * 10_000), DRAFT)
    history.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    again = History(path, most=500)
    again.list()
    again.add(record(), DRAFT)
    assert "damaged-1" in again.remark
    assert 1 == len(again.list())
    again.close()


def test_a_file_of_a_newer_program_is_put_aside_unchanged(path: Path) -> None:
    History(path, most=5).add(record(), DRAFT)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 2")
    file.close()
    before = path.read_bytes()
    history = History(path, most=5)
    assert [] == history.list()
    assert "newer program" in history.remark
    assert before == path.with_name(f"{path.name}.newer-1").read_bytes()
    history.close()


def test_a_file_that_another_program_put_aside_is_not_written_on(path: Path) -> None:
    history = History(path, most=5)
    history.add(record(), DRAFT)
    path.rename(path.with_name("aside"))
    kept = history.add(record(), DRAFT)
    assert [kept.id] == [one.id for one in History(path, most=5).list()]
    history.close()


def test_a_disk_that_will_not_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        Unfit, match=r"The history in .* cannot be used: (Not a directory|File exists)"
    ):
        History(tmp_path / "file" / "x.sqlite3", most=5).add(record(), DRAFT)
    (tmp_path / "x.sqlite3").mkdir()
    with pytest.raises(Unfit, match="Is a directory"):
        History(tmp_path / "x.sqlite3", most=5).add(record(), DRAFT)


def test_a_program_that_waits_too_long_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_file, "PATIENCE", 0.05)
    history = History(path, most=5)
    history.add(record(), DRAFT)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unfit, match="locked"):
            history.add(record(), DRAFT)
        other.execute("ROLLBACK")
    other.close()
    assert [1] == [kept.id for kept in history.list()]
    history.close()


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from test_exchanges_kept import DRAFT, record
from tui.exchanges.kept import History
history = History(Path(sys.argv[1]), most=100000)
while True:
    print(history.add(record(b"x" * 5000), DRAFT).id, flush=True)
"""


def test_what_was_kept_survives_a_kill(path: Path) -> None:
    here = Path(__file__).parent
    known: list[int] = []
    for _time in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, path, here, here.parent, here.parent.parent],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            known += [int(process.stdout.readline()) for _line in range(5)]
            process.send_signal(signal.SIGKILL)
            known += map(int, process.stdout.read().split("\n")[:-1])
        history = History(path, most=100_000)
        there = [kept.id for kept in history.list(limit=100_000)]
        assert set(known) <= set(there)
        assert "" == history.remark
        assert all(len(found.body) == 5000 for found in map(history.get, there) if found)
        history.close()
