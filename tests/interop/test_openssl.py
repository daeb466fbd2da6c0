"""The console's client with openssl's TLS server."""

import asyncio
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from waiting import until_async

from tui.clients.console import ConsoleClient, Ending, Manner, Untrusted
from tui.clients.wire import Direction, Wire

pytestmark = pytest.mark.interop
HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).parents[1] / "live" / "localhost.pem"


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def received(wire: Wire) -> bytes:
    return b"".join(one.data for one in wire.pieces if one.direction is Direction.RECEIVED)


def read_port(process: subprocess.Popen[bytes]) -> int:
    """What `openssl s_server -accept 0` says once it listens."""
    assert process.stdout is not None
    for line in process.stdout:
        if (found := re.search(rb"ACCEPT \S+:(\d+)", line)) is not None:
            return int(found[1])
    raise AssertionError("it did not listen")


async def test_openssls_server_is_refused_accepted_once_and_talked_to(
    program: Callable[[str], str],
) -> None:
    openssl = program("openssl")
    command = (openssl, "s_server", "-accept", f"{HOST}:0", "-cert", str(CERTIFICATE), "-rev")
    with running(*command) as process:
        port = await asyncio.to_thread(read_port, process)
        with pytest.raises(Untrusted) as refused:
            await ConsoleClient.open(HOST, port, Wire(), Manner(tls=True))
        shown = subprocess.run(
            [openssl, "x509", "-in", CERTIFICATE, "-noout", "-fingerprint", "-sha256"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        fingerprint = refused.value.fingerprint
        assert shown.partition("=")[2].strip().replace(":", "").lower() == fingerprint
        wire = Wire()
        manner = Manner(tls=True, accepted=fingerprint)
        async with await ConsoleClient.open(HOST, port, wire, manner) as client:
            listening = asyncio.create_task(client.listen())
            await client.say("bonjour", Ending.LF)
            await until_async(lambda: received(wire) == b"ruojnob\n")
            listening.cancel()
