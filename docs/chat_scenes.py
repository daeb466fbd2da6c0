"""Pictures of the chat: empty, a person and a photo, the past, and lines that wait.

What a connection would tell is told by hand, so that the pictures are the same every time; the
photo is the host's.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from textual.message import Message
from textual.pilot import Pilot

from docs.stopped import MOMENT
from protocol.config import Config
from tui.clients.chat.events import Event, Past, Rank, ReadUpTo, Roster, Said, Stored, Topic
from tui.clients.chat.session import Ability
from tui.clients.failure import Failure, Step
from tui.screens.chat import ChatScreen, facts
from tui.screens.chat.deeds import Deeds
from tui.screens.chat.link import Link

ALL = frozenset(Ability)
Keep = Callable[[Pilot[None], str], Awaitable[None]]

PEOPLE = (
    ("éloïse", Rank.OPERATOR),
    ("bruno", Rank.MEMBER),
    ("kim", Rank.MEMBER),
    ("manu", Rank.MEMBER),
)
WORDS = (
    ("bruno", "qui a le schéma du protocole ?"),
    ("éloïse", "il est affiché au fond de la salle"),
    ("kim", "je l'ai recopié, je le pose sur le bureau"),
    ("kim", "il manque la dernière page"),
    ("bruno", "merci, je la retrouve et je l'ajoute"),
)


async def draw(config: Config, size: tuple[int, int], keep: Keep) -> None:
    """Draw all scenes at a size."""
    async with _visit(config, size) as (pilot, chat):
        _tell(
            chat, facts.Connected("manu", ALL), _heard(Roster("#lobby", (("manu", Rank.MEMBER),)))
        )
        await _keep(pilot, keep, "chat_empty")
    async with _visit(config, size) as (pilot, chat):
        _enter(chat)
        _tell(chat, _heard(_said(1, "éloïse", "tu as vu photo:plage.jpg ?", "éloïse")))
        chat.open("éloïse")
        await _write(pilot, chat, "oui, superbe : c'était dimanche ?")
        ref = next(iter(chat.talk.waiting))
        _tell(chat, facts.Sent(ref, MOMENT), _heard(Stored(ref, "stored", MOMENT)))
        async with asyncio.timeout(20):
            while "plage.jpg" not in chat.view.lines.pictures:
                await pilot.pause(0.05)
        await _keep(pilot, keep, "chat_direct")
    async with _visit(config, size) as (pilot, chat):
        _enter(chat)
        said = [_said(number, *WORDS[number % len(WORDS)]) for number in range(-90, 0)]
        _tell(chat, _heard(ReadUpTo("#lobby", said[40].moment)))
        _tell(chat, _heard(Past("#lobby", tuple(said), more=False)))
        await pilot.pause(0.3)
        chat.view.lines.go_to(chat.talk.conversations.current.fresh or 0)
        await _keep(pilot, keep, "chat_history")
    async with _visit(config, size) as (pilot, chat):
        _enter(chat)
        _tell(chat, *(_heard(_said(number, *WORDS[number])) for number in range(len(WORDS))))
        nobody = Failure(Step.CONNECT, "", peer="127.0.0.1:7777", code="ECONNREFUSED")
        _tell(chat, facts.ConnectionLost(nobody, MOMENT), facts.RetryNears(8))
        await pilot.pause(0.3)
        await _write(pilot, chat, "la dernière page est dans l'archive")
        await _write(pilot, chat, "je l'imprime tout à l'heure")
        await _keep(pilot, keep, "chat_waiting")


def _enter(chat: ChatScreen) -> None:
    """Come into a room with others in it."""
    _tell(chat, facts.Connected("manu", ALL), _heard(Roster("#lobby", PEOPLE)))
    _tell(chat, _heard(Topic("#lobby", "Salle 12 : le protocole de l'archive, jeudi à 17 h")))
    _tell(chat, _heard(Roster("#photos", PEOPLE[:2])))
    _tell(chat, _heard(_said(0, "bruno", "manu, tu as la clé ?", "#photos")))
    _tell(chat, _heard(_said(0, "kim", "j'apporte le câble", "kim")))


@asynccontextmanager
async def _visit(
    config: Config, size: tuple[int, int]
) -> AsyncIterator[tuple[Pilot[None], ChatScreen]]:
    """Open the program in the chat, with nobody at the other end."""
    from tui.app import VasistasApp

    alone = replace(config, chat=replace(config.chat, login="manu"))
    deeds = [patch.object(Deeds, name) for name in ("past", "recent", "read", "ask")]
    with patch.object(Link, "run", lambda _link, _login: asyncio.Event().wait()):
        for deed in deeds:
            deed.start()
        try:
            async with VasistasApp(alone, screen="chat").run_test(size=size) as pilot:
                await pilot.pause(0.3)
                chat = pilot.app.screen
                assert isinstance(chat, ChatScreen)
                yield pilot, chat
        finally:
            for deed in deeds:
                deed.stop()


def _tell(chat: ChatScreen, *known: Message) -> None:
    for fact in known:
        chat.post_message(fact)


def _heard(event: Event) -> facts.Heard:
    return facts.Heard(event)


def _said(minutes: int, sender: str, text: str, place: str = "#lobby") -> Said:
    moment = MOMENT + timedelta(minutes=minutes - 10)
    return Said(place, sender, text, moment, id=f"{place} {minutes} {sender}")


async def _write(pilot: Pilot[None], chat: ChatScreen, text: str) -> None:
    await pilot.pause(0.3)
    chat.view.typed.value = text
    await pilot.press("enter")
    await pilot.pause(0.3)


async def _keep(pilot: Pilot[None], keep: Keep, name: str) -> None:
    await pilot.pause(0.5)
    await keep(pilot, name)
