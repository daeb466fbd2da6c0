"""The console screen's sentences."""

from protocol.hexadecimal import HexError, Wrong
from tui import numbers
from tui.clients.console import Ending, Untrusted
from tui.dialogs import Confirm
from tui.failures import sentence
from tui.printable import printable
from tui.screens.console.talk import TALKS, Talk
from tui.words import _

HELP = _("""\
A telnet for any service: what you type goes there as it is, and everything that travels is shown. \
Enter sends the line; where nobody is on the line yet, it calls first. ↑ and ↓ bring back what was \
sent since the program started, but for passwords.

Ctrl+O chooses a service. For many of them, a line above the entry then shows what to type next, \
and follows what is answered: Tab takes it over, Enter sends it.

A line ends with LF, with CR LF as telnet sends it, or with nothing at all, as the clients of 2017 \
did: a service then waits for a short pause. As hex, bytes go as typed: 0d 0a "text" ff.

F9 goes to what travelled, and back: there x shows hex, t times or the pauses between, / finds.

TLS is verified as browsers do it. A certificate that cannot be verified is named, and you may \
accept it for one call.
""")


def empty() -> str:
    """What to know where nothing has travelled."""
    return _("Nothing has travelled yet: press Enter to call the service above.")


def idle() -> str:
    """Nobody has been called."""
    return _("Not connected: Enter calls.")


def connecting(peer: str) -> str:
    """A call is under way."""
    return _("Calling {peer} …").format(peer=peer)


def connected(peer: str) -> str:
    """Somebody is on the line."""
    return _("Connected to {peer}").format(peer=peer)


def they_hung_up(peer: str) -> str:
    """They ended it."""
    return _("{peer} hung up. Enter calls again.").format(peer=peer)


def we_hung_up() -> str:
    """We ended it."""
    return _("You hung up. Enter calls again.")


def has_ended(peer: str) -> str:
    """We will send nothing more."""
    return _("You will send nothing more; {peer} may still speak.").format(peer=peer)


def no_address() -> str:
    """What is written above is nowhere to connect to."""
    return _("An address is needed above, and a port: a number from 1 to 65535.")


def no_more_talks() -> str:
    """There are as many conversations as there can be."""
    return _("{number} conversations are the most: close one first.").format(number=TALKS)


def ending(talk: Talk) -> str:
    """What ends a line, for the end of the line."""
    if talk.habits.is_hex:
        return _("as hex")
    return {
        Ending.LF: _("then LF"),
        Ending.CR_LF: _("then CR LF"),
        Ending.NONE: _("then nothing"),
    }[talk.habits.ending]


def summary(talk: Talk) -> str:
    """What is not as usual on this line."""
    words = []
    if talk.habits.tls:
        words.append("TLS" if talk.is_verified else _("TLS, not verified"))
    address = talk.address
    if address is not None and talk.habits.understands_telnet(address.port):
        words.append("telnet")
    if talk.repeat is not None:
        words.append(_("every {seconds} s").format(seconds=talk.repeat.seconds))
    if talk.carries:
        words.append(_("file: {size}").format(size=numbers.size(talk.carried)))
    return " · ".join(words)


def wrong_hex(error: HexError) -> str:
    """Say what is wrong in hex, and where."""
    words = {
        Wrong.DIGIT: _("Character {place}: “{piece}” is no hexadecimal digit."),
        Wrong.HALF: _("Character {place}: “{piece}” is not made of pairs of digits."),
        Wrong.QUOTE: _("Character {place}: this quote does not end."),
        Wrong.TEXT: _("Character {place}: this is no text."),
    }[error.wrong]
    return words.format(place=error.place + 1, piece=printable(error.piece))


def untrusted(failure: Untrusted) -> Confirm:
    """Ask whether to accept a certificate that nobody vouches for."""
    pairs = [failure.fingerprint[place : place + 4] for place in range(0, 64, 4)]
    detail = _("Somebody in between may pretend to be them. Compare with whoever runs the service:")
    return Confirm(
        sentence(failure),
        f"{detail}\nSHA-256 {' '.join(pairs)}",
        _("Accept once"),
        _("Hang up"),
        careful=True,
    )
