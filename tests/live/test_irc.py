"""The chat over IRC, and beside the classic dialect: what each hears of the other."""

import logging
import random
import re
from contextlib import ExitStack

import pytest
from live.chatting import WELCOME, OldClient, Person, arrived, chatting, left, together
from live.irc_people import HOST, IrcPerson, on_irc
from waiting import until

from servers.chat.irc.table import COMMANDS

TAGGED = ("message-tags", "server-time", "echo-message")


def test_two_people_meet_in_a_room_of_their_own() -> None:
    with chatting() as chat, IrcPerson(chat, "manu") as manu, IrcPerson(chat, "bruno") as bruno:
        manu.until(" 376 ")
        bruno.until(" 376 ")
        assert manu.asks("JOIN #jardin") == [
            f":{manu.source} JOIN #jardin",
            f":{HOST} 353 manu = #jardin @manu",
            f":{HOST} 366 manu #jardin :End of the list of names",
        ]
        bruno.asks("JOIN #Jardin")
        assert manu.news() == [f":{bruno.source} JOIN #jardin"]
        assert bruno.asks("PRIVMSG #jardin :bonjour à toi") == []
        assert manu.asks("PRIVMSG bruno salut") == [
            f":{bruno.source} PRIVMSG #jardin :bonjour à toi"
        ]
        assert bruno.news() == [f":{manu.source} PRIVMSG bruno :salut"]
        assert manu.asks("PART #jardin :à demain") == [f":{manu.source} PART #jardin :à demain"]
        assert bruno.news() == [f":{manu.source} PART #jardin :à demain"]


def test_classic_and_irc_meet_in_the_lobby() -> None:
    with chatting() as chat, together(chat, "zoe") as (zoe,), IrcPerson(chat, "manu") as manu:
        zoe.hears(arrived("manu", "zoe", "manu"))
        names = manu.asks("JOIN #lobby")
        assert f":{HOST} 353 manu = #lobby :zoe manu" in names
        with Person(chat) as lea:
            lea.say("léa")
            lea.hears(WELCOME + arrived("léa", "zoe", "manu", "léa"))
            zoe.hears(arrived("léa", "zoe", "manu", "léa"))
            assert manu.news() == [":léa!classic@127.0.0.1 JOIN #lobby"]
            lea.say("#lobby@bonjour", "manu@juste pour toi")
            lea.say("léa@stop")
            lea.hears_the_end("stop\n")
        zoe.hears("léa (#lobby) > bonjour\n" + left("léa", "zoe", "manu"))
        assert manu.news() == [
            ":léa!classic@127.0.0.1 PRIVMSG #lobby :bonjour",
            ":léa!classic@127.0.0.1 PRIVMSG manu :juste pour toi",
            ":léa!classic@127.0.0.1 QUIT :",
        ]
        manu.asks("PRIVMSG #lobby :bonjour zoe", "PRIVMSG ZOE :bien reçu", "NICK manuel")
        zoe.hears("manu (#lobby) > bonjour zoe\nmanu > bien reçu\n")
        zoe.hears("manu vient de se déconnecter\n" + arrived("manuel", "zoe", "manuel"))
        manu.say("QUIT")
        zoe.hears(left("manuel", "zoe"))


def test_a_login_is_taken_whatever_its_owner_speaks() -> None:
    with chatting() as chat, together(chat, "Zoé") as (zoe,), IrcPerson(chat, "zoé") as other:
        assert other.line() == f":{HOST} 433 * zoé :That nickname is taken\r\n"
        other.say("NICK léa")
        zoe.hears(arrived("léa", "Zoé", "léa"))
        with Person(chat) as third:
            third.say("LÉA")
            third.hears_the_end("erreur@login@il est déjà pris\n")


def test_words_for_irc_eyes_are_plain_to_a_terminal() -> None:
    with chatting() as chat, together(chat, "zoe") as (zoe,), on_irc(chat, "manu") as (manu,):
        zoe.hears(arrived("manu", "zoe", "manu"))
        manu.say("PRIVMSG zoe :\x02gras\x02 et \x0304,01rouge\x03\x1b[2J")
        manu.say(
            "PRIVMSG zoe :\x01ACTION salue\x01", "PRIVMSG zoe :\x01VERSION\x01", "NOTICE zoe x"
        )
        zoe.hears("manu > gras et rouge\ufffd[2J\nmanu > * manu salue\nmanu > x\n")


def test_a_long_classic_message_is_several_on_irc() -> None:
    with chatting() as chat, together(chat, "zoe") as (zoe,), on_irc(chat, "manu") as (manu,):
        text = "l'été " * 300 + "é" * 1000
        zoe.say(f"#lobby@{text}")
        zoe.hears(arrived("manu", "zoe", "manu"))
        zoe.hears_nothing_else()
        lines = manu.news()
        assert max(len(line.encode()) for line in lines) <= 510
        said = [line.partition(" PRIVMSG #lobby :")[2] for line in lines]
        assert text.replace(" ", "") == "".join(said).replace(" ", "")
        assert all(words.startswith(("l'été", "é")) for words in said)


