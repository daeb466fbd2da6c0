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
    (Step.NAME, "PROXY"): N_("“{peer}” is no proxy that can be asked"),
    (Step.NAME, ""): N_("The name in “{peer}” cannot be found"),
    (Step.CONNECT, "ECONNREFUSED"): N_("Nothing listens at {peer}"),
    (Step.CONNECT, "ETIMEDOUT"): N_("{peer} does not answer the door: connecting took too long"),
    (Step.CONNECT, "ENETUNREACH"): N_("No network leads from here to {peer}"),
    (Step.CONNECT, "EHOSTUNREACH"): N_("No machine answers at {peer}"),
    (Step.CONNECT, ""): N_("Connecting to {peer} failed"),
    (Step.CONNECT, "ENOENT"): N_("There is no socket {peer}"),
    (Step.CONNECT, "EACCES"): N_("Connecting to {peer} is not allowed here"),
    (Step.TUNNEL, "407"): N_("{peer} wants a name and a password"),
    (Step.TUNNEL, "ETIMEDOUT"): N_("{peer} does not say whether it leads on"),
    (Step.TUNNEL, "ECONNRESET"): N_("{peer} hung up, and does not lead on"),
    (Step.TUNNEL, ""): N_("{peer} does not lead on"),
    (Step.TLS, "EXPIRED"): N_("The certificate of {peer} has expired"),
    (Step.TLS, "NOT_YET"): N_("The certificate of {peer} is not valid yet"),
    (Step.TLS, "OTHER_NAME"): N_("The certificate of {peer} is for another name"),
    (Step.TLS, "UNKNOWN_AUTHORITY"): N_("Nobody known here vouches for {peer}"),
    (Step.TLS, "SELF_SIGNED"): N_("Nobody but itself vouches for {peer}"),
    (Step.TLS, "REVOKED"): N_("The certificate of {peer} has been revoked"),
    (Step.TLS, "CERTIFICATE"): N_("The certificate of {peer} cannot be believed"),
    (Step.TLS, "CLIENT_CERTIFICATE"): N_("{peer} does not accept who we are"),
    (Step.TLS, "AUTHORITY_FILE"): N_("The certificates to believe cannot be read"),
    (Step.TLS, "CERTIFICATE_FILE"): N_("Our own certificate cannot be shown"),
    (Step.TLS, "NO_TLS"): N_("{peer} speaks no TLS"),
    (Step.TLS, "VERSION"): N_("{peer} and we have no version of TLS in common"),
    (Step.TLS, "ALPN"): N_("{peer} does not speak this version of HTTP"),
    (Step.TLS, "ECONNRESET"): N_("{peer} hung up instead of agreeing on TLS"),
    (Step.TLS, "ETIMEDOUT"): N_("Agreeing on a secure connection with {peer} took too long"),
    (Step.TLS, ""): N_("No secure connection could be agreed on with {peer}"),
    (Step.SEND, "REQUEST"): N_("This request cannot be sent"),
    (Step.SEND, "FILE"): N_("“{peer}” cannot be sent"),
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

_WHENEVER = {
    "GOAWAY": N_("{peer} has ended the connection"),
    "RST_STREAM": N_("{peer} has broken off this exchange"),
    "HTTP_1": N_("{peer} does not speak HTTP/2"),
}
"""What means the same in every step."""

