"""What is refused before a byte is sent: a name that no photo has, and what a dialect cannot do."""

from protocol import names
from protocol.errors import RemoteProtocolError
from tui.clients.failure import Failure, Step
from tui.words import _


def check_name(name: str, peer: str) -> str:
    """Return a photo's name as it travels; raises Failure REFUSED, code `nom`."""
    try:
        return names.photo(name)
    except RemoteProtocolError as error:
        reason = _("“{name}” is no photo's name").format(name=name[: names.PHOTO_BYTES])
        raise Failure(Step.REFUSED, reason, peer=peer, code=error.code) from None


def unable(peer: str) -> Failure:
    """Return the failure of what cannot be asked in this dialect."""
    reason = _("the classic dialect has no word for it")
    return Failure(Step.REFUSED, reason, peer=peer, code="commande")
