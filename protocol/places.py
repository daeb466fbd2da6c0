"""Where time is asked for, as people write it.

daytime://127.0.0.1:1313    RFC 867, a sentence over TCP; 13 where no port is named
time://time.lab             RFC 868, four bytes over TCP; 37
sntp://[2001:db8::1]:11123  RFC 4330, UDP; 123
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a source of time is asked."""

    DAYTIME = "daytime"
    TIME = "time"
    SNTP = "sntp"


PORTS = {Kind.DAYTIME: 13, Kind.TIME: 37, Kind.SNTP: 123}

ALLOWED = "daytime://HOST[:PORT], time://HOST[:PORT], sntp://HOST[:PORT]"

_PLACE = re.compile(
    r"(?P<kind>[a-z]{1,8})://"
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,15})?)\]|(?P<host>[^\s/:@\[\]?#%]{1,253}))"
    r"(?::(?P<port>[0-9]{1,5}))?/?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """One source: how to ask, and whom."""

    kind: Kind
    address: str
    port: int

    def __str__(self) -> str:
        """Write it as it is read."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        port = "" if self.port == PORTS[self.kind] else f":{self.port}"
        return f"{self.kind}://{host}{port}"


def place(text: str) -> Place:
    """Read a place; ValueError, with the words for what is allowed, where it is none."""
    found = _PLACE.fullmatch(text)
    if found is None or found["kind"] not in {str(kind) for kind in Kind}:
        raise ValueError(ALLOWED)
    kind = Kind(found["kind"])
    port = int(found["port"] or PORTS[kind])
    address = found["six"] or found["host"]
    if not 0 < port < 65536 or not address.isprintable():
        raise ValueError(ALLOWED)
    return Place(kind, address, port)
