"""The program's chat on somebody else's IRC server: it can less, and what it can works."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from waiting import until, until_async

from tui.clients.chat import events
from tui.clients.chat.irc.session import IrcSession
from tui.clients.chat.session import Ability
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire

pytestmark = pytest.mark.interop

HOST = "127.0.0.1"
SETTINGS = """
[Global]
Name = irc.example.net
Info = somebody else's
Listen = 127.0.0.1
Ports = {port}
[Limits]
MaxPenaltyTime = 0
[Options]
PAM = no
Ident = no
DNS = no
"""


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


@pytest.fixture
def port(program, tmp_path: Path) -> Iterator[int]:
    """Run ngircd on a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    settings = tmp_path / "ngircd.conf"
    settings.write_text(SETTINGS.format(port=port))
    command = [program("ngircd"), "-n", "-f", str(settings)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until(lambda: _listens(port))
            yield port
        finally:
            server.terminate()


async def _listen(session: IrcSession, hear: Callable[[events.Event], None]) -> None:
    async for event in session.events():
        hear(event)


@asynccontextmanager
async def listening(port: int, login: str) -> AsyncIterator[tuple[IrcSession, list[events.Event]]]:
    heard: list[events.Event] = []
    async with await IrcSession.open(HOST, port, login, Wire()) as session:
        task = asyncio.create_task(_listen(session, heard.append))
        try:
            yield session, heard
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_what_ngircd_can_is_done_and_what_it_cannot_is_not_offered(port: int) -> None:
    async with listening(port, "manu") as (manu, told_manu), listening(port, "bruno") as (_, told):
        assert manu.can == {
            Ability.ROOMS,
            Ability.AWAY,
            Ability.ACT,
            Ability.RENAME,
            Ability.ASK,
        }
        await until_async(lambda: [one for one in told if isinstance(one, events.Roster)])
        await manu.say("#lobby", "bonjour à tous", ref="r1")
        await manu.say("personne", "hé", ref="r2")
        await manu.topic("#lobby", "le sujet")
        await manu.rename("emmanuel")
        await until_async(lambda: [one for one in told if isinstance(one, events.Renamed)])
        await manu.ask("whois bruno")
        await until_async(lambda: "bruno!~bruno" in str(told_manu))
        with pytest.raises(Failure) as failure:
            await manu.past("#lobby")
    said = [one for one in told if isinstance(one, events.Said)]
    assert [(one.place, one.sender, one.text) for one in said] == [
        ("#lobby", "manu", "bonjour à tous")
    ]
    assert events.Topic("#lobby", "le sujet", "manu") in told
    refused = [one for one in told_manu if isinstance(one, events.Refused)]
    assert [(one.code, one.ref, one.place) for one in refused] == [
        ("destinataire", None, "personne")
    ]
    assert not [one for one in told_manu if isinstance(one, events.Stored)]
    assert (failure.value.step, failure.value.code) == (Step.REFUSED, "commande")


async def test_ngircd_refuses_a_login_as_our_host_does(port: int) -> None:
    async with listening(port, "manu"):
        for login in ("manu", "zoé"):
            with pytest.raises(Failure) as failure:
                await IrcSession.open(HOST, port, login, Wire())
            assert (failure.value.step, failure.value.code) == (Step.REFUSED, "login")
