"""What is said to somebody who is not there, and heard when they come; and what is forgotten."""

from pathlib import Path

import pytest
from live.chatting import WELCOME, Person, arrived
from live.irc_people import IrcPerson
from live.remembering import remembering
from waiting import until

from servers.chat.history import History, reading
from servers.chat.history.records import Record
from servers.chat.history.store import Store


def test_a_classic_client_hears_what_it_missed_once_and_the_oldest_first(tmp_path: Path) -> None:
    with remembering(tmp_path) as chat, Person(chat) as bruno:
        with Person(chat) as anna:
            anna.say("anna")
            anna.hears(WELCOME + arrived("anna", "anna"))
            bruno.say("bruno")
            anna.hears(arrived("bruno", "anna", "bruno"))
            bruno.say("anna@là")
            anna.hears("bruno > là\n")
        until(lambda: "anna" not in chat.hub.members)
        bruno.say("anna@un", "ANNA@deux", "#lobby@pas toi", "jamais.venue@trois")
        until(lambda: len(chat.history.reading.missed("anna")) == 2)
    with remembering(tmp_path) as chat:
        with Person(chat) as anna:
            anna.say("anna")
            anna.hears(WELCOME + "bruno > un\nbruno > deux\n" + arrived("anna", "anna"))
            anna.say("x@stop")
            anna.hears_the_end("stop\n")
        with Person(chat) as anna:
            anna.say("anna")
            anna.hears(WELCOME + arrived("anna", "anna"))
    with remembering(tmp_path) as chat, Person(chat) as anna:
        anna.say("anna")
        anna.hears(WELCOME + arrived("anna", "anna"))
        assert chat.history.reading.missed("anna") == []


def test_what_is_too_much_at_once_follows_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MISSED", 2)
    with remembering(tmp_path) as chat, Person(chat) as bruno:
        with Person(chat) as anna:
            anna.say("anna")
            anna.hears(WELCOME + arrived("anna", "anna"))
        until(lambda: "anna" not in chat.hub.members)
        bruno.say("bruno", "anna@1", "anna@2", "anna@3")
        until(lambda: chat.history.reading.page("anna,bruno", None, None, 3, newest=True)[2:])
        for heard in ("bruno > 1\nbruno > 2\n", "bruno > 3\n", ""):
            with Person(chat) as anna:
                anna.say("anna")
                anna.hears(WELCOME + heard + arrived("anna", "bruno", "anna"))
            until(lambda: "anna" not in chat.hub.members)


def test_an_irc_client_without_chathistory_hears_it_too(tmp_path: Path) -> None:
    with remembering(tmp_path) as chat, IrcPerson(chat, "bruno", "server-time") as bruno:
        with IrcPerson(chat, "anna") as anna:
            anna.news()
        until(lambda: "anna" not in chat.hub.members)
        bruno.news()
        kept = ":chat.vasistas 301 bruno anna :Not here now; the message is kept"
        assert bruno.asks("PRIVMSG anna :salut", "PRIVMSG nobody :toi") == [
            kept,
            ":chat.vasistas 401 bruno nobody :Nobody has that name",
        ]
        with IrcPerson(chat, "anna", "draft/chathistory") as anna:
            assert not any(" PRIVMSG anna" in line for line in anna.news())
        until(lambda: "anna" not in chat.hub.members)
        with IrcPerson(chat, "Anna", "server-time") as anna:
            [line] = [line for line in anna.news() if " PRIVMSG anna" in line]
            assert line.startswith("@time=")
            assert line.endswith(" PRIVMSG anna :salut")


def test_a_slow_reader_hears_later_what_never_left(tmp_path: Path) -> None:
    with remembering(tmp_path) as chat, Person(chat) as bruno:
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "bruno"))
        with Person(chat, receive_buffer=4096) as anna:
            anna.say("anna")
            bruno.hears(arrived("anna", "bruno", "anna"))
            long = "x" * 8000
            for number in range(200):
                bruno.say(f"anna@{number} {long}")
            until(lambda: "anna" not in chat.hub.members, 20)
        until(lambda: chat.history.reading.page("anna,bruno", None, None, 200, newest=True)[199:])
        assert chat.history.reading.missed("anna")


def record(number: int, moment: int) -> Record:
    return Record(number, moment, "#a", "anna", "anna!~a@h", "PRIVMSG", "#a", f"mot {number}")


def test_the_oldest_are_forgotten_by_number_and_by_age_and_are_found_no_more(
    tmp_path: Path,
) -> None:
    with remembering(tmp_path):
        pass
    store = Store(tmp_path / "chat.sqlite3")
    words = reading.Reading(tmp_path / "chat.sqlite3")
    try:
        store.write([record(number, number * 1000) for number in range(1, 101)])
        assert store.prune(60, 0, 30) == 30
        assert store.prune(60, 0, 30) == 10
        assert store.prune(60, 0, 30) == 0
        assert store.prune(0, 50_000, 30) == 9
        page = words.page("#a", None, None, 100, newest=True)
        assert [50, 100] == [page[0].number, page[-1].number]
        found = words.search(reading.Wanted(["#a"], "mot"), 100)
        assert page == found
        assert words.search(reading.Wanted(["#a"], "49"), 100) == []
        assert reading.Place(50_000, 7) == words.place(7)
    finally:
        words.close()
        store.close()


def test_what_a_host_did_not_get_to_index_is_found_by_the_next(tmp_path: Path) -> None:
    with remembering(tmp_path):
        pass
    path = tmp_path / "chat.sqlite3"
    words = reading.Reading(path)
    try:
        for first in (1, 101):
            store = Store(path)
            store.write([record(number, number) for number in range(first, first + 100)])
            found = words.search(reading.Wanted(["#a"], "mot"), 200)
            assert first - 1 == len(found)
            store.close()
            store = Store(path)
            store.index()
            store.index()
            found = words.search(reading.Wanted(["#a"], "mot"), 200)
            assert list(range(1, first + 100)) == [one.number for one in found]
            store.close()
    finally:
        words.close()


def test_a_chat_forgets_by_itself_and_no_number_comes_again(tmp_path: Path) -> None:
    with remembering(tmp_path, messages=3) as chat, IrcPerson(chat, "anna") as anna:
        anna.asks("JOIN #a", *(f"PRIVMSG #a :{number}" for number in range(9)))
        until(lambda: len(chat.history.reading.page("#a", None, None, 9, newest=True)) == 3)
        last = chat.history.next()[0]
    with remembering(tmp_path, messages=3) as chat:
        assert last <= chat.history.next()[0]


def test_no_second_host_writes_the_same_history(tmp_path: Path) -> None:
    with remembering(tmp_path), pytest.raises(OSError, match="another host uses it"):
        History(tmp_path / "chat.sqlite3")
    History(tmp_path / "chat.sqlite3").close()
