"""Variables in drafts, and what becomes of a draft when it is sent."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.sections import Http
from tui.clients.http.bodies import FileBody
from tui.clients.http.raw import RawRequest
from tui.clients.http.way import Version
from tui.exchanges import forms, mask, typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.names import is_secret
from tui.exchanges.unfit import Unfit
from tui.exchanges.variables import Unknown, request, resolve, secrets, used


def test_a_value_is_the_files_then_the_settings_then_the_environments() -> None:
    draft = Draft("GET", "http://{{host}}:{{ port }}/{{USER}}", variables=(("host", "lab"),))
    settings, environ = {"host": "elsewhere", "port": "80"}, {"port": "81", "USER": "manu"}
    assert "http://lab:80/manu" == resolve(draft, settings, environ).address


def test_values_are_filled_in_everywhere_but_not_into_raw_bytes() -> None:
    x = "{{x}}"
    draft = Draft(x, x, ((x, x),), Kind.TEXT, x, proxy=x, authority=x, certificate=x, key=x)
    filled = resolve(draft, {"x": "1"}, {})
    assert (
        Draft(
            "1",
            "1",
            (("1", "1"),),
            Kind.TEXT,
            "1",
            proxy="1",
            authority="1",
            certificate="1",
            key="1",
        )
        == filled
    )
    raw = Draft("GET", "http://h/{{x}}", kind=Kind.RAW, content="GET {{x}} {{y}}")
    assert ("http://h/1", "GET {{x}} {{y}}") == (
        (made := resolve(raw, {"x": "1"}, {})).address,
        made.content,
    )


def test_a_value_is_not_looked_into_again() -> None:
    draft = Draft(address="{{a}}b}}{{a}}", content="x")
    assert "{{b}}{{" == resolve(draft, {"a": "{{", "b": "no"}, {}).address


def test_variables_of_a_file_use_those_above_them_and_end() -> None:
    own = (("host", "lab"), ("base", "http://{{host}}/v1"), ("self", "{{self}}"))
    assert "http://lab/v1/x" == resolve(Draft(address="{{base}}/x", variables=own), {}, {}).address
    with pytest.raises(Unknown):
        resolve(Draft(address="{{self}}", variables=own), {}, {})


def test_variables_that_double_each_other_end_at_a_bound() -> None:
    own = (("a", "x" * 1000), ("b", "{{a}}" * 60), ("c", "{{b}}" * 60))
    with pytest.raises(Unfit, match="longer than"):
        resolve(Draft(address="{{c}}", variables=own), {}, {})


def test_what_nobody_knows_is_named_all_at_once() -> None:
    draft = Draft(address="http://{{host}}/{{host}}", fields=(("X", "{{token}} {{$guid}}"),))
    with pytest.raises(Unknown, match=r"\{\{host\}\}, \{\{token\}\}, \{\{\$guid\}\}\.") as told:
        resolve(draft, {}, {})
    assert ["host", "token", "$guid"] == told.value.names
    assert ["host", "token", "$guid"] == used(draft)


@pytest.mark.parametrize("value", ["a\r\nX-Forged: 1", "a\nb", "a\0b", "\udce9", "x" * 70_000])
def test_a_value_that_would_forge_a_request_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(Unfit) as told:
        resolve(Draft(fields=(("X", "{{token}}"),)), {"token": value}, {})
    assert "{{token}}" in told.value.words
    assert value not in told.value.words


def test_values_that_are_secret_are_found_by_their_names() -> None:
    draft = Draft(address="http://{{host}}/{{API_TOKEN}}", fields=(("X", "{{password}}"),))
    assert ("t0k", "pw") == secrets(draft, {"host": "h", "password": "pw"}, {"API_TOKEN": "t0k"})


def test_braces_that_name_nothing_stay() -> None:
    text = '{"a":{"b":{{n}}}} {{#if x}} {{}} {{1}}'
    assert text.replace("{{n}}", "5") == resolve(Draft(content=text), {"n": "5"}, {}).content


def test_a_draft_says_what_the_settings_do_not() -> None:
    settings = Http(version="auto", proxy="http://proxy:3128", authority="/etc/lab.pem")
    made, way = request(Draft("GET", "h"), settings)
    assert (Version.AUTO, "http://proxy:3128", True) == (way.version, way.proxy, way.trust.verified)
    assert "/etc/lab.pem" == str(way.trust.authority)
    _same, way = request(Draft("GET", "h", version="2", proxy="none", verified=False), settings)
    assert (Version.HTTP_2, "", False) == (way.version, way.proxy, way.trust.verified)
    assert ("GET", "h", (), b"") == (made.method, made.address, made.fields, made.body)


def test_content_says_what_it_is_unless_the_fields_do() -> None:
    made, _way = request(Draft("POST", "h", kind=Kind.JSON, content="{}"), Http())
    assert ((("Content-Type", "application/json"),), b"{}") == (made.fields, made.body)
    own = (("content-type", "application/ld+json"),)
    made, _way = request(Draft("POST", "h", own, Kind.JSON, "{}"), Http())
    assert own == made.fields
    made, _way = request(Draft("POST", "h", kind=Kind.FORM, content="a=b c\n\né=1&2"), Http())
    assert b"a=b+c&%C3%A9=1%262" == made.body


def test_a_form_without_an_equals_sign_is_refused_in_words() -> None:
    with pytest.raises(Unfit, match="name=value in each line; here it has nonsense"):
        request(Draft("POST", "h", kind=Kind.FORM, content="a=1\nnonsense"), Http())


def test_raw_lines_end_as_they_say() -> None:
    text = "GET / HTTP/1.1\nHost: x\\n\nX: \\\nY\\x41\\\\n\n\\r\nend"
    assert b"GET / HTTP/1.1\r\nHost: x\nX: YA\\n\r\n\r\r\nend" == typed.to_bytes(text)


@pytest.mark.parametrize("text", ["\\q", "\\x4", "\\xzz", "a\\ b"])
def test_an_escape_that_is_none_is_named(text: str) -> None:
    with pytest.raises(Unfit, match="is none of"):
        typed.to_bytes(text)


@given(st.binary())
def test_any_bytes_can_be_written_in_raw_lines(data: bytes) -> None:
    assert data == typed.to_bytes(typed.from_bytes(data))


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\\", b"n", b"a", b"\0", b"\xe9"])))
def test_line_ends_and_backslashes_can_be_written_in_raw_lines(data: list[bytes]) -> None:
    test = b"".join(data)
    assert test == typed.to_bytes(typed.from_bytes(test))


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_form_is_lines_only_where_they_give_the_same(
    members: list[tuple[str, str]],
) -> None:

    data = urlencode(members, errors="replace")
    if (content := forms.lines_of(data)) is not None:
        assert data.encode() == forms.urlencoded(content)


def test_parts_are_written_as_they_are_read() -> None:
    content = "a=1\nphoto=@/tmp/a;b.jpg;type=image/jpeg;filename=c d.jpg\nx=@y"
    read = forms.parts(content)
    assert forms.Part("photo", "/tmp/a;b.jpg", True, "image/jpeg", "c d.jpg") == read[1]
    assert content == "\n".join(map(forms.line, read))
    [turned] = forms.parts("f=@a;filename=b;c.png;type=text/plain; charset=utf-8")
    assert forms.Part("f", "a", True, "text/plain; charset=utf-8", "b;c.png") == turned


def test_names_tell_what_is_secret() -> None:
    secret = "password userPassword api_key X-Api-Key apiKEY access_token authToken client_secret"
    secret += " X-Amz-Signature token2 SECRET privateKey JSESSIONID sid pwd Authorization"
    assert [] == [name for name in secret.split() if not is_secret(name)]
    open_names = "keyboard monkey host user passenger tokenizer author path Idempotency-Key signal"
    assert [] == [name for name in open_names.split() if is_secret(name)]


def test_content_on_the_disk_stays_there_until_it_is_sent(tmp_path: Path) -> None:
    made, _way = request(
        Draft("PUT", "h", kind=Kind.FILE, content="a.txt", directory=str(tmp_path)), Http()
    )
    assert FileBody(tmp_path / "a.txt") == made.body
    with pytest.raises(Unfit, match="no name yet"):
        request(Draft("PUT", "h", kind=Kind.FILE), Http())


async def test_parts_are_sent_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A")
    content = "name=é\nfile=@a.txt\nphoto=@a.txt;type=image/png;filename=b.png"
    fields = (("Content-Type", 'multipart/form-data; boundary="x"'),)
    draft = Draft("POST", "h", fields, Kind.MULTIPART, content, directory=str(tmp_path))
    body = request(draft, Http())[0].body
    assert not isinstance(body, bytes)
    data = b"".join([block async for block in body.blocks()])
    told = (
        '--x\nContent-Disposition: form-data; name="name"\n\né\n'
        '--x\nContent-Disposition: form-data; name="file"; filename="a.txt"\n'
        "Content-Type: text/plain\n\nA\n"
        '--x\nContent-Disposition: form-data; name="photo"; filename="b.png"\n'
        "Content-Type: image/png\n\nA\n--x--\n"
    )
    assert told.replace("\n", "\r\n").encode() == data
    assert len(data) == body.size


def test_credentials_may_be_written_as_they_are() -> None:
    for said in ("Basic manu geheim", "Basic manu:geheim", "Basic bWFudTpnZWhlaW0="):
        made, _way = request(Draft("GET", "h", (("Authorization", said),)), Http())
        assert (("Authorization", "Basic bWFudTpnZWhlaW0="),) == made.fields


def test_raw_bytes_go_to_the_address_as_they_are() -> None:
    made, _way = request(Draft("", "h:80", kind=Kind.RAW, content="GET /\\n\n"), Http())
    assert RawRequest("h:80", b"GET /\n") == made


def test_a_masked_draft_is_not_sent_and_says_what_is_missing() -> None:
    draft = mask.draft(Draft("GET", "http://h/?token=1", (("Authorization", "Bearer x"),)))
    with pytest.raises(mask.Missing, match="the address, Authorization"):
        request(draft, Http())
