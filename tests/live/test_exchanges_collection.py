"""The collection: files of requests, ours and other people's, on a disk."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from protocol.sections import Http
from tui.exchanges.collection import Collection, place
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.http_file import writing
from tui.exchanges.http_file.file import RequestFile
from tui.exchanges.paths import files
from tui.exchanges.unfit import Unfit

POST = Draft(
    "POST", "http://lab/x?y=1", (("Accept", "*/*"), ("X-Two", "b")), Kind.TEXT, "one\n\ntwo",
    version="1.1", name="group/post",
)  # fmt: skip

OTHERS = """\
@host = lab:8000
@base = http://{{host}}/v1

// what others wrote
### Sign in
# @name login
POST {{base}}/login HTTP/1.1
# which type?
Content-Type: application/json

{
  "user": "manu"
}

> {%
  client.global.set("token", response.body.token);
%}

###
GET {{base}}/list
    ?page=2
    &size=10
Accept: */*
not a field


### With a file
PUT {{base}}/photo HTTP/2
Content-Type: image/jpeg

< ./photo.jpg
"""


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(tmp_path / "requests")


def write(collection: Collection, name: str, text: str) -> Path:
    path = collection.directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def text(collection: Collection, name: str) -> str:
    return (collection.directory / name).read_bytes().decode()


def test_a_request_is_a_file_that_other_programs_read(collection: Collection) -> None:
    collection.save(POST)
    told = "POST http://lab/x?y=1 HTTP/1.1\nAccept: */*\nX-Two: b\n\none\n\ntwo\n"
    assert told == text(collection, "group/post.http")
    assert POST == collection.load("group/post")
    assert ["group/post"] == collection.names()


def test_every_kind_of_content_is_read_as_it_was_written(collection: Collection) -> None:
    kinds = {
        Kind.NONE: ("", ""),
        Kind.JSON: ('{\n  "a": 1\n}', '{\n  "a": 1\n}'),
        Kind.FORM: ("a=b c\né=&", "a=b+c\n&%C3%A9=%26"),
        Kind.MULTIPART: ("a=1\nf=@/tmp/x.png;type=image/png", "< /tmp/x.png"),
        Kind.FILE: ("/tmp/x y.png", "< /tmp/x y.png"),
        Kind.RAW: ("GET / HTTP/1.1\\n\n\n", "# @kind raw"),
    }
    for kind, (content, within) in kinds.items():
        draft = replace(POST, kind=kind, content=content, name=kind)
        collection.save(draft)
        assert draft == collection.load(kind)
        assert within in text(collection, f"{kind}.http")


def test_others_read_the_type_of_a_content_that_says_it_of_itself(collection: Collection) -> None:
    collection.save(Draft("POST", "h", kind=Kind.JSON, content="{}", name="a"))
    assert "# @kind json implied\nPOST h\nContent-Type: application/json\n\n{}\n" == text(
        collection, "a.http"
    )
    assert () == collection.load("a").fields
    collection.save(replace(collection.load("a"), fields=(("content-type", "application/json"),)))
    assert "POST h\ncontent-type: application/json\n\n{}\n" == text(collection, "a.http")


def test_the_way_is_in_the_file_too(collection: Collection) -> None:
    draft = replace(
        POST, version="auto", proxy="http://p:1", verified=False, authority="/a", certificate="/c",
        key="/k", variables=(("host", "lab"), ("empty", "")),
    )  # fmt: skip
    collection.save(draft)
    assert draft == collection.load("group/post")
    assert text(collection, "group/post.http").startswith("@host = lab\n@empty =")
    collection.save(replace(POST, version="2"))
    assert text(collection, "group/post.http").lstrip().startswith("POST http://lab/x?y=1 HTTP/2\n")


LETTERS = st.characters(codec="utf-8")
WORDS = st.text(st.sampled_from("ab:/#<>@= {}%\\é\t\r\n.-?&\x00\udce9\u2028") | LETTERS)
FIELDS = st.lists(st.tuples(st.sampled_from(["X", "Content-Type", "X-a"]) | WORDS, WORDS))
CONTENT = WORDS | st.lists(
    st.sampled_from(
        ["### x", "# c", "> {% %}", "< ./f", "", " ", "a=1", "&b", "--x", "%}", "@v = 1"]
    )
).map("\n".join)


