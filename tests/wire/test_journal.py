"""The queue on the disk: what was noted is found again, whatever happened to the file."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.screens.photos import journal
from tui.screens.photos.journal import SPARE, Journal
from tui.screens.photos.journal_lines import Record, parse, render
from tui.screens.photos.transfer import Kind, Known, Order, Stage, Transfer

KNOWN = Known(70_000, 1_503_413_828_000_000_000, "a" * 64, "3f9c", None)

WAITS = '{"number": 1, "kind": "fetch", "name": "x", "path": "/x", "stage": "waiting", '


def transfer(number: int, name: str = "été.jpg", known: Known = KNOWN) -> Transfer:
    return Transfer(number, Order(Kind.STORE, name, Path("/photos", name)), known=known)


def opened(path: Path) -> Journal:
    one = Journal(path)
    one.open()
    return one


def left(path: Path, *transfers: Transfer) -> None:
    """Do as a program that noted these and was killed."""
    one = opened(path)
    one.begin(())
    one.note(transfers)
    one.close()


def names(found: list[Record]) -> list[str]:
    return [record.order.name for record in found]


def test_what_was_noted_is_found_by_the_next_program(tmp_path: Path) -> None:
    path = tmp_path / "state" / "queue.jsonl"
    failed = transfer(2, "b.jpg")
    failed.stage, failed.reason = Stage.FAILED, "Nothing listens there."
    left(path, transfer(1, "a.jpg"), failed, transfer(3, "c.jpg"))
    one = opened(path)
    assert names(one.found) == ["a.jpg", "b.jpg", "c.jpg"]
    assert one.found[0] == Record(
        Order(Kind.STORE, "a.jpg", Path("/photos/a.jpg")), Stage.WAITING, KNOWN, ""
    )
    assert (one.found[1].stage, one.found[1].reason) == (Stage.FAILED, "Nothing listens there.")
    assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0
    one.close()


def test_what_is_over_is_not_found_and_the_latest_line_is_true(tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    one = opened(path)
    one.begin([transfer(1, "a.jpg"), transfer(2, "b.jpg", Known())])
    one.note([transfer(2, "b.jpg")])
    one.forget([1, 7])
    one.close()
    two = opened(path)
    assert [(record.order.name, record.known) for record in two.found] == [("b.jpg", KNOWN)]
    two.close()


def test_two_programs_never_write_one_queue(tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    left(path, transfer(1, "a.jpg"))
    first, second = opened(path), opened(path)
    assert (first.kept, first.taken, names(first.found)) == (True, False, ["a.jpg"])
    assert (second.kept, second.taken, second.found) == (False, True, [])
    assert second.copies is None
    before = path.read_bytes()
    second.begin(())
    second.note([transfer(9)])
    second.close()
    assert path.read_bytes() == before
    first.close()
    third = opened(path)
    assert third.kept
    third.close()


@given(cut=st.integers(0, 2000))
def test_a_file_that_was_cut_anywhere_loses_no_more_than_its_last_line(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("state") / "queue.jsonl"
    left(path, *(transfer(number, f"{number}.jpg") for number in range(1, 5)))
    data = path.read_bytes()[:cut]
    path.write_bytes(data)
    one = opened(path)
    assert len(one.found) == max(0, data.count(b"\n") - 1)
    assert one.aside is None or b"\n" not in data
    one.close()


@pytest.mark.parametrize(
    "line",
    [
        "\0\0\0\0",
        "[]",
        "17",
        '{"number": true}',
        '{"number": 1, "kind": "store", "name": "../x", "path": "/x", "stage": "waiting"}',
        '{"number": 1, "kind": "store", "name": "x", "path": "x", "stage": "waiting"}',
        '{"number": 1, "kind": "remove", "name": "x", "path": "/x", "stage": "waiting"}',
        '{"number": 1, "kind": "store", "name": "x", "path": "/x", "stage": "done"}',
        WAITS + '"part": "../../etc/passwd"}',
        WAITS + '"sha256": "zz"}',
        WAITS + '"size": "1"}',
    ],
)
def test_a_damaged_line_costs_itself_alone_and_the_file_is_set_aside(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "queue.jsonl"
    left(path, transfer(1, "a.jpg"), transfer(2, "b.jpg"))
    head, first, second = path.read_text().splitlines()
    path.write_text("\n".join([head, first, line, second, ""]))
    damaged = path.read_bytes()
    one = opened(path)
    assert names(one.found) == ["a.jpg", "b.jpg"]
    assert one.aside is not None
    assert one.aside.read_bytes() == damaged
    one.close()


def test_the_file_of_a_newer_program_is_set_aside_whole_and_none_before_it_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "queue.jsonl"
    for number in (1, 2):
        newer = json.dumps({"vasistas": "transfers", "version": 2, "turn": number}) + "\n"
        path.write_text(newer)
        one = opened(path)
        assert (one.found, one.aside and one.aside.read_text()) == ([], newer)
        one.begin(())
        one.note([transfer(1)])
        one.close()
    assert len(list(tmp_path.glob("*.aside-*"))) == 2


def test_the_file_stays_short_however_much_goes_through_it(tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    one = opened(path)
    one.begin([transfer(1, "stays.jpg")])
    for number in range(2, 2 * SPARE):
        one.note([transfer(number)])
        one.forget([number])
    assert path.read_bytes().count(b"\n") <= SPARE + 10
    one.close()
    two = opened(path)
    assert names(two.found) == ["stays.jpg"]
    two.close()


def test_a_disk_that_refuses_is_said_and_the_queue_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one = opened(tmp_path / "file" / "queue.jsonl")
    assert not one.kept
    assert isinstance(one.refusal, OSError)
    one.begin([transfer(1)])
    one.note([transfer(2)])
    one.forget([1])
    one.close()


def test_the_queue_of_each_archive_is_a_file_of_its_own() -> None:
    places = {journal.place("127.0.0.1", 7788), journal.place("127.0.0.1", 7789)}
    places |= {journal.place("::1", 7788), journal.place("../../etc", 7788)}
    assert len(places) == 4
    assert len({place.parent for place in places}) == 1


@given(
    st.binary(min_size=1, max_size=20).filter(lambda name: not {0, 47} & set(name)),
    st.sampled_from([Stage.WAITING, Stage.PAUSED, Stage.FAILED]),
    st.builds(
        Known,
        st.none() | st.integers(0, 2**60),
        st.none() | st.integers(0, 2**63),
        st.sampled_from([None, "0" * 64]),
        st.none() | st.text(min_size=1, max_size=9),
        st.sampled_from([None, ".00.part"]),
    ),
    st.booleans(),
    st.booleans(),
)
def test_a_line_says_all_of_a_transfer_names_of_any_bytes_too(
    name: bytes, stage: Stage, known: Known, replace: bool, strip: bool
) -> None:
    order = Order(Kind.FETCH, "a.jpg", Path("/photos", os.fsdecode(name)), replace, strip)
    line = render(Transfer(5, order, stage, known))
    assert parse(line.encode().decode()) == (5, Record(order, stage, known, ""))
