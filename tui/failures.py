"""Words for what went wrong: which step failed and why, and what a person can do about it.

A failure's peer and reason are strangers' text; what leaves here is safe to draw.
"""

from protocol.config import N_
from tui.clients.failure import Failure, Step
from tui.printable import printable
from tui.words import _

LONGEST = 300
"""Characters of a reason that are shown: a few lines of a dialog, whatever a peer says."""

_TELLING = {
    (Step.NAME, "URL"): N_("“{peer}” is no address that can be asked"),
    (Step.NAME, ""): N_("The name in “{peer}” cannot be found"),
    (Step.CONNECT, "ECONNREFUSED"): N_("Nothing listens at {peer}"),
    (Step.CONNECT, "ETIMEDOUT"): N_("{peer} does not answer the door: connecting took too long"),
    (Step.CONNECT, "ENETUNREACH"): N_("No network leads from here to {peer}"),
    (Step.CONNECT, "EHOSTUNREACH"): N_("No machine answers at {peer}"),
    (Step.CONNECT, ""): N_("Connecting to {peer} failed"),
    (Step.TLS, "ETIMEDOUT"): N_("Agreeing on a secure connection with {peer} took too long"),
    (Step.TLS, ""): N_("No secure connection could be agreed on with {peer}"),
    (Step.SEND, "REQUEST"): N_("This request cannot be sent"),
    (Step.SEND, "ECONNRESET"): N_("{peer} hung up while we were sending"),
    (Step.SEND, "ETIMEDOUT"): N_("{peer} does not take what we send"),
    (Step.SEND, ""): N_("Sending to {peer} failed"),
    (Step.WAIT, "ECONNRESET"): N_("{peer} hung up before it answered"),
    (Step.WAIT, "ETIMEDOUT"): N_("{peer} took the call, but does not answer"),
    (Step.WAIT, "dialecte"): N_("{peer} hung up before it answered"),
    (Step.WAIT, ""): N_("Waiting for {peer} failed"),
    (Step.HEADERS, "ECONNRESET"): N_("{peer} hung up in the middle of its header"),
    (Step.HEADERS, "ETIMEDOUT"): N_("{peer} stopped in the middle of its header"),
    (Step.HEADERS, "dialecte"): N_("What answers at {peer} does not speak HTTP"),
    (Step.HEADERS, ""): N_("The header that {peer} sent cannot be understood"),
    (Step.BODY, "ECONNRESET"): N_("{peer} hung up in the middle of its answer"),
    (Step.BODY, "ETIMEDOUT"): N_("{peer} stopped in the middle of its answer"),
    (Step.BODY, "forme"): N_("The answer of {peer} cannot be understood"),
    (Step.BODY, "irc"): N_("What answers at {peer} does not speak IRC"),
    (Step.BODY, "abime"): N_("The photo is damaged, at {peer} or on its way"),
    (Step.BODY, "longueur"): N_("The answer of {peer} is longer than it may be"),
    (Step.BODY, ""): N_("The answer of {peer} did not come through"),
    (Step.REFUSED, "login"): N_("{peer} refuses this login: it is taken, or not valid"),
    (Step.REFUSED, "destinataire"): N_("Nobody of that name is known at {peer}"),
    (Step.REFUSED, "forme"): N_("{peer} did not understand what we asked"),
    (Step.REFUSED, "longueur"): N_("What we sent is too long for {peer}"),
    (Step.REFUSED, "debit"): N_("Too much too fast for {peer}"),
    (Step.REFUSED, "interdit"): N_("{peer} does not allow it"),
    (Step.REFUSED, "commande"): N_("{peer} does not know this request"),
    (Step.REFUSED, "nom"): N_("{peer} does not accept this name"),
    (Step.REFUSED, "taille"): N_("{peer} does not take photos of this size"),
    (Step.REFUSED, "introuvable"): N_("{peer} has nothing of that name"),
    (Step.REFUSED, "existe"): N_("{peer} has something of that name already"),
    (Step.REFUSED, "quota"): N_("The archive at {peer} is full"),
    (Step.REFUSED, "disque"): N_("The disk of {peer} is full, or broken"),
    (Step.REFUSED, "image"): N_("For {peer} this is no picture"),
    (Step.REFUSED, "change"): N_("The photo has changed at {peer}"),
    (Step.REFUSED, "panne"): N_("{peer} has trouble of its own"),
    (Step.REFUSED, ""): N_("{peer} refuses"),
}
"""What failed, by step and code; a step's empty code stands for every other one."""

