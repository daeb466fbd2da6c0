"""What is written in the program is in the history once and in order, whatever dies meanwhile."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import repeat
from pathlib import Path

from live.fake_irc import HOST, FakeIrc
from live.killed_host import killable_host
from live.old_chat_service import running as running_of_2017
from live.relay import relaying
from live.remembering import remembering
from textual.message import Message
from waiting import until_async

from protocol.sections import Chat, Limits
from servers.chat.history import History
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running
from tui.clients.chat import events
from tui.clients.chat.irc.session import IrcSession
from tui.clients.wire import Wire
from tui.screens.chat import facts
from tui.screens.chat.journal import Journal
from tui.screens.chat.link import Link

LOBBY = "#lobby"

WELCOME = 2400
"""Bytes that a host says to whoever comes in, before any echo."""


class Program:
    """Stands for the program: it has a link, takes its facts in, and can be ended."""

    def __init__(self, directory: Path | None, port: int, dialect: str = "irc") -> None:
        settings = Chat(port=port, dialect=dialect)
        self.facts: list[Message] = []
        self.takes = True
        journal = Journal(directory, HOST, port)
        self.link = Link(settings, Wire(), self._take, journal, lambda: repeat(0.05))

    def _take(self, fact: Message) -> None:
        self.facts.append(fact)
        if isinstance(fact, facts.Heard) and self.takes:
            fact.taken.set()

    def all(self, kind: type[Message]) -> list[Message]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def events(self, kind: type[events.Event]) -> list[events.Event]:
        heard = (fact.event for fact in self.facts if isinstance(fact, facts.Heard))
        return [event for event in heard if isinstance(event, kind)]

    @asynccontextmanager
    async def running(self, login: str = "manu") -> AsyncIterator["Program"]:
        task = asyncio.create_task(self.link.run(login))
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def everything_said(port: int) -> list[str]:
    """Page through the history of the lobby, from its end to its beginning."""
    said: list[events.Said] = []
    async with await IrcSession.open(HOST, port, "historien", Wire()) as session:
        await session.past(LOBBY, limit=100)
        async for event in session.events():
            if isinstance(event, events.Past):
                said = [*event.said, *said]
                if not event.more:
                    break
                await session.past(LOBBY, before=said[0].id, limit=100)
    return [one.text for one in said]


async def until_killed(program: Program, host: "subprocess.Popen[str]", written: list[str]) -> None:
    """Write before there is a connection, while there is one, and once the host is killed."""
    write(program, 5, written)
    async with program.running():
        write(program, 10, written)
        stored = len(program.events(events.Stored))
        await until_async(lambda: len(program.events(events.Stored)) > stored + 3)
        write(program, 5, written)
        host.kill()
        lost = len(program.all(facts.ConnectionLost))
        await until_async(lambda: len(program.all(facts.ConnectionLost)) > lost)
        write(program, 5, written)


def write(program: Program, count: int, written: list[str]) -> None:
    for _ in range(count):
        written.append(f"ligne {len(written)}")
        program.link.write(LOBBY, written[-1])


async def test_every_line_is_in_the_history_once_and_in_order_whatever_is_killed(
    tmp_path: Path,
) -> None:
    state = tmp_path / "state"
    written: list[str] = []
    with killable_host(tmp_path, 0, "chat") as (host, port):
        program = Program(state, port)
        await until_killed(program, host, written)
    for is_new in (False, True, False):
        program = Program(state, port) if is_new else program
        with killable_host(tmp_path, port, "chat") as (host, _):
            await until_killed(program, host, written)
    last = Program(state, port)
    with killable_host(tmp_path, port, "chat"):
        async with last.running():
            await until_async(lambda: last.all(facts.Connected) and not len(last.link.queue))
        assert await everything_said(port) == written


async def test_what_was_stored_but_never_confirmed_is_not_stored_again(tmp_path: Path) -> None:
    written: list[str] = []
    with remembering(tmp_path) as service:
        async with relaying(service.port, cut_after=WELCOME + 500) as relay:
            program = Program(tmp_path, relay.port)
            write(program, 200, written)
            async with program.running():
                await until_async(lambda: not len(program.link.queue), 30)
        assert await everything_said(service.port) == written
    assert relay.cuts
    sent = [fact.ref for fact in program.all(facts.Sent)]
    assert len(sent) > len(set(sent)), "something was said again"


async def test_a_backlog_leaves_at_a_pace_that_the_host_allows(tmp_path: Path) -> None:
    limits = Limits()
    history = History(tmp_path / "chat.sqlite3", days=0, messages=0)
    service = ChatService(HOST, 0, Door(limits), limits, history=history)
    with running(service):
        program = Program(tmp_path, service.port)
        refs = [program.link.write(LOBBY, f"ligne {number}") for number in range(30)]
        async with program.running():
            await until_async(lambda: not len(program.link.queue))
    stored = [event.ref for event in program.events(events.Stored)]
    assert stored == refs
    assert [fact.ref for fact in program.all(facts.Sent)] == refs, "nothing was said again"


async def test_in_the_classic_dialect_what_left_is_never_sent_twice(tmp_path: Path) -> None:
    with running_of_2017() as service:
        before = Program(tmp_path, service.port, "classic")
        before.link.write("manu", "un")
        async with before.running():
            await until_async(lambda: "manu@un\n" in "".join(service.heard))
        after = Program(tmp_path, service.port, "classic")
        async with after.running():
            await until_async(lambda: after.all(facts.Connected))
            after.link.write("manu", "deux")
            await until_async(lambda: "manu@deux\n" in "".join(service.heard))
    assert "".join(service.heard).count("manu@un\n") == 1
    assert not after.all(facts.Restored)


CAPABLE = "batch echo-message labeled-response message-tags"


async def test_what_left_towards_a_host_that_promised_is_not_trusted_to_one_that_does_not(
    tmp_path: Path,
) -> None:
    async with FakeIrc(CAPABLE, "VASISTAS/REF").running() as server:
        port = server.port
        before = Program(tmp_path, port)
        async with before.running():
            await until_async(lambda: before.all(facts.Connected))
            ref = before.link.write(LOBBY, "parti, jamais confirmé")
            await until_async(lambda: any("PRIVMSG" in one for one in server.heard))
        server.forgets_all()
        after = Program(tmp_path, port)
        async with after.running():
            await until_async(lambda: after.all(facts.Doubted))
            after.link.write(LOBBY, "nouveau")
            await until_async(lambda: any("nouveau" in one for one in server.heard))
    assert [fact.ref for fact in after.all(facts.Doubted)] == [ref]
    assert len([one for one in server.heard if "PRIVMSG" in one]) == 2


async def test_what_was_too_fast_is_said_again_and_the_rest_waits_for_it(tmp_path: Path) -> None:
    async with FakeIrc(CAPABLE, "VASISTAS/REF").running() as server:
        program = Program(tmp_path, server.port)
        async with program.running():
            ref = program.link.write(LOBBY, "un")
            said = f"@+vasistas/ref={ref};label="
            await until_async(lambda: any(one.startswith(said) for one in server.heard))
            label = server.heard[-1].removeprefix(said).partition(" ")[0]
            server.says(f"@label={label} :x FAIL PRIVMSG RATE_LIMITED {LOBBY} :Too fast")
            await until_async(lambda: sum(one.startswith(said) for one in server.heard) == 2)
    assert not program.events(events.Refused)


async def test_rooms_are_entered_again_and_what_was_read_is_told_after_a_loss(
    tmp_path: Path,
) -> None:
    async with FakeIrc("draft/read-marker").running() as server:
        program = Program(tmp_path, server.port)
        async with program.running():
            await until_async(lambda: program.all(facts.Connected))
            program.link.join("#salon", "clef")
            await until_async(lambda: "JOIN #salon clef" in server.heard)
            server.hangs_up()
            await until_async(lambda: program.all(facts.ConnectionLost))
            server.heard.clear()
            await until_async(lambda: "JOIN #salon clef" in server.heard)
            assert "JOIN #lobby" in server.heard


async def test_a_greeting_is_told_again_only_where_it_is_another(tmp_path: Path) -> None:
    async with FakeIrc().running() as server:
        program = Program(tmp_path, server.port)
        async with program.running():
            for count, server.greeting in enumerate(("bonjour", "bonjour", "bonsoir"), start=1):
                if count > 1:
                    server.hangs_up()
                await connected(program, count)
                server.says(f":zoe!z@h PRIVMSG #lobby :{count}")
                await heard(program, count)
    told = [event.lines for event in program.events(events.Notice)]
    assert told == [("bonjour",), ("bonsoir",)]


async def connected(program: Program, count: int) -> None:
    await until_async(lambda: len(program.all(facts.Connected)) == count)


async def heard(program: Program, count: int) -> None:
    await until_async(lambda: len(program.events(events.Said)) == count)


async def test_what_cannot_be_done_is_told_as_a_refusal(tmp_path: Path) -> None:
    program = Program(tmp_path, 1)
    program.link.topic(LOBBY, "x")
    with running_of_2017() as service:
        program = Program(tmp_path, service.port, "classic")
        program.link.topic(LOBBY, "x")
        async with program.running():
            await until_async(lambda: program.all(facts.Connected))
            program.link.ask("whois bruno")
            await until_async(lambda: len(program.events(events.Refused)) == 2)
    assert [one.code for one in program.events(events.Refused)] == ["connexion", "commande"]


async def test_a_server_that_floods_is_held_back_until_its_events_are_taken(
    tmp_path: Path,
) -> None:
    async with FakeIrc().running() as server:
        program = Program(tmp_path, server.port)
        async with program.running():
            await until_async(lambda: program.all(facts.Connected))
            program.takes = False
            server.goes_on(b":zoe!z@h PRIVMSG #lobby :x\r\n" * 800_000)
            program.link.write(LOBBY, "doucement")
            await until_async(lambda: server.heard[-1] == "PRIVMSG #lobby :doucement")
            assert len(program.events(events.Said)) <= 1
            assert server.unsent > 0
