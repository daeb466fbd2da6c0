"""What a client makes of what an IRC server says: everything, or nothing, and never a crash."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import RemoteProtocolError
from protocol.irc import Heard, Inbox, Message
from tui.clients.chat import events
from tui.clients.chat.irc import batches, rosters
from tui.clients.chat.irc.asked import OPEN, Asked, Kind, Request
from tui.clients.chat.irc.entering import Entering
from tui.clients.chat.irc.hearing import Hearing
from tui.clients.chat.irc.requests import longest, recent, say, typed
from tui.clients.chat.irc.speech import written
from tui.clients.chat.irc.support import Support, wanted
from tui.clients.failure import Failure

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_VERBS = """
JOIN PART KICK QUIT NICK AWAY INVITE TOPIC MODE PRIVMSG NOTICE FAIL WARN NOTE MARKREAD ACK CAP ERROR
BATCH PING CHATHISTORY 001 005 301 305 306 311 318 322 323 331 332 333 353 366 372 376 401 404 433
439 696 999
"""
_WORDS = """
manu #lobby # @+#lobby a!b@c +1 -1 +o-v :@zoé chathistory draft/chathistory-targets ~&@%+ LS DEL
TARGETS timestamp= timestamp=2026-11-23T09:00:00.000Z RATE_LIMITED \x01ACTION \x1b[2J
"""
VERBS = _VERBS.split()
WORDS = st.sampled_from(_WORDS.split())
MESSAGES = st.builds(
    Message,
    st.sampled_from(VERBS),
    st.lists(WORDS | st.text(max_size=8), max_size=6).map(tuple),
    st.sampled_from(("", "host", "manu!m@h", "zoé!z@h", "!@", "9`!x@y")) | st.text(max_size=8),
    st.dictionaries(
        st.sampled_from(("batch", "label", "time", "msgid", "+vasistas/ref")),
        st.sampled_from(("", "1", "2", "r1", "2026-11-23T09:00:00.000Z", "2026-99-99T99:99:99Z")),
    ),
)


def hearing(*capabilities: str) -> tuple[Hearing, Asked]:
    support = Support()
    support.granted |= set(capabilities)
    support.announce(("VASISTAS/REF",))
    asked = Asked()
    return Hearing("manu", support, asked, lambda: NOW), asked


@given(st.lists(MESSAGES, max_size=30))
def test_whatever_a_server_says_is_an_event_or_nothing(said: list[Message]) -> None:
    hear, asked = hearing("echo-message", "message-tags", "labeled-response", "batch")
    asked.ask(Request(Kind.SAY, "#lobby", "r1"))
    asked.ask(Request(Kind.PAST, "#lobby", limit=2))
    told = [event for message in said for event in hear.hear(message)]
    stored = [event for event in told if isinstance(event, events.Stored)]
    assert [event.ref for event in stored] in ([], ["r1"])


@given(st.lists(MESSAGES, max_size=20))
def test_whatever_a_server_says_first_lets_us_in_or_not(said: list[Message]) -> None:
    entering = Entering("manu", "somewhere")
    with suppress(Failure):
        for message in said:
            entering.hear(message)
    assert entering.login


@given(st.binary(max_size=300))
def test_any_bytes_are_heard_or_refused(data: bytes) -> None:
    hear, _ = hearing()
    inbox = Inbox(lenient=True)
    inbox.receive(data + b"\r\n")
    with suppress(RemoteProtocolError):
        for event in inbox.events():
            if isinstance(event, Heard):
                list(hear.hear(event.message))
    assert hear.login


def test_what_is_remembered_of_a_server_is_bounded() -> None:
    hear, asked = hearing("batch")
    for number in range(2 * OPEN):
        asked.ask(Request(Kind.PAST, f"#{number}"))
        list(hear.hear(Message("BATCH", (f"+{number}", "chathistory", "#lobby"), "host")))
        list(hear.hear(Message("353", ("manu", "=", f"#{number}", f"u{number}"), "host")))
    assert asked.find(Kind.PAST, "#0") is None
    opened = [number for number in range(2 * OPEN) if list(_closed(hear, asked, number))]
    assert len(opened) == batches.OPEN
    rooms = rosters.Rosters()
    for number in range(2 * rosters.PEOPLE):
        rooms.gather("#lobby", f"u{number}", "")
    assert len(rooms.whole("#lobby") or ()) == rosters.PEOPLE
    for number in range(rosters.EVERYBODY):
        rooms.gather(f"#{number % 10}", f"u{number}", "")
    gathered = sum(len(rooms.whole(f"#{number}") or ()) for number in range(10))
    assert gathered == rosters.EVERYBODY - rosters.PEOPLE


def _closed(hear: Hearing, asked: Asked, number: int) -> list[events.Event]:
    asked.ask(Request(Kind.PAST, "#lobby", limit=1))
    return list(hear.hear(Message("BATCH", (f"-{number}",), "host")))


def test_capabilities_are_asked_for_together_with_what_they_need() -> None:
    assert wanted(["echo-message", "labeled-response", "message-tags"]) == ["message-tags"]
    assert "draft/chathistory" not in wanted(["draft/chathistory", "batch"])
    whole = ["batch", "echo-message", "labeled-response", "message-tags"]
    assert wanted([*whole, "sasl", "tls"]) == whole


@given(st.sampled_from(["#lobby", "zoé", "#" + "é" * 49]), st.sampled_from(["a", "é", "𝄞"]))
def test_the_longest_line_is_one_that_can_be_said(place: str, letter: str) -> None:
    text = letter * (longest(place) // len(letter.encode()))
    for verb in events.Verb:
        assert say(place, text, verb).params[0] == place


def test_what_is_recent_ends_by_the_server_s_clock() -> None:
    bounds = ("timestamp=2026-11-23T09:00:00.000Z", "timestamp=9999-12-01T00:00:00.000Z")
    assert recent(NOW, 50) == Message("CHATHISTORY", ("TARGETS", *bounds, "50"))


def test_what_is_typed_is_one_command_without_tags_of_ours() -> None:
    assert typed("@label=9 whois manu") == Message("WHOIS", ("manu",))


def test_what_is_known_of_somebody_is_told_in_one_piece() -> None:
    hear, _ = hearing()
    said = (
        Message("311", ("manu", "zoé", "~z", "10.0.0.7", "*", "Zoé Durand"), "host"),
        Message("319", ("manu", "zoé", "@#lobby #salon"), "host"),
        Message("317", ("manu", "zoé", "12", "9" * 40, "seconds idle, here since"), "host"),
        Message("318", ("manu", "zoé", "End"), "host"),
    )
    told = [event for message in said for event in hear.hear(message)]
    assert len(told) == 1
    assert isinstance(told[0], events.Notice)
    assert told[0].lines[:2] == ("zoé!~z@10.0.0.7: Zoé Durand", "zoé @#lobby #salon")
    assert len(told[0].lines) == 3


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z", "hier"])
def test_a_moment_that_no_clock_shows_is_not_believed(time: str) -> None:
    assert _moment(time) == NOW


@pytest.mark.parametrize(
    "moment", [datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=400), NOW - timedelta(days=1)]
)
def test_a_server_s_moment_counts_whatever_our_clock_shows(moment: datetime) -> None:
    assert _moment(written(moment)) == moment


def _moment(time: str) -> datetime:
    hear, _ = hearing("server-time")
    message = Message("PRIVMSG", ("#lobby", "salut"), "zoé!z@h", {"time": time})
    [said] = hear.hear(message)
    assert isinstance(said, events.Said)
    return said.moment