def test_a_message_has_one_identity_and_one_moment_for_everybody() -> None:
    with (
        chatting() as chat,
        IrcPerson(chat, "manu", *TAGGED) as manu,
        IrcPerson(chat, "bruno", "message-tags", "server-time") as bruno,
        IrcPerson(chat, "zoe", "server-time") as zoe,
        IrcPerson(chat, "lea") as lea,
    ):
        for person in (manu, bruno, zoe, lea):
            person.until(" 376 ")
            person.asks("JOIN #lobby")
        for person in (manu, bruno, zoe, lea):
            person.news()
        manu.say("@+draft/reply=1;secret=2 PRIVMSG #lobby :un", "PRIVMSG #lobby :deux")
        first, second = manu.news()
        assert [first, second] == bruno.news()
        found = re.fullmatch(
            rf"@time=(\S+);msgid=(\w+);\+draft/reply=1 :{manu.source} PRIVMSG #lobby :un", first
        )
        assert found
        assert found[2] not in second
        assert zoe.news()[0] == f"@time={found[1]} :{manu.source} PRIVMSG #lobby :un"
        assert lea.news()[0] == f":{manu.source} PRIVMSG #lobby :un"


def test_the_first_in_a_room_leads_it_and_nobody_leads_the_lobby() -> None:
    with chatting() as chat, on_irc(chat, "manu", "bruno", room="#jardin") as (manu, bruno):
        assert bruno.asks("KICK #jardin manu") == [
            f":{HOST} 482 bruno #jardin :Only an operator of the room may do that"
        ]
        manu.asks("MODE #jardin +mb bruno", "KICK #jardin bruno :dehors")
        assert bruno.asks("JOIN #jardin") == [
            f":{manu.source} MODE #jardin +mb bruno!*@*",
            f":{manu.source} KICK #jardin bruno dehors",
            f":{HOST} 474 bruno #jardin :You are banned from that room (+b)",
        ]
        manu.asks("JOIN #lobby")
        assert f":{HOST} 482 manu #lobby :Only an operator of the room may do that" in manu.asks(
            "MODE #lobby +m"
        )


@pytest.mark.parametrize("login", ["ni", "quit", "Pass", "cap"])
def test_an_old_client_may_be_called_like_the_beginning_of_irc(login: str) -> None:
    with chatting() as chat, OldClient(chat) as old:
        old.send(login)
        old.receives(WELCOME + arrived(login, login))


def test_irc_may_come_byte_by_byte() -> None:
    with chatting() as chat, Person(chat) as manu:
        for byte in b"NICK manu\r\nUSER manu 0 * :Manu\r\n":
            manu.send(bytes([byte]))
        assert manu.line() == f":{HOST} 001 manu :Welcome, manu!~manu@127.0.0.1\r\n"


def test_who_is_silent_is_asked_and_then_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servers.chat.irc.conversation.IDLE", 0.1)
    with chatting() as chat, together(chat, "zoe") as (zoe,), IrcPerson(chat, "manu") as manu:
        manu.until(f"^PING {HOST}$")
        manu.until("ERROR :Ping timeout")
        manu.hears_the_end()
        zoe.hears(arrived("manu", "zoe", "manu") + left("manu", "zoe"))


def test_who_never_says_who_they_are_is_let_go() -> None:
    with chatting(first_words=1) as chat, Person(chat) as nobody:
        nobody.say("CAP LS 302")
        nobody.line()
        nobody.hears_the_end("ERROR :You did not say who you are in time\r\n")


def test_too_many_words_are_refused_and_everything_else_is_only_slower() -> None:
    with chatting(messages_burst=5) as chat, on_irc(chat, "manu") as (manu,):
        answers = manu.asks(*["PRIVMSG manu :encore"] * 20, "TOPIC #lobby :calme")
        refused = f":{HOST} 439 manu manu :Too fast; this message is lost"
        heard = f":{manu.source} PRIVMSG manu :encore"
        assert answers.count(refused) > 5
        assert answers.count(refused) + answers.count(heard) == 20
        assert answers[-1] == f":{manu.source} TOPIC #lobby :calme"


