"""The upper-case service: what is said comes back in capitals, until `fin`.

S: Bonjour, tapez votre texte, ("fin" pour quitter)
C: bienvenue à tout le monde
S: Service > BIENVENUE À TOUT LE MONDE
C: fin
"""

from collections.abc import Iterator

from protocol.archive import render_refusal
from protocol.errors import RemoteProtocolError
from protocol.lines import Line, Lines
from servers.service import Service, Session

BANNER = b'Bonjour, tapez votre texte, ("fin" pour quitter)\n'

IDLE = 600.0
"""Seconds without a message: a person at telnet thinks, one who has left gives the place back."""


class EchoSession(Session):
    """One person's conversation with the service."""

    alone = True

    def converse(self) -> None:
        """Greet, then answer each message in a send of its own, an empty one too."""
        self.answer(BANNER)
        answered = 0
        try:
            for line in self._messages():
                self.answer(f"Service > {line.text.upper()}\n".encode())
                answered += 1
        finally:
            self.log.info("messages answered: %d", answered)

    def _messages(self) -> Iterator[Line]:
        lines = Lines()
        while not self.over:
            for line in self.hear(lines, self.deadline(IDLE)):
                if line.text.lower() == "fin":
                    return
                yield line

    def refuse(self, error: RemoteProtocolError) -> bytes:
        """Say why the conversation ends."""
        return render_refusal(error)


class Echo(Service):
    """The upper-case service of a host."""

    name = "echo"
    session = EchoSession

    def refusal(self) -> bytes:
        """Say that the host is full."""
        return render_refusal(RemoteProtocolError("interdit", "trop de connexions"))