@given(
    st.builds(
        Draft, st.sampled_from(["GET", "get", "{{m}}"]) | WORDS, WORDS, FIELDS.map(tuple),
        st.sampled_from(Kind), CONTENT, st.sampled_from(["", "1.1", "2", "auto"]), WORDS,
        st.booleans(), WORDS, st.just("/c"), st.just(""), st.sampled_from(["a", "a#b"]),
        st.sampled_from([(), (("v", "1"),)]),
    )
)  # fmt: skip
def test_what_is_written_is_read_as_it_was_or_refused(draft: Draft) -> None:
    label = draft.name.partition("#")[2]
    try:
        expected = writing.normal(draft)
        file = RequestFile(b"GET a\n\n### other\nGET b\n" if label else b"")
        file.put(label, draft)
    except Unfit:
        assume(False)
        return
    found = RequestFile(file.to_bytes()).load(label, "")
    assert expected == replace(found, name=draft.name)
    again = RequestFile(file.to_bytes())
    again.put(label, found)
    assert file.to_bytes() == again.to_bytes()
    assert (["1", "other", label] if label else ["1"]) == again.labels


@given(CONTENT, st.sampled_from([Kind.TEXT, Kind.JSON, Kind.RAW, Kind.FORM, Kind.MULTIPART]))
def test_no_content_is_refused(content: str, kind: Kind) -> None:
    draft = writing.normal(Draft("POST", "h", kind=kind, content=content))
    assert writing.section_of(draft, None).start


def test_what_others_wrote_is_read(collection: Collection) -> None:
    write(collection, "api.http", OTHERS)
    assert ["api#2", "api#With a file", "api#login"] == collection.names()
    login = collection.load("api#login")
    variables = (("host", "lab:8000"), ("base", "http://{{host}}/v1"))
    assert ("POST", "{{base}}/login", Kind.JSON, '{\n  "user": "manu"\n}', "1.1", variables) == (
        login.method, login.address, login.kind, login.content, login.version, login.variables
    )  # fmt: skip
    assert ("What it does with the answer (> …) is kept in its file, and not done here.",) == (
        login.remarks
    )
    two = collection.load("api#2")
    assert ("GET", "{{base}}/list?page=2&size=10") == (two.method, two.address)
    assert ("This is no field, and is left out: not a field",) == two.remarks
    three = collection.load("api#With a file")
    assert (Kind.FILE, "./photo.jpg", "2") == (three.kind, three.content, three.version)
    assert str(collection.directory) == three.directory


def test_saving_what_was_not_changed_changes_nothing(collection: Collection) -> None:
    for end in ("\n", "\r\n"):
        write(collection, "api.http", OTHERS.replace("\n", end))
        for name in collection.names():
            collection.save(collection.load(name))
        assert OTHERS.replace("\n", end) == text(collection, "api.http")


def test_what_others_wrote_survives_a_change_of_a_line(collection: Collection) -> None:
    write(collection, "api.http", OTHERS)
    login = collection.load("api#login")
    collection.save(replace(login, fields=(("Content-Type", "application/ld+json"),)))
    assert OTHERS.replace("application/json", "application/ld+json") == text(collection, "api.http")
    collection.save(replace(login, content="{}"))
    assert OTHERS.replace('{\n  "user": "manu"\n}', "{}") == text(collection, "api.http")
    collection.save(replace(login, method="PUT", fields=(*login.fields, ("X", "1"))))
    told = OTHERS.replace("POST", "PUT").replace("/json\n", "/json\nX: 1\n")
    assert told == text(collection, "api.http")


def test_git_shows_one_line_for_a_field_that_was_changed(collection: Collection) -> None:
    collection.save(POST)
    git = ["git", "-C", str(collection.directory), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "a"], check=True)
    collection.save(replace(POST, fields=(("Accept", "text/html"), ("X-Two", "b"))))
    found = subprocess.run([*git, "diff", "--numstat"], check=True, capture_output=True, text=True)
    assert "1\t1\tgroup/post.http\n" == found.stdout


