"""What differs between two exchanges."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tui.clients.failure import Step
from tui.clients.http.exchange import Phase
from tui.exchanges.difference import Kind, Line, Section, compare
from tui.exchanges.draft import Draft
from tui.exchanges.draft import Kind as Content
from tui.exchanges.edits import MOST, Edit, edits
from tui.exchanges.entry import Kept

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: a\r\n\r\n"
ONE = Kept(
    1, datetime(2026, 1, 1, tzinfo=UTC), Draft("GET", "http://h/"), "h:80",
    b"GET / HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n", HEAD, 200, "OK", "HTTP/1.1",
    b"one\ntwo\nthree\n", 14, True, 3000, (Phase(Step.WAIT, 0, 2000), Phase(Step.BODY, 2000, 3000)),
)  # fmt: skip


def sections(one: Kept, other: Kept) -> dict[str, Section]:
    return {section.title: section for section in compare(one, other)}


def changed(section: Section) -> list[Line]:
    return [line for line in section.lines if line.kind is not Kind.SAME]


def with_body(body: bytes, head: bytes = HEAD) -> Kept:
    return replace(ONE, body=body, size=len(body), answered=head)


def test_what_is_the_same_has_no_difference() -> None:
    found = compare(ONE, ONE)
    assert [] == [line for section in found for line in changed(section)]
    assert [] == [note for section in found for note in section.notes]
    assert "Content of the request" not in sections(ONE, ONE)


def test_what_was_changed_is_left_then_right() -> None:
    other = replace(
        ONE, asked=ONE.asked.replace(b"GET /", b"PUT /x"), status=404,
        answered=HEAD.replace(b"200 OK", b"404 Not Found"), body=b"one\n2\nthree\n", size=12,
        elapsed=4000, draft=Draft("PUT", "http://h/x", kind=Content.TEXT, content="new"),
    )  # fmt: skip
    found = sections(ONE, other)
    left, right = Kind.LEFT, Kind.RIGHT
    assert [Line(left, "GET / HTTP/1.1"), Line(right, "PUT /x HTTP/1.1")] == found["Request"].lines
    assert [Line(left, "HTTP/1.1 200 OK"), Line(right, "HTTP/1.1 404 Not Found")] == (
        found["Answer"].lines
    )
    assert [Line(left, "two"), Line(right, "2")] == changed(found["Body"])
    assert ["14 bytes came left, 12 bytes right."] == found["Body"].notes
    assert [Line(right, "(text)"), Line(right, "new")] == found["Content of the request"].lines
    assert [Line(left, "in all: 3.0 ms"), Line(right, "in all: 4.0 ms")] == changed(found["Times"])


def test_only_the_order_of_fields_is_said_and_not_shown_as_a_difference() -> None:
    other = replace(ONE, asked=b"GET / HTTP/1.1\r\naccept: */*\r\nHost: h\r\n\r\n")
    section = sections(ONE, other)["Fields of the request"]
    assert [] == changed(section)
    assert [
        "Fields that are the same stand in another order.",
        "Names differ in capital and small letters.",
    ] == section.notes


def test_a_field_that_was_changed_stands_beside_what_it_became() -> None:
    other = replace(
        ONE, asked=b"GET / HTTP/1.1\r\nX: 1\r\nHost: h\r\nAccept: a\r\nAccept: b\r\n\r\n"
    )
    section = sections(ONE, other)["Fields of the request"]
    assert [
        (Kind.SAME, "Host: h"), (Kind.LEFT, "Accept: */*"), (Kind.RIGHT, "Accept: a"),
        (Kind.RIGHT, "X: 1"), (Kind.RIGHT, "Accept: b"),
    ] == [(line.kind, line.text) for line in section.lines]  # fmt: skip
    assert [] == section.notes


def test_json_is_compared_in_its_indented_form() -> None:
    head = HEAD.replace(b"text/plain", b"application/json")
    one = with_body(b'{"a":1,"b":[1,2]}', head)
    other = with_body(b'{ "a": 1, "b": [1, 3]}', head)
    section = sections(one, other)["Body"]
    assert [Line(Kind.LEFT, "    2"), Line(Kind.RIGHT, "    3")] == changed(section)
    assert "JSON is compared in its indented form." in section.notes
    spaced = sections(one, with_body(b'{"a": 1, "b": [1, 2]}', head))["Body"]
    assert ([], "Only white space differs.") == (changed(spaced), spaced.notes[1])
    turned = sections(one, with_body(b'{"b":[1,2],"a":1}', head))["Body"]
    assert "The values are the same, though members stand or are written otherwise." in turned.notes


def test_a_coding_is_taken_off_before_bodies_are_compared() -> None:
    head = HEAD.replace(b"Server", b"Content-Encoding: gzip\r\nServer")
    section = sections(ONE, with_body(gzip.compress(ONE.body), head))["Body"]
    assert [] == changed(section)


def test_form_and_order_of_lines_are_said() -> None:
    assert "Only white space differs." in sections(ONE, with_body(b"one two\tthree"))["Body"].notes
    assert "The lines are the same in another order." in (
        sections(ONE, with_body(b"two\none\nthree\n"))["Body"].notes
    )


def test_bytes_are_compared_as_bytes() -> None:
    section = sections(with_body(bytes(range(40))), with_body(bytes(range(39)) + b"\xff"))["Body"]
    assert [
        Line(Kind.LEFT, "20 21 22 23 24 25 26 27"), Line(Kind.RIGHT, "20 21 22 23 24 25 26 ff")
    ] == changed(section)  # fmt: skip


def test_failures_are_compared_and_strangers_words_are_made_visible() -> None:
    failed = replace(ONE, answered=b"HTTP/1.1 200 \x1b[2J\r\n\r\n", step="body", why="gone\x1b")
    lines = sections(ONE, failed)["Answer"].lines
    assert "HTTP/1.1 200 ␛[2J" == lines[1].text
    assert len(lines) == 3
    assert "\x1b" not in lines[2].text


def test_large_bodies_are_bounded_and_what_is_left_out_is_said() -> None:
    one = with_body(b"".join(b"%d\n" % number for number in range(100_000)))
    other = with_body(b"".join(b"-%d\n" % number for number in range(100_000)))
    section = sections(one, other)["Body"]
    assert 20_000 == len(section.lines)
    assert "Only the first 10,000 lines are compared." in section.notes
    assert "They are too different to be compared line by line." in section.notes
    long = sections(ONE, with_body(b"x" * 1_000_000))["Body"]
    assert 2001 == max(len(line.text) for line in long.lines)
    cut = sections(ONE, replace(ONE, size=5000))["Body"]
    assert "Of the right one only the first 14 bytes were kept." in cut.notes


LISTS = st.lists(st.sampled_from("abc"), max_size=30)


@given(LISTS, LISTS)
def test_edits_make_one_of_the_other(one: list[str], other: list[str]) -> None:
    found, whole = edits(one, other)
    assert whole
    assert one == [one[at] for edit, at in found if edit is not Edit.IN]
    assert other == [
        other[at] if edit is Edit.IN else one[at] for edit, at in found if edit is not Edit.OUT
    ]


@given(LISTS, LISTS)
def test_edits_are_as_few_as_can_be(one: list[str], other: list[str]) -> None:
    table = [[0] * (len(other) + 1) for _line in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            longest = max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else longest
    found, _whole = edits(one, other)
    kept = sum(edit is Edit.KEPT for edit, _at in found)
    assert table[-1][-1] == kept


def test_edits_beyond_the_bound_are_not_looked_for() -> None:
    one, other = [f"a{n}" for n in range(MOST)], [f"b{n}" for n in range(MOST)]
    found, whole = edits(["x", *one, "y"], ["x", *other, "y"])
    assert not whole
    assert (MOST * 2 + 2, Edit.KEPT, Edit.KEPT) == (len(found), found[0][0], found[-1][0])


def test_deep_json_is_compared_too() -> None:
    head = HEAD.replace(b"text/plain", b"application/json")
    deep = json.dumps([1]).encode()
    for _level in range(600):
        deep = b"[" + deep + b"]"
    assert sections(with_body(deep, head), with_body(deep.replace(b"1", b"2"), head))["Body"].lines
