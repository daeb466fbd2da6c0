"""Bodies: codings come off within bounds, what they are is found, and rows are made of any size."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.bodies import wrapped
from tui.bodies.indented import json_rows, markup_rows
from tui.bodies.kinds import Kind, nature
from tui.bodies.prepared import Prepared, prepare
from tui.bodies.rows import EVERY, HexRows, Row, TextRows


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
        ("text/html; charset=ISO-8859-1", b"<p>\xe9", Kind.MARKUP, "cp1252"),
        ("text/html", b'<html><meta charset="koi8-r">', Kind.MARKUP, "koi8-r"),
        ("", b'<?xml version="1.0" encoding="iso-8859-15"?>', Kind.MARKUP, "iso8859-15"),
        ("text/plain", "é".encode("utf-16"), Kind.TEXT, "utf-16"),
        ("text/plain", b"caf\xe9", Kind.TEXT, "cp1252"),
        ("text/plain; charset=unicode_escape", b"a", Kind.TEXT, "utf-8"),
        ("text/plain; charset=\0", b"a", Kind.TEXT, "utf-8"),
        ("text/plain", b"a\0b", Kind.BINARY, "utf-8"),
        ("text/plain", b"\x89PNG\r\n\x1a\n", Kind.IMAGE, "utf-8"),
        ("image/svg+xml", b"<svg/>", Kind.MARKUP, "utf-8"),
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


def test_only_what_is_seen_is_read() -> None:
    body = Bytes(b"0123456789\n" * 500_000)
    rows = TextRows(body, 80)
    while rows.grow(1 << 20):
        pass
    assert 500_000 == rows.height
    body.reads = 0
    assert "0123456789" == drawn(rows.row(400_123))
    assert body.reads <= (EVERY + 1) * 81
    body.reads = 0
    assert drawn(HexRows(body).row(2)).startswith("00000020  0a 30 31 32 33 34")
    assert 16 == body.reads


def test_one_line_without_an_end_is_many_rows() -> None:
    rows = TextRows(Bytes(b"x" * 5_000_000), 100)
    while rows.grow(1 << 20):
        pass
    assert (50_000, "x" * 100) == (rows.height, drawn(rows.row(49_999)))


@pytest.mark.parametrize("by", [1, -1])
def test_words_are_found_across_blocks_whatever_their_capitals(
    by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrapped, "BLOCK", 7)
    body = Bytes("abcÉté.......... été....... end".encode())
    first, second = body.data.index("Été".encode()), body.data.index("été".encode())
    start = first + 1 if by > 0 else second
    found = wrapped.find(body, "éTÉ", start, by, lambda: False)
    assert (second if by > 0 else first) == found
    assert first == wrapped.find(body, "été", second + 1, 1, lambda: False)
    assert wrapped.find(body, "nowhere", 0, by, lambda: False) is None


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
