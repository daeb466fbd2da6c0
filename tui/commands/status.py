"""`status`: can every service be reached, and how long does its answer take?"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protocol.config import Config
from tui import failures
from tui.clients.archive import classic as archive
from tui.clients.connection import Connection, name_peer
from tui.clients.daytime import Daytime
from tui.clients.failure import Failure
from tui.clients.wire import Wire
from tui.commands.result import Result, show, show_json
from tui.numbers import decimal
from tui.printable import printable
from tui.words import _, ngettext

PATIENCE = 5.0
"""Seconds for one service: on a lab's network silence of this length is an answer."""

Probe = Callable[[str, int], Awaitable[str]]
"""Asks a service at an address and port, and returns what it said, in words."""


@dataclass(frozen=True, slots=True)
class State:
    """How one service is; `delay` is None where it cannot be reached, and `words` say why."""

    service: str
    peer: str
    delay: float | None
    words: str


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Ask all services at once, and show a line for each."""
    services = (
        ("clock", config.clock.address, config.clock.port, _ask_clock),
        ("echo", config.echo.address, config.echo.port, _ask_echo),
        ("chat", config.chat.address, config.chat.port, _ask_chat),
        ("archive", config.archive.address, config.archive.port, _ask_archive),
    )
    states = await asyncio.gather(*(_state(*service) for service in services))
    if arguments.json:
        show_json({"services": [_facts(state) for state in states]})
    else:
        peers = [printable(state.peer) for state in states]
        width = max(map(len, peers))
        for state, peer in zip(states, peers, strict=True):
            show(f"{state.service:<7}  {peer:<{width}}  {_sentence(state)}")
    reached = all(state.delay is not None for state in states)
    return Result.DONE if reached else Result.NETWORK


async def _state(service: str, address: str, port: int, probe: Probe) -> State:
    peer = name_peer(address, port)
    began = time.monotonic()
    try:
        words = await probe(address, port)
    except Failure as failure:
        return State(service, peer, None, failures.sentence(failure))
    return State(service, peer, time.monotonic() - began, words)


def _sentence(state: State) -> str:
    if state.delay is None:
        return state.words
    return _("answers in {delay} ms: {words}").format(
        delay=decimal(state.delay * 1000), words=state.words
    )


def _facts(state: State) -> dict[str, object]:
    reached = state.delay is not None
    return {
        "service": state.service,
        "peer": state.peer,
        "reachable": reached,
        "delay": round(state.delay, 6) if state.delay is not None else None,
        "words": state.words,
    }


async def _ask_clock(address: str, port: int) -> str:
    reading = await Daytime(address, port, Wire(), patience=PATIENCE).ask()
    return reading.words


async def _ask_echo(address: str, port: int) -> str:
    async with await Connection.open(address, port, Wire(), patience=PATIENCE) as connection:
        banner = await connection.receive(patience=PATIENCE)
    return banner.decode(errors="replace").strip()


async def _ask_chat(address: str, port: int) -> str:
    """Connect and leave: a login would be announced to everybody who is there."""
    async with await Connection.open(address, port, Wire(), patience=PATIENCE):
        return _("it waits for a login")


async def _ask_archive(address: str, port: int) -> str:
    listing = await archive.names(address, port, Wire())
    return ngettext("{number} photo", "{number} photos", len(listing.names))
