"""IRC on the wire: what is said is what is heard, however bytes are cut; garbage costs nothing."""

import re

import pytest
from cutting import byte_by_byte, pieces
from hypothesis import given
from hypothesis import strategies as st

from protocol import names
from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.irc import (
    Garbled,
    Heard,
    Inbox,
    Message,
    Said,
    TooLong,
    is_irc_start,
    masks,
    parse,
    render,
)
from protocol.irc.framing import BODY, CLIENT_TAGS

TEXT = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=20)
WORDS = TEXT.map(lambda text: text.replace(" ", "").lstrip(":")).filter(bool)
VERBS = st.from_regex(r"[A-Z]{1,9}|[0-9]{3}", fullmatch=True)
TAGS = st.dictionaries(
    st.from_regex(r"\+?[a-z][a-z/-]{0,9}", fullmatch=True),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9),
    max_size=3,
)
PARAMS = st.tuples(st.lists(WORDS, max_size=3), st.lists(TEXT, max_size=1)).map(
    lambda both: (*both[0], *both[1])
)
MESSAGES = st.builds(Message, VERBS, PARAMS, st.just("") | WORDS, TAGS)
NOISE = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from([b"\r\n", b"\n", b"@", b" :", b":", b"PRIVMSG #a ", b"@label=x ", b"\xff"]),
        MESSAGES.map(lambda message: f"{render(message)}\r\n".encode()),
    )
).map(b"".join)


def heard(arriving: list[bytes]) -> list[object]:
    """Everything that was understood until the rules were broken."""
    inbox, events = Inbox(), []
    try:
        for piece in arriving:
            inbox.receive(piece)
            events.extend(inbox.events())
    except RemoteProtocolError as error:
        events.append(error.code)
    return events


@given(st.lists(MESSAGES, max_size=5), st.data())
def test_what_is_said_is_what_is_heard(said: list[Message], data: st.DataObject) -> None:
    whole = b"".join(f"{render(message)}\r\n".encode() for message in said)
    arriving = data.draw(pieces(st.just(whole)))
    assert [Heard(message) for message in said] == heard(arriving)


@given(NOISE, st.data())
def test_garbage_is_the_same_garbage_however_it_is_cut(noise: bytes, data: st.DataObject) -> None:
    whole = heard([noise])
    assert whole == heard(data.draw(pieces(st.just(noise)))) == heard(byte_by_byte(noise))


SPEECH = st.lists(
    st.sampled_from(
        [
            b"PRIVMSG #a :b\n",
            b"PRIVMSG #a :c d \r\n",
            b"PRIVMSG #b :\xc3\xa9\n",
            b"PRIVMSG #a :" + b"x" * (BODY - 14) + b"\r\n",
            b"PRIVMSG #a :" + b"x" * (BODY - 13) + b"\r\n",
            b"PRIVMSG #a :\xff\n",
            b"PRIVMSG #a :\n",
            b"PRIVMSG #a :\0\n",
            b"PRIVMSG #a :b\r\r\n",
            b"PRIVMSG #a,#b :c\n",
            b"PRIVMSG #a b\n",
            b"PRIVMSG #a :PRIVMSG #a :b\x0b\xc2\x85\n",
            b"privmsg #a :b\n",
            b"@label=x PRIVMSG #a :b\n",
            b"PART #a\n",
            b"\n",
        ]
    ),
    max_size=12,
).map(b"".join)


@given(SPEECH, st.data())
def test_a_burst_is_what_would_have_been_heard_one_by_one(
    speech: bytes, data: st.DataObject
) -> None:
    inbox, events = Inbox(bursts=True), []
    for piece in data.draw(pieces(st.just(speech))):
        inbox.receive(piece)
        for event in inbox.events():
            if isinstance(event, Said):
                assert len(event.texts) > 1
                events += [Heard(Message("PRIVMSG", (event.room, one))) for one in event.texts]
            else:
                events.append(event)
    assert heard([speech]) == events


