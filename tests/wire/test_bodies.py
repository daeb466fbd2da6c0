"""Bodies: codings come off within bounds, what they are is found, and rows are made of any size."""

import json
from encodings.aliases import aliases

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.bodies import finding, lines
from tui.bodies.events import EventRows
from tui.bodies.finding import Finding
from tui.bodies.indented import json_rows, markup_rows
from tui.bodies.kinds import Kind, nature
from tui.bodies.lines import BLOCK, TextRows
from tui.bodies.prepared import Preparation, Prepared, prepare
from tui.bodies.rows import HexRows, Row


class Bytes:
    """A source in memory, which counts what is read."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self.reads = 0

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, start: int, size: int) -> bytes:
        self.reads += size
        return self.data[start : start + size]

    def write(self, data: bytes) -> None:
        self.data += data


def ready(data: bytes, *fields: tuple[str, str]) -> Prepared:
    return prepare(Bytes(data), fields, Bytes, lambda: False)


def drawn(row: Row) -> str:
    return "".join(part.text for part in row)


TEXT = "".join(f"line {number} é\n" for number in range(40_000)).encode()


def test_a_coding_that_nobody_knows_is_named() -> None:
    prepared = ready(b"\x0b\x02", ("Content-Encoding", "dcb"))
    assert ("dcb", Kind.BINARY, ()) == (prepared.unknown, prepared.nature.kind, prepared.codings)


@pytest.mark.parametrize(
    ("media", "data", "kind", "charset"),
    [
        ("application/json", b"{}", Kind.JSON, "utf-8"),
        ("application/problem+json; charset=utf-8", b"{}", Kind.JSON, "utf-8"),
        ("text/html; charset=ISO-8859-1", b"<p>\xe9", Kind.HTML, "cp1252"),
        ("text/html", b'<html><meta charset="koi8-r">', Kind.HTML, "koi8-r"),
        ("", b'<?xml version="1.0" encoding="iso-8859-15"?>', Kind.MARKUP, "iso8859-15"),
        ("text/plain", "é".encode("utf-16"), Kind.TEXT, "utf-16"),
        ("text/plain; charset=utf-16", b"a\0b\0", Kind.TEXT, "utf-16-le"),
        ("text/plain; charset=u16", b"\xfe\xff\0a", Kind.TEXT, "utf-16"),
        ("text/plain; charset=UTF_32", b"a\0\0\0", Kind.TEXT, "utf-32-le"),
        ("text/plain", b"caf\xe9", Kind.TEXT, "cp1252"),
        ("text/plain; charset=unicode_escape", b"a", Kind.TEXT, "utf-8"),
        ("text/plain; charset=\0", b"a", Kind.TEXT, "utf-8"),
        ("text/plain", b"a\0b", Kind.BINARY, "utf-8"),
        ("text/plain", b"\x89PNG\r\n\x1a\n", Kind.IMAGE, "utf-8"),
        ("image/svg+xml", b"<svg/>", Kind.MARKUP, "utf-8"),
        ("", b"<!DOCTYPE html><p>", Kind.HTML, "utf-8"),
        ("text/html", b'<meta charset="utf-16">', Kind.HTML, "utf-8"),
        ("application/json", '{"é": 1}'.encode("utf-16-le"), Kind.JSON, "utf-16-le"),
        ("application/json", "[1, 2]".encode("utf-16-be"), Kind.JSON, "utf-16-be"),
        ("text/event-stream", b"data: 1\n\n", Kind.EVENTS, "utf-8"),
    ],
)
def test_a_kind_and_a_charset_are_found(media: str, data: bytes, kind: Kind, charset: str) -> None:
    found = nature(media, data, whole=True)
    assert (kind, charset) == (found.kind, found.charset)


def test_another_charset_becomes_utf_8_and_utf_8_is_not_copied() -> None:
    fields = (("content-type", "text/plain; charset=latin1"),)
    assert "é".encode() == ready(b"\xe9", *fields).content.read(0, 9)
    body = Bytes(TEXT)
    prepare(body, (), pytest.fail, lambda: False)
    assert body.reads < 10_000


@given(
    st.sampled_from(sorted({*aliases, *aliases.values()})),
    st.lists(st.sampled_from([b"\x1b$", b"\x1b$)C", b"\x0e"]) | st.binary(max_size=9)),
)
@example("utf_16", [b"a\0"])
@example("utf_32", [b"a\0\0\0"])
@example("iso2022_jp", [b"\x1b$"] * 9)
@example("iso2022_kr", [b"\x1b$"] * 9)
def test_any_bytes_in_any_charset_can_be_looked_at(charset: str, pieces: list[bytes]) -> None:
    body = Bytes()
    fields = (("content-type", f"text/plain; charset={charset}"),)
    preparation = Preparation(body, fields, Bytes)
    for piece in pieces:
        body.write(piece)
        preparation.advance(lambda: False, ended=False)
    preparation.advance(lambda: False, ended=True)


def test_what_a_codec_gives_up_is_one_broken_character() -> None:
    body = Bytes()
    preparation = Preparation(body, (("content-type", "text/plain; charset=iso-2022-jp"),), Bytes)
    for piece in [b"a", *[b"\x1b$"] * 5, b"b"]:
        body.write(piece)
        prepared = preparation.advance(lambda: False, ended=False)
    assert "a\ufffdb" == prepared.content.read(0, 99).decode()


@given(st.text("aé𐍈\n\r", max_size=400), st.integers(8, 20), st.integers(1, 50))
def test_rows_are_the_text_however_wide_and_however_it_is_counted(
    text: str, columns: int, effort: int
) -> None:
    data = text.encode()
    rows = TextRows(Bytes(data), columns)
    while rows.grow(effort):
        pass
    made = [drawn(rows.row(index)) for index in range(rows.height)]
    assert data.replace(b"\r\n", b"\n").count(b"\n") <= len(made)
    assert "".join(made) == text.replace("\r\n", "\n").replace("\n", "")
    assert all(len(row.encode()) <= columns + 1 for row in made)
    for index in range(rows.height):
        assert index == rows.at(rows.start(index))


@given(
    st.lists(st.text("aé𐍈\n\r", max_size=60), max_size=12),
    st.integers(8, 20),
    st.sampled_from([16, 64, BLOCK]),
)
def test_rows_of_what_still_comes_are_those_of_what_came(
    pieces: list[str], columns: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK", block)
        body = Bytes()
        rows = TextRows(body, columns)
        for piece in "".join(pieces).encode(), *(piece.encode() for piece in pieces):
            body.write(piece)
            while rows.grow(1):
                pass
            whole = TextRows(Bytes(body.data), columns)
            while whole.grow(1 << 20):
                pass
            assert whole.height == rows.height
            assert body.size == rows.counted
            for index in range(rows.height):
                assert whole.row(index) == rows.row(index)
                assert whole.start(index) == rows.start(index)


def test_what_still_comes_is_read_once() -> None:
    body = Bytes()
    rows = TextRows(body, 80)
    for number in range(5000):
        body.write(b"data: %d\n\n" % number)
        body.reads = 0
        assert not rows.grow(1 << 20)
        assert body.reads <= 2 * BLOCK
        assert f"data: {number}" == drawn(rows.row(rows.height - 2))


def test_only_what_is_seen_is_read() -> None:
    body = Bytes(b"0123456789\n" * 500_000)
    rows = TextRows(body, 80)
    while rows.grow(1 << 20):
        pass
    assert 500_000 == rows.height
    body.reads = 0
    assert "0123456789" == drawn(rows.row(400_123))
    assert body.reads <= 2 * BLOCK
    body.reads = 0
    assert drawn(HexRows(body).row(2)).startswith("00000020  0a 30 31 32 33 34")
    assert 16 == body.reads


@pytest.mark.parametrize("letter", ["x", "é", "漢"])
def test_one_line_without_an_end_is_many_rows(letter: str) -> None:
    size = len(letter.encode())
    rows = TextRows(Bytes((letter * 600_000).encode()), 100)
    while rows.grow(1 << 20):
        pass
    assert -(-600_000 // (100 // size)) == rows.height
    assert letter * (100 // size) == drawn(rows.row(rows.height // 2))


@pytest.mark.parametrize("by", [1, -1])
def test_words_are_found_across_blocks_whatever_their_capitals(
    by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BLOCK", 7)
    body = Bytes("abcÉté.......... été....... end".encode())
    first, second = body.data.index("Été".encode()), body.data.index("été".encode())
    start = first + 1 if by > 0 else second
    found = Finding("éTÉ").in_source(body, start, by)
    expected = second if by > 0 else first
    assert (expected, expected + 5) == found
    assert (first, first + 5) == Finding("été").in_source(body, second + 1, 1)
    assert Finding("nowhere").in_source(body, 0, by) is None
    assert (body.size - 3, body.size) == Finding("END").in_source(body, 0, by)


@given(st.text("aB", max_size=60), st.text("Ab", min_size=1, max_size=4), st.data())
def test_every_place_is_found_once_on_and_back(text: str, words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    low = text.lower()
    places = [at for at in range(len(low)) if low.startswith(words.lower(), at)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "BLOCK", 5)
        on = Finding(words).in_source(Bytes(text.encode()), start, 1)
        back = Finding(words).in_source(Bytes(text.encode()), start, -1)
    following = [at for at in places if at >= start] + places
    before = [at for at in places[::-1] if at < start] + places[::-1]
    assert (following[0] if following else None) == (on[0] if on else None)
    assert (before[0] if before else None) == (back[0] if back else None)


def test_a_search_is_given_up() -> None:
    body = Bytes(b"x" * (4 * finding.BLOCK))
    search = Finding("needle")
    search.give_up()
    assert search.in_source(body, 0, 1) is None
    assert body.reads < 2 * finding.BLOCK
    assert 25 == search.percent


def test_what_was_found_is_marked_in_text_and_in_hex() -> None:
    rows = TextRows(Bytes("één needle\nno".encode()), 80)
    rows.grow(1 << 20)
    assert [("één ", ""), ("needle", "found")] == [
        (part.text, part.style) for part in rows.marked(0, 6, 12)
    ]
    row = HexRows(Bytes(bytes(range(65, 91)))).marked(0, 7, 10)
    assert ["48  49 4a", "HIJ"] == [part.text for part in row if part.style == "found"]
    assert row == HexRows(Bytes(bytes(range(65, 91)))).marked(0, 7, 10)
    plain = HexRows(Bytes(bytes(range(65, 91)))).row(0)
    assert drawn(plain) == drawn(row)


def test_events_are_told_from_their_fields() -> None:
    rows = EventRows(Bytes(b"event: tick\ndata: {}\n: alive\ndata\nodd\n" + b"x" * 30), 12)
    rows.grow(1 << 20)
    styles = [[(part.text, part.style) for part in rows.row(at)] for at in range(rows.height)]
    assert [("event", "name"), (": ", "faint"), ("tick", "title")] == styles[0]
    assert [("data", "name"), (": ", "faint"), ("{}", "")] == styles[1]
    assert [(": alive", "faint")] == styles[2]
    assert "data" == styles[3][0][0]
    assert [("x" * 12, "")] == styles[5] == styles[6]


def test_json_is_indented_and_its_words_stay() -> None:
    text = '{"a":[1.10,{"b":"x\\u001b"}],"a":[],"c":{},"d":1e999}'
    rows = json_rows(text)
    assert rows is not None
    assert [drawn(row) for row in rows] == [
        "{",
        '  "a": [',
        "    1.10,",
        "    {",
        '      "b": "x\\u001b"',
        "    }",
        "  ],",
        '  "a": [],',
        '  "c": {},',
        '  "d": 1e999',
        "}",
    ]
    assert ("name", "string") == (rows[1][1].style, rows[4][-1].style)
    assert json_rows("{oops") is None
    assert json_rows("[" * 100_000) is None


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_indented_json_says_the_same(value: object) -> None:
    rows = json_rows(json.dumps(value))
    assert rows is not None
    assert value == json.loads("\n".join(map(drawn, rows)))


def test_markup_is_indented_and_what_is_not_closed_does_no_harm() -> None:
    rows = markup_rows(
        '<!doctype html><html><p class="a">Hi <br>you<pre> x\n  y</pre></p></html></x>'
    )
    assert rows is not None
    assert [drawn(row) for row in rows] == [
        "<!doctype html>",
        "<html>",
        '  <p class="a">',
        "    Hi",
        "    <br>",
        "    you",
        "    <pre>",
        "       x",
        "        y",
        "    </pre>",
        "  </p>",
        "</html>",
        "</x>",
    ]


def test_hostile_markup_takes_no_longer_than_its_length() -> None:
    for text in ("<a " + "b" * 500_000, "<a '" * 100_000, "<!--" * 100_000, "<" * 500_000):
        rows = markup_rows(text)
        assert rows is None or rows


@given(st.text("<>/!-?a \"'=\n"))
def test_any_markup_is_shown_whole(text: str) -> None:
    rows = markup_rows(text)
    assert rows is not None
    said = "".join("".join(map(drawn, rows)).split())
    assert said == "".join(text.split())
