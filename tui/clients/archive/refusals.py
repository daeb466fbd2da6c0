"""What we refuse ourselves: a name no photo has, what a dialect cannot do, what is no answer."""

from protocol import names
from protocol.errors import RemoteProtocolError
from tui.clients.failure import Failure, Step
from tui.words import _

DETAIL = 200
"""Characters that are said of what came instead: two lines of a screen."""


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


def malformed(error: RemoteProtocolError, peer: str) -> Failure:
    """Return the failure of an answer that is not what it has to be."""
    reason = _("something else came than was asked for ({detail})")
    words = reason.format(detail=error.detail[:DETAIL])
    return Failure(Step.BODY, words, peer=peer, code=error.code)