def test_what_comes_together_for_one_room_is_one_burst() -> None:
    inbox = Inbox(bursts=True)
    inbox.receive(b"PRIVMSG #a :b\r\nPRIVMSG #a :c\nPRIVMSG #b :d\r\nPRIVMSG #b :e\r\nPRIV")
    assert [Said("#a", ["b", "c"]), Said("#b", ["d", "e"])] == list(inbox.events())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("PRIVMSG #a :b c", Message("PRIVMSG", ("#a", "b c"))),
        ("privmsg  #a   b", Message("PRIVMSG", ("#a", "b"))),
        ("PRIVMSG #a ::)", Message("PRIVMSG", ("#a", ":)"))),
        ("PRIVMSG #a :", Message("PRIVMSG", ("#a", ""))),
        (":manu!u@h JOIN #a", Message("JOIN", ("#a",), "manu!u@h")),
        (
            r"@a=1\:2\s\\;b;+c/d=\r\nx\q\ PRIVMSG",
            Message("PRIVMSG", tags={"a": "1;2 \\", "b": "", "+c/d": "\r\nxq"}),
        ),
        ("@a=1;a=2 :x  PING  y ", Message("PING", ("y",), "x", {"a": "2"})),
    ],
)
def test_lines_mean_what_the_specifications_say(line: str, message: Message) -> None:
    assert message == parse(line)


@pytest.mark.parametrize("line", ["", ":manu", "@a=b", "@a=b :manu ", " "])
def test_a_line_without_verb_is_no_message(line: str) -> None:
    with pytest.raises(RemoteProtocolError, match="forme"):
        parse(line)


@pytest.mark.parametrize(
    "message",
    [
        Message("PRIVMSG", ("#a", "b\r\nQUIT")),
        Message("PRIVMSG", ("#a b", "c")),
        Message("PRIVMSG", ("", "c")),
        Message("PRIVMSG", (":a", "c")),
        Message("PRIVMSG", ("#a", "b\0")),
    ],
)
def test_nobody_can_make_us_say_two_lines(message: Message) -> None:
    with pytest.raises(LocalProtocolError):
        render(message)


def test_a_message_may_be_as_long_as_the_limit_and_no_longer() -> None:
    tags = b"@+a=" + b"b" * (CLIENT_TAGS - 5) + b" "
    body = b"PRIVMSG #a :" + b"c" * (BODY - 14)
    assert [Heard] == [type(event) for event in heard([tags + body + b"\r\n"])]
    assert [TooLong()] == heard([b"@+a=b" + tags[4:] + body + b"\r\n"])
    assert [TooLong(), Heard(Message("PING"))] == heard([body + b"c\r\nPING\r\n"])
    assert ["longueur"] == heard([b"x" * (BODY + CLIENT_TAGS + 1)])


def test_what_is_not_utf8_is_named_by_its_verb_and_label() -> None:
    assert [Garbled("PRIVMSG", "7")] == heard([b"@label=7 PRIVMSG #a :\xff\r\n"])


@pytest.mark.parametrize(
    "first",
    [
        "CAP LS 302",
        "nick manu",
        "USER a",
        "PASS x",
        "PING :a",
        "QUIT",
        "QUIT :a",
        "@a=b NICK x",
        ":x NICK manu",
        "AUTHENTICATE PLAIN",
        "@a :b  CAP LS",
    ],
)
def test_irc_is_known_by_its_first_word(first: str) -> None:
    assert is_irc_start(f"{first}\r\n".encode()) is True
    for length in range(1, 4):
        assert is_irc_start(first.encode()[:length]) is None


@pytest.mark.parametrize(
    "first", ["manu", "quitterie", "nicky", "Nick", "pass", "userx", "capucine", "@a=b", ":x", "\r"]
)
def test_a_login_is_classic(first: str) -> None:
    assert is_irc_start(f"{first}\r\n".encode()) is False


LETTERS = st.text("abA", max_size=6)
MASKS = st.text("abA*?", max_size=6)


@given(MASKS, LETTERS)
def test_a_mask_means_what_people_think(mask: str, text: str) -> None:
    wild = {"*": ".*", "?": "."}
    pattern = "".join(wild.get(one, one) for one in mask)
    assert bool(re.fullmatch(pattern, text, re.IGNORECASE)) == masks.matches(mask, text)


def test_no_mask_takes_long_to_fail() -> None:
    assert not masks.matches("*a" * 80 + "b", "a" * 5000)


@given(st.text(max_size=20))
def test_a_mask_is_written_in_full_once(text: str) -> None:
    full = masks.full(text)
    assert "!" in full
    assert "@" in full
    assert full == masks.full(full)


@given(st.text(max_size=60))
def test_a_rooms_name_can_be_a_parameter(text: str) -> None:
    try:
        name = names.room(text)
    except RemoteProtocolError:
        return
    assert Message("JOIN", (name, "x")) == parse(render(Message("JOIN", (name, "x"))))
