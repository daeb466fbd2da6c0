"""CHATHISTORY, MARKREAD and SEARCH, over real connections and a real file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.irc_people import IrcPerson
from live.remembering import remembering

from servers.chat.history import Record
from servers.chat.history.store import Store
from servers.chat.service import ChatService

CAPABILITIES = (
    *("echo-message", "message-tags", "server-time", "batch", "labeled-response"),
    *("standard-replies", "draft/chathistory", "draft/read-marker", "soju.im/search"),
)

BEGINNING = "timestamp=1970-01-01T00:00:00.000Z"
END = "timestamp=9000-01-01T00:00:00.000Z"


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[ChatService]:
    with remembering(tmp_path) as service:
        yield service


class Client(IrcPerson):
    """Somebody whose client knows everything."""

    def __init__(self, service: ChatService, nick: str) -> None:
        super().__init__(service, nick, *CAPABILITIES)
        self.news()

    def history(self, question: str) -> list[str]:
        """The texts of one batch, and nothing else."""
        first, *lines, last = self.asks(question)
        batch = re.fullmatch(r"\S+ BATCH \+(\S+) .+", first)
        assert batch, first
        assert last.endswith(f"BATCH -{batch[1]}")
        assert all(f"batch={batch[1]}" in line.split(" ")[0] for line in lines)
        return [line.split(" ", 4)[-1].removeprefix(":") for line in lines]

    def says(self, to: str, *texts: str) -> list[str]:
        """Say something, and return the tags of each echo."""
        lines = self.asks(*(f"PRIVMSG {to} :{text}" for text in texts))
        return [line.split(" ")[0] for line in lines if " PRIVMSG " in line]


def tag(name: str, tags: str) -> str:
    return dict(one.split("=", 1) for one in tags[1:].split(";"))[name]


def test_a_room_is_paged_in_both_directions(chat: ChatService) -> None:
    with Client(chat, "anna") as anna:
        anna.asks("JOIN #a")
        echoes = anna.says("#a", *map(str, range(10)))
        ids = [tag("msgid", one) for one in echoes]
        assert anna.history("CHATHISTORY LATEST #a * 3") == ["7", "8", "9"]
        assert anna.history(f"CHATHISTORY LATEST #a msgid={ids[7]} 9") == ["8", "9"]
        assert anna.history(f"CHATHISTORY BEFORE #a msgid={ids[7]} 2") == ["5", "6"]
        assert anna.history(f"CHATHISTORY AFTER #a msgid={ids[2]} 2") == ["3", "4"]
        assert anna.history(f"CHATHISTORY AROUND #a msgid={ids[5]} 3") == ["4", "5", "6"]
        between = f"CHATHISTORY BETWEEN #a msgid={ids[1]} msgid={ids[8]} 2"
        assert anna.history(between) == ["2", "3"]
        back = f"CHATHISTORY BETWEEN #a msgid={ids[8]} msgid={ids[1]} 2"
        assert anna.history(back) == ["6", "7"]
        assert anna.history(f"CHATHISTORY AFTER #a timestamp={tag('time', echoes[-1])} 9") == []
        assert anna.history("CHATHISTORY BEFORE #a timestamp=2017-08-22T00:00:00.000Z 9") == []


def test_history_outlives_the_host_and_identities_are_never_used_twice(tmp_path: Path) -> None:
    tags = []
    for text in ("hier", "aujourd'hui"):
        with remembering(tmp_path) as chat, Client(chat, "anna") as anna:
            anna.asks("JOIN #a")
            tags += anna.says("#a", text)
            told = anna.asks("CHATHISTORY LATEST #a * 9")[1:-1]
    assert [line.rpartition(":")[2] for line in told] == ["hier", "aujourd'hui"]
    assert [tag("msgid", line.split(" ")[0]) for line in told] == [
        tag("msgid", one) for one in tags
    ]
    assert [tag("time", line.split(" ")[0]) for line in told] == [tag("time", one) for one in tags]
    assert tag("msgid", tags[0]) != tag("msgid", tags[1])


def test_client_tags_come_back_and_a_label_names_the_batch(chat: ChatService) -> None:
    with Client(chat, "anna") as anna:
        anna.asks("JOIN #a", "@+draft/reply=5;+vasistas/ref=7a PRIVMSG #a :oui")
        first, line, _ = anna.asks("@label=x CHATHISTORY LATEST #a * 9")
        assert first.startswith("@label=x ")
        assert "+draft/reply=5" in line
        assert "+vasistas/ref=7a" in line


def test_only_those_in_a_room_read_what_was_said_there(chat: ChatService) -> None:
    with Client(chat, "anna") as anna, Client(chat, "bruno") as bruno:
        anna.asks("JOIN #a")
        anna.says("#a", "secret")
        for room in ("#a", "#nowhere", "@#a"):
            [line] = bruno.asks(f"CHATHISTORY LATEST {room} * 9")
            assert f"FAIL CHATHISTORY INVALID_TARGET LATEST {room} " in line
        assert bruno.history("SEARCH text=secret") == []
        assert "FAIL SEARCH INVALID_PARAMS in " in bruno.asks("SEARCH text=secret;in=#a")[0]


def test_what_was_said_as_a_login_that_the_rule_allowed_once_is_nobody_s(tmp_path: Path) -> None:
    store, who = Store(tmp_path / "chat.sqlite3"), "anna\uff0cx"
    said = (1, 1, "anna,x,bruno", "anna,x", f"{who}!u@h", "PRIVMSG", "bruno", "secret")
    store.write([Record(*said)], met={"anna,x": (who, 1)})
    store.index()
    store.close()
    with remembering(tmp_path) as chat, Client(chat, "anna") as anna, Client(chat, "bruno") as him:
        for one in (anna, him):
            assert one.history("SEARCH text=secret") == []
            assert one.history(f"CHATHISTORY TARGETS {BEGINNING} {END} 9") == []
        assert f" 401 bruno {who} " in him.asks(f"PRIVMSG {who} :hé")[0]
        assert "INVALID_TARGET" in him.asks(f"CHATHISTORY LATEST {who} * 9")[0]


def test_who_looked_like_a_room_once_is_told_as_nobody(tmp_path: Path) -> None:
    store = Store(tmp_path / "chat.sqlite3")
    store.write(
        [Record(1, 1, "#lobby,bruno", "#lobby", "\uff03lobby!u@h", "PRIVMSG", "bruno", "x")]
    )
    store.close()
    with remembering(tmp_path) as chat, Client(chat, "bruno") as bruno:
        assert bruno.history(f"CHATHISTORY TARGETS {BEGINNING} {END} 9") == []


def test_what_was_said_behind_a_key_stays_behind_it(chat: ChatService) -> None:
    with Client(chat, "anna") as anna, Client(chat, "bruno") as bruno:
        anna.asks("JOIN #a")
        anna.says("#a", "ouvert")
        anna.asks("MODE #a +k clef")
        anna.says("#a", "secret")
        anna.asks("MODE #a -k clef", "MODE #a +i")
        anna.says("#a", "entre nous")
        assert anna.history("CHATHISTORY LATEST #a * 9") == ["ouvert", "entre nous"]
        anna.asks("PART #a")
        bruno.asks("JOIN #a")
        assert bruno.history("CHATHISTORY LATEST #a * 9") == ["ouvert"]
        bruno.asks("MODE #a +i")
        assert bruno.history("CHATHISTORY LATEST #a * 9") == ["ouvert"]
        bruno.asks("MODE #a -i+k clef")
        assert bruno.history("CHATHISTORY LATEST #a * 1") == ["secret"]
        assert bruno.history("CHATHISTORY LATEST #a * 9") == ["ouvert", "secret"]
        assert bruno.history("SEARCH text=nous") == []


def test_words_between_two_people_are_theirs(chat: ChatService) -> None:
    with Client(chat, "anna") as anna, Client(chat, "bruno") as bruno, Client(chat, "eva") as eva:
        anna.says("bruno", "un")
        bruno.says("anna", "deux")
        anna.says("eva", "trois")
        assert anna.history("CHATHISTORY LATEST Bruno * 9") == ["un", "deux"]
        assert bruno.history("CHATHISTORY LATEST anna * 9") == ["un", "deux"]
        assert eva.news()
        assert eva.history("CHATHISTORY LATEST bruno * 9") == []
        assert eva.history("CHATHISTORY LATEST anna * 9") == ["trois"]


def test_targets_name_what_one_has_missed(chat: ChatService) -> None:
    with Client(chat, "anna") as anna, Client(chat, "bruno") as bruno:
        anna.asks("JOIN #a,#b")
        for to in ("#b", "bruno", "#a"):
            anna.says(to, "salut")
        day = "timestamp=2017-01-01T00:00:00.000Z timestamp=2117-01-01T00:00:00.000Z"
        lines = anna.asks(f"CHATHISTORY TARGETS {day} 9")
        assert "draft/chathistory-targets" in lines[0]
        assert [line.split(" ")[4] for line in lines[1:-1]] == ["#b", "bruno", "#a"]
        assert len(anna.asks(f"CHATHISTORY TARGETS {day} 1")) == 3
        bruno.news()
        lines = bruno.asks(f"CHATHISTORY TARGETS {day} 9")
        assert [line.split(" ")[4] for line in lines[1:-1]] == ["anna"]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("CHATHISTORY", "INVALID_PARAMS *"),
        ("CHATHISTORY SOON #a * 5", "INVALID_PARAMS SOON"),
        ("CHATHISTORY LATEST #a", "NEED_MORE_PARAMS LATEST"),
        ("CHATHISTORY LATEST #a * 0", "INVALID_PARAMS LATEST"),
        ("CHATHISTORY LATEST #a * many", "INVALID_PARAMS LATEST"),
        ("CHATHISTORY BEFORE #a * 5", "INVALID_MSGREFTYPE BEFORE"),
        ("CHATHISTORY BEFORE #a timestamp=noon 5", "INVALID_PARAMS BEFORE"),
        ("CHATHISTORY BEFORE #a msgid=unknown 5", "MESSAGE_ERROR BEFORE #a"),
        ("MARKREAD", "NEED_MORE_PARAMS"),
        ("MARKREAD #a *", "INVALID_PARAMS *"),
        ("MARKREAD #a timestamp=noon", "INVALID_PARAMS timestamp=noon"),
        ("SEARCH", "INVALID_PARAMS"),
        ("SEARCH words=x", "INVALID_PARAMS"),
        ("SEARCH text=x;after=noon", "INVALID_PARAMS"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    chat: ChatService, question: str, code: str
) -> None:
    with Client(chat, "anna") as anna:
        anna.asks("JOIN #a")
        [line] = anna.asks(question)
        assert f"FAIL {question.split(maxsplit=1)[0]} {code} " in line


def test_marks_only_go_forward_and_outlive_the_host(tmp_path: Path) -> None:
    early, late = "timestamp=2020-01-01T00:00:00.000Z", "timestamp=2021-02-03T04:05:06.789Z"
    with remembering(tmp_path) as chat, Client(chat, "anna") as anna:
        lines = anna.asks("JOIN #a")
        marks = [line for line in lines if "MARKREAD" in line]
        assert marks == [":chat.vasistas MARKREAD #a *"]
        assert lines.index(marks[0]) < next(i for i, one in enumerate(lines) if " 366 " in one)
        for asked in (late, early):
            assert anna.asks(f"MARKREAD #a {asked}") == [f":chat.vasistas MARKREAD #a {late}"]
        anna.asks(f"MARKREAD bruno {early}")
    with remembering(tmp_path) as chat, Client(chat, "Anna") as anna, Client(chat, "eva") as eva:
        assert anna.asks("MARKREAD bruno") == [f":chat.vasistas MARKREAD bruno {early}"]
        assert f":chat.vasistas MARKREAD #a {late}" in anna.asks("JOIN #a")
        assert eva.asks("MARKREAD #a") == [":chat.vasistas MARKREAD #a *"]


def test_search_finds_words_without_accents_and_their_beginnings(chat: ChatService) -> None:
    with Client(chat, "anna") as anna, Client(chat, "bruno") as bruno:
        anna.asks("JOIN #a,#b")
        bruno.asks("JOIN #a")
        anna.says("#a", "Un Été à la mer", "rien", 'il dit "été"')
        bruno.says("#a", "l'été dernier")
        anna.says("#b", "l'été ailleurs")
        anna.says("bruno", "un été à deux")
        anna.news()
        assert anna.history("SEARCH text=ete;in=#a") == [
            "Un Été à la mer",
            'il dit "été"',
            "l'été dernier",
        ]
        assert anna.history("SEARCH text=ete;in=#a;from=Bruno") == ["l'été dernier"]
        assert anna.history(r"SEARCH text=ét\sla\sme;in=#a") == ["Un Été à la mer"]
        assert anna.history("SEARCH text=été;limit=2") == ["l'été ailleurs", "un été à deux"]
        bruno.news()
        assert len(bruno.history("SEARCH text=été")) == 4
        assert bruno.history("SEARCH from=anna;in=anna") == ["un été à deux"]
        for odd in ('"', "* OR", "text : x", "NEAR(", "!!"):
            assert anna.history(f"SEARCH in=#a;text={odd.replace(' ', chr(92) + 's')}") == []


def test_search_in_time_goes_from_there(chat: ChatService) -> None:
    with Client(chat, "anna") as anna:
        anna.asks("JOIN #a")
        anna.says("#a", "un mot", "deux mots", "trois mots")
        assert anna.history("SEARCH text=mot;after=2017-01-01T00:00:00.000Z;limit=2") == [
            "un mot",
            "deux mots",
        ]
        assert anna.history("SEARCH text=mot;before=2017-01-01T00:00:00.000Z") == []
        assert anna.history("SEARCH text=mot;after=2117-01-01T00:00:00.000Z") == []