_HOST = N_("Is the host running? It is started with: python -m servers")
_NETWORK = N_("Check the address and this machine's network.")
_PORT = N_("Check address and port: something else may be listening there.")
_DIALECT = N_("To an archive of 2017: dialect = classic in the section [archive] of config.ini.")
_CLASSIC = N_("To a chat of 2017: dialect = classic in the section [chat] of config.ini.")
_REMEDIES = {
    (Step.NAME, "URL"): N_("An address looks like this: http://localhost:8000/path"),
    (Step.NAME, ""): N_("Check the spelling, or give the address in numbers: 127.0.0.1"),
    (Step.CONNECT, "ECONNREFUSED"): _HOST,
    (Step.CONNECT, "ETIMEDOUT"): N_("Check the address; a firewall may be in between."),
    (Step.CONNECT, ""): _NETWORK,
    (Step.TLS, ""): N_("Check address and port: perhaps no TLS is spoken there."),
    (Step.SEND, "REQUEST"): N_("Correct the method, the address or the fields."),
    (Step.SEND, ""): N_("Try again; what was sent may have arrived in part."),
    (Step.WAIT, "ETIMEDOUT"): _PORT,
    (Step.WAIT, "dialecte"): _DIALECT,
    (Step.WAIT, ""): _HOST,
    (Step.HEADERS, "dialecte"): _DIALECT,
    (Step.HEADERS, ""): _PORT,
    (Step.BODY, "forme"): _PORT,
    (Step.BODY, "irc"): _CLASSIC,
    (Step.BODY, "longueur"): _PORT,
    (Step.BODY, "abime"): N_("Try again; if it stays so, ask whoever runs the host to verify it."),
    (Step.BODY, ""): N_("Try again."),
    (Step.REFUSED, "login"): N_("Choose another login."),
    (Step.REFUSED, "destinataire"): N_("Check the name, or wait until that person is back."),
    (Step.REFUSED, "longueur"): N_("Send less at once."),
    (Step.REFUSED, "debit"): N_("Wait a moment, then try again."),
    (Step.REFUSED, "interdit"): N_("Ask whoever runs the host."),
    (Step.REFUSED, "nom"): N_("Choose another name: no “/”, no dot in front, 255 bytes at most."),
    (Step.REFUSED, "taille"): N_("Choose a smaller photo, or ask whoever runs the host."),
    (Step.REFUSED, "introuvable"): N_("Load the list again: it may have changed."),
    (Step.REFUSED, "existe"): N_("Choose another name."),
    (Step.REFUSED, "quota"): N_("Delete photos that are not needed, or ask whoever runs the host."),
    (Step.REFUSED, "disque"): N_("Ask whoever runs the host."),
    (Step.REFUSED, "image"): N_("Save it, and open it with another program."),
    (Step.REFUSED, "change"): N_("Begin again from its first byte."),
    (Step.REFUSED, "panne"): N_("Ask whoever runs the host."),
    (Step.REFUSED, ""): _PORT,
}
_SAME = {"EPIPE": "ECONNRESET", "ECONNABORTED": "ECONNRESET", "EOF": "ECONNRESET"}
"""Three more ways in which a peer hangs up."""
_SAYS_IT_ALL = {"ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ECONNRESET"}
"""Codes for which the system's reason would only repeat our sentence."""


def sentence(failure: Failure) -> str:
    """Say which step failed, and why."""
    words = _(_find(_TELLING, failure)).format(peer=printable(failure.peer) or _("the service"))
    words = words[:1].upper() + words[1:]
    reason = printable(failure.reason)[:LONGEST].strip(" .")
    if not reason or _code(failure) in _SAYS_IT_ALL:
        return _("{sentence}.").format(sentence=words)
    return _("{sentence}: {reason}.").format(sentence=words, reason=reason)


def remedy(failure: Failure) -> str:
    """Say what to do about it."""
    return _(_find(_REMEDIES, failure))


def _code(failure: Failure) -> str:
    return _SAME.get(failure.code, failure.code)


def _find(words: dict[tuple[Step, str], str], failure: Failure) -> str:
    return words.get((failure.step, _code(failure))) or words[failure.step, ""]
