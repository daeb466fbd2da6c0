"""The classic chat under strain: floods, slow readers, broken bytes, crowds."""

import itertools
from contextlib import ExitStack

import pytest
from live.chatting import WELCOME, Person, arrived, chatting, left, together
from live.ground import Clock
from waiting import until

MEBIBYTE = 1024 * 1024
FAST = {"messages_per_second": 0}


def test_who_speaks_too_fast_is_told_and_the_message_is_lost() -> None:
    clock = Clock()
    with (
        chatting(clock, messages_burst=3, messages_per_second=1) as chat,
        together(chat, "manu") as (manu,),
    ):
        manu.say(*(f"manu@{number}" for number in range(5)))
        manu.hears("manu > 0\nmanu > 1\nmanu > 2\n")
        manu.hears("erreur@debit@trop vite, ce message est perdu\n" * 2)
        clock.moment += 1
        manu.say("manu@encore")
        manu.hears("manu > encore\n")


@pytest.mark.parametrize("words", ["anna@x\n" * 40, "\n" * 100_000])
def test_who_floods_is_not_listened_to_for_a_while_and_others_are(
    words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "vasistas")
    with chatting(Clock()) as chat, together(chat, "anna", "bruno", "manu") as (anna, bruno, manu):
        manu.send(words.encode())
        until(lambda: "not listened to for 1 s" in caplog.messages)
        anna.hears("manu > x\n" * min(words.count("x"), 20))
        bruno.say("anna@salut")
        anna.hears("bruno > salut\n")


def test_who_says_nothing_at_first_is_cut() -> None:
    with chatting(first_words=1) as chat, Person(chat) as silent:
        silent.hears_the_end()


def test_who_has_a_login_may_be_silent_for_longer() -> None:
    with (
        chatting(first_words=1) as chat,
        Person(chat) as manu,
        Person(chat) as silent,
    ):
        manu.say("manu")
        manu.hears(WELCOME + arrived("manu", "manu"))
        silent.hears_the_end()
        manu.hears_nothing_else()


def test_a_message_over_the_limit_is_refused_and_the_session_ends() -> None:
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.say("bruno@" + "x" * 8186)
        bruno.hears(f"manu > {'x' * 8186}\n")
        manu.say("bruno@" + "x" * 8187)
        manu.hears_the_end("erreur@longueur@plus de 8192 octets\n")
        bruno.hears(left("manu", "bruno"))


def test_64_mebibytes_without_a_newline_are_not_read() -> None:
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        with Person(chat) as stranger:
            assert sent_before_they_hang_up(stranger) < 32
        bruno.hears_nothing_else()
        assert sent_before_they_hang_up(manu) < 32
        bruno.hears(left("manu", "bruno"))


@pytest.mark.parametrize("words", [b"man\xff\n", b"man\xff", b"\x16\x03\x01\x02\x00\x01\xfc\n"])
def test_a_login_that_is_not_utf_8_ends_the_session_with_a_line_that_says_so(words: bytes) -> None:
    with chatting() as chat, Person(chat) as broken:
        broken.send(words)
        broken.hears_the_end("erreur@forme@ce n'est pas de l'UTF-8\n")


def test_a_message_that_is_not_utf_8_ends_the_session_with_a_line_that_says_so() -> None:
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.send("manu@été\n".encode("latin-1"))
        manu.hears_the_end("erreur@forme@ce n'est pas de l'UTF-8\n")
        bruno.hears(left("manu", "bruno"))


def test_who_does_not_read_is_cut_and_the_others_hear_every_word() -> None:
    with (
        chatting(**FAST) as chat,
        together(chat, "anna", "bruno") as (anna, bruno),
        Person(chat, receive_buffer=4096) as slow,
    ):
        slow.say("lent")
        for person in (anna, bruno):
            person.hears(arrived("lent", "anna", "bruno", "lent"))
        for number in itertools.count():
            bruno.say("lent@" + "x" * 8000, f"anna@{number}")
            said = anna.line()
            if said != f"bruno > {number}\n":
                break
            assert number < 1000
        assert said + anna.line() == left("lent", "anna", "bruno")
        assert anna.line() == f"bruno > {number}\n"
        assert left("lent", "anna", "bruno") in bruno.lines(3)


def test_who_does_not_read_is_cut_for_the_journal_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "vasistas")
    with (
        chatting(**FAST) as chat,
        together(chat, "bruno") as (bruno,),
        Person(chat, receive_buffer=4096) as slow,
    ):
        slow.say("lent")
        bruno.hears(arrived("lent", "bruno", "lent"))
        bruno.say(*["lent@" + "x" * 8000] * 300)
        assert "lent vient de se déconnecter\n" in (bruno.line() for _ in range(300))
    assert "cut: reads too slowly" in [record.getMessage() for record in caplog.records]


def test_a_full_host_says_so() -> None:
    with chatting(connections=1) as chat, together(chat, "manu"), Person(chat) as late:
        late.hears_the_end("erreur@interdit@trop de connexions\n")


def test_a_thousand_messages_keep_their_order() -> None:
    with chatting(**FAST) as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.say(*(f"bruno@{number}" for number in range(1000)))
        bruno.hears("".join(f"manu > {number}\n" for number in range(1000)))


def test_nothing_is_lost_between_twenty() -> None:
    logins = [f"client{number}" for number in range(20)]
    with chatting(**FAST) as chat, together(chat, *logins) as people:
        for person in people:
            person.say(*(f"#lobby@{number}" for number in range(100)))
        for login, person in zip(logins, people, strict=True):
            heard = person.lines(1900).splitlines()
            for other in logins:
                expected = [f"{other} (#lobby) > {number}" for number in range(100)]
                said = [line for line in heard if line.startswith(f"{other} ")]
                assert (expected if other != login else []) == said


def test_a_crowd_that_arrives_at_once_is_cut_by_nobody_and_ends_with_the_same_list() -> None:
    with chatting() as chat, ExitStack() as stack:
        people = [stack.enter_context(Person(chat)) for _ in range(100)]
        for number, person in enumerate(people):
            person.say(f"client{number}")
        lists = [last_list(person, 100) for person in people]
        assert {f"client{number}" for number in range(100)} == set(lists[0])
        assert all(lists[0] == other for other in lists)
        for person in people:
            person.hears_nothing_else()


def sent_before_they_hang_up(person: Person) -> int:
    """Send 64 MiB, one by one; how many of them left us?"""
    for count in range(64):
        try:
            person.send(bytes(MEBIBYTE))
        except ConnectionError:
            return count
    return 64


def last_list(person: Person, size: int) -> list[str]:
    """The first list that names so many."""
    while True:
        line = person.line()
        assert line
        names = line.removeprefix("Connectés : [").rstrip("]\n").split(", ")
        if line.startswith("Connectés") and len(names) == size:
            return [name.strip("'") for name in names]
