"""A small telnet: bytes go out, bytes come in, and the wire shows both.

It understands nothing, but for telnet's own words where it is told to: those it answers.
"""

import hashlib
import ssl
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self

from protocol import telnet
from tui.clients.connection import PATIENCE, Connection
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.words import _

CAUTIOUS = 4096
"""Bytes taken at once where telnet is spoken: they may be a thousand demands, each answered."""

TOLD = 16
"""Demands of one piece that are told one by one; more of them are told as a number."""


class Ending(Enum):
    """What ends a line that is sent."""

    LF = "\n"
    CR_LF = "\r\n"
    NONE = ""
    """Nothing, as clients of 2017 did: a service waits for a pause."""


class Untrusted(Failure):
    """Their certificate is not one to trust; `fingerprint` says which it was, in SHA-256."""

    def __init__(self, failure: Failure, fingerprint: str) -> None:
        super().__init__(failure.step, failure.reason, peer=failure.peer, code=failure.code)
        self.fingerprint = fingerprint


@dataclass(frozen=True, slots=True)
class Manner:
    """How to call: with TLS or not, and what to make of telnet's words."""

    tls: bool = False
    accepted: str = ""
    """The fingerprint of a certificate that somebody accepts although it cannot be verified."""
    telnet: bool = False


class ConsoleClient:
    """One connection to any service; `open` makes it, `async with` ends it."""

    def __init__(self, connection: Connection, wire: Wire, manner: Manner) -> None:
        self._connection = connection
        self._wire = wire
        self._telnet = telnet.Talk() if manner.telnet else None
        self.peer = connection.peer

    @classmethod
    async def open(
        cls,
        address: str,
        port: int,
        wire: Wire,
        manner: Manner = Manner(),
        *,
        patience: float = PATIENCE,
    ) -> "ConsoleClient":
        """Connect within `patience` seconds a step, or raise Failure; Untrusted for a certificate
        that nobody vouches for. Nothing is sent to whoever has such a one.
        """
        connection = await Connection.open(address, port, wire, patience=patience)
        if manner.tls:
            try:
                await _secure(connection, address, manner.accepted, patience)
            except Failure as failure:
                await connection.close()
                if failure.code != "CERTIFICATE" or manner.accepted:
                    raise
                shown = await _fingerprint(address, port, patience)
                raise Untrusted(failure, shown) from failure
            except BaseException:
                await connection.close()
                raise
            if manner.accepted:
                wire.note(_("{peer}: not verified, but accepted").format(peer=connection.peer))
        return cls(connection, wire, manner)

    @property
    def can_end(self) -> bool:
        """Whether one can stop speaking and still listen."""
        return self._connection.can_end

    def end(self) -> None:
        """Stop speaking. Raises Failure."""
        self._connection.end()

    async def listen(self) -> None:
        """Receive until they hang up; what comes is on the wire. Raises Failure."""
        if self._telnet is None:
            while await self._connection.receive():
                pass
            return
        while data := await self._connection.receive(CAUTIOUS):
            await self._answer(list(self._telnet.receive(data)))

    async def say(self, text: str, ending: Ending, *, patience: float = PATIENCE) -> None:
        """Send a line, or raise Failure. What is no UTF-8 in it, half a pair, becomes `?`."""
        await self.send(f"{text}{ending.value}".encode(errors="replace"), patience=patience)

    async def send(
        self, data: bytes, *, patience: float = PATIENCE, is_secret: bool = False
    ) -> None:
        """Send bytes as they are, or raise Failure; towards telnet 255 is said twice."""
        if data:
            data = data if self._telnet is None else telnet.escape(data)
            await self._connection.send(data, patience=patience, is_secret=is_secret)

    async def _answer(self, words: list[telnet.Word]) -> None:
        for word in words[:TOLD]:
            told = _("Telnet: {words}, answered {answer}") if word.answer else _("Telnet: {words}")
            self._wire.note(told.format(words=word.name, answer=word.answer_name))
        if len(words) > TOLD:
            told = _("Telnet: {number} words more, answered likewise")
            self._wire.note(told.format(number=len(words) - TOLD))
        if answer := b"".join(word.answer for word in words):
            await self._connection.send(answer, patience=PATIENCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connection.close()


async def _secure(connection: Connection, name: str, accepted: str, patience: float) -> None:
    """Agree on TLS: with whom the system trusts, or with whom has the one accepted certificate."""
    context = _blind() if accepted else ssl.create_default_context()
    await connection.secure(context, name, patience=patience)
    if accepted and _seen(connection) != accepted:
        reason = _("this is not the certificate that was accepted")
        raise Failure(Step.TLS, reason, peer=connection.peer, code="CHANGED")


async def _fingerprint(address: str, port: int, patience: float) -> str:
    """Look at their certificate, on a connection of its own that says nothing else."""
    async with await Connection.open(address, port, Wire(), patience=patience) as connection:
        await connection.secure(_blind(), address, patience=patience)
        return _seen(connection)


def _seen(connection: Connection) -> str:
    certificate = connection.tls.getpeercert(binary_form=True) if connection.tls else None
    return hashlib.sha256(certificate or b"").hexdigest()


def _blind() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
