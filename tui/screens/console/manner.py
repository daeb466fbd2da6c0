"""How a connection of the console is spoken on, and where a preset leads."""

from dataclasses import dataclass
from enum import StrEnum

from protocol import hexadecimal
from protocol.config import Config
from tui.clients.connection import name_peer
from tui.clients.console import Ending
from tui.screens.console.guides import GUIDES
from tui.screens.console.guides.hint import Guide
from tui.words import _

TELNET = 23
"""The port on which telnet's own words are expected, as telnet itself has it."""


class Telnet(StrEnum):
    """Whether telnet's own words are understood and refused."""

    AUTOMATIC = "automatic"
    """On telnet's port alone: elsewhere the same bytes mean something else."""
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Address:
    """An address and a port, as they are connected to."""

    host: str
    port: int


@dataclass(slots=True)
class Habits:
    """What one may change about a connection while it is there."""

    ending: Ending = Ending.LF
    is_hex: bool = False
    """Bytes are typed, and nothing ends a line."""
    tls: bool = False
    telnet: Telnet = Telnet.AUTOMATIC

    def understands_telnet(self, port: int) -> bool:
        """Tell whether telnet's words are answered at a port."""
        if self.telnet is Telnet.AUTOMATIC:
            return port == TELNET
        return self.telnet is Telnet.YES

    def bytes_of(self, text: str) -> bytes:
        """Return what a typed line sends, with its end; HexError where hex is typed and wrong."""
        if self.is_hex:
            return hexadecimal.read(text)
        return f"{text}{self.ending.value}".encode(errors="replace")

    def typed(self, text: str) -> str:
        """Write a line as one types it here: where bytes are typed, in quotes and with its end."""
        return hexadecimal.write(text, self.ending.value) if self.is_hex else text


@dataclass(frozen=True, slots=True)
class Preset:
    """A service to talk to: its name, where, how, and who shows what to type next."""

    name: str
    address: Address
    ending: Ending = Ending.LF
    tls: bool = False
    guide: str = ""
    """The name of a guide, or nothing."""

    def habits(self) -> Habits:
        """How this service is talked to."""
        return Habits(ending=self.ending, tls=self.tls)

    def new_guide(self, login: str) -> Guide | None:
        """Begin to show what to type."""
        make = GUIDES.get(self.guide)
        peer = name_peer(self.address.host, self.address.port)
        return make(login, peer) if make is not None else None


def presets(config: Config) -> list[Preset]:
    """Name the host's services and where they are, then ports that are known everywhere."""
    return [*_of_host(config), *_well_known(config.chat.address)]


def _of_host(config: Config) -> list[Preset]:
    echo = Address(config.echo.address, config.echo.port)
    clock = Address(config.clock.address, config.clock.port)
    chat = Address(config.chat.address, config.chat.port)
    archive = Address(config.archive.address, config.archive.port)
    crlf = Ending.CR_LF
    return [
        Preset(_("Capitals"), echo, guide="capitals"),
        Preset(_("Clock"), clock, guide="clock"),
        Preset(_("Chat"), chat, guide="chat"),
        Preset(_("Chat (IRC)"), chat, crlf, guide="irc"),
        Preset(_("Photos"), archive, guide="photos"),
        Preset(_("Photos (HTTP)"), archive, crlf, guide="photos-http"),
    ]


def _well_known(host: str) -> list[Preset]:
    crlf = Ending.CR_LF
    return [
        Preset("HTTP", Address(host, 80), crlf, guide="http"),
        Preset("HTTPS", Address(host, 443), crlf, tls=True, guide="http"),
        Preset("SMTP", Address(host, 25), crlf, guide="smtp"),
        Preset("IRC", Address(host, 6667), crlf, guide="irc"),
        Preset("Redis", Address(host, 6379), crlf, guide="redis"),
        Preset("Telnet", Address(host, TELNET), crlf),
    ]
