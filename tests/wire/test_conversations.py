"""What the chat screen knows, with no screen and no network."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from protocol.chat import Arrived, Heard, Left, Present, Refused
from protocol.lines import LIMIT
from tui.clients.pauses import BURST, EVERY, Pace, pauses
from tui.printable import printable
from tui.screens.chat.addressing import Addressed, NotSendableError, address
from tui.screens.chat.conversation import CHARACTERS, LINES, Conversation, Fate, Kind, Line
from tui.screens.chat.conversations import CONVERSATIONS
from tui.screens.chat.entries import beside, completions, entries, next_conversation
from tui.screens.chat.ledger import WAITING
from tui.screens.chat.rows import fold, rows_of
from tui.screens.chat.talk import Talk

START = datetime(2017, 8, 24, 14, 55, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def talk_with(*logins: str) -> Talk:
    talk = Talk()
    talk.connected("manu")
    talk.heard(Present((*logins, "manu")), START)
    return talk


def said(conversation: Conversation) -> list[str]:
    return [line.text for line in conversation.lines if line.kind is Kind.SAID]


def fates(talk: Talk) -> list[Fate | None]:
    ours = [line for one in talk.conversations for line in one.lines if line.fate]
    return [line.fate for line in sorted(ours, key=lambda line: line.number)]


def send(talk: Talk, to: str, text: str, moment: datetime) -> None:
    talk.sent(talk.write(to, text, moment).number, moment)


# Unread


def test_what_others_say_is_unread_until_somebody_looks() -> None:
    talk = talk_with("bruno")
    talk.heard(Heard("bruno", "salut", "#lobby"), START)
    talk.heard(Heard("bruno", "psst"), START)
    assert [(one.name, one.unread) for one in entries(talk)] == [
        ("#lobby", 1),
        ("bruno", 1),
        ("manu", 0),
    ]
    talk.conversations.watch(True)
    assert talk.conversations.unread == 1
    talk.conversations.open("bruno")
    assert talk.conversations.unread == 0


def test_nothing_is_unread_in_the_conversation_that_somebody_looks_at() -> None:
    talk = talk_with("bruno")
    talk.conversations.watch(True)
    talk.heard(Heard("bruno", "salut", "#lobby"), START)
    assert talk.conversations.unread == 0
    talk.conversations.watch(False)
    talk.heard(Heard("bruno", "tu es là ?", "#lobby"), START)
    assert talk.conversations.unread == 1


@pytest.mark.parametrize(
    ("text", "is_mention"),
    [("manu: oui", True), ("merci Manu", True), ("manuel", False), ("le manu-el", True)],
)
def test_our_name_as_a_word_is_a_mention(text: str, is_mention: bool) -> None:
    talk = talk_with("bruno")
    talk.heard(Heard("bruno", text, "#lobby"), START)
    assert talk.conversations["#lobby"].lines[-1].mention is is_mention
    assert entries(talk)[0].mentions == is_mention


# Who is here


def test_people_are_listed_in_order_of_arrival_and_those_talked_with_stay_when_gone() -> None:
    talk = talk_with("bruno", "zoé")
    talk.heard(Heard("bruno", "psst"), START)
    talk.heard(Arrived("kim"), START)
    talk.heard(Left("bruno"), START)
    talk.heard(Left("zoé"), START)
    listed = [(one.name, one.is_here) for one in entries(talk)]
    assert listed == [("#lobby", True), ("manu", True), ("kim", True), ("bruno", False)]


def test_a_name_is_the_same_in_capitals_and_as_a_stranger_composes_it() -> None:
    talk = talk_with("zoé")
    talk.heard(Heard("zoe\u0301", "psst"), START)
    talk.heard(Left("ZOÉ"), START)
    assert [one.name for one in entries(talk)] == ["#lobby", "manu", "zoe\u0301"]


def test_arrivals_in_a_row_are_one_line() -> None:
    talk = talk_with()
    for login in ("bruno", "zoé"):
        talk.heard(Arrived(login), START)
    assert [line.names for line in talk.conversations["#lobby"].lines] == [("bruno", "zoé")]


def test_steps_go_through_everybody_and_around() -> None:
    talk = talk_with("bruno")
    seen = []
    for _step in range(4):
        talk.conversations.open(beside(entries(talk), 1))
        seen.append(talk.conversations.current.name)
    assert seen == ["bruno", "manu", "#lobby", "bruno"]
    talk.conversations.open(beside(entries(talk), -1))
    assert talk.conversations.current.name == "#lobby"


def test_a_conversation_that_stayed_empty_is_forgotten_on_leaving() -> None:
    talk = talk_with("bruno", "zoé")
    talk.conversations.open("bruno")
    talk.conversations.open("#lobby")
    assert [one.name for one in talk.conversations] == ["#lobby"]


def test_the_next_conversation_and_the_next_unread_one_skip_the_others() -> None:
    talk = talk_with("bruno", "zoé", "kim")
    talk.conversations.watch(True)
    talk.write("bruno", "salut", START)
    talk.heard(Heard("kim", "psst"), START)
    assert next_conversation(entries(talk)) == "bruno"
    assert next_conversation(entries(talk), unread=True) == "kim"
    talk.conversations.open("kim")
    assert next_conversation(entries(talk)) == "#lobby"
    assert next_conversation(entries(talk), unread=True) == "kim"


def test_names_are_completed_whatever_their_capitals_and_never_with_our_own() -> None:
    talk = talk_with("Maria", "marc", "bruno")
    assert completions(entries(talk), "mA") == ["Maria", "marc"]
    assert completions(entries(talk), "#") == ["#lobby"]


# For whom


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("salut", Addressed("#lobby", "salut")),
        ("@bruno salut à toi", Addressed("bruno", "salut à toi")),
        ("@BRUNO: oui", Addressed("bruno", "oui")),
        ("@bruno", Addressed("bruno", "")),
        ("@#lobby à tous", Addressed("#lobby", "à tous")),
        (" @all salut", Addressed("#lobby", "@all salut")),
        ("/quit", Addressed("#lobby", "/quit")),
        ("écris à a@b.fr", Addressed("#lobby", "écris à a@b.fr")),
    ],
)
def test_a_line_is_for_the_open_conversation_unless_it_begins_with_a_name(
    typed: str, expected: Addressed
) -> None:
    assert address(typed, talk_with("bruno")) == expected


@pytest.mark.parametrize("typed", ["@nobody salut", "@a,b salut", "stop", "@bruno stop", "@ x"])
def test_what_cannot_be_sent_is_said_before_it_is_sent(typed: str) -> None:
    with pytest.raises(NotSendableError):
        address(typed, talk_with("bruno"))


def test_while_nobody_can_be_seen_a_valid_name_may_be_somebodys() -> None:
    talk = talk_with("bruno")
    talk.lost()
    assert address("@bruno salut", talk) == Addressed("bruno", "salut")


def test_a_line_fits_to_the_byte_or_is_refused() -> None:
    room = LIMIT - len("#lobby@")
    talk = talk_with()
    assert address("é" * (room // 2), talk).to == "#lobby"
    with pytest.raises(NotSendableError):
        address("é" * (room // 2 + 1), talk)


# What became of what we wrote


def test_lines_wait_in_order_and_leave_in_order() -> None:
    talk = talk_with("bruno")
    talk.lost()
    numbers = [talk.write("#lobby", text, START).number for text in ("un", "deux")]
    assert [line.text for line in talk.ledger.waiting] == ["un", "deux"]
    assert fates(talk) == [Fate.WAITING, Fate.WAITING]
    talk.connected("manu")
    talk.sent(numbers[0], START)
    assert [line.text for line in talk.ledger.waiting] == ["deux"]
    assert fates(talk) == [Fate.SENT, Fate.WAITING]


def test_no_more_lines_wait_than_there_is_room_for() -> None:
    talk = talk_with()
    talk.lost()
    for number in range(WAITING):
        address(str(number), talk)
        talk.write("#lobby", str(number), START)
    with pytest.raises(NotSendableError):
        address("one more", talk)


def test_an_error_belongs_to_the_line_for_whoever_is_not_here() -> None:
    talk = talk_with("bruno")
    send(talk, "#lobby", "à tous", START)
    send(talk, "bruno", "à bruno", START)
    send(talk, "nobody", "à personne", START)
    send(talk, "bruno", "encore", START)
    talk.heard(Refused("destinataire", "personne de ce nom"), after(0.1))
    assert fates(talk) == [Fate.SENT, Fate.SENT, Fate.REFUSED, Fate.SENT]
    assert talk.conversations["nobody"].lines[-1].reason == "destinataire"


def test_too_fast_means_the_last_line_sent() -> None:
    talk = talk_with()
    for text in ("un", "deux", "trois"):
        send(talk, "#lobby", text, START)
    for _error in range(2):
        talk.heard(Refused("debit", "trop vite"), after(0.1))
    assert fates(talk) == [Fate.SENT, Fate.REFUSED, Fate.REFUSED]


def test_an_error_that_fits_no_line_of_ours_is_said_as_it_is() -> None:
    talk = talk_with()
    send(talk, "#lobby", "à tous", START)
    talk.heard(Refused("destinataire", "personne \x1b[31m"), after(0.1))
    assert fates(talk) == [Fate.SENT]
    assert "personne ␛[31m" in talk.conversations["#lobby"].lines[-1].text


def test_what_was_sent_right_before_the_connection_was_lost_is_not_confirmed() -> None:
    talk = talk_with("bruno")
    send(talk, "#lobby", "long ago", START)
    talk.heard(Heard("bruno", "oui", "#lobby"), after(5))
    send(talk, "#lobby", "just now", after(6))
    talk.heard(Heard("bruno", "crossed it on the way", "#lobby"), after(6.1))
    talk.lost()
    assert fates(talk) == [Fate.SENT, Fate.UNCONFIRMED]
    assert not talk.ledger.waiting, "it is not sent twice"


def test_a_service_that_repeats_our_line_to_us_confirms_it() -> None:
    talk = talk_with()
    send(talk, "#lobby", "salut", START)
    talk.heard(Heard("manu", "salut", "#lobby"), after(0.1))
    assert said(talk.conversations["#lobby"]) == ["salut"]
    talk.lost()
    assert fates(talk) == [Fate.SENT]


# Bounds


def test_a_conversation_is_bounded_in_lines_and_in_characters() -> None:
    conversation = Conversation("#lobby")
    for number in range(LINES + 5):
        conversation.add(Line(number, Kind.SAID, START, "bruno", "x"))
    assert [conversation.lines[0].number, len(conversation.lines)] == [5, LINES]
    for number in range(3):
        conversation.add(Line(number, Kind.SAID, START, "bruno", "y" * (CHARACTERS // 2)))
    assert sum(len(line.text) for line in conversation.lines) <= CHARACTERS


def test_conversations_are_bounded_and_the_one_that_rested_longest_goes() -> None:
    talk = talk_with()
    for number in range(CONVERSATIONS + 10):
        talk.heard(Heard(f"bot{number}", "spam"), START)
    names = [one.name for one in talk.conversations]
    assert len(names) == CONVERSATIONS
    assert names[0] == "#lobby"
    assert f"bot{CONVERSATIONS + 9}" in names


# Rows


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_folded_text_fits_and_keeps_every_visible_character(text: str, width: int) -> None:
    shown = printable(text)
    rows = fold(shown, width)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(shown.split())


@given(st.text(min_size=1), st.integers(min_value=30, max_value=160))
def test_every_row_is_as_wide_as_the_talk_or_less(text: str, width: int) -> None:
    line = Line(1, Kind.SAID, START, printable(text), printable(text), fate=Fate.REFUSED)
    for row in rows_of(line, width):
        assert sum(cell_len(piece) for piece, _style in row) <= width


# Pauses


def test_pauses_grow_to_half_a_minute_and_stay() -> None:
    waits = pauses(lambda: 0.0)
    assert [next(waits) for _try in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_chance_only_shortens_a_pause() -> None:
    waits = pauses(lambda: 1.0)
    assert [next(waits) for _try in range(3)] == [0.75, 1.5, 3.0]


def test_a_burst_goes_at_once_and_the_rest_at_the_speed_allowed() -> None:
    pace = Pace()
    delays = [pace.delay(100.0) for _line in range(BURST + 2)]
    assert delays[:BURST] == [0.0] * BURST
    assert delays[BURST:] == pytest.approx([EVERY, 2 * EVERY])
    assert pace.delay(200.0) == 0.0
