"""Whom to believe, as TLS wants it said: from a `Trust` to a context of the ssl module.

What the system trusts is believed as httpx2 does it: on Linux the certificates that OpenSSL finds
(SSL_CERT_FILE and SSL_CERT_DIR are heeded), elsewhere those of the system's own store, by
truststore. Reads files: call it in a thread.
"""

import ssl
from pathlib import Path

from protocol.reasons import said
from tui.clients.failure import Failure, Step
from tui.clients.http.way import Trust
from tui.homes import expanded
from tui.words import _


def context_of(trust: Trust, peer: str) -> ssl.SSLContext:
    """Make the context, or raise Failure TLS where a file of ours is no good."""
    import httpcore2

    if not trust.verified:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        context = httpcore2.default_ssl_context()
        if trust.authority is not None:
            _believe(context, trust.authority, peer)
    if trust.certificate is not None:
        _show(context, trust.certificate, trust.key, peer)
    return context


def _believe(context: ssl.SSLContext, authority: Path, peer: str) -> None:
    try:
        context.load_verify_locations(expanded(authority))
    except OSError as error:
        raise _no_good(authority, error, "AUTHORITY_FILE", peer) from error


def _show(context: ssl.SSLContext, certificate: Path, key: Path | None, peer: str) -> None:
    """Show a certificate to a peer that asks; a key that wants a password is refused in words."""
    wants_password = False

    def password() -> str:
        nonlocal wants_password
        wants_password = True
        return ""

    context.post_handshake_auth = True  # some ask only for some pages (RFC 8446, 4.6.2)
    try:
        context.load_cert_chain(expanded(certificate), key and expanded(key), password=password)
    except OSError as error:
        if wants_password:
            reason = _("the key in {path} wants a password").format(path=key or certificate)
            raise Failure(Step.TLS, reason, peer=peer, code="CERTIFICATE_FILE") from error
        raise _no_good(certificate, error, "CERTIFICATE_FILE", peer) from error


def _no_good(path: Path, error: OSError, code: str, peer: str) -> Failure:
    why = said(error)
    if isinstance(error, ssl.SSLError) and error.reason:
        why = error.reason.replace("_", " ").lower()
    why = _(why)
    return Failure(Step.TLS, f"{path}: {why}", peer=peer, code=code)
