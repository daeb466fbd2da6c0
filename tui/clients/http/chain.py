"""Certificates in words, whatever a peer has sent: each as far as it can be read.

    for certificate in read(record.chain): ...

All text in it is a stranger's. `cryptography` is imported when the first one is read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509

MOST = 32
"""Certificates that are read: chains have two to four, and TLS lets a peer send thousands."""

_WITHOUT_DIGEST = {"1.3.101.112": "Ed25519", "1.3.101.113": "Ed448"}
"""Signatures that need none (RFC 8410)."""

_UNKNOWN = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate; what cannot be read in it is empty."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    """Whom it is for: names, addresses and the like, as subjectAltName has them."""
    begins: datetime
    ends: datetime
    key: str
    """`RSA 2048`, `EC secp256r1`, `Ed25519`."""
    signature: str
    fingerprint: str
    """SHA-256 of its bytes, in hexadecimal, with colons."""


def read(chain: list[bytes]) -> list[Certificate]:
    """Read certificates (DER)."""
    return [_read(der) for der in chain[:MOST]]


def _read(der: bytes) -> Certificate:
    from cryptography import x509

    fingerprint = hashlib.sha256(der).digest().hex(":").upper()
    try:
        found = x509.load_der_x509_certificate(der)
    except ValueError:
        return Certificate("", "", (), _UNKNOWN, _UNKNOWN, "", "", fingerprint)
    return Certificate(
        subject=_distinguished(found, "subject"),
        issuer=_distinguished(found, "issuer"),
        names=tuple(_names(found)),
        begins=found.not_valid_before_utc,
        ends=found.not_valid_after_utc,
        key=_key(found),
        signature=_signature(found),
        fingerprint=fingerprint,
    )


def _distinguished(certificate: "x509.Certificate", which: str) -> str:
    """Write a name as RFC 4514 does."""
    try:
        name = certificate.subject if which == "subject" else certificate.issuer
        return name.rfc4514_string()
    except ValueError:
        return ""


def _names(certificate: "x509.Certificate") -> Iterator[str]:
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return
    for name in extension.value:
        if isinstance(name, x509.DirectoryName):
            yield name.value.rfc4514_string()
        elif isinstance(name, x509.OtherName):
            yield f"{name.type_id.dotted_string}: {name.value.hex()}"
        elif isinstance(name, x509.RegisteredID):
            yield name.value.dotted_string
        else:
            yield str(name.value)


def _key(certificate: "x509.Certificate") -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return certificate.public_key_algorithm_oid.dotted_string
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}"
    return type(key).__name__.lstrip("_").removesuffix("PublicKey")


def _signature(certificate: "x509.Certificate") -> str:
    """Name how it is signed: `RSA SHA256`, `ECDSA SHA384`, `Ed25519`; a number if unheard of."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    number = certificate.signature_algorithm_oid.dotted_string
    try:
        digest = certificate.signature_hash_algorithm
        how = certificate.signature_algorithm_parameters
    except (UnsupportedAlgorithm, ValueError):
        return number
    if digest is None:
        return _WITHOUT_DIGEST.get(number, number)
    kind = number
    if isinstance(how, ec.ECDSA):
        kind = "ECDSA"
    elif isinstance(how, padding.PKCS1v15):
        kind = "RSA"
    elif isinstance(how, padding.PSS):
        kind = "RSA-PSS"
    return f"{kind} {digest.name.upper()}"
