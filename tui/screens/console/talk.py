"""One conversation of the console: to whom, how, what travelled, and what is under way."""

from collections import deque
from collections.abc import Callable

from tui.beacon import State
from tui.clients.console import ConsoleClient
from tui.clients.failure import Failure
from tui.clients.wire import Direction, Piece, Wire
from tui.printable import printable
from tui.screens.console.guides import Guide, Hint, Said
from tui.screens.console.manner import Address, Habits, Preset
from tui.screens.console.repeating import Repeat

WAITING = 100
"""Lines that wait for somebody to take the call: more than one types in ten seconds."""

TALKS = 8
"""Conversations at once: as many as have a name in a line of 80 columns. Each remembers what
travelled, so that all of them together stay below 100 MiB whatever comes."""

_SECRETS = ("password", "passphrase", "passwd", "passe")
"""How a question for a password ends, in English and in French."""


class Talk:
    """What a tab is about. It touches no widget; whoever changes it says so to the screen."""

    def __init__(
        self, number: int, preset: Preset, login: str, changed: Callable[[], object]
    ) -> None:
        self.id = number
        """Its number, which no other conversation of this program has or had."""
        self.wire = Wire()
        self._changed = changed
        self.host = self.port = ""
        """As they stand in the fields above, right or not."""
        self.call = 0
        """The number of the latest call; facts of earlier ones are old."""
        self.client: ConsoleClient | None = None
        self.is_calling = False
        self.has_ended = False
        """We said that we will send nothing more."""
        self.waiting: deque[tuple[str, bytes]] = deque(maxlen=WAITING)
        """Lines entered before there was a connection, as typed and as they will be sent."""
        self.latest = b""
        """What was sent last, unless it was a password."""
        self.repeat: Repeat | None = None
        self.carried = 0
        """Bytes of a file that have left; `carries` while more of it are to come."""
        self.carries = False
        self.draft = ""
        """What stands in the line while another conversation is looked at."""
        self.accepted: dict[Address, str] = {}
        """Certificates that were accepted for the next call, by their fingerprint."""
        self.is_verified = True
        """Somebody vouches for whoever is on the line, as far as TLS goes."""
        self.unsaid: Failure | None = None
        """It came while nobody looked."""
        self.is_news = False
        """Something came while nobody looked."""
        self.in_view = False
        self.state, self.words = State.IDLE, ""
        self._login = login
        self._guide: Guide | None = None
        self._said = Said()
        self.choose(preset)
        self.wire.watch(self._hear)

    def choose(self, preset: Preset) -> None:
        """Be about another service."""
        self.preset: Preset | None = preset
        self.host, self.port = preset.address.host, str(preset.address.port)
        self.habits: Habits = preset.habits()
        self._guide = preset.new_guide(self._login)
        self._said = Said()

    def leave_preset(self) -> None:
        """Be about a place that somebody typed."""
        self.preset, self._guide = None, None

    @property
    def name(self) -> str:
        """Its name in a tab, safe to draw."""
        return self.preset.name if self.preset else printable(f"{self.host}:{self.port}")

    @property
    def is_connected(self) -> bool:
        """Somebody is on the line."""
        return self.client is not None

    @property
    def address(self) -> Address | None:
        """What the fields say; None where the port is no number or the address is empty."""
        host, port = self.host.strip(), self.port.strip()
        if not host or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
            return None
        return Address(host, int(port))

    @property
    def hint(self) -> Hint | None:
        """What the preset's guide would type now."""
        return self._guide.next(self._said) if self._guide is not None else None

    @property
    def asks_secret(self) -> bool:
        """Whether what they said last asks for a password."""
        if not self.is_connected or not self._said.is_our_turn:
            return False
        part = self._said.heard.part.casefold()
        return part.endswith(":") and part.rstrip(" :\N{NO-BREAK SPACE}").endswith(_SECRETS)

    def keep_secret(self) -> None:
        """The password they asked for is being sent; the next line is none."""
        self._said.is_our_turn = False
        self._changed()

    def begin_call(self) -> int:
        """Call: return the call's number."""
        self.call += 1
        self.client, self.is_calling, self.has_ended = None, True, False
        return self.call

    def connected(self, client: ConsoleClient) -> None:
        """Somebody took the call; the lesson begins."""
        self.client, self.is_calling = client, False
        self._said = Said()

    def end_call(self) -> None:
        """Nobody is on the line any more."""
        self.call += 1
        self.client, self.is_calling, self.carries = None, False, False
        self._said.is_over = True
        if self.repeat is not None:
            self.repeat.stop()
            self.repeat = None

    def _hear(self, piece: Piece) -> None:
        if piece.direction is Direction.RECEIVED:
            self.is_news = self.is_news or not self.in_view
            self._said.hear(piece.data)
        elif piece.direction is Direction.SENT:
            self._said.send(piece.data)
        self._changed()