@pytest.mark.parametrize("line", [b"\r\n", b"x" * 600 + b"\r\n", b"x\xff\r\n"])
def test_lines_that_come_to_nothing_are_listened_to_less_and_less(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr("servers.chat.pace.REST", 0.01)
    with chatting(messages_burst=5) as chat, on_irc(chat, "manu") as (manu,):
        monkeypatch.setattr(chat.stopping, "wait", rests.append)
        manu.send(line * 200)
        until(lambda: 0.01 in rests)


def test_who_reads_too_slowly_is_cut_and_the_others_hear_why() -> None:
    with chatting(messages_per_second=0) as chat, ExitStack() as stack:
        (manu,) = stack.enter_context(on_irc(chat, "manu"))
        slow = stack.enter_context(IrcPerson(chat, "lent", receive_buffer=4096))
        slow.say("JOIN #lobby")
        manu.until("lent!~lent@127.0.0.1 JOIN")
        manu.say(*["PRIVMSG #lobby :" + "x" * 400] * 4000)
        manu.until(":lent!~lent@127.0.0.1 QUIT :Reads too slowly")


def test_a_host_that_closes_says_so() -> None:
    with ExitStack() as stop, ExitStack() as stack:
        chat = stop.enter_context(chatting())
        manu, bruno = stack.enter_context(on_irc(chat, "manu", "bruno"))
        stop.close()
        for person in (manu, bruno):
            person.hears_the_end("ERROR :The host is closing\r\n")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b"PRIVMSG #lobby :\xff", f":{HOST} FAIL PRIVMSG INVALID_UTF8 :"),
        (b"PRIVMSG #lobby :" + b"x" * 500, f":{HOST} 417 manu :"),
        (b"BONJOUR", f":{HOST} 421 manu BONJOUR :"),
        (b"JOIN #a\x1b[2J", f":{HOST} 403 manu #a"),
        (b"JOIN", f":{HOST} 461 manu JOIN :"),
        (b"AUTHENTICATE PLAIN", f":{HOST} 904 manu :"),
        (b"NICK :a b", f":{HOST} 432 manu a :"),
        ("NICK bruno\uff0cx".encode(), f":{HOST} 432 manu bruno\uff0cx :"),
        ("NICK \uff03lobby".encode(), f":{HOST} 432 manu \uff03lobby :"),
        ("JOIN #a\uff20b".encode(), f":{HOST} 403 manu #a\uff20b :"),
        (b"PRIVMSG ,, :x", ""),
        (b"MODE #lobby +", ""),
    ],
)
def test_what_cannot_be_done_is_said_and_the_session_goes_on(line: bytes, answer: str) -> None:
    with chatting() as chat, on_irc(chat, "manu") as (manu,):
        manu.send(line + b"\r\n")
        answers = manu.news()
        assert bool(answer) == bool(answers)
        assert not answer or answers[0].startswith(answer)


def test_the_journal_tells_who_came_and_went_and_never_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "vasistas")
    with chatting() as chat, on_irc(chat, "manu") as (manu,):
        manu.asks("PRIVMSG #lobby :le secret", "JOIN #\x1bsecret", "secret\x1b[2J")
        manu.say("QUIT :secret")
        until(lambda: "manu is gone" in caplog.messages)
    assert "manu has come" in caplog.messages
    assert "secret" not in caplog.text
    assert "\x1b" not in caplog.text


def lines_of_a_stranger(seed: int) -> bytes:
    """Commands of all kinds with parameters of all kinds, and what is none."""
    chance = random.Random(seed)
    words = [
        *("#jardin", "#lobby", "manu", "bruno", "zoe", "*", "", ":", "::", ":a b", "@", "+@", "#"),
        *("%tcuihsnfdlaor,1", "%", "%,", "+b", "-b", "+k", "+l", "+ovimnst", "-ovkl", "+w-w"),
        *("#a,#b,,manu", "0", "-1", "99999999999", "LS", "302", "REQ", ":message-tags -batch"),
        *("e\u0301", "\x01ACTION x\x01", "\x1b[2J", "a\rb", "\0", "C<1", ">0", "!x", "S", "L"),
        *("server-time", "labeled-response", "batch", "LATEST", "timestamp=x", "msgid=1", "50"),
        *("x!y@z", "END", "\u2028", "timestamp=2026-01-01T00:00:00.000Z"),
    ]
    verbs = [verb for verb in COMMANDS if verb not in ("QUIT", "NICK")]
    lines = []
    for _ in range(1500):
        tags = chance.choice(["", "", "@label=x ", "@+a=\\s\\r\\n;b;label= ", "@ ", ":x ", ": "])
        said = [chance.choice(verbs), *chance.choices(words, k=chance.randrange(5))]
        lines.append(tags + chance.choice([" ", " ", "  "]).join(said))
    return "\n".join(lines).encode()


@pytest.mark.parametrize("seed", range(4))
def test_no_line_of_a_stranger_makes_a_session_fail(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    with chatting(messages_per_second=0) as chat, ExitStack() as stack:
        (zoe,) = stack.enter_context(together(chat, "zoe"))
        manu, bruno = stack.enter_context(on_irc(chat, "manu", "bruno", room="#jardin"))
        for line in lines_of_a_stranger(seed).split(b"\n"):
            manu.send(line + b"\r\n")
        manu.news()
        bruno.news()
        zoe.say("zoe@stop")
        until(lambda: "zoe is gone" in caplog.messages)
    assert not [message for message in caplog.messages if message.startswith("failed")]
