"""What is kept of passwords and tokens."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchanges import mask, mask_members
from tui.exchanges.draft import Draft, Kind

HEAD = b"""GET http://manu:pw@lab/x?token=t0k&page=2 HTTP/1.1\r
Host: lab\r
Authorization: Bearer abc.def\r
Proxy-Authorization: custom thing\r
Cookie: theme=dark; sid=123\r
X-Api-Key: k3y\r
X-Auth-Token:k3y\r
X-Folded-Secret: one\r
 two\r
Accept: */*\r
Referer: http://lab/?password=p\r
\r
"""
MASKED = """GET http://manu:•••@lab/x?token=•••&page=2 HTTP/1.1\r
Host: lab\r
Authorization: Bearer •••\r
Proxy-Authorization: •••\r
Cookie: theme=•••; sid=•••\r
X-Api-Key: •••\r
X-Auth-Token:•••\r
X-Folded-Secret: •••\r
 •••\r
Accept: */*\r
Referer: http://lab/?password=•••\r
\r
""".encode()
ANSWER = b"HTTP/1.1 302 Found\nSet-Cookie: a=b; Path=/; Secure\n"
ANSWER += b"Location: /x?code=1&key=2#access_token=3\n\n"


def test_a_head_keeps_its_form_and_loses_its_secrets() -> None:
    assert MASKED == mask.head(HEAD)
    told = "HTTP/1.1 302 Found\nSet-Cookie: a=•••; Path=/; Secure\n"
    told += "Location: /x?code=1&key=•••#access_token=•••\n\n"
    assert told.encode() == mask.head(ANSWER)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://manu:geheim@lab:80/x", "http://manu:•••@lab:80/x"),
        ("https://ghp_123@lab/", "https://•••@lab/"),
        ("manu:p@ss@lab/x", "manu:•••@lab/x"),
        ("http://lab/?a=1&api%5Fkey=2;pass=3", "http://lab/?a=1&api%5Fkey=•••;pass=•••"),
        ("http://lab/?key={{key}}&q=a@b", "http://lab/?key={{key}}&q=a@b"),
        ("http://{{user}}:{{password}}@lab/", "http://{{user}}:{{password}}@lab/"),
        ("http://lab/@me/x?y", "http://lab/@me/x?y"),
        ("http://lab/?token=", "http://lab/?token="),
    ],
)
def test_an_address_loses_passwords_and_parameters(address: str, kept: str) -> None:
    assert kept == mask.address(address)


def test_json_loses_what_is_under_a_secret_name_and_nothing_else() -> None:
    text = '{ "user":"manu", "Password" : "a\\"b", "pin_secret": 12,\n'
    text += ' "tokens": ["a", {"b": "c"}],'
    text += ' "max_tokens": 5, "keyboard": "k", "key": null, "password": "{{pw}}"} '
    kept = '{ "user":"manu", "Password" : "•••", "pin_secret": "•••",\n'
    kept += ' "tokens": ["•••", {"b": "•••"}],'
    kept += ' "max_tokens": 5, "keyboard": "k", "key": null, "password": "{{pw}}"} '
    assert kept == mask_members.json(text)


def test_json_that_is_cut_inside_a_secret_is_masked_to_its_end() -> None:
    assert '[{"token": "•••' == mask_members.json('[{"token": "abc')
    assert '{"token": "•••' == mask_members.json('{"token": "abc\\')


NAMES = st.sampled_from(["a", "user", "keyboard", "", "é"])
VALUES = st.recursive(
    st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(NAMES, x)
)


@given(VALUES)
def test_json_without_secret_names_stays(value: object) -> None:
    text = json.dumps({"x": value, "y": "plain"}, indent=1)
    assert text == mask_members.json(text)


@given(VALUES)
def test_json_under_a_secret_name_stays_json_and_tells_nothing(value: object) -> None:
    masked = json.loads(mask_members.json(json.dumps({"x": 1, "token": value, "y": 2})))
    assert (1, 2) == (masked["x"], masked["y"])
    assert set(_leaves(masked["token"])) <= {None, "•••", *filter(_is_blank, _leaves(value))}


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def test_contents_are_masked_by_their_kind() -> None:
    assert "a=1\ntoken=•••" == mask.content(Kind.FORM, "a=1\ntoken=x")
    assert "key=@/tmp/key.pem\npassword=•••" == mask.content(
        Kind.MULTIPART, "key=@/tmp/key.pem\npassword=x"
    )
    assert "a=1&password=•••" == mask.content(Kind.TEXT, "a=1&password=x")
    assert "a=1 & password=x" == mask.content(Kind.TEXT, "a=1 & password=x", "text/plain")
    parts = '--b\r\nContent-Disposition: form-data; name="secret"\r\n\r\none\r\ntwo\r\n--b--'
    assert parts.replace("one", "•••").replace("two", "•••") == mask.content(Kind.TEXT, parts)
    raw = 'POST /?key=1 HTTP/1.1\nCookie: a=b\\n\n\n{"token":"x"}'
    kept = 'POST /?key=••• HTTP/1.1\nCookie: a=•••\\n\n\n{"token":"•••"}'
    assert kept == mask.content(Kind.RAW, raw)


def test_a_masked_draft_says_what_is_missing_and_any_other_says_nothing() -> None:
    draft = Draft(
        "POST",
        "http://a:b@h/?key=1",
        (("Authorization", "Basic x"), ("X", "•••")),
        Kind.JSON,
        '{"token": "a", "b": "•••"}',
        proxy="http://u:p@proxy:1",
    )
    kept = mask.draft(draft)
    assert ["the address", "the proxy", "Authorization", "the content"] == mask.missing(kept)
    assert [] == mask.missing(Draft(fields=(("X", "•••"),), kind=Kind.TEXT, content="a ••• b"))
    assert kept == mask.draft(kept)
    assert "•••" in mask.Missing(mask.missing(kept)).words


@given(st.binary())
def test_a_head_of_anything_is_masked_without_an_error_and_once(data: bytes) -> None:
    once = mask.head(b"Authorization: x\n" + data)
    assert once == mask.head(once)


@given(st.text(st.sampled_from('{}[]":,\\ab1 ')))
def test_json_of_anything_is_masked_without_an_error_and_once(text: str) -> None:
    once = mask_members.json('{"token": ' + text)
    assert once == mask_members.json(once)


def test_no_head_and_no_content_takes_long() -> None:
    """What is quadratic in one of these would take minutes."""
    for one in ("a", " ", "?", "@", "=", ";", '"', "\\", "-", "a=b&", '"a":', "\n "):
        text = one * (100_000 // len(one))
        mask.head(f"GET {text} HTTP/1.1\nLocation: {text}\nX: {text}\nCookie: {text}".encode())
        for media in ("", "multipart/form-data", "application/x-www-form-urlencoded"):
            mask_members.text(text + "token", media)
