"""The chat over IRC: against our host, and against servers that can less or mean harm."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from live.fake_irc import HOST, NAME, FakeIrc
from live.old_chat_service import running as running_of_2017
from live.remembering import remembering
from waiting import until_async

from protocol.config import Config
from protocol.errors import LocalProtocolError
from protocol.sections import Chat
from servers.chat.service import ChatService
from tui.clients.chat import events
from tui.clients.chat.irc import batches
from tui.clients.chat.irc.session import IrcSession
from tui.clients.chat.session import Ability
from tui.clients.failure import Failure, Step
from tui.clients.wire import Direction, Wire
from tui.commands.chat import send
from tui.commands.result import Result

T = TypeVar("T")
LOBBY = "#lobby"


class Person:
    """Somebody with a session, and what it tells them."""

    def __init__(self, session: IrcSession) -> None:
        self.session = session
        self.heard: list[events.Event] = []
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for event in self.session.events():
            self.heard.append(event)

    def all(self, kind: type[T]) -> list[T]:
        return [event for event in self.heard if isinstance(event, kind)]

    async def hears(self, kind: type[T], count: int = 1) -> T:
        """Wait for so many events of a kind, and return the last of them."""
        return (await until_async(lambda: self.all(kind)[count - 1 : count]))[0]


@asynccontextmanager
async def person(port: int, login: str, wire: Wire | None = None) -> AsyncIterator[Person]:
    async with await IrcSession.open(HOST, port, login, wire or Wire()) as session:
        somebody = Person(session)
        try:
            yield somebody
        finally:
            somebody.listening.cancel()
            await asyncio.gather(somebody.listening, return_exceptions=True)


@asynccontextmanager
async def with_fake(
    capabilities: str = "", tokens: str = ""
) -> AsyncIterator[tuple[FakeIrc, Person]]:
    async with (
        FakeIrc(capabilities, tokens).running() as server,
        person(server.port, "manu") as manu,
    ):
        await until_async(lambda: "JOIN #lobby" in server.heard)
        yield server, manu


@pytest.fixture
def host(tmp_path: Path) -> Iterator[ChatService]:
    with remembering(tmp_path) as service:
        yield service


# Our host


async def test_words_are_stored_and_heard_under_one_identity(host: ChatService) -> None:
    async with person(host.port, "manu") as manu, person(host.port, "bruno") as bruno:
        assert manu.session.can == frozenset(Ability)
        await bruno.hears(events.Roster)
        await manu.session.say(LOBBY, "bonjour à tous", ref="r1")
        await manu.session.say("bruno", "psst", ref="r2", verb=events.Verb.ACT)
        stored = await manu.hears(events.Stored, 2)
        said = await bruno.hears(events.Said, 2)
    lobby, direct = bruno.all(events.Said)
    assert [one.ref for one in manu.all(events.Stored)] == ["r1", "r2"]
    assert (said.id, said.moment) == (stored.id, stored.moment)
    assert (lobby.place, lobby.sender, lobby.text) == (LOBBY, "manu", "bonjour à tous")
    assert (direct.place, direct.text, direct.verb) == ("manu", "psst", events.Verb.ACT)
    assert not manu.all(events.Said)


async def test_what_is_said_again_under_the_same_reference_is_stored_once(
    host: ChatService,
) -> None:
    async with person(host.port, "manu") as manu:
        await manu.session.say(LOBBY, "une fois", ref="r1")
        first = await manu.hears(events.Stored)
    async with person(host.port, "manu") as manu:
        await manu.session.say(LOBBY, "une fois", ref="r1")
        assert await manu.hears(events.Stored) == first
        await manu.session.past(LOBBY)
        past = await manu.hears(events.Past)
    assert [(said.text, said.id, said.ref) for said in past.said] == [("une fois", first.id, "r1")]


async def test_a_refusal_names_the_line_that_it_means(host: ChatService) -> None:
    async with person(host.port, "manu") as manu:
        await manu.session.say("personne", "hé", ref="r1")
        await manu.session.say("#ailleurs", "hé", ref="r2")
        await manu.hears(events.Refused, 2)
    refused = [(one.code, one.ref, one.place) for one in manu.all(events.Refused)]
    assert refused == [("destinataire", "r1", "personne"), ("destinataire", "r2", "#ailleurs")]


async def test_the_past_is_paged_searched_and_marked_as_read(host: ChatService) -> None:
    async with person(host.port, "manu") as manu:
        for number in range(7):
            await manu.session.say(LOBBY, f"n° {number} du lot", ref=f"r{number}")
        await manu.hears(events.Stored, 7)
        await manu.session.past(LOBBY, limit=4)
        late = await manu.hears(events.Past)
        await manu.session.past(LOBBY, before=late.said[0].id, limit=4)
        early = await manu.hears(events.Past, 2)
        await manu.session.search("n° 5", LOBBY)
        found = await manu.hears(events.Found)
        await manu.session.recent(datetime.now(UTC) - timedelta(hours=1))
        recent = await manu.hears(events.Recent)
        await manu.session.read(LOBBY, late.said[-1].moment)
        read = await manu.hears(events.ReadUpTo, 2)
    texts = [said.text for said in (*early.said, *late.said)]
    assert texts == [f"n° {number} du lot" for number in range(7)]
    assert (late.more, early.more) == (True, False)
    assert [said.text for said in found.said] == ["n° 5 du lot"]
    assert recent.places == ((LOBBY, late.said[-1].moment),)
    assert read == events.ReadUpTo(LOBBY, late.said[-1].moment)


async def test_rooms_people_and_names_are_told(host: ChatService) -> None:
    async with person(host.port, "manu") as manu, person(host.port, "bruno") as bruno:
        await bruno.hears(events.Roster)
        await manu.session.join("#salon")
        await manu.hears(events.Roster, 2)
        await bruno.session.join("#salon")
        roster = await bruno.hears(events.Roster, 2)
        await manu.session.topic("#salon", "le sujet")
        await manu.session.ask("MODE #salon +v bruno")
        await manu.session.away("café")
        await manu.session.rename("emmanuel")
        await bruno.hears(events.Renamed)
        await manu.session.ask("kick #salon bruno ouste")
        kicked = await bruno.hears(events.Parted)
        await manu.session.ask("whois bruno")
        whois = await until_async(
            lambda: [one for one in manu.all(events.Notice) if "bruno" in one.lines[0]]
        )
        assert manu.session.login == "emmanuel"
    ranks = (("manu", events.Rank.OPERATOR), ("bruno", events.Rank.MEMBER))
    assert roster == events.Roster("#salon", ranks)
    assert bruno.all(events.Topic) == [events.Topic("#salon", "le sujet", "manu")]
    ranked = events.Ranked("#salon", "bruno", events.Rank.VOICED, "manu")
    assert bruno.all(events.Ranked) == [ranked]
    assert events.Away("manu", "café") in bruno.heard
    assert (kicked.login, kicked.words, kicked.by) == ("bruno", "ouste", "emmanuel")
    assert len(whois[0].lines) > 2


async def test_a_login_that_is_taken_or_cannot_be_is_refused(host: ChatService) -> None:
    async with person(host.port, "manu"):
        for login in ("Manu", "9manu"):
            with pytest.raises(Failure) as failure:
                await IrcSession.open(HOST, host.port, login, Wire())
            assert (failure.value.step, failure.value.code) == (Step.REFUSED, "login")


async def test_taking_leave_is_answered_and_ends_the_events(host: ChatService) -> None:
    async with await IrcSession.open(HOST, host.port, "manu", Wire()) as session:
        await session.stop()
        heard = [event async for event in session.events()]
    assert session.farewell
    assert not [event for event in heard if "Quit" in str(event)]


async def test_what_one_line_cannot_say_never_leaves(host: ChatService) -> None:
    wire = Wire()
    async with person(host.port, "manu", wire) as manu:
        for place, text in (("a b", "x"), (LOBBY, ""), (LOBBY, "un\nQUIT"), (LOBBY, "é" * 300)):
            with pytest.raises(LocalProtocolError):
                await manu.session.say(place, text, ref="r")
    sent = b"".join(piece.data for piece in wire.pieces if piece.direction is Direction.SENT)
    assert b"PRIVMSG" not in sent
    assert sent.startswith(b"CAP LS 302\r\nNICK manu\r\n")


# Servers that can less


async def test_a_server_without_capabilities_promises_nothing() -> None:
    async with with_fake() as (server, manu):
        assert manu.session.can.isdisjoint({Ability.STORED, Ability.HISTORY, Ability.SEARCH})
        await manu.session.say(LOBBY, "bonjour", ref="r1")
        await until_async(lambda: server.heard[-1] == "PRIVMSG #lobby :bonjour")
        with pytest.raises(Failure) as failure:
            await manu.session.past(LOBBY)
        server.says(f":{NAME} 404 manu #lobby :No")
        refused = await manu.hears(events.Refused)
    assert (failure.value.step, failure.value.code) == (Step.REFUSED, "commande")
    assert refused == events.Refused("interdit", "No", None, LOBBY)


async def test_an_echo_without_the_promise_is_no_promise() -> None:
    capabilities = "batch echo-message labeled-response message-tags sasl=PLAIN"
    async with with_fake(capabilities) as (server, manu):
        assert Ability.STORED not in manu.session.can
        await manu.session.say(LOBBY, "bonjour", ref="r1")
        said = await until_async(lambda: [one for one in server.heard if "PRIVMSG" in one])
        assert said == ["@+vasistas/ref=r1;label=1 PRIVMSG #lobby :bonjour"]
        server.says("@label=1 :manu!m@h PRIVMSG #lobby :bonjour", ":a!b@c PRIVMSG #lobby :fin")
        await manu.hears(events.Said)
    assert [one.text for one in manu.all(events.Said)] == ["fin"]


async def test_a_silent_server_is_asked_and_then_given_up() -> None:
    async with with_fake() as (server, manu):
        manu.session.watch(0.05, 0.05)
        server.says(f":{NAME} PONG {NAME} x")
        with pytest.raises(Failure) as failure:
            await asyncio.wait_for(manu.listening, 10)
        assert "PING vasistas" in server.heard
    assert (failure.value.step, failure.value.code) == (Step.WAIT, "ETIMEDOUT")


async def test_a_server_that_asks_is_answered() -> None:
    async with with_fake() as (server, _manu):
        server.says("PING :tu es là ?")
        await until_async(lambda: "PONG :tu es là ?" in server.heard)


# Servers that mean harm


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b":fake 433 * manu :Nickname is already in use", "login"),
        (b":fake 432 * manu :Erroneous nickname", "login"),
        (b"ERROR :Closing Link (you are banned)", "interdit"),
        (b"erreur@interdit@trop de connexions", "interdit"),
    ],
)
async def test_a_refusal_to_let_us_in_is_a_failure_with_a_code(line: bytes, code: str) -> None:
    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(line + b"\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, HOST, 0) as server:
        with pytest.raises(Failure) as failure:
            await IrcSession.open(HOST, server.sockets[0].getsockname()[1], "manu", Wire())
    assert (failure.value.step, failure.value.code) == (Step.REFUSED, code)


async def test_what_speaks_no_irc_is_told_from_what_does() -> None:
    with running_of_2017() as service, pytest.raises(Failure) as failure:
        await IrcSession.open(HOST, service.port, "manu", Wire())
    assert (failure.value.step, failure.value.code) == (Step.BODY, "irc")


async def test_a_server_that_never_lets_us_in_is_given_up() -> None:
    async with FakeIrc(lets_in=False).running() as server:
        with pytest.raises(Failure) as failure:
            await IrcSession.open(HOST, server.port, "manu", Wire(), patience=0.2)
    assert (failure.value.step, failure.value.code) == (Step.WAIT, "ETIMEDOUT")


async def test_a_line_without_end_is_a_failure_and_is_not_kept() -> None:
    async with with_fake() as (server, manu):
        server.goes_on(b"x" * 20_000)
        with pytest.raises(Failure) as failure:
            await asyncio.wait_for(manu.listening, 10)
    assert failure.value.code == "longueur"


NONSENSE = (
    ":",
    "@",
    "@;;=;\\ :a!b@c PRIVMSG #lobby :tags",
    "@time=hier;label=99;batch=nothing :a!b@c PRIVMSG #lobby :tags",
    ":a!b@c PRIVMSG",
    ":a!b@c PRIVMSG #lobby",
    ":!@ PRIVMSG #lobby :nobody",
    ":a b PRIVMSG manu :x",
    ":\x1b[2J!b@c JOIN #lobby",
    ":a!b@c JOIN ##,#",
    ":a!b@c NICK :",
    ":a!b@c KICK #lobby",
    ":a!b@c MODE #lobby +ooooovvvv-klb a",
    ":fake 353",
    ":fake 353 manu = #lobby :@ + @+ ~&@%+x é\u202e",
    ":fake 366 manu #lobby :End",
    ":fake 333 manu #lobby a!b@c 0",
    ":fake 001 manu :again",
    ":fake 005 PREFIX= CHANMODES CHATHISTORY=-1",
    "BATCH",
    "BATCH +",
    "BATCH -never",
    "BATCH +1 chathistory",
    "@batch=1 BATCH -1",
    "BATCH +2 draft/chathistory-targets",
    "@batch=2 CHATHISTORY TARGETS #lobby demain",
    "BATCH -2",
    "MARKREAD",
    "MARKREAD #lobby timestamp=bientôt",
    "FAIL",
    "FAIL PRIVMSG",
    "FAIL PRIVMSG RATE_LIMITED",
    "CAP * DEL",
    ":fake 999",
    ":fake 401",
    "CAP * DEL :echo-message batch",
    b"\xff\xfe\x00",
    ":a!b@c PRIVMSG manu :\x01VERSION\x01",
)


async def test_nonsense_is_skipped_and_the_talk_goes_on() -> None:
    tokens = "VASISTAS/REF"
    capabilities = "batch echo-message labeled-response message-tags server-time draft/chathistory"
    async with with_fake(capabilities, tokens) as (server, manu):
        for line in NONSENSE[2:]:
            server.says(line)
        server.says(":zoé!z@h PRIVMSG #lobby :je suis encore là", b":a!b@c PRIVMSG manu :caf\xe9")
        await until_async(
            lambda: manu.all(events.Said)[-1:] and manu.all(events.Said)[-1].place == "a"
        )
    assert [said.text for said in manu.all(events.Said)][-2:] == ["je suis encore là", "caf\ufffd"]


@pytest.mark.parametrize("line", NONSENSE[:2])
async def test_a_line_that_is_no_message_is_a_failure(line: str) -> None:
    async with with_fake() as (server, manu):
        server.says(line)
        with pytest.raises(Failure) as failure:
            await asyncio.wait_for(manu.listening, 10)
    assert failure.value.code == "forme"


async def test_batches_that_lie_are_bounded() -> None:
    capabilities = "batch message-tags server-time draft/chathistory"
    async with with_fake(capabilities) as (server, manu):
        for number in range(100):
            server.says(f":{NAME} BATCH +b{number} chathistory #lobby")
        server.says(*[f"@batch=b0 :a!b@c PRIVMSG #lobby :{number}" for number in range(3000)])
        await manu.session.past(LOBBY, limit=10)
        server.says(f":{NAME} BATCH -b0", f":{NAME} BATCH -b0", ":a!b@c PRIVMSG #lobby :fin")
        await until_async(lambda: [one for one in manu.all(events.Said) if one.text == "fin"])
        past = manu.all(events.Past)
    assert [len(one.said) for one in past] == [batches.SIZE]


async def test_what_nobody_asked_for_is_no_past_and_no_promise() -> None:
    capabilities = "batch echo-message labeled-response message-tags server-time draft/chathistory"
    async with with_fake(capabilities, "VASISTAS/REF") as (server, manu):
        server.says(
            "@label=7 :manu!m@h PRIVMSG #lobby :not mine",
            f":{NAME} BATCH +1 chathistory #lobby",
            "@batch=1 :a!b@c PRIVMSG #lobby :unasked",
            f":{NAME} BATCH -1",
        )
        await manu.hears(events.Said, 2)
    assert [said.text for said in manu.all(events.Said)] == ["not mine", "unasked"]
    assert not manu.all(events.Stored)
    assert not manu.all(events.Past)


# The command


async def sending(server: FakeIrc, text: str) -> "asyncio.Task[int]":
    """Begin to send, and wait until the server has heard it."""
    config = Config(chat=Chat(port=server.port))
    task = asyncio.create_task(send(config, "manu", LOBBY, text))
    await until_async(lambda: any("PRIVMSG" in one for one in server.heard))
    return task


CAPABLE = "batch echo-message labeled-response message-tags"


async def test_what_is_sent_is_done_only_once_it_is_stored() -> None:
    async with FakeIrc(CAPABLE, "VASISTAS/REF").running() as server:
        task = await sending(server, "bonjour")
        assert not task.done()
        server.says("@label=1;msgid=m1 :manu!m@h PRIVMSG #lobby :bonjour")
        assert await asyncio.wait_for(task, 10) == Result.DONE


async def test_what_may_not_have_arrived_is_not_done() -> None:
    async with FakeIrc(CAPABLE, "VASISTAS/REF").running() as server:
        task = await sending(server, "bonjour")
        server.hangs_up()
        assert await asyncio.wait_for(task, 10) == Result.NETWORK


async def test_what_the_disk_did_not_take_is_a_failure() -> None:
    async with FakeIrc(CAPABLE, "VASISTAS/REF").running() as server:
        task = await sending(server, "bonjour")
        server.says("@label=1 :h FAIL PRIVMSG NOT_KEPT #lobby :The disk is full")
        with pytest.raises(Failure) as failure:
            await asyncio.wait_for(task, 10)
    assert (failure.value.step, failure.value.code) == (Step.REFUSED, "disque")


async def test_a_long_text_is_sent_as_several_lines(host: ChatService) -> None:
    words = " ".join(f"mot{number}" for number in range(200))
    async with person(host.port, "bruno") as bruno:
        await bruno.hears(events.Roster)
        config = Config(chat=Chat(port=host.port))
        assert await send(config, "manu", LOBBY, words) == Result.DONE
        await until_async(lambda: " ".join(one.text for one in bruno.all(events.Said)) == words)
