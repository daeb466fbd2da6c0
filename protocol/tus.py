"""Resumable uploads: what stands in the fields of tus 1.0.0 (https://tus.io/protocols).

    C: POST /uploads                                S: 201, Location: /uploads/3f9c…
       Upload-Length: 4194304
       Upload-Metadata: filename cGxhZ2UuanBn
    C: PATCH /uploads/3f9c…                         (the line goes dead after a megabyte)
       Upload-Offset: 0
    C: HEAD /uploads/3f9c…                          S: 200, Upload-Offset: 1048576
    C: PATCH /uploads/3f9c…                         S: 204, Upload-Offset: 4194304
       Upload-Offset: 1048576

What a client says of a photo: `filename` (or `name`), and `sha256` in hexadecimal if it knows it,
which the whole photo is then held to.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

from protocol.errors import RemoteProtocolError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha256", "sha1")
"""For one PATCH; every service must know sha1, by the standard, and the first is the better one."""

BODY = "application/offset+octet-stream"
MISMATCH = 460
"""The status of a PATCH whose bytes are not those of its checksum; tus has made it up."""

METADATA_LIMIT = 4096
"""Bytes of Upload-Metadata: a photo's name has 340 in base64; the rest is for programs that say
more."""

_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]+")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_DIGEST_BYTES = {"sha256": 32, "sha1": 20}


@dataclass(frozen=True, slots=True)
class Checksum:
    """What one PATCH must have for its bytes to count."""

    algorithm: str
    digest: bytes


def parse_number(value: str | None) -> int:
    """Read a length or an offset; raises RemoteProtocolError `forme`."""
    if value is None or not _NUMBER.fullmatch(value):
        raise RemoteProtocolError("forme", "un nombre d'octets, en chiffres")
    return int(value)


def parse_metadata(value: str) -> dict[str, str]:
    """Read Upload-Metadata; raises RemoteProtocolError `forme`."""
    if len(value) > METADATA_LIMIT:
        raise RemoteProtocolError("forme", f"Upload-Metadata : plus de {METADATA_LIMIT} octets")
    found: dict[str, str] = {}
    for pair in value.split(",") if value.strip() else ():
        key, _, text = pair.strip(" ").partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise RemoteProtocolError("forme", "Upload-Metadata : CLÉ BASE64, …")
        found[key] = _decode(text).decode(errors="replace")
    return found


def render_metadata(facts: Mapping[str, str]) -> str:
    """Write Upload-Metadata."""
    pairs = ((key, base64.b64encode(text.encode()).decode()) for key, text in facts.items())
    return ",".join(f"{key} {text}".rstrip() for key, text in pairs)


def name_in(facts: Mapping[str, str]) -> str:
    """Return the photo's name, not yet held to the rule; RemoteProtocolError `nom` for none."""
    name = facts.get("filename") or facts.get("name")
    if not name or "\ufffd" in name:
        raise RemoteProtocolError("nom", "Upload-Metadata : filename, en UTF-8")
    return name


def sha256_in(facts: Mapping[str, str]) -> str | None:
    """Return the whole photo's digest, if it is said; raises RemoteProtocolError `forme`."""
    digest = facts.get("sha256")
    if digest is not None and not _SHA256.fullmatch(digest):
        raise RemoteProtocolError("forme", "Upload-Metadata : sha256, en hexadécimal")
    return digest.lower() if digest else None


def parse_checksum(value: str) -> Checksum:
    """Read Upload-Checksum; raises RemoteProtocolError `forme`."""
    algorithm, _, text = value.partition(" ")
    digest = _decode(text)
    if len(digest) != _DIGEST_BYTES.get(algorithm):
        raise RemoteProtocolError("forme", "Upload-Checksum : sha256 BASE64")
    return Checksum(algorithm, digest)


def render_checksum(checksum: Checksum) -> str:
    """Write Upload-Checksum."""
    return f"{checksum.algorithm} {base64.b64encode(checksum.digest).decode()}"


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise RemoteProtocolError("forme", "ce n'est pas du base64") from None
