"""What a client may ask of a history, and how moments are written."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import RemoteProtocolError
from protocol.irc import history
from protocol.irc.history import Identity, Moment, Question, Search

YEAR_10000 = 253_402_300_800_000


@given(st.integers(0, YEAR_10000 - 1))
def test_a_moment_is_read_as_it_was_written(moment: int) -> None:
    assert moment == history.parse_moment(history.render_moment(moment))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:00:00.000Z", 0),
        ("2019-01-04T14:33:26.123Z", 1_546_612_406_123),
        ("2019-01-04T14:33:26Z", 1_546_612_406_000),
        ("2019-01-04T14:33:26.1239Z", 1_546_612_406_123),
        ("2016-12-31T23:59:60.000Z", 1_483_228_799_000),
    ],
)
def test_moments_are_those_of_server_time(text: str, moment: int) -> None:
    assert moment == history.parse_moment(text)


@given(st.text(max_size=40))
def test_anything_else_is_no_moment_and_no_crash(text: str) -> None:
    with pytest.raises(RemoteProtocolError, match="INVALID_PARAMS"):
        history.parse_moment(f"{text}!")


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("LATEST #a * 10", Question("LATEST", "#a", None, None, 10)),
        ("latest #a msgid=5f-1 10", Question("LATEST", "#a", Identity("5f-1"), None, 10)),
        (
            "BEFORE bruno timestamp=1970-01-01T00:00:01.000Z 1",
            Question("BEFORE", "bruno", Moment(1000), None, 1),
        ),
        (
            "BETWEEN #a msgid=x timestamp=1970-01-01T00:00:01.000Z 7",
            Question("BETWEEN", "#a", Identity("x"), Moment(1000), 7),
        ),
        (
            "TARGETS timestamp=1970-01-01T00:00:01.000Z timestamp=1970-01-01T00:00:02.000Z 7",
            Question("TARGETS", "", Moment(1000), Moment(2000), 7),
        ),
        ("LATEST #a * 99999999999999999999", Question("LATEST", "#a", None, None, history.MOST)),
    ],
)
def test_questions_are_understood(line: str, question: Question) -> None:
    assert question == history.parse_question(line.split())


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "INVALID_PARAMS"),
        ("SOON #a * 1", "INVALID_PARAMS"),
        ("LATEST #a *", "NEED_MORE_PARAMS"),
        ("LATEST #a * -1", "INVALID_PARAMS"),
        ("LATEST #a * 00", "INVALID_PARAMS"),
        ("LATEST #a * ٣", "INVALID_PARAMS"),
        ("BEFORE #a * 1", "INVALID_MSGREFTYPE"),
        ("BEFORE #a msgid= 1", "INVALID_MSGREFTYPE"),
        ("TARGETS msgid=a msgid=b 1", "INVALID_MSGREFTYPE"),
    ],
)
def test_what_is_no_question_is_refused_with_the_standard_code(line: str, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        history.parse_question(line.split())
    assert code == caught.value.code


def test_a_search_is_written_as_tags_are() -> None:
    asked = r"in=#a;from=manu;text=un\sdeux\:\strois;after=1970-01-01T00:00:01.000Z;limit=5"
    expected = Search("#a", "manu", "un deux; trois", 1000, None, 5)
    assert expected == history.parse_search(asked)


@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=60))
def test_no_garbage_does_more_than_be_refused(params: list[str], attributes: str) -> None:
    for ask in (lambda: history.parse_question(params), lambda: history.parse_search(attributes)):
        with suppress(RemoteProtocolError):
            ask()
