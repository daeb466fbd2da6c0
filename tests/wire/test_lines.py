"""Messages come out whole however their bytes were cut."""

import pytest
from cutting import byte_by_byte, pieces
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import RemoteProtocolError
from protocol.lines import LIMIT, Line, Lines

LIMIT_HERE = 40
TEXTS = st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=12)
NOISE = st.lists(
    st.one_of(st.binary(max_size=50), TEXTS.map(str.encode), st.sampled_from([b"\n", b"\r\n"]))
).map(b"".join)


def heard(arriving: list[bytes], limit: int = LIMIT_HERE) -> list[Line | str]:
    """Everything that a connection said until it hung up or broke the rules."""
    lines = Lines(limit)
    events: list[Line | str] = []
    try:
        for piece in (*arriving, b""):
            lines.receive(piece)
            events.extend(lines.events())
    except RemoteProtocolError as error:
        events.append(error.code)
    return events


@given(st.lists(TEXTS), st.sampled_from(["\n", "\r\n"]), st.data())
def test_what_is_sent_is_what_is_heard_however_it_is_cut(
    texts: list[str], newline: str, data: st.DataObject
) -> None:
    sent = "".join(text + newline for text in texts).encode()
    arriving = data.draw(pieces(st.just(sent)))
    assert [Line(text.strip(), paused=False) for text in texts] == heard(arriving, LIMIT)


@given(st.data(), NOISE)
def test_whole_in_pieces_and_byte_by_byte_are_the_same(data: st.DataObject, noise: bytes) -> None:
    whole = heard([noise] if noise else [])
    assert whole == heard(data.draw(pieces(st.just(noise))))
    assert whole == heard(byte_by_byte(noise))


@given(TEXTS, TEXTS)
def test_a_pause_ends_what_has_no_newline(first: str, second: str) -> None:
    lines = Lines()
    for text in (first, second):
        lines.receive(text.encode() or b" ")
        assert [] == list(lines.events())
        assert lines.waiting
        lines.pause()
        assert [Line(text.strip(), paused=True)] == list(lines.events())
        assert not lines.waiting


def test_a_pause_leaves_its_mark_only_on_the_message_that_it_ended() -> None:
    lines = Lines()
    lines.receive(b"manu\r\nbruno@sal")
    assert [Line("manu", paused=False)] == list(lines.events())
    lines.receive(b"ut")
    assert [] == list(lines.events())
    lines.pause()
    assert [Line("bruno@salut", paused=True)] == list(lines.events())
    lines.receive(b"encore")
    assert [] == list(lines.events())


def test_bytes_that_come_after_the_pause_was_timed_undo_it() -> None:
    lines = Lines()
    lines.receive(b"bonj")
    lines.pause()
    lines.receive(b"our")
    assert [] == list(lines.events())


def test_who_hangs_up_has_ended_the_last_message() -> None:
    assert [Line("a", paused=False), Line("b", paused=True)] == heard([b"a\nb"])
    assert [] == heard([])


def test_silence_before_any_byte_is_no_message() -> None:
    lines = Lines()
    lines.pause()
    assert [] == list(lines.events())
    assert not lines.waiting


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_message_of_the_limit_is_whole_and_one_byte_more_is_refused(end: bytes) -> None:
    assert [Line("x" * LIMIT_HERE, paused=not end)] == heard([b"x" * LIMIT_HERE + end])
    assert ["longueur"] == heard([b"x" * (LIMIT_HERE + 1) + end])


def test_a_stream_without_newline_is_refused_before_it_fills_memory() -> None:
    lines = Lines(LIMIT_HERE)
    lines.receive(b"x" * (LIMIT_HERE + 1))
    with pytest.raises(RemoteProtocolError, match="longueur"):
        list(lines.events())


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    assert [Line("a", paused=False), "forme"] == heard([b"a\n\xe9t\xe9\nb\n"])
    assert ["forme"] == heard([b"\xc3"])


def test_a_letter_cut_in_two_is_one_letter() -> None:
    assert [Line("é", paused=False)] == heard([b"\xc3", b"\xa9\n"])


def test_what_follows_a_request_is_handed_over_once() -> None:
    lines = Lines()
    lines.receive(b"archiver@a.jpg@5\nab\ncd")
    assert Line("archiver@a.jpg@5", paused=False) == next(lines.events())
    assert b"ab\ncd" == lines.rest()
    assert b"" == lines.rest()
    assert not lines.waiting
