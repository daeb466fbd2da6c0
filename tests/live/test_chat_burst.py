"""Words that come together: everybody hears what one by one would have made them hear."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from live.chatting import WELCOME, Person, arrived, chatting
from live.irc_people import HOST, IrcPerson, on_irc
from live.remembering import remembering
from waiting import until

from protocol.sections import Limits
from servers.chat.history import History
from servers.chat.history.store import Store
from servers.chat.posting import Posting
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running

EVERYTHING = ("echo-message", "message-tags", "server-time", "batch", "labeled-response")
MANY = range(200)


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[ChatService]:
    with remembering(tmp_path) as service:
        yield service


@pytest.fixture
def bursts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many messages were posted together, each time."""
    seen: list[int] = []
    post_all = Posting.post_all

    def counting(posting, sender, room, texts):
        done = post_all(posting, sender, room, texts)
        seen.append(len(texts) * done)
        return done

    monkeypatch.setattr(Posting, "post_all", counting)
    return seen


def lines(*texts: object, room: str = "#a") -> list[str]:
    return [f"PRIVMSG {room} :{text}" for text in texts]


def texts(heard: list[str]) -> list[str]:
    return [line.rpartition(" :")[2] for line in heard if " PRIVMSG " in line]


def people(chat: ChatService, stack: ExitStack, *forms: tuple[str, ...]) -> list[IrcPerson]:
    found = []
    for nick, form in zip(("anna", "bruno", "chloe"), forms, strict=False):
        found.append(stack.enter_context(IrcPerson(chat, nick, *form)))
        found[-1].asks("JOIN #a")
    for person in found:
        person.news()
    return found


@pytest.mark.parametrize("speaker", [(), ("echo-message",), EVERYTHING])
def test_all_hear_all_of_it_once_and_in_order(
    chat: ChatService, bursts: list[int], speaker: tuple[str, ...]
) -> None:
    with ExitStack() as stack:
        anna, bruno, chloe = people(chat, stack, speaker, (), EVERYTHING)
        echo = anna.asks(*lines(*MANY))
        until(lambda: sum(bursts) > 100)
        expected = [str(number) for number in MANY]
        assert (expected if speaker else []) == texts(echo)
        assert expected == texts(bruno.news())
        heard = chloe.news()
        assert expected == texts(heard)
        assert all(line.startswith("@time=") and ";msgid=" in line for line in heard)
        assert len(MANY) == len({line.partition(" ")[0] for line in heard})
        assert speaker != EVERYTHING or echo == heard
        assert chat.history is not None
        kept = chat.history.reading.page("#a", None, None, 999, newest=False)
        assert expected == [record.text for record in kept]


def test_who_leaves_in_the_middle_says_no_more(chat: ChatService, bursts: list[int]) -> None:
    with ExitStack() as stack:
        anna, bruno = people(chat, stack, (), ())
        answers = anna.asks(*lines(1, 2, 3), "PART #a", *lines(4, 5), "JOIN #a", *lines(6, 7))
        assert 2 == sum(line.startswith(f":{HOST} 404 anna #a ") for line in answers)
        assert ["1", "2", "3", "6", "7"] == texts(bruno.news())
        assert [3, 2] == bursts


@pytest.mark.parametrize("mode", ["+m", "+b anna!*@*"])
def test_who_may_not_speak_is_told_each_time(
    chat: ChatService, bursts: list[int], mode: str
) -> None:
    with ExitStack() as stack:
        bruno = stack.enter_context(IrcPerson(chat, "bruno"))
        bruno.asks("JOIN #a")
        anna = stack.enter_context(IrcPerson(chat, "anna"))
        anna.asks("JOIN #a")
        bruno.asks(f"MODE #a {mode}")
        anna.news()
        refused = anna.asks(*lines(1, 2, 3))
        assert ["404"] * 3 == [line.split(" ")[1] for line in refused]
        assert [] == texts(bruno.news())
        assert [] == bursts


def test_nobody_hears_what_the_disk_does_not_take(
    chat: ChatService, monkeypatch: pytest.MonkeyPatch, bursts: list[int]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with ExitStack() as stack:
        anna, bruno = people(chat, stack, EVERYTHING, ())
        with monkeypatch.context() as patch:
            patch.setattr(Store, "write", full)
            refused = anna.asks(*lines(1, 2, 3))
        assert [3] == bursts
        assert ["404"] * 3 == [line.split(" ")[1] for line in refused]
        assert ["4", "5"] == texts(anna.asks(*lines(4, 5)))
        assert ["4", "5"] == texts(bruno.news())


def test_a_label_is_answered_where_it_is(chat: ChatService) -> None:
    with ExitStack() as stack:
        anna, bruno = people(chat, stack, EVERYTHING, ())
        echo = anna.asks(*lines(1, 2), "@label=x PRIVMSG #a :3", *lines(4, 5))
        assert ["1", "2", "3", "4", "5"] == texts(echo) == texts(bruno.news())
        assert [False, False, True, False, False] == ["label=x" in line for line in echo]


def test_classic_clients_hear_each_message_as_one(chat: ChatService, bursts: list[int]) -> None:
    with IrcPerson(chat, "anna") as anna, Person(chat) as bruno:
        anna.asks("JOIN #lobby")
        bruno.say("bruno")
        bruno.hears(WELCOME + arrived("bruno", "anna", "bruno"))
        anna.say(*lines(1, 2, 3, room="#lobby"))
        bruno.hears("".join(f"anna (#lobby) > {one}\n" for one in (1, 2, 3)))
        assert [0] == bursts


def test_a_burst_costs_the_time_of_all_its_messages(tmp_path: Path, bursts: list[int]) -> None:
    limits = Limits(messages_burst=20, messages_per_second=100)
    history = History(tmp_path / "chat.sqlite3")
    service = ChatService("127.0.0.1", 0, Door(limits), limits, history=history, now=lambda: 0.0)
    with running(service) as chat, ExitStack() as stack:
        _, bruno = people(chat, stack, (), ())
        commands = 5
        bruno.asks(*lines(*range(12)))
        refused = bruno.asks(*lines(*range(12)))
        assert [12] == bursts
        assert 12 - (20 - commands - 12 - 1) == len(refused)


def test_without_a_history_they_are_heard_as_well() -> None:
    with (
        chatting(messages_per_second=0) as chat,
        on_irc(chat, "anna", "bruno") as (anna, bruno),
    ):
        anna.asks(*lines(*MANY, room="#lobby"))
        assert [str(number) for number in MANY] == texts(bruno.news())
