"""Telnet's own words: found however they are cut, and each demand refused once."""

from hypothesis import given
from hypothesis import strategies as st

from protocol import telnet
from protocol.telnet import Talk, Word

LINUX_TELNETD = bytes.fromhex("fffd18 fffd20 fffd23 fffd27")
"""What netkit's telnetd says first, and waits for answers to."""


def heard(*pieces: bytes) -> list[Word]:
    talk = Talk()
    return [word for piece in pieces for word in talk.receive(piece)]


def test_every_demand_of_a_telnetd_is_refused_by_name() -> None:
    words = heard(LINUX_TELNETD)
    assert b"".join(word.answer for word in words) == bytes.fromhex("fffc18 fffc20 fffc23 fffc27")
    assert [word.name for word in words] == [
        "DO TERMINAL-TYPE",
        "DO TERMINAL-SPEED",
        "DO X-DISPLAY-LOCATION",
        "DO NEW-ENVIRON",
    ]
    assert words[0].answer_name == "WONT TERMINAL-TYPE"


def test_an_offer_is_declined_and_a_refusal_needs_no_answer() -> None:
    assert [word.answer for word in heard(b"\xff\xfb\x01")] == [b"\xff\xfe\x01"]
    assert [word.answer for word in heard(b"\xff\xfc\x01\xff\xfe\x03")] == [b"", b""]


def test_255_twice_is_a_byte_and_a_subnegotiation_is_one_word_whatever_is_in_it() -> None:
    assert heard(b"caf\xff\xff\xfd") == []
    inside = b"\xff\xfa\x18\x01\xff\xff\xfd\x03\xff\xf0"
    assert heard(inside + b"\xff\xf6") == [Word(telnet.SB, 24), Word(0xF6)]
    assert telnet.escape(b"a\xffb") == b"a\xff\xffb"


@given(st.lists(st.binary(max_size=12), max_size=6))
def test_however_the_bytes_are_cut_the_same_words_are_heard(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    assert heard(whole) == heard(*pieces) == heard(*(bytes((byte,)) for byte in whole))


@given(st.binary(max_size=64))
def test_what_is_escaped_holds_no_word(data: bytes) -> None:
    assert heard(telnet.escape(data)) == []
