"""What is heard when: a message not before it is on disk, and everything else in its order."""

import gc
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from live.chatting import WELCOME, Person, arrived, left
from live.irc_people import IrcPerson
from live.remembering import remembering
from waiting import until

from servers.chat.history import History, files
from servers.chat.history.records import Pending
from servers.chat.history.store import Store
from servers.chat.news import News
from servers.chat.posts import Post
from servers.chat.service import ChatService

EVERYTHING = ("echo-message", "message-tags", "server-time", "batch", "labeled-response")
FULL = "erreur@disque@le disque n'a pas pris ce message, personne ne l'a entendu\n"


class Disk:
    """What stands between the writer and the disk: a gate, and a fault."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.fault: OSError | None = None
        self.batches: list[int] = []

    def write(self, write, store, records, *others):
        assert self.open.wait(10)
        if self.fault is not None and records:
            raise self.fault
        self.batches.append(len(records))
        return write(store, records, *others)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    write = Store.write
    monkeypatch.setattr(Store, "write", lambda store, *those: disk.write(write, store, *those))
    return disk


@pytest.fixture
def chat(tmp_path: Path, disk: Disk) -> Iterator[ChatService]:
    with remembering(tmp_path) as service:
        yield service
        disk.open.set()


def tag(name: str, line: str) -> str:
    found = re.search(rf"[@;]{re.escape(name)}=([^; ]*)", line)
    assert found, line
    return found[1]


def test_nothing_is_heard_before_it_is_on_disk(chat: ChatService, disk: Disk) -> None:
    with IrcPerson(chat, "anna", *EVERYTHING) as anna, Person(chat) as bruno:
        anna.asks("JOIN #lobby")
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "anna", "bruno"))
        anna.until("JOIN")
        disk.open.clear()
        anna.say("PRIVMSG #lobby :salut", "PRIVMSG bruno :toi", "PING later")
        until(lambda: len(chat.ledger._line) >= 3)
        with Person(chat) as chloe:
            chloe.say("chloe")
            until(lambda: "chloe" in chat.hub.members)
            chloe.is_killed()
        until(lambda: "chloe" not in chat.hub.members)
        assert not bruno.waits()
        assert not anna.waits()
        disk.open.set()
        bruno.hears("anna (#lobby) > salut\nanna > toi\n")
        bruno.hears(arrived("chloe", "anna", "bruno", "chloe").partition("\n")[0] + "\n")
        heard = [anna.until(words) for words in ("salut", "toi", "PONG", "JOIN", "QUIT")]
        assert "PRIVMSG #lobby :salut" in heard[0]


def test_everybody_hears_the_same_identity_and_moment(chat: ChatService) -> None:
    with (
        IrcPerson(chat, "anna", *EVERYTHING) as anna,
        IrcPerson(chat, "bruno", *EVERYTHING) as bruno,
    ):
        anna.asks("JOIN #a")
        bruno.asks("JOIN #a")
        anna.say("@label=7;+vasistas/ref=x PRIVMSG #a :salut")
        echo, heard = anna.until("PRIVMSG"), bruno.until("PRIVMSG")
        assert tag("label", echo) == "7"
        assert tag("msgid", echo) == tag("msgid", heard)
        assert tag("time", echo) == tag("time", heard)


def test_what_comes_together_is_committed_together(chat: ChatService, disk: Disk) -> None:
    with IrcPerson(chat, "anna", *EVERYTHING) as anna:
        anna.asks("JOIN #a")
        disk.open.clear()
        anna.say(*(f"PRIVMSG #a :{number}" for number in range(100)))
        until(lambda: chat.ledger._joined - chat.ledger._passed >= 100)
        disk.open.set()
        heard = [line.rpartition(":")[2] for line in anna.news()]
        assert [str(number) for number in range(100)] == heard
        assert len(disk.batches) < 10


def test_a_message_that_is_sent_again_is_heard_once(chat: ChatService) -> None:
    again = "@+vasistas/ref=1b9c PRIVMSG #a :salut"
    with (
        IrcPerson(chat, "anna", *EVERYTHING) as anna,
        IrcPerson(chat, "bruno", *EVERYTHING) as bruno,
    ):
        anna.asks("JOIN #a")
        bruno.asks("JOIN #a")
        anna.news()
        first, second = anna.asks(again, again)
        [third] = anna.asks(again)
        assert tag("msgid", first) == tag("msgid", second) == tag("msgid", third)
        assert tag("time", first) == tag("time", third)
        assert len(bruno.news()) == 1
        [other] = anna.asks(again.replace("1b9c", "1b9d"))
        assert tag("msgid", first) != tag("msgid", other)


def test_a_reference_is_its_senders_own(chat: ChatService) -> None:
    again = "@+vasistas/ref=1b9c PRIVMSG #a :salut"
    with (
        IrcPerson(chat, "anna", *EVERYTHING) as anna,
        IrcPerson(chat, "bruno", *EVERYTHING) as bruno,
    ):
        anna.asks("JOIN #a", again)
        [*_, echo] = bruno.asks("JOIN #a", again)
        assert "PRIVMSG" in echo
        assert "PRIVMSG" in anna.news()[-1]


def test_a_full_disk_is_told_and_nobody_hears_what_is_lost(chat: ChatService, disk: Disk) -> None:
    with ExitStack() as stack:
        anna = stack.enter_context(IrcPerson(chat, "anna", *EVERYTHING))
        anna.asks("JOIN #lobby")
        eva = stack.enter_context(IrcPerson(chat, "eva", "standard-replies"))
        eva.news()
        bruno = stack.enter_context(Person(chat))
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "anna", "eva", "bruno"))
        anna.news()
        disk.fault = OSError(28, "No space left on device")
        words = "The host's disk did not take this message, and nobody has heard it"
        asked = "PRIVMSG #lobby :perdu", "@label=3 PRIVMSG bruno :perdu"
        assert anna.asks(*asked) == [
            f":chat.vasistas 404 anna #lobby :{words}",
            f"@label=3 :chat.vasistas 531 anna bruno :{words}",
        ]
        assert eva.asks("PRIVMSG bruno :perdu") == [
            f":chat.vasistas FAIL PRIVMSG NOT_KEPT bruno :{words}"
        ]
        bruno.say("anna@perdu")
        bruno.hears(FULL)
        disk.fault = None
        bruno.say("anna@enfin")
        assert "PRIVMSG anna :enfin" in anna.until("PRIVMSG")
        anna.say("PRIVMSG bruno :et moi")
        bruno.hears("anna > et moi\n")


@pytest.mark.parametrize("name", ["chat.sqlite3", "chat.sqlite3-wal"])
def test_while_a_file_is_not_at_its_place_nobody_is_promised_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(files, "LOOK", 0)
    path, elsewhere = tmp_path / name, tmp_path / "elsewhere"
    with remembering(tmp_path) as chat, Person(chat) as bruno, IrcPerson(chat, "anna") as anna:
        anna.asks("JOIN #lobby")
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "anna", "bruno"))
        path.rename(elsewhere)
        bruno.say("#lobby@un")
        bruno.hears(FULL)
        path.touch()
        bruno.say("#lobby@deux")
        bruno.hears(FULL)
        elsewhere.rename(path)
        bruno.say("#lobby@trois")
        assert anna.until("PRIVMSG").endswith(":trois")


def test_that_a_file_was_removed_is_logged_once_though_nobody_speaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    history = History(tmp_path / "chat.sqlite3")
    (tmp_path / "chat.sqlite3").unlink()
    for _ in range(2):
        history._due = 0.0
        history.tidy()
    history.close()
    assert caplog.text.count("messages are refused") == 1


def test_what_was_said_at_the_end_is_kept_and_heard(tmp_path: Path, disk: Disk) -> None:
    with remembering(tmp_path) as chat, Person(chat) as bruno, Person(chat) as anna:
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "bruno"))
        anna.say("anna")
        bruno.hears(arrived("anna", "bruno", "anna"))
        disk.open.clear()
        anna.say("bruno@adieu", "bruno@stop")
        until(lambda: "anna" not in chat.hub.members)
        disk.open.set()
        bruno.hears("anna > adieu\n" + left("anna", "bruno"))
    with remembering(tmp_path) as chat:
        assert chat.history is not None
        [record] = chat.history.reading.page("anna,bruno", None, None, 9, newest=True)
        assert "adieu" == record.text


def test_what_no_line_can_say_is_heard_and_kept_without_it(chat: ChatService) -> None:
    with IrcPerson(chat, "anna") as anna, Person(chat) as bruno:
        anna.asks("JOIN #lobby")
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "anna", "bruno"))
        bruno.say("#lobby@a\0b\rc")
        assert anna.until("PRIVMSG").endswith("PRIVMSG #lobby :a\ufffdb\ufffdc")
        assert chat.history is not None
        [record] = chat.history.reading.page("#lobby", None, None, 9, newest=True)
        assert record.text == "a\ufffdb\ufffdc"


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Python, while nobody looks for objects that hold each other."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("capabilities", "said"),
    [
        ((), "PRIVMSG #lobby :"),
        (EVERYTHING, "PRIVMSG #lobby :"),
        (EVERYTHING, "@label=a PRIVMSG bruno :"),
    ],
)
def test_nothing_is_left_in_memory_of_what_was_said(
    chat: ChatService, no_collector: None, capabilities: tuple[str, ...], said: str
) -> None:
    with IrcPerson(chat, "anna", *capabilities) as anna, Person(chat) as bruno:
        anna.asks("JOIN #lobby")
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "anna", "bruno"))
        anna.asks(*(f"{said}{number}" for number in range(100)))
        bruno.say("anna@et moi")
        assert anna.until("et moi")
        left = [one for one in gc.get_objects() if isinstance(one, Post | News | Pending)]
        assert len(left) < 10
