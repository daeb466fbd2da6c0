"""What the chat screen knows, with no screen and no network."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.clients.chat.events import (
    Arrived,
    Away,
    Joined,
    Left,
    Parted,
    Past,
    Rank,
    Ranked,
    ReadUpTo,
    Refused,
    Renamed,
    Roster,
    Said,
    Stored,
    Verb,
)
from tui.clients.chat.session import Ability
from tui.clients.pauses import BURST, EVERY, Pace, pauses
from tui.printable import printable
from tui.screens.chat.addressing import PIECES, Addressed, NotSendableError, address
from tui.screens.chat.commands import NotACommandError, is_command, read
from tui.screens.chat.conversation import (
    CHARACTERS,
    LINES,
    Conversation,
    Fate,
    Kind,
    Line,
    Reach,
)
from tui.screens.chat.conversations import CONVERSATIONS
from tui.screens.chat.entries import beside, completions, entries, next_conversation
from tui.screens.chat.folding import Folded, Sheet, folded, links_of, photos_of
from tui.screens.chat.notifying import Notifier
from tui.screens.chat.rows import fold, rows_of
from tui.screens.chat.talk import Talk

START = datetime(2017, 8, 24, 14, 55, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


ALL = frozenset(Ability)


def heard(sender: str, text: str, place: str = "") -> Said:
    return Said(place or sender, sender, text, START)


def talk_with(*logins: str, can: frozenset[Ability] = frozenset()) -> Talk:
    talk = Talk()
    talk.connected("manu", can)
    people = tuple((login, Rank.MEMBER) for login in (*logins, "manu"))
    talk.heard(Roster("#lobby", people), START)
    return talk


def cut(_place: str, text: str) -> list[str]:
    return [text[start : start + 100] for start in range(0, len(text), 100)]


def kept(number: int, text: str = "", sender: str = "bruno") -> Said:
    """What the host has in its history, one a minute."""
    words = text or f"n° {number}"
    return Said("#lobby", sender, words, after(60 * number), id=f"id{number}")


def said(conversation: Conversation) -> list[str]:
    return [line.text for line in conversation.lines if line.kind is Kind.SAID]


def fates(talk: Talk) -> list[Fate | None]:
    ours = [line for one in talk.conversations for line in one.lines if line.fate]
    return [line.fate for line in sorted(ours, key=lambda line: line.number)]


def write(talk: Talk, to: str, text: str, moment: datetime = START) -> str:
    ref = f"ref of {text}"
    talk.write(ref, to, text, moment, Verb.SAY)
    return ref


def send(talk: Talk, to: str, text: str, moment: datetime = START) -> str:
    ref = write(talk, to, text, moment)
    talk.sent(ref, moment)
    return ref


# Unread


def test_what_others_say_is_unread_until_somebody_looks() -> None:
    talk = talk_with("bruno")
    talk.heard(heard("bruno", "salut", "#lobby"), START)
    talk.heard(heard("bruno", "psst"), START)
    listed = [(one.name, one.unread) for one in entries(talk)]
    assert listed == [("#lobby", 1), ("bruno", 1)]
    talk.conversations.watch(True)
    assert talk.conversations.unread == 1
    talk.conversations.open("bruno")
    assert talk.conversations.unread == 0


def test_nothing_is_unread_in_the_conversation_that_somebody_looks_at() -> None:
    talk = talk_with("bruno")
    talk.conversations.watch(True)
    talk.heard(heard("bruno", "salut", "#lobby"), START)
    assert talk.conversations.unread == 0
    talk.conversations.watch(False)
    talk.heard(heard("bruno", "tu es là ?", "#lobby"), START)
    assert talk.conversations.unread == 1


@pytest.mark.parametrize(
    ("text", "is_mention"),
    [("manu: oui", True), ("merci Manu", True), ("manuel", False), ("le manu-el", True)],
)
def test_our_name_as_a_word_is_a_mention(text: str, is_mention: bool) -> None:
    talk = talk_with("bruno")
    talk.heard(heard("bruno", text, "#lobby"), START)
    assert talk.conversations["#lobby"].lines[-1].mention is is_mention
    assert entries(talk)[0].mentions == is_mention


# Who is here


def test_those_talked_with_come_first_and_stay_when_gone() -> None:
    talk = talk_with("bruno", "zoé")
    talk.heard(heard("bruno", "psst"), START)
    talk.heard(Arrived("kim", START), START)
    talk.heard(Left("bruno", START), START)
    talk.heard(Left("zoé", START), START)
    listed = [(one.name, one.is_here) for one in entries(talk, others=True)]
    assert listed == [("#lobby", True), ("bruno", False), ("kim", True)]


def test_a_name_is_the_same_in_capitals_and_as_a_stranger_composes_it() -> None:
    talk = talk_with("zoé")
    talk.heard(heard("zoe\u0301", "psst"), START)
    talk.heard(Left("ZOÉ", START), START)
    listed = entries(talk, others=True)
    assert [one.name for one in listed] == ["#lobby", "zoe\u0301"]


def test_arrivals_in_a_row_are_one_line() -> None:
    talk = talk_with()
    for login in ("bruno", "zoé"):
        talk.heard(Arrived(login, START), START)
    assert [line.names for line in talk.conversations["#lobby"].lines] == [("bruno", "zoé")]


def test_steps_go_through_the_conversations_and_around() -> None:
    talk = talk_with("bruno", "zoé")
    talk.heard(heard("bruno", "psst"), START)
    seen = []
    for _step in range(3):
        talk.conversations.open(beside(entries(talk, others=True), 1))
        seen.append(talk.conversations.current.name)
    assert seen == ["bruno", "#lobby", "bruno"]


def test_a_conversation_that_stayed_empty_is_forgotten_on_leaving() -> None:
    talk = talk_with("bruno", "zoé")
    talk.conversations.open("bruno")
    talk.conversations.open("#lobby")
    assert [one.name for one in talk.conversations] == ["#lobby"]


def test_the_next_conversation_and_the_next_unread_one_skip_the_others() -> None:
    talk = talk_with("bruno", "zoé", "kim")
    talk.conversations.watch(True)
    write(talk, "bruno", "salut")
    talk.heard(heard("kim", "psst"), START)
    assert next_conversation(entries(talk)) == "bruno"
    assert next_conversation(entries(talk), unread=True) == "kim"
    talk.conversations.open("kim")
    assert next_conversation(entries(talk)) == "#lobby"
    assert next_conversation(entries(talk), unread=True) == "kim"


def test_what_is_for_us_comes_before_what_is_only_unread() -> None:
    talk = talk_with("kim", "zoé")
    for place in ("#a", "#b", "#c"):
        talk.heard(heard("zoé", "salut manu" if place == "#b" else "salut", place), START)
    talk.heard(heard("kim", "psst"), START)
    order = []
    talk.conversations.watch(True)
    while talk.conversations.unread:
        talk.conversations.open(next_conversation(entries(talk), unread=True))
        order.append(talk.conversations.current.name)
    assert order == ["#b", "kim", "#a", "#c"]


def test_names_are_completed_whatever_their_capitals() -> None:
    assert completions(["Maria", "marc", "bruno", "marc"], "mA") == ["Maria", "marc"]


# For whom


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("salut", Addressed("#lobby", ("salut",))),
        ("@bruno salut à toi", Addressed("bruno", ("salut à toi",))),
        ("@BRUNO: oui", Addressed("bruno", ("oui",))),
        ("@bruno", Addressed("bruno")),
        ("@#lobby à tous", Addressed("#lobby", ("à tous",))),
        (" @all salut", Addressed("#lobby", ("@all salut",))),
        ("//quit", Addressed("#lobby", ("/quit",))),
        ("@nobody salut", Addressed("nobody", ("salut",))),
        ("écris à a@b.fr", Addressed("#lobby", ("écris à a@b.fr",))),
    ],
)
def test_a_line_is_for_the_open_conversation_unless_it_begins_with_a_name(
    typed: str, expected: Addressed
) -> None:
    assert address(typed, talk_with("bruno"), cut) == expected


@pytest.mark.parametrize(
    "typed", ["@a,b salut", "stop", "@bruno stop", "@ x", "x" * (100 * PIECES + 1)]
)
def test_what_cannot_be_sent_is_said_before_it_is_sent(typed: str) -> None:
    with pytest.raises(NotSendableError):
        address(typed, talk_with("bruno"), cut)


# Commands


def test_a_command_is_read_with_its_words() -> None:
    typed = read("/MSG bruno salut à toi", ALL)
    assert (typed.command.name, typed.words) == ("msg", ("bruno", "salut à toi"))
    assert read("/j #salle", ALL).command.name == "join"
    assert read("/away au café", ALL).words == ("au café",)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/jion #salle", "/join"),
        ("/xyzzy", "/help"),
        ("/msg bruno", "/msg NAME TEXT"),
        ("/join #salle", "cannot"),
    ],
)
def test_what_is_no_command_here_is_said_with_a_way_out(typed: str, words: str) -> None:
    with pytest.raises(NotACommandError, match=words):
        read(typed, frozenset())


def test_two_slashes_and_a_slash_alone_are_text() -> None:
    assert [is_command(typed) for typed in ("/me", "//me", "/", "/ x", " /me")] == [
        True,
        False,
        False,
        False,
        False,
    ]


# Rooms and people


def test_every_room_has_its_own_people_and_ranks() -> None:
    talk = talk_with("bruno")
    talk.heard(Roster("#salle", (("zoé", Rank.OPERATOR), ("manu", Rank.MEMBER))), START)
    talk.heard(Joined("#salle", "bruno", START), START)
    talk.heard(Ranked("#salle", "bruno", Rank.VOICED), START)
    talk.heard(Away("bruno", "au café"), START)
    people = talk.rosters.people("#salle")
    assert [(one.name, one.rank.value, one.away) for one in people] == [
        ("zoé", "@", None),
        ("bruno", "+", "au café"),
        ("manu", "", None),
    ]
    talk.heard(Parted("#salle", "bruno", START), START)
    assert talk.is_here("bruno"), "in the lobby still"
    talk.heard(Left("bruno", START), START)
    assert not talk.is_here("bruno")


def test_who_takes_another_name_keeps_the_conversation_and_the_places() -> None:
    talk = talk_with("bruno")
    talk.heard(heard("bruno", "psst"), START)
    talk.conversations.open("bruno")
    talk.heard(Renamed("bruno", "bruno2", START), START)
    assert talk.conversations.current.name == "bruno2"
    assert [one.name for one in talk.rosters.people("#lobby")] == ["bruno2", "manu"]
    talk.heard(Renamed("manu", "emmanuel", START), START)
    assert talk.is_us("Emmanuel")


def test_who_is_ignored_is_not_heard_now_and_was_not_then() -> None:
    talk = talk_with("bruno", can=ALL)
    talk.ignored = frozenset({"bruno"})
    talk.heard(heard("bruno", "psst"), START)
    talk.heard(Past("#lobby", (kept(1), kept(2, sender="zoé")), more=False), START)
    assert [one.name for one in talk.conversations] == ["#lobby"]
    assert said(talk.conversations["#lobby"]) == ["n° 2"]


# The past


def test_pages_of_the_past_are_put_before_what_is_known_and_nothing_stands_twice() -> None:
    talk = talk_with("bruno", can=ALL)
    talk.heard(kept(5), START)
    numbers = [line.number for line in talk.conversations["#lobby"].lines]
    talk.heard(Past("#lobby", (kept(3), kept(4), kept(5)), more=True), START)
    lobby = talk.conversations["#lobby"]
    assert (said(lobby), lobby.reach) == (["n° 3", "n° 4", "n° 5"], Reach.MORE)
    talk.heard(Past("#lobby", (kept(1), kept(2)), more=False), START)
    assert said(lobby) == [f"n° {number}" for number in range(1, 6)]
    assert lobby.reach is Reach.BEGINNING
    assert [line.number for line in lobby.lines][-1:] == numbers, "the line in sight is the same"
    assert len({line.number for line in lobby.lines}) == 5


def test_what_was_missed_is_put_in_its_place_and_is_new() -> None:
    talk = talk_with("bruno", can=ALL)
    for number in (1, 2):
        talk.heard(kept(number), START)
    talk.heard(ReadUpTo("#lobby", kept(2).moment), START)
    talk.lost()
    waits = write(talk, "#lobby", "moi aussi", after(999))
    talk.connected("manu", ALL)
    talk.heard(Past("#lobby", (kept(2), kept(3), kept(4)), more=True), START)
    lobby = talk.conversations["#lobby"]
    assert said(lobby) == ["n° 1", "n° 2", "n° 3", "n° 4", "moi aussi"]
    assert [line.text for line in lobby.lines if line.number == lobby.fresh] == ["n° 3"]
    assert lobby.unread == 2
    talk.heard(Stored(waits, "id9", after(1000)), START)
    talk.heard(
        Past("#lobby", (Said("#lobby", "manu", "moi aussi", after(1000), id="id9"),), False), START
    )
    assert said(lobby).count("moi aussi") == 1


def test_notices_stand_among_the_past_by_their_time_and_the_hosts_order_is_kept() -> None:
    talk = talk_with("bruno", can=ALL)
    talk.heard(kept(1), START)
    talk.tell("une minute et demie", after(90))
    talk.tell("de notre horloge, qui avance", after(9999))
    talk.heard(kept(4), START)
    talk.tell("plus tard", after(270))
    talk.heard(Past("#lobby", (kept(2), kept(3), kept(5)), more=False), START)
    assert [line.text for line in talk.conversations["#lobby"].lines] == [
        *("n° 1", "une minute et demie", "n° 2", "n° 3", "de notre horloge, qui avance"),
        *("n° 4", "plus tard", "n° 5"),
    ]


def test_after_a_gap_nothing_is_shown_as_if_it_followed() -> None:
    talk = talk_with("bruno", can=ALL)
    talk.heard(kept(1), START)
    talk.heard(Past("#lobby", (kept(100), kept(101)), more=True), START)
    lobby = talk.conversations["#lobby"]
    assert (said(lobby), lobby.reach) == (["n° 100", "n° 101"], Reach.MORE)


# What became of what we wrote


def test_a_line_waits_leaves_is_stored_and_maybe_heard() -> None:
    talk = talk_with("bruno", can=ALL)
    ref = write(talk, "#lobby", "à tous")
    assert fates(talk) == [Fate.WAITING]
    talk.sent(ref, START)
    assert fates(talk) == [Fate.SENDING]
    talk.heard(Stored(ref, "id1", START), START)
    assert fates(talk) == [Fate.HEARD]
    talk.heard(Stored(send(talk, "zoé", "absente"), "id2", START), START)
    assert fates(talk) == [Fate.HEARD, Fate.STORED], "nobody of that name is connected"
    assert not talk.waiting
    talk.heard(Refused("interdit", "", ref=send(talk, "#lobby", "non")), START)
    assert fates(talk)[-1] is Fate.REFUSED


def test_what_left_and_is_not_stored_waits_again_when_the_connection_is_lost() -> None:
    talk = talk_with("bruno", can=ALL)
    send(talk, "#lobby", "un")
    talk.lost()
    assert (fates(talk), len(talk.waiting)) == ([Fate.WAITING], 1)


def test_lines_wait_in_order() -> None:
    talk = talk_with("bruno")
    talk.lost()
    refs = [write(talk, "#lobby", text) for text in ("un", "deux")]
    assert [line.text for line in talk.waiting.values()] == ["un", "deux"]
    talk.connected("manu")
    talk.sent(refs[0], START)
    assert [line.text for line in talk.waiting.values()] == ["deux"]
    assert fates(talk) == [Fate.SENT, Fate.WAITING]


def test_an_error_belongs_to_the_line_for_whoever_is_not_here() -> None:
    talk = talk_with("bruno")
    send(talk, "#lobby", "à tous", START)
    send(talk, "bruno", "à bruno", START)
    send(talk, "nobody", "à personne", START)
    send(talk, "bruno", "encore", START)
    talk.heard(Refused("destinataire", "personne de ce nom"), after(0.1))
    assert fates(talk) == [Fate.SENT, Fate.SENT, Fate.REFUSED, Fate.SENT]
    assert "nobody of that name" in talk.conversations["nobody"].lines[-1].reason


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
    talk.heard(heard("bruno", "oui", "#lobby"), after(5))
    send(talk, "#lobby", "just now", after(6))
    talk.heard(heard("bruno", "crossed it on the way", "#lobby"), after(6.1))
    talk.lost()
    assert fates(talk) == [Fate.SENT, Fate.UNCONFIRMED]
    assert not talk.waiting, "it is not sent twice"


def test_a_service_that_repeats_our_line_to_us_confirms_it() -> None:
    talk = talk_with()
    send(talk, "#lobby", "salut", START)
    talk.heard(heard("manu", "salut", "#lobby"), after(0.1))
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
        talk.heard(heard(f"bot{number}", "spam"), START)
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


def test_speakers_stand_once_for_what_they_say_in_one_breath() -> None:
    talk = talk_with("bruno")
    for number, sender in enumerate(("bruno", "bruno", "zoé", "bruno")):
        moment = after(70 * number)
        talk.heard(Said("#lobby", sender, f"n° {number}", moment), START)
    lines = tuple(talk.conversations["#lobby"].lines)
    sheet = folded(Sheet(lines, fresh=lines[2].number), 60, Folded(), {})
    drawn = ["".join(piece for piece, _style in row).split() for row in sheet.rows]
    assert [row[1] for row in drawn if "n°" in row] == ["bruno", "│", "zoé", "bruno"]
    assert [place for place, row in enumerate(drawn) if "New" in row] == [3]
    assert len(sheet.owners) == len(sheet.rows)


def test_photos_and_links_are_found_in_what_is_said() -> None:
    line = Line(
        1, Kind.SAID, START, "zoé", "photo:chat noir.jpg photo:../x.jpg photo:b.PNG photo:c"
    )
    assert photos_of(line) == ["chat noir.jpg", "b.PNG"]
    line = Line(
        1, Kind.SAID, START, "zoé", "voir (http://localhost:8000/a?b=c), puis https://x.fr."
    )
    assert links_of(line) == ["http://localhost:8000/a?b=c", "https://x.fr"]


# Ringing


@pytest.mark.parametrize(
    ("kind", "environ", "expected"),
    [
        ("bell", {"TMUX": "x"}, "\a"),
        ("osc9", {}, "\x1b]9;bruno: un; deux␛\a"),
        ("osc777", {}, "\x1b]777;notify;bruno;un, deux␛\a"),
        ("osc9", {"TMUX": "x"}, "\x1bPtmux;\x1b\x1b]9;bruno: un; deux␛\a\x1b\\"),
    ],
)
def test_a_terminal_is_rung_and_no_stranger_speaks_to_it(
    kind: str, environ: dict[str, str], expected: str
) -> None:
    moments = iter((0.0, 1.0, 5.0))
    written: list[str] = []
    notifier = Notifier(kind, written.append, environ, lambda: next(moments))
    for _time in range(3):
        notifier.ring("bruno", "un; deux\x1b")
    assert written == [expected] * 2


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