_HOST = N_("Is the host running? It is started with: python -m servers")
_AUTHORITY = N_(
    "If you trust it: give its certificate, or its authority's, as a PEM file (authority = in the"
    " section [http] of config.ini)."
)
_OURS = N_(
    "Give a certificate of yours and its key as PEM files (certificate = and key = in the section"
    " [http] of config.ini)."
)
_OLDER = N_("Ask in HTTP/1.1 (version = 1.1, or auto, in the section [http] of config.ini).")
_CLOCK = N_("Is this machine's clock right? If it is, whoever runs the service must renew it.")
_TRY_AGAIN = N_("Try again.")
_NETWORK = N_("Check the address and this machine's network.")
_PORT = N_("Check address and port: something else may be listening there.")
_DIALECT = N_("To an archive of 2017: dialect = classic in the section [archive] of config.ini.")
_CLASSIC = N_("To a chat of 2017: dialect = classic in the section [chat] of config.ini.")
_REMEDIES = {
    (Step.NAME, "URL"): N_("An address looks like this: http://localhost:8000/path"),
    (Step.NAME, "PROXY"): N_("A proxy looks like this: http://localhost:3128"),
    (Step.NAME, ""): N_(
        "Is the address complete? Check the spelling, or give the address in numbers: 127.0.0.1"
    ),
    (Step.CONNECT, "ECONNREFUSED"): _HOST,
    (Step.CONNECT, "ETIMEDOUT"): N_("Check the address; a firewall may be in between."),
    (Step.CONNECT, ""): _NETWORK,
    (Step.CONNECT, "ENOENT"): N_("Check the path; is the service running that makes it?"),
    (Step.CONNECT, "EACCES"): N_("Ask whoever runs the service to let you in."),
    (Step.TUNNEL, "407"): N_("Write them into the proxy's address: http://name:password@host:port"),
    (Step.TUNNEL, ""): N_("Ask whoever runs the proxy; or ask without one, if that is possible."),
    (Step.TLS, "EXPIRED"): _CLOCK,
    (Step.TLS, "NOT_YET"): _CLOCK,
    (Step.TLS, "OTHER_NAME"): N_("Ask under a name that is in the certificate."),
    (Step.TLS, "UNKNOWN_AUTHORITY"): _AUTHORITY,
    (Step.TLS, "SELF_SIGNED"): _AUTHORITY,
    (Step.TLS, "REVOKED"): N_("Do not go on: its key may be in the wrong hands."),
    (Step.TLS, "CERTIFICATE"): N_("Look at the certificates; ask whoever runs the service."),
    (Step.TLS, "CLIENT_CERTIFICATE"): _OURS,
    (Step.TLS, "AUTHORITY_FILE"): N_("Check the path: it leads to a file of certificates (PEM)."),
    (Step.TLS, "CERTIFICATE_FILE"): _OURS,
    (Step.TLS, "NO_TLS"): N_("Perhaps http:// is meant, or another port."),
    (Step.TLS, "VERSION"): N_("It may be too old, or too strict: ask whoever runs the service."),
    (Step.TLS, "ALPN"): _OLDER,
    (Step.TLS, ""): N_("Check address and port: perhaps no TLS is spoken there."),
    (Step.SEND, "FILE"): N_("Check the path, and that the file may be read."),
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
    (Step.BODY, ""): _TRY_AGAIN,
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
_REMEDIES_WHENEVER = {"GOAWAY": _TRY_AGAIN, "RST_STREAM": _TRY_AGAIN, "HTTP_1": _OLDER}
_SAME = {"EPIPE": "ECONNRESET", "ECONNABORTED": "ECONNRESET", "EOF": "ECONNRESET"}
"""Three more ways in which a peer hangs up."""
_SAYS_IT_ALL = {
    "ECONNREFUSED",
    "ETIMEDOUT",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "ECONNRESET",
    "OTHER_NAME",
}
"""Codes for which the system's reason would only repeat our sentence."""


def sentence(failure: Failure) -> str:
    """Say which step failed, and why; what was found out about it is the better reason."""
    words = _find(_TELLING, _WHENEVER, failure)
    words = _(words).format(peer=printable(failure.peer) or _("the service"))
    if not failure.peer:
        words = words[:1].upper() + words[1:]
    reason = failure.detail or (failure.reason and _(failure.reason))
    reason = printable(reason)[:LONGEST].strip(" .")
    if not reason or (_code(failure) in _SAYS_IT_ALL and not failure.detail):
        return _("{sentence}.").format(sentence=words)
    return _("{sentence}: {reason}.").format(sentence=words, reason=reason)


def remedy(failure: Failure) -> str:
    """Say what to do about it."""
    return _(_find(_REMEDIES, _REMEDIES_WHENEVER, failure))


def _code(failure: Failure) -> str:
    return _SAME.get(failure.code, failure.code)


def _find(words: dict[tuple[Step, str], str], whenever: dict[str, str], failure: Failure) -> str:
    code = _code(failure)
    return words.get((failure.step, code)) or whenever.get(code) or words[failure.step, ""]