def test_requests_are_added_to_a_file_and_taken_from_it(collection: Collection) -> None:
    write(collection, "api.http", OTHERS)
    new = Draft("GET", "http://new/", name="api#new")
    collection.save(new)
    assert OTHERS + "\n### new\nGET http://new/\n" == text(collection, "api.http")
    assert "http://new/" == collection.load("api#new").address
    collection.remove("api#new")
    assert OTHERS == text(collection, "api.http")
    collection.remove("api#login")
    assert "lab:8000" == dict(collection.load("api#1").variables)["host"]
    with pytest.raises(Unfit, match="several requests in this file: name#1 is one"):
        collection.load("api")


def test_requests_are_renamed_within_a_file_and_out_of_it(collection: Collection) -> None:
    write(collection, "api.http", OTHERS)
    collection.rename("api#2", "api#list")
    collection.rename("api#login", "api#sign in")
    changed = OTHERS.replace("###\nGET", "### list\nGET").replace("@name login", "@name sign in")
    assert changed == text(collection, "api.http")
    collection.rename("api#sign in", "group/login")
    assert "# which type?\nContent-Type" in text(collection, "group/login.http")
    assert "client.global" in text(collection, "group/login.http")
    assert ["api#With a file", "api#list", "group/login"] == collection.names()
    assert "lab:8000" == dict(collection.load("group/login").variables)["host"]
    with pytest.raises(Unfit, match="There is group/login already"):
        collection.rename("api#list", "group/login")
    collection.rename("group/login", "other/login")
    assert not (collection.directory / "group").exists()


def test_files_that_requests_name_stay_the_same_files(collection: Collection) -> None:
    write(collection, "a/photo.jpg", "")
    write(collection, "a/put.http", "PUT h\n\n< ./photo.jpg\n")
    collection.rename("a/put", "b/c/put")
    assert "PUT h\n\n< ./../../a/photo.jpg\n" == text(collection, "b/c/put.http")
    outside = collection.directory.parent / "x.pem"
    draft = Draft("GET", "h", authority="x.pem", directory=str(outside.parent), name="a/get")
    collection.save(draft)
    assert str(outside) == collection.load("a/get").authority


@pytest.mark.parametrize(
    "name",
    ["", "/", "a/", "/a", "..", "../a", "a/../b", ".a", "a\\b", "a\nb", "a:b", "a#", "a#b#c", "a\0",
     "x" * 201, "a/b/c/d/e/f/g/h/i", "a#b/c", "\u202ea"],
)  # fmt: skip
def test_names_are_held_to_rules(collection: Collection, name: str) -> None:
    with pytest.raises(Unfit):
        collection.save(replace(POST, name=name))
    assert not collection.directory.exists()


def test_nothing_leads_out_of_the_directory(collection: Collection, tmp_path: Path) -> None:
    collection.save(POST)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.http").write_text("GET h\n")
    (collection.directory / "out").symlink_to(outside)
    (collection.directory / "file.http").symlink_to(outside / "x.http")
    (collection.directory / "within.http").symlink_to("group/post.http")
    (collection.directory / "loop").symlink_to(".")
    assert ["group/post", "within"] == collection.names()
    for name in ("out/x", "file", "out/new"):
        for act in (
            collection.load,
            collection.remove,
            lambda x: collection.save(replace(POST, name=x)),
        ):
            with pytest.raises(Unfit, match="leads out of"):
                act(name)
    collection.save(replace(POST, name="within", address="http://changed"))
    assert "http://changed" == collection.load("group/post").address
    assert (collection.directory / "within.http").is_symlink()


def test_what_is_no_file_is_not_opened(collection: Collection) -> None:
    path = write(collection, "a.http", "GET h\n")
    os.mkfifo(collection.directory / "pipe.http")
    (collection.directory / "link.http").symlink_to("pipe.http")
    (collection.directory / "nowhere.http").symlink_to("none.http")
    assert [path] == list(files(collection.directory, (".http",), 1, 9))  # a pipe would hold us
    assert ["a"] == collection.names()
    with pytest.raises(Unfit, match="There is no pipe in the collection"):
        collection.load("pipe")


