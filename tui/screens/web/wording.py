"""What the web screen says of an exchange."""

from tui import numbers
from tui.clients.failure import Step
from tui.printable import printable
from tui.words import _

HELP = _("""\
Type an address and press Enter: what is asked and what is answered appears exactly as it \
travels, line by line, with its direction and time. Nothing is followed, decoded or hidden.

An address without http:// in front gets it. A new request ends the one under way; \
what came stays until you clear it.

→ was sent, ← was received, · is a remark of this program. ␍␊ is the end of a line as it \
came; » goes on in the next row.
""")


def under_way(step: Step) -> str:
    """Say what is going on in a step."""
    words = {
        Step.NAME: _("Looking up the name…"),
        Step.CONNECT: _("Connecting…"),
        Step.TLS: _("Agreeing on TLS…"),
        Step.SEND: _("Sending…"),
        Step.WAIT: _("Waiting for an answer…"),
        Step.HEADERS: _("Receiving the head…"),
    }
    return words.get(step, _("Receiving…"))


def receiving(size: int) -> str:
    """Say how much of the body is here."""
    return _("Receiving… {size}").format(size=numbers.size(size))


def answered(status: int, reason: str, size: int, seconds: float) -> str:
    """Say how an exchange ended."""
    said = f"{status} {printable(reason)}".strip()
    return _("{answer} · {size} · {seconds} s").format(
        answer=said, size=numbers.size(size), seconds=numbers.decimal(seconds, ".3f")
    )
