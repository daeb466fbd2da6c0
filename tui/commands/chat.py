"""`chat send` and `chat listen`: the chat for scripts."""

import argparse
from datetime import UTC, datetime

from protocol import chat, names
from protocol.config import Config
from protocol.errors import LocalProtocolError, RemoteProtocolError
from tui.clients.chat.classic import ChatClient
from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.commands.result import Result, say, show, show_json
from tui.words import _


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Log in, and do the action."""
    if arguments.action == "send":
        return await send(config, arguments.login, arguments.to, " ".join(arguments.text))
    login = _login(config, arguments.login)
    if login is None:
        return Result.USAGE
    async with await ChatClient.open(*_where(config), login, Wire()) as client:
        return await _listen(client, arguments)


async def send(config: Config, given: str | None, to: str, text: str) -> int:
    """Log in, as the settings say if no login is given, and say one thing."""
    login = _login(config, given)
    if login is None:
        return Result.USAGE
    where = _where(config)
    async with await ChatClient.open(*where, login, Wire()) as client:
        return await _send(client, name_peer(*where), to, text)


def _where(config: Config) -> tuple[str, int]:
    return config.chat.address, config.chat.port


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


async def _send(client: ChatClient, peer: str, to: str, text: str) -> Result:
    """Send, take leave, and read to the end: what could not be done is said before the leave."""
    try:
        await client.say(to, text)
    except LocalProtocolError:
        words = _(
            "This cannot be said: 8 KiB and one line at most, no “@” in TO, not “stop” alone."
        )
        say(words)
        return Result.USAGE
    await client.stop()
    async for event in client.events():
        if isinstance(event, chat.Refused):
            raise Failure(Step.REFUSED, event.detail, peer=peer, code=event.code)
        if isinstance(event, chat.Stopped):
            return Result.DONE
    say(_("The chat hung up before it took leave: whether the words arrived is not known."))
    return Result.NETWORK


async def _listen(client: ChatClient, arguments: argparse.Namespace) -> Result:
    """Write what is said, as it comes, until the service hangs up."""
    async for event in client.events():
        if arguments.json:
            show_json(_facts(event))
        elif line := _line(event):
            show(line)
    say(_("The chat hung up."))
    return Result.NETWORK


def _line(event: chat.FromService) -> str:
    match event:
        case chat.Heard(sender, text, room):
            return f"{sender} ({room}) > {text}" if room else f"{sender} > {text}"
        case chat.Arrived(login):
            return _("{login} is here").format(login=login)
        case chat.Left(login):
            return _("{login} is gone").format(login=login)
        case chat.Present(logins):
            return _("Connected: {logins}").format(logins=", ".join(logins))
        case chat.Refused(code, detail):
            return f"{code}: {detail}"
        case chat.Unknown(text):
            return text
    return ""


def _facts(event: chat.FromService) -> dict[str, object]:
    facts: dict[str, object] = {
        "event": type(event).__name__.lower(),
        "moment": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    match event:
        case chat.Heard(sender, text, room):
            facts |= {"sender": sender, "text": text, "room": room}
        case chat.Arrived(login) | chat.Left(login):
            facts |= {"login": login}
        case chat.Present(logins):
            facts |= {"logins": list(logins)}
        case chat.Refused(code, detail):
            facts |= {"code": code, "detail": detail}
        case chat.Unknown(text):
            facts |= {"text": text}
    return facts