def test_hidden_large_and_foreign_files_are_left_alone(collection: Collection) -> None:
    write(collection, ".git/x.http", "GET h\n")
    write(collection, "notes.txt", "GET h\n")
    write(collection, "empty.http", "# nothing yet\n")
    write(collection, "old.rest", "GET h\n")
    with write(collection, "large.http", "GET h\n").open("r+b") as file:
        file.truncate(5 * 1024 * 1024)
    write(collection, "odd.http", "GET h\nX: é\n")
    (collection.directory / "odd.http").write_bytes(b"GET h\nX: \xe9\n")
    assert ["empty", "large", "odd", "old"] == collection.names()
    with pytest.raises(Unfit, match="larger than 4 MiB"):
        collection.load("large")
    with pytest.raises(Unfit, match="no request"):
        collection.load("empty")
    collection.save(replace(collection.load("odd"), method="PUT"))
    assert b"PUT h\nX: \xe9\n" == (collection.directory / "odd.http").read_bytes()
    collection.save(replace(collection.load("old"), method="PUT"))
    assert "PUT h\n" == text(collection, "old.rest")


def test_what_is_not_there_is_said(collection: Collection) -> None:
    assert [] == collection.names()
    for act in (collection.load, collection.remove):
        with pytest.raises(Unfit, match="There is no nothing in the collection"):
            act("nothing")


def test_what_is_no_file_is_not_written_over(collection: Collection) -> None:
    (collection.directory / "group" / "post.http").mkdir(parents=True)
    with pytest.raises(Unfit, match=r"post\.http is no file"):
        collection.save(POST)


def test_the_collection_is_where_the_settings_say(home: Path) -> None:
    assert home / ".local/share/vasistas/requests" == place(Http())
    assert home / "mine" == place(Http(collection="~/mine"))


FORM = """\
POST http://h/
Content-Type: application/x-www-form-urlencoded

name = foo &
password = bar
"""

PARTS = """\
POST http://h/
Content-Type: multipart/form-data; boundary=B

--B
Content-Disposition: form-data; name="text"

title
--B
Content-Disposition: form-data; name="image"; filename="1.png"
Content-Type: image/png

< ./1.png
--B--
"""


def test_forms_that_others_wrote_are_read(collection: Collection) -> None:
    write(collection, "parts.http", PARTS)
    parts = collection.load("parts")
    assert (Kind.MULTIPART, "text=title\nimage=@./1.png;type=image/png") == (
        parts.kind, parts.content
    )  # fmt: skip
    collection.save(replace(parts, content="text=other\nimage=@./1.png;type=image/png"))
    assert PARTS.replace("title", "other") == text(collection, "parts.http")
    write(collection, "form.http", FORM)
    form = collection.load("form")
    assert (Kind.TEXT, "name = foo &password = bar") == (form.kind, form.content)
    rest = FORM.replace(" = ", "=").replace(" &\n", "\n&")
    write(collection, "rest.http", rest)
    found = collection.load("rest")
    assert (Kind.FORM, "name=foo\npassword=bar") == (found.kind, found.content)
    collection.save(found)
    assert rest == text(collection, "rest.http")


def test_requests_of_the_same_title_have_names_of_their_own(collection: Collection) -> None:
    write(collection, "a.http", "### x\nGET 1\n### x\nGET 2\n### x (2)\nGET 3\n###\nGET 4\n")
    names = ["a#4", "a#x", "a#x (2)", "a#x (2) (2)"]
    assert names == collection.names()
    assert ["4", "1", "2", "3"] == [collection.load(name).address for name in names]


def test_no_file_takes_long() -> None:
    """What is quadratic in one of these would take minutes."""
    spaces = " " * 500_000
    starts = ["GET ", "# @name ", "@a = ", "GET x\nA:", "GET x\n\n<"]
    texts = [f"{start}{spaces}x" for start in starts] + ["GET x\n\n" + "<> " * 100_000]
    for text in [*texts, "### x\nGET x\n" * 10_000]:
        file = RequestFile(text.encode())
        for label in file.labels[-1:]:
            file.load(label, "")
