"""The chat screen's sentences."""

from tui.clients.failure import Failure
from tui.failures import sentence
from tui.words import _, ngettext

HELP = _("""\
On the left are your conversations: rooms, and people whom you talk with. ● is here, ◐ is away, \
○ has gone. A number is unread, and @ before it counts what names you. Beside them is what is \
said; in a wide window the people of the room are on the right, @ before those who rule it.

The line at the bottom is yours, and the arrow before it says whom it is for. Enter sends. ↑ and \
↓ bring back what you wrote. Tab completes names, rooms and commands; on an empty line it opens \
the next conversation. A line that begins with a space is text, whatever follows.

/help lists the commands: /msg NAME TEXT writes to somebody, as @NAME TEXT does; /join #ROOM \
enters a room, /search WORDS finds what was said. // begins a text with a slash.

Before your own lines: … leaves, ✓ is stored on the host, ✓✓ is stored and somebody is there to \
hear it, ○ waits for the connection, ✗ was refused, with the reason under it: Ctrl+R sends it \
again. ? left right before the connection was lost, and nobody knows whether it arrived. What \
waits survives the end of the program, and leaves in order; Enter on an empty line tries again \
at once.

PgUp reads back, as far as the host remembers; Esc returns to the newest line.
""")


def logged_out() -> str:
    """Nobody has said who they are."""
    return _("Not logged in: Enter asks for your name.")


def connecting(peer: str) -> str:
    """A try is under way."""
    return _("Connecting to {peer} …").format(peer=peer)


def connected(login: str) -> str:
    """We are in."""
    return _("Connected as {login}").format(login=login)


def connected_again(login: str) -> str:
    """We are in after a loss, for the log."""
    return _("Connected again, as {login}.").format(login=login)


def refused(login: str) -> str:
    """The service does not take this login."""
    return _("The name “{login}” was refused: Enter asks for another.").format(login=login)


def lost(failure: Failure | None) -> str:
    """Why there is no connection."""
    return sentence(failure) if failure else _("The service hung up.")


def lost_notice(why: str) -> str:
    """The connection is gone, for the log."""
    return _("{why} What you write now is sent when the connection is back.").format(why=why)


def again(why: str, seconds: int) -> str:
    """When the next try is."""
    return _("{why} Again in {seconds} s; Enter: now.").format(why=why, seconds=seconds)


def counts(people: int, waiting: int) -> str:
    """Who is here and what waits."""
    parts = []
    if waiting:
        parts.append(ngettext("{number} line waits", "{number} lines wait", waiting))
    if people:
        parts.append(ngettext("{number} person here", "{number} people here", people))
    return " · ".join(parts)


def newer(lines: int) -> str:
    """What is out of sight below."""
    if not lines:
        return _("Esc: newest")
    return ngettext("Esc: {number} newer line", "Esc: {number} newer lines", lines)


def part_of_the_past() -> str:
    """What is shown is not the end."""
    return _("A part of the past · Esc: newest")


def asking() -> str:
    """A part of the past is on its way."""
    return _("Asking the host for more …")


def beginning() -> str:
    """Nothing lies before."""
    return _("The beginning of the history")


def enough() -> str:
    """More lies before, and is not shown."""
    return _("More lies before: /search finds it")


def pasted(number: int, place: str) -> str:
    """Several lines were pasted."""
    lines = ngettext("{number} line", "{number} lines", number)
    return _("Send {lines} to {place}?").format(lines=lines, place=place)


def full(waiting: int) -> str:
    """So many lines wait that there is no room for more."""
    return ngettext(
        "{number} line waits for the connection already.",
        "{number} lines wait for the connection already.",
        waiting,
    )


def nothing_said(name: str, is_here: bool, is_logged_in: bool) -> str:
    """What to know of a conversation in which there is nothing yet."""
    if not is_logged_in:
        return _("Press Enter and choose a name: then you talk with everybody who is here.")
    if name.startswith("#"):
        return _("What you write here, everybody in {name} reads.").format(name=name)
    if is_here:
        return _("What you write here, only {name} reads.").format(name=name)
    return _("{name} is not here.").format(name=name)
