"""Words for what went wrong: which step failed and why, and what a person can do about it."""

from tui.clients.failure import Failure, Step
from tui.printable import printable
from tui.words import _


def sentence(failure: Failure) -> str:
    """Say which step failed, and why."""
    peer, reason = printable(failure.peer), printable(failure.reason)
    if failure.code == "ECONNREFUSED":
        return _("Nothing listens at {peer}.").format(peer=peer)
    if failure.step is Step.REFUSED:
        return _("{peer} refused: {reason}.").format(peer=peer, reason=reason)
    return _("{peer}: {reason}.").format(peer=peer, reason=reason)


def remedy(failure: Failure) -> str:
    """Say what to do about it."""
    if failure.code == "ECONNREFUSED":
        return _("Is the host running? It is started with: python -m servers")
    return _("Try again.")
