"""Why TLS was not agreed on, by one word that tells what a person can do about it.

`EXPIRED`, `NOT_YET`, `OTHER_NAME`, `UNKNOWN_AUTHORITY`, `SELF_SIGNED`, `REVOKED`: what is wrong
with the peer's certificate; `CERTIFICATE`: something else is. `CLIENT_CERTIFICATE`: ours is
missing or refused. `NO_TLS`: something else is spoken there. `VERSION`: no version or cipher in
common. `ALPN`: no version of HTTP in common. `TLS`: all the rest, in the library's words.
"""

import ssl

from tui.clients.failure import Failure, Step

_VERIFIED = {
    9: "NOT_YET",
    10: "EXPIRED",
    18: "SELF_SIGNED",
    19: "SELF_SIGNED",
    2: "UNKNOWN_AUTHORITY",
    20: "UNKNOWN_AUTHORITY",
    21: "UNKNOWN_AUTHORITY",
    23: "REVOKED",
    62: "OTHER_NAME",
    63: "OTHER_NAME",
    64: "OTHER_NAME",
}
"""What OpenSSL finds wrong with a certificate: the X509_V_ERR numbers of its x509_vfy.h."""

_CLIENT = "CLIENT_CERTIFICATE"
_REASONS = {
    "HTTP_REQUEST": "NO_TLS",
    "PACKET_LENGTH_TOO_LONG": "NO_TLS",
    "RECORD_LAYER_FAILURE": "NO_TLS",
    "UNKNOWN_PROTOCOL": "NO_TLS",
    "WRONG_VERSION_NUMBER": "NO_TLS",
    "DH_KEY_TOO_SMALL": "VERSION",
    "NO_CIPHERS_AVAILABLE": "VERSION",
    "NO_PROTOCOLS_AVAILABLE": "VERSION",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "VERSION",
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": "VERSION",
    "TLSV1_ALERT_PROTOCOL_VERSION": "VERSION",
    "UNSUPPORTED_PROTOCOL": "VERSION",
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": "ALPN",
    "SSLV3_ALERT_BAD_CERTIFICATE": _CLIENT,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _CLIENT,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": _CLIENT,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _CLIENT,
    "SSLV3_ALERT_NO_CERTIFICATE": _CLIENT,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _CLIENT,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": _CLIENT,
    "TLSV1_ALERT_ACCESS_DENIED": _CLIENT,
    "TLSV1_ALERT_UNKNOWN_CA": _CLIENT,
    "UNEXPECTED_EOF_WHILE_READING": "EOF",
}


def from_tls(step: Step, error: ssl.SSLError, peer: str, *, introduced: bool = False) -> Failure:
    """Say what is wrong; `introduced`: the peer has shown its certificate already.

    Who breaks off in TLS 1.2 after that misses ours, for the ciphers were agreed on. In TLS 1.3 a
    peer refuses ours after we have begun to speak: that is a failure of TLS too, whatever step was
    under way.
    """
    reason = (error.reason or str(error)).replace("_", " ").lower()
    if isinstance(error, ssl.SSLCertVerificationError):
        code = _VERIFIED.get(error.verify_code, "CERTIFICATE")
        return Failure(step, error.verify_message or reason, peer=peer, code=code)
    code = _REASONS.get(error.reason or "", "TLS")
    if introduced and error.reason == "SSLV3_ALERT_HANDSHAKE_FAILURE":
        code = _CLIENT
    return Failure(Step.TLS if code == _CLIENT else step, reason, peer=peer, code=code)
