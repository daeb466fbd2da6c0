"""The console's client, by hand with the host's upper-case service and with nobody."""

import asyncio
import socket

import pytest
from waiting import until_async

from protocol.config import Limits
from servers.door import Door
from servers.echo import Echo
from servers.service import running
from tui.clients.console import ConsoleClient, Ending
from tui.clients.failure import Failure, Step
from tui.clients.wire import Direction, Wire

HOST = "127.0.0.1"


def travelled(wire: Wire, direction: Direction) -> bytes:
    return b"".join(piece.data for piece in wire.pieces if piece.direction is direction)


async def test_a_conversation_with_the_upper_case_service_is_on_the_wire_as_it_travelled() -> None:
    limits = Limits()
    wire = Wire()
    with running(Echo(HOST, 0, Door(limits), limits)) as service:
        async with await ConsoleClient.open(HOST, service.port, wire) as client:
            listening = asyncio.create_task(client.listen())
            for number, ending in enumerate(Ending, 1):
                await client.say("déjà", ending)
                answers = number * len("Service > DÉJÀ\n".encode())
                await until_async(
                    lambda wanted=answers: (
                        len(travelled(wire, Direction.RECEIVED).partition(b"\n")[2]) == wanted
                    )
                )
            await client.say("fin", Ending.LF)
            await asyncio.wait_for(listening, 10)
    sent = travelled(wire, Direction.SENT).decode()
    assert sent == "déjà\ndéjà\r\ndéjàfin\n"
    received = travelled(wire, Direction.RECEIVED).decode()
    assert received.partition("\n")[2] == "Service > DÉJÀ\n" * 3


async def test_where_nothing_listens_the_step_that_failed_is_to_connect() -> None:
    with socket.create_server((HOST, 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Failure) as failure:
        await ConsoleClient.open(HOST, port, Wire())
    assert (failure.value.step, failure.value.code) == (Step.CONNECT, "ECONNREFUSED")


async def test_an_empty_line_without_ending_sends_nothing() -> None:
    wire = Wire()
    with socket.create_server((HOST, 0)) as listener:
        async with await ConsoleClient.open(HOST, listener.getsockname()[1], wire) as client:
            await client.say("", Ending.NONE)
    assert travelled(wire, Direction.SENT) == b""
