"""The chat screen's sentences."""

from tui.clients.failure import Failure
from tui.failures import sentence
from tui.words import _, ngettext

HELP = _("""\
On the left are the rooms and the people: ● is here, ○ has gone, a number is unread. Beside them \
is what they say. The line at the bottom is yours, and the arrow before it says whom it is for.

Enter sends. While the connection is lost, lines wait and leave in order when it is back; Enter \
on an empty line tries again at once.

@name text writes to somebody else at once; Tab completes a name that begins with @. On an empty \
line, Tab goes to the next conversation. A click on a name opens it. A line that begins with a \
space is text, whatever follows.

A line marked ? was sent right before the connection was lost: nobody knows whether it arrived. \
A line marked ✗ was refused, and the reason is under it.
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


def nothing_said(name: str, is_here: bool, is_logged_in: bool) -> str:
    """What to know of a conversation in which there is nothing yet."""
    if not is_logged_in:
        return _("Press Enter and choose a name: then you talk with everybody who is here.")
    if name.startswith("#"):
        return _("What you write here, everybody in {name} reads.").format(name=name)
    if is_here:
        return _("What you write here, only {name} reads.").format(name=name)
    return _("{name} is not here.").format(name=name)
