"""What stands in the fields of tus."""

import base64
import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import tus
from protocol.errors import RemoteProtocolError

KEYS = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","), min_size=1
)
FACTS = st.dictionaries(KEYS, st.text(max_size=50), max_size=5)


@given(FACTS)
def test_metadata_that_are_written_are_read(facts: dict[str, str]) -> None:
    assert facts == tus.parse_metadata(tus.render_metadata(facts))


@given(st.text())
def test_metadata_of_strangers_are_read_or_refused(text: str) -> None:
    with suppress(RemoteProtocolError):
        facts = tus.parse_metadata(text)
        assert text.count(",") + 1 >= len(facts)


@pytest.mark.parametrize(
    "text", ["a b c", "a !", "a YQ==,a YQ==", "a YQ==,,b", "é YQ==", "a " + "YQ==" * 2000]
)
def test_metadata_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError, match="forme"):
        tus.parse_metadata(text)


def test_a_key_needs_no_value_and_no_metadata_are_none() -> None:
    assert {"private": "", "a": "b"} == tus.parse_metadata("private, a Yg==")
    assert {} == tus.parse_metadata("")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"filename": "été.jpg"}, "été.jpg"),
        ({"name": "a.jpg"}, "a.jpg"),
        ({"name": "a.jpg", "filename": "b.jpg"}, "b.jpg"),
    ],
)
def test_a_photo_is_named_by_what_clients_say(facts: dict[str, str], name: str) -> None:
    assert name == tus.name_in(tus.parse_metadata(tus.render_metadata(facts)))


@pytest.mark.parametrize("text", ["", "filename", "type YQ==", "filename /w=="])
def test_a_photo_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError, match="nom"):
        tus.name_in(tus.parse_metadata(text))


def test_the_digest_of_the_whole_is_in_hexadecimal() -> None:
    digest = hashlib.sha256(b"photo").hexdigest()
    assert digest == tus.sha256_in({"sha256": digest.upper()})
    assert None is tus.sha256_in({})
    for wrong in ("", "0" * 63, "g" * 64):
        with pytest.raises(RemoteProtocolError, match="forme"):
            tus.sha256_in({"sha256": wrong})


@pytest.mark.parametrize("algorithm", tus.ALGORITHMS)
def test_a_checksum_that_is_written_is_read(algorithm: str) -> None:
    checksum = tus.Checksum(algorithm, hashlib.new(algorithm, b"photo").digest())
    assert checksum == tus.parse_checksum(tus.render_checksum(checksum))


@pytest.mark.parametrize(
    "text",
    ["", "sha256", "sha256 !", "sha256 YQ==", "md5 " + base64.b64encode(b"0" * 16).decode()],
)
def test_a_checksum_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError, match="forme"):
        tus.parse_checksum(text)


@pytest.mark.parametrize("text", [None, "", "-1", "+1", " 1", "1_0", "²", "1" * 19, "0x1"])
def test_a_number_has_digits_and_nothing_else(text: str | None) -> None:
    with pytest.raises(RemoteProtocolError, match="forme"):
        tus.parse_number(text)
