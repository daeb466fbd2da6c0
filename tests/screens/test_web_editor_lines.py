"""What the editor makes of lines: fields, queries, raw requests, JSON; no screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchanges import typed
from tui.exchanges.draft import Draft, Kind
from tui.screens.web import editor_fields, editor_query, editor_raw
from tui.screens.web.editor_content import wrong_json
from tui.screens.web.editor_lines import visible
from tui.screens.web.editor_path import path_from
from tui.screens.web.editor_raw import Ends

ADDRESS = "http://{{host}}/a?x=1&y=%C3%A9t%C3%A9+2&flag&bad=%FF&n%3Dm=%0A#end"


def test_fields_are_lines_and_a_wrong_line_is_named_by_its_number() -> None:
    fields, wrong = editor_fields.parse(
        "Accept: */*\n\nX-A:  b:c \t\nno colon\n: x\na b: c\nA: \x1b"
    )
    assert fields == (("Accept", "*/*"), ("X-A", "b:c"))
    assert [words.partition(":")[0] for words in wrong] == ["Line 4", "Line 5", "Line 6", "Line 7"]
    assert editor_fields.parse(editor_fields.written(fields)) == (fields, [])


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("", ""),
        ("acc", "Accept: "),
        ("content-T", "Content-Type: "),
        ("Content-Type:", "Content-Type: application/json"),
        ("content-type: Text/h", "content-type: text/html; charset=utf-8"),
        ("Nothing-Known", "Nothing-Known"),
        ("Nothing-Known: x", "Nothing-Known: x"),
        ("Authorization: b", "Authorization: Basic "),
    ],
)
def test_a_field_is_completed_by_what_is_usual(line: str, whole: str) -> None:
    assert editor_fields.completed(line) == whole


def test_a_field_that_is_there_is_replaced_where_it_is_and_others_stay() -> None:
    assert editor_fields.replaced("", "A", "1") == "A: 1"
    assert editor_fields.replaced("B: 2\na: 3\nwrong\nA: 4", "A", "1") == "B: 2\nA: 1\nwrong"


def test_a_query_is_shown_decoded_and_only_lines_that_change_are_encoded_anew() -> None:
    lines = editor_query.lines(ADDRESS)
    assert lines == ["x=1", "y=été 2", "flag", "bad=%FF", "n%3Dm=%0A"]
    assert editor_query.with_query(ADDRESS, "\n".join(lines)) == ADDRESS
    changed = editor_query.with_query(ADDRESS, "\n".join([*lines[:2], "q=a b&c+d=é{{v w}}"]))
    assert changed == ("http://{{host}}/a?x=1&y=%C3%A9t%C3%A9+2&q=a%20b%26c%2Bd=%C3%A9{{v w}}#end")
    assert editor_query.with_query(ADDRESS, "\n \n") == "http://{{host}}/a#end"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_an_address_whose_query_nobody_touched_is_the_same(text: str) -> None:
    query = "&".join(part for part in text.replace("#", "").replace("?", "").split("&") if part)
    address = f"localhost/{'?' if query else ''}{query}"
    assert editor_query.with_query(address, "\n".join(editor_query.lines(address))) == address


@given(st.dictionaries(st.text("abc é&=%+{", min_size=1), st.text("xyz é&=%+#")))
def test_what_is_typed_into_a_query_is_read_back(values: dict[str, str]) -> None:
    lines = [
        f"{name}={value}"
        for name, value in values.items()
        if name.strip() and "=" not in name and "{{" not in name
    ]
    address = editor_query.with_query("localhost/?old=1", "\n".join(lines))
    assert all(part.isascii() and " " not in part for part in address.split("&"))
    assert editor_query.with_query(address, "\n".join(editor_query.lines(address))) == address


def test_the_ends_of_raw_lines_are_known_and_changed_together() -> None:
    text = "GET / HTTP/1.1\nHost: x\n\n"
    assert editor_raw.ends_of(text) is Ends.CRLF
    bare = editor_raw.with_ends(text, Ends.LF)
    assert typed.to_bytes(bare) == b"GET / HTTP/1.1\nHost: x\n\n"
    assert editor_raw.ends_of(bare) is Ends.LF
    mixed = "a\nb\\n\nc\\\nd"
    assert editor_raw.ends_of(mixed) is Ends.TYPED
    assert typed.to_bytes(mixed) == b"a\r\nb\ncd"
    assert editor_raw.with_ends(mixed, Ends.CRLF) == "a\nb\nc\nd"
    assert editor_raw.with_ends(mixed, Ends.TYPED) == mixed


def test_a_raw_request_begins_as_what_would_be_sent() -> None:
    draft = Draft(
        "POST",
        "http://u:p@localhost:81/a?b=1#c",
        (("Accept", "*/*"), ("Connection", "keep-alive")),
        Kind.TEXT,
        "h\\i",
    )
    assert typed.to_bytes(editor_raw.begun(draft)) == (
        b"POST /a?b=1 HTTP/1.1\r\nHost: localhost:81\r\nContent-Length: 3\r\nAccept: */*\r\n"
        b"Connection: keep-alive\r\n\r\nh\\i"
    )
    assert editor_raw.begun(Draft(address="localhost?q")).startswith("GET /?q HTTP/1.1\nHost: loc")
    size, words = editor_raw.problem("a\\q")
    assert size == 0
    assert "\\q" in words


@pytest.mark.parametrize("text", ['{"a": {{n}}, "b": "{{x}}"}', "[]", "1"])
def test_json_with_variables_is_json(text: str) -> None:
    assert wrong_json(text) == ""


@pytest.mark.parametrize("text", ["", "{", "[1}", "{'a': 1}", "[" * 100_000])
def test_what_is_no_json_is_said(text: str) -> None:
    assert wrong_json(text)


@given(st.text())
def test_what_is_drawn_of_a_line_has_its_length_and_commands_no_terminal(text: str) -> None:
    drawn = visible(text)
    assert len(drawn) == len(text)
    assert drawn.replace("\t", "").isprintable()


def test_a_path_goes_on_with_what_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("paths")
    (folder / "abc").mkdir()
    (folder / "abd.json").touch()
    (folder / ".hidden").touch()
    (folder / "a\x1bc").touch()
    assert path_from(f"{folder}/a") == f"{folder}/abc/"
    assert path_from(f"{folder}/abd") == f"{folder}/abd.json"
    assert path_from(f"{folder}/.h") == f"{folder}/.hidden"
    assert path_from(f"{folder}/abd.json") is None
    assert path_from(f"{folder}/nowhere/x") is None
    assert path_from("") is None
    assert path_from("~nobody-here/") is None
