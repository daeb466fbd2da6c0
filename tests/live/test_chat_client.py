"""The chat client against a service of 2017, and against services that misbehave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from itertools import repeat

import pytest
from live import old_chat_service
from live.old_chat_service import OldChatService
from textual.message import Message
from waiting import until_async

from protocol.chat import (
    LOBBY,
    FromService,
    Heard,
    Present,
    Stopped,
    Welcome,
)
from protocol.chat_sides import PRESENT_LIMIT
from protocol.sections import Chat, Limits
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running
from tui.clients.chat import events
from tui.clients.chat.classic import ChatClient
from tui.clients.chat.classic_session import ClassicSession
from tui.clients.failure import Failure, Step
from tui.clients.wire import Direction, Wire
from tui.screens.chat import facts
from tui.screens.chat.journal import Journal
from tui.screens.chat.link import Link

HOST = "127.0.0.1"


@contextmanager
def host_of_today(port: int = 0) -> Iterator[ChatService]:
    limits = Limits()
    door = Door(limits)
    with running(ChatService(HOST, port, door, limits)) as service:
        yield service


SERVICES = {
    "today": host_of_today,
    "2017": old_chat_service.running,
    "2017, no newlines": partial(old_chat_service.running, newline=False),
}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Iterator[ChatService | OldChatService]:
    with SERVICES[request.param]() as service:
        yield service


class Listener:
    """Gathers what a client hears, as it comes."""

    def __init__(self, client: ChatClient) -> None:
        self.heard: list[FromService] = []
        self._task = asyncio.create_task(self._listen(client))

    async def _listen(self, client: ChatClient) -> None:
        async for event in client.events():
            self.heard.append(event)

    async def end(self) -> None:
        await asyncio.wait_for(self._task, 10)


@asynccontextmanager
async def logged_in(port: int, login: str) -> AsyncIterator[tuple[ChatClient, Listener]]:
    async with await ChatClient.open(HOST, port, login, Wire()) as client:
        yield client, Listener(client)


async def test_two_clients_talk(service: ChatService | OldChatService) -> None:
    async with logged_in(service.port, "bruno") as (bruno, heard_by_bruno):
        await until_async(lambda: Present(("bruno",)) in heard_by_bruno.heard)
        async with logged_in(service.port, "manu") as (manu, heard_by_manu):
            both = Present(("bruno", "manu"))
            await until_async(lambda: both in heard_by_bruno.heard)
            await until_async(lambda: both in heard_by_manu.heard)
            await manu.say("bruno", "salut à toi")
            await until_async(lambda: Heard("manu", "salut à toi") in heard_by_bruno.heard)
            await bruno.say("manu", "bonjour")
            await until_async(lambda: Heard("bruno", "bonjour") in heard_by_manu.heard)
            await bruno.stop()
            await heard_by_bruno.end()
    assert heard_by_bruno.heard[0] == Welcome()
    assert heard_by_bruno.heard[-1] == Stopped()


async def test_what_travels_is_on_the_wire() -> None:
    with old_chat_service.running() as service:
        wire = Wire()
        async with await ChatClient.open(HOST, service.port, "manu", wire) as client:
            await client.say(LOBBY, "bonjour")
    sent = b"".join(piece.data for piece in wire.pieces if piece.direction is Direction.SENT)
    assert sent == b"manu\n#lobby@bonjour\n"


async def test_a_login_that_an_old_service_cuts_without_a_word_is_a_failure_of_waiting() -> None:
    with old_chat_service.running() as service:
        async with logged_in(service.port, "manu"):
            with pytest.raises(Failure) as failure:
                await ChatClient.open(HOST, service.port, "manu", Wire())
    assert failure.value.step is Step.WAIT


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(talk: Talk, port: int = 0) -> AsyncIterator[int]:
    """A service of a few lines, for one thing that a real one never does on demand."""

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(session, HOST, port)
    async with server:
        yield server.sockets[0].getsockname()[1]


def saying(answer: str) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer.encode())
        await reader.read()

    return talk


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_a_refused_login_is_a_failure_that_has_the_services_word_and_reason() -> None:
    async with serving(saying("erreur@login@déjà pris\n")) as port:
        with pytest.raises(Failure) as failure:
            await ChatClient.open(HOST, port, "manu", Wire())
    assert (failure.value.step, failure.value.code) == (Step.REFUSED, "login")
    assert failure.value.reason == "déjà pris"


async def test_a_name_that_is_like_a_rooms_is_nobodys_and_any_other_is_somebodys() -> None:
    said = (
        "\uff03lobby > psst\n"
        "#lobby > psst\n"
        "bruno (#a\uff20b) > psst\n"
        "\uff03lobby vient de se connecter\n"
        "\uff03lobby vient de se déconnecter\n"
        "Connectés : ['\uff03lobby', 'manu']\n"
        "3pommes > salut\n"
        "stop\n"
    )
    async with serving(saying("Bienvenue\n" + said)) as port:
        session = await ClassicSession.open(HOST, port, "manu", Wire())
        async with session:
            heard = [event async for event in session.events()]
    assert heard[:3] == [
        events.Notice(("\uff03lobby > psst",)),
        events.Notice(("#lobby > psst",)),
        events.Notice(("bruno (#a\uff20b) > psst",)),
    ]
    roster, last = heard[3:]
    assert roster == events.Roster(LOBBY, (("manu", events.Rank.MEMBER),))
    assert isinstance(last, events.Said)
    assert (last.place, last.text) == ("3pommes", "salut")


async def test_a_service_that_says_nothing_is_given_up() -> None:
    async with serving(silent) as port:
        with pytest.raises(Failure) as failure:
            await ChatClient.open(HOST, port, "manu", Wire(), patience=0.2)
    assert (failure.value.step, failure.value.code) == (Step.WAIT, "ETIMEDOUT")


async def test_a_line_without_end_is_a_failure_and_is_not_kept() -> None:
    async with serving(saying("Bienvenue\n" + "x" * (PRESENT_LIMIT + 1))) as port:
        client = await ChatClient.open(HOST, port, "manu", Wire())
        async with client:
            with pytest.raises(Failure) as failure:
                _ = [event async for event in client.events()]
    assert failure.value.code == "longueur"


async def test_a_silence_does_not_end_a_session() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"Bienvenue\n")
        await reader.readline()
        writer.write("bruno > tu m'as réveillé\n".encode())
        await reader.read()

    async with serving(talk) as port, logged_in(port, "manu") as (client, heard):
        await until_async(lambda: heard.heard == [Welcome()])
        await client.say("bruno", "réveille-toi")
        await until_async(lambda: Heard("bruno", "tu m'as réveillé") in heard.heard)


# A connection that is kept up


class Screen:
    """Stands for the screen: takes the facts in, and lets the link go on."""

    def __init__(self, port: int, pause: float = 0.01) -> None:
        self.facts: list[Message] = []
        self.takes = True
        settings = Chat(port=port, dialect="classic")
        journal = Journal(None, HOST, port)
        self.link = Link(settings, Wire(), self._take, journal, lambda: repeat(pause))

    def _take(self, fact: Message) -> None:
        self.facts.append(fact)
        if isinstance(fact, facts.Heard) and self.takes:
            fact.taken.set()

    def count(self, kind: type[Message]) -> int:
        return sum(isinstance(fact, kind) for fact in self.facts)

    def sent(self) -> list[str]:
        return [fact.ref for fact in self.facts if isinstance(fact, facts.Sent)]

    def heard(self, event: events.Event) -> bool:
        return any(isinstance(fact, facts.Heard) and fact.event == event for fact in self.facts)

    @asynccontextmanager
    async def connected_as(self, login: str) -> AsyncIterator[None]:
        task = asyncio.create_task(self.link.run(login))
        try:
            await until_async(lambda: self.count(facts.Connected))
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_killed_service_is_seen_and_found_again_and_what_waited_leaves_in_order() -> None:
    with old_chat_service.running() as first:
        screen = Screen(first.port)
        async with screen.connected_as("manu"):
            first.kill()
            await until_async(lambda: screen.count(facts.ConnectionLost))
            refs = [screen.link.write("manu", text) for text in ("un", "deux", "trois")]
            with old_chat_service.running(first.port) as second:
                await until_async(lambda: screen.count(facts.Connected) == 2)
                await until_async(lambda: "".join(second.heard).count("\n") == 3)
    assert "".join(second.heard) == "manu@un\nmanu@deux\nmanu@trois\n"
    assert screen.sent() == refs


async def test_a_host_that_stops_says_so_and_is_found_again() -> None:
    with ExitStack() as life:
        first = life.enter_context(host_of_today())
        screen = Screen(first.port)
        async with screen.connected_as("manu"):
            alone = events.Roster(LOBBY, (("manu", events.Rank.MEMBER),))
            await until_async(lambda: screen.heard(alone))
            life.close()
            await until_async(lambda: screen.count(facts.ConnectionLost))
            with host_of_today(first.port):
                await until_async(lambda: screen.count(facts.Connected) == 2)


async def test_a_login_that_somebody_else_has_ends_the_trying() -> None:
    with host_of_today() as service:
        async with logged_in(service.port, "manu"):
            screen = Screen(service.port)
            await asyncio.wait_for(screen.link.run("Manu"), 10)
    refused = screen.facts[-1]
    assert isinstance(refused, facts.LoginRefused)
    assert (refused.login, refused.failure.code) == ("Manu", "login")


async def test_a_login_that_we_had_is_asked_for_until_its_old_connection_is_gone() -> None:
    answers = iter(("Bienvenue\n", "erreur@login@déjà pris\n", "Bienvenue\n"))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(next(answers, "").encode())
        await writer.drain()

    async with serving(talk) as port:
        screen = Screen(port)
        async with screen.connected_as("manu"):
            await until_async(lambda: screen.count(facts.Connected) == 2)
    assert not screen.count(facts.LoginRefused)


async def test_a_service_that_floods_is_held_back_until_its_events_are_taken() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Bienvenue\n" + b"bruno > x\n" * 10_000)
        await reader.read()

    async with serving(talk) as port:
        screen = Screen(port)
        screen.takes = False
        async with screen.connected_as("manu"):
            await until_async(lambda: screen.count(facts.Heard))
            screen.link.write("bruno", "doucement")
            await until_async(lambda: screen.count(facts.Sent))
    assert screen.count(facts.Heard) == 1


async def test_a_retry_counts_down_and_can_be_hurried() -> None:
    async with serving(saying("Bienvenue\n")) as port:
        screen = Screen(port, pause=2.5)
    hurried = asyncio.create_task(screen.link.run("manu"))
    await until_async(lambda: screen.count(facts.RetryNears))
    screen.link.hurry()
    await until_async(lambda: screen.count(facts.Connecting) == 2)
    hurried.cancel()
    await asyncio.gather(hurried, return_exceptions=True)
    nears = [fact.seconds for fact in screen.facts if isinstance(fact, facts.RetryNears)]
    assert nears[0] == 3
