"""The console screen's sentences."""

from tui.clients.console import Ending
from tui.words import _

HELP = _("""\
A small telnet: what you type goes to the service above as it is, and everything that travels is \
shown. Enter sends the line; where nobody is on the line yet, it calls first. ↑ and ↓ bring back \
what was sent.

A line ends with LF, with CR LF as telnet sends it, or with nothing at all, as the clients of 2017 \
did: a service then waits for a short pause.

Things to try: “bonjour” and “fin” with the upper-case service; a name, then “#lobby@bonjour” and \
“*@stop” with the chat; “lister” with the archive; the clock needs nothing but a call.
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


def no_address() -> str:
    """What is written above is nowhere to connect to."""
    return _("An address is needed above, and a port: a number from 1 to 65535.")


def ending(ending: Ending) -> str:
    """What ends a line, for the end of the line."""
    return {
        Ending.LF: _("then LF"),
        Ending.CR_LF: _("then CR LF"),
        Ending.NONE: _("then nothing"),
    }[ending]
