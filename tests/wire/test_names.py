"""What a login and a photo's name may be."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import names
from protocol.errors import RemoteProtocolError

LOGINS = ["manu", "bruno", "Éloïse", "élo", "李雷", "a" * 30, "_x", "j-p", "[bot]", "x^y|z"]
NO_LOGINS = [
    "",
    "a" * 31,
    "a b",
    "a\tb",
    "a\x1b[2Jb",
    "a\u202eb",
    "a\u200bb",
    "a\x00",
    "1manu",
    "²manu",
    "-manu",
    *(f"ma{mark}nu" for mark in "@,:!*?#&$~+%\"'«»“”"),
    *(f"ma{mark}nu" for mark in "\uff0c\uff20\uff1a\uff01\uff03\u00a8"),
    "\uff03lobby",
    "\ufb04" * 11,
]
ROOMS = ["#lobby", "#Été", "#" + "a" * 49]
NO_ROOMS = ["", "#", "lobby", "#a,b", "#a@b", "#a\uff0cb", "#a\uff20b", "#a\u00a8b", "#" + "a" * 50]
PHOTOS = [
    "a.jpg",
    "Été à la mer.JPG",
    "写真.png",
    "a@b.jpg",
    "x" * 255,
    "é" * 127,
    "a..b",
    "👩‍🔬.png",
]
NO_PHOTOS = [
    "",
    ".",
    "..",
    ".hidden",
    "../etc/passwd",
    "a/b",
    "a\\b",
    "a\x00.jpg",
    "a\n.jpg",
    "\x1b]0;x\x07.jpg",
    "x" * 256,
    "é" * 128,
    "\udce9.jpg",
    " a.jpg",
    "a.jpg\u00a0",
]


@pytest.mark.parametrize("text", LOGINS)
def test_a_login_stays_as_it_was_written(text: str) -> None:
    assert text == names.login(text)


@pytest.mark.parametrize("text", NO_LOGINS)
def test_a_login_that_breaks_the_rule_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        names.login(text)
    assert "login" == refused.value.code


@pytest.mark.parametrize("text", ROOMS)
def test_a_room_keeps_its_name(text: str) -> None:
    assert text == names.room(text)


@pytest.mark.parametrize("text", NO_ROOMS)
def test_a_name_that_no_room_may_have_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        names.room(text)
    assert "destinataire" == refused.value.code


@pytest.mark.parametrize("text", PHOTOS)
def test_a_photo_keeps_its_name(text: str) -> None:
    assert text == names.photo(text)
    assert names.photo_is_valid(text)


@pytest.mark.parametrize("text", NO_PHOTOS)
def test_a_name_that_no_photo_may_have_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        names.photo(text)
    assert "nom" == refused.value.code
    assert not names.photo_is_valid(text)


def test_names_are_in_nfc_whatever_was_typed() -> None:
    assert "Éloïse" == names.login(unicodedata.normalize("NFD", "Éloïse"))
    assert "été.jpg" == names.photo(unicodedata.normalize("NFD", "été.jpg"))
    assert not names.photo_is_valid(unicodedata.normalize("NFD", "été.jpg"))


@pytest.mark.parametrize(
    ("one", "other"), [("manu", "MANU"), ("Straße", "STRASSE"), ("ﬁl", "FIL"), ("élo", "E\u0301LO")]
)
def test_logins_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert names.login_key(one) == names.login_key(names.login(other))


def test_different_logins_are_different() -> None:
    assert names.login_key("elo") != names.login_key("élo")


@given(st.text(max_size=40))
def test_any_text_is_a_login_or_refused_and_a_login_is_one_word(text: str) -> None:
    try:
        login = names.login(text)
    except RemoteProtocolError:
        return
    assert [login] == login.split()
    assert login == names.login(login)
    assert len(login) <= names.LOGIN_LENGTH


NEARLY = st.text(
    st.sampled_from("aß\u0345\u0301\u00a8\u2474\uff03\uff0c\uff20\ufb04#,@"), max_size=60
)
"""Text of what becomes something else as a key."""


@given(st.text(max_size=40) | NEARLY)
def test_the_key_of_a_login_is_a_login_and_its_own_key(text: str) -> None:
    if names.login_is_valid(text):
        key = names.login_key(names.login(text))
        assert key == names.login(key)
        assert key == names.login_key(key)


@given(st.one_of(st.text(max_size=50), NEARLY).map("#{}".format))
def test_the_key_of_a_room_is_a_room_and_its_own_key(text: str) -> None:
    if names.room_is_valid(text):
        key = names.login_key(names.room(text))
        assert key == names.room(key)
        assert key == names.login_key(key)


@given(st.text(max_size=60))
def test_any_text_is_a_photo_or_refused_and_a_photo_stays_in_its_directory(text: str) -> None:
    try:
        name = names.photo(text)
    except RemoteProtocolError:
        return
    directory = Path("/photos")
    assert directory == (directory / name).parent
    assert name == (directory / name).name
    assert len(os.fsencode(name)) <= names.PHOTO_BYTES
    assert name == names.photo(name)
