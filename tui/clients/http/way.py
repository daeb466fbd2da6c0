"""How an exchange gets there: version, proxy, whom to trust, what to show of oneself."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Version(StrEnum):
    """The versions of HTTP that are offered."""

    HTTP_1 = "1.1"
    HTTP_2 = "2"
    """By TLS, or at once where there is none (RFC 9113, 3.3)."""
    AUTO = "auto"
    """What both sides of TLS agree on; without TLS 1.1."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Who is believed to be who they say."""

    verified: bool = True
    """False: anybody; it is said on the wire."""
    authority: Path | None = None
    """Certificates (PEM) to believe beside the system's."""
    certificate: Path | None = None
    """What is shown to a peer that asks (PEM)."""
    key: Path | None = None
    """Its key, where that is another file."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a peer."""

    version: Version = Version.HTTP_1
    proxy: str = ""
    """`http://name:port`; plain requests go to it whole, those by TLS through its CONNECT."""
    trust: Trust = field(default_factory=Trust)
    enciphered: bool = False
    """What travels below TLS is shown too."""
