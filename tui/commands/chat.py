"""`chat send` and `chat listen`: the chat for scripts, in the dialect of the settings."""

import argparse
import asyncio
from uuid import uuid4

from protocol import chat, names
from protocol.config import Config
from protocol.errors import LocalProtocolError, RemoteProtocolError
from tui.clients.chat.dialect import cut, open_chat
from tui.clients.chat.events import Notice, Refused, Stored
from tui.clients.chat.session import Ability, Session
from tui.clients.connection import PATIENCE, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.pauses import Pace
from tui.clients.wire import Wire
from tui.commands.chat_words import facts, line
from tui.commands.result import Result, say, show, show_json
from tui.words import _


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Log in, and do the action."""
    if arguments.action == "send":
        return await send(config, arguments.login, arguments.to, " ".join(arguments.text))
    login = _login(config, arguments.login)
    if login is None:
        return Result.USAGE
    async with await open_chat(config.chat, login, Wire()) as session:
        return await _listen(session, arguments)


async def send(config: Config, given: str | None, to: str, text: str) -> int:
    """Log in, as the settings say if no login is given, and say one thing."""
    login = _login(config, given)
    if login is None:
        return Result.USAGE
    async with await open_chat(config.chat, login, Wire()) as session:
        try:
            refs = await _say(session, to, cut(config.chat, to, text))
        except LocalProtocolError:
            say(_cannot(config.chat.dialect))
            return Result.USAGE
        peer = name_peer(config.chat.address, config.chat.port)
        if Ability.STORED in session.can:
            return await _until_stored(session, refs, peer)
        await session.stop()
        return await _until_left(session, peer)


def _login(config: Config, said: str | None) -> str | None:
    """Return who speaks, or say why that is nobody."""
    given = said or config.chat.login
    if not given:
        say(_("Who speaks? --login NAME says it, or [chat] login in config.ini."))
        return None
    try:
        return names.login(given)
    except RemoteProtocolError:
        words = _("“{name}” is no login: 30 characters at most, no space, no digit at first.")
        say(words.format(name=given))
        return None


def _cannot(dialect: str) -> str:
    if dialect == "classic":
        return _("This cannot be said: 8 KiB and one line at most, no “@” in TO, not “stop” alone.")
    return _("This cannot be said: TO is a login or a #room, and TEXT is one line.")


async def _say(session: Session, to: str, lines: list[str]) -> set[str]:
    """Send words, in as many lines as they take, entering a room before; return their names."""
    if to.startswith("#") and to != chat.LOBBY and Ability.ROOMS in session.can:
        await session.join(to)
    loop, pace = asyncio.get_running_loop(), Pace()
    refs = set()
    for one in lines or [""]:
        refs.add(ref := str(uuid4()))
        await session.say(to, one, ref=ref)
        await asyncio.sleep(pace.delay(loop.time()))
    return refs


async def _until_stored(session: Session, refs: set[str], peer: str) -> Result:
    """Hear until the host has told the fate of all that was sent."""
    try:
        async with asyncio.timeout(PATIENCE):
            async for event in session.events():
                if isinstance(event, Refused) and event.ref in refs:
                    raise Failure(Step.REFUSED, event.detail, peer=peer, code=event.code)
                if isinstance(event, Stored):
                    refs.discard(event.ref)
                if not refs:
                    return Result.DONE
    except TimeoutError:
        raise Failure(Step.WAIT, "", peer=peer, code="ETIMEDOUT") from None
    return _unknown()


async def _until_left(session: Session, peer: str) -> Result:
    """Read to the end, having taken leave: what could not be done is said before."""
    async for event in session.events():
        if isinstance(event, Refused):
            raise Failure(Step.REFUSED, event.detail, peer=peer, code=event.code)
    return Result.DONE if session.farewell else _unknown()


def _unknown() -> Result:
    say(_("The chat hung up before it took leave: whether the words arrived is not known."))
    return Result.NETWORK


async def _listen(session: Session, arguments: argparse.Namespace) -> Result:
    """Write what is said, as it comes, until the service hangs up."""
    async for event in session.events():
        if arguments.json:
            show_json(facts(event))
        elif isinstance(event, Notice):
            for words in event.lines:
                say(words)
        elif words := line(event):
            show(words)
    say(_("The chat hung up."))
    return Result.NETWORK
