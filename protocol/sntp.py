"""SNTP's client: one packet of 48 bytes there, one back (RFC 4330; RFC 5905, section 14).

    C: 23 00 00 00 … 00 …  9b 1f c4 02 77 5e 10 a8     version 4, client; a nonce and nothing else
    S: 24 02 06 ec … 9b 1f c4 02 77 5e 10 a8 …         version 4, server, stratum 2; the nonce again

A question tells nothing of whoever asks: its transmit timestamp is 64 random bits, which the answer
repeats, so that nobody who did not see it can answer. Timestamps are seconds and their fraction
since 1900 up to 2036, then since 2036 (RFC 4330, section 3): bit 0 tells which.
"""

import struct
from dataclasses import dataclass

from protocol.errors import RemoteProtocolError

LENGTH = 48

LIMIT = 1024
"""Bytes of an answer: what follows the first 48, extensions and a signature, is not read."""

UNSYNCHRONISED = 3
"""The leap indicator of a server whose clock is not set."""

REFUSALS = ("RATE", "DENY", "RSTR")
"""Kisses of death that tell a client to ask less often, or not at all (RFC 5905, section 7.4)."""

_CLIENT, _SERVER, _VERSION = 3, 4, 4
_PACKET = struct.Struct("!BBbb II4s QQQQ")
_SINCE_1900 = 2_208_988_800
_ERA = 2**32
_LATER_HALF = 2**31


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says; spans in seconds, moments in seconds since 1970, universal time."""

    leap: int
    version: int
    stratum: int
    """1 has a clock of its own, 2 asks one of those, …; 0 and 16 have no time."""
    poll: int
    """How often it may be asked, a power of two; 0 where it does not say."""
    precision: int
    """The grain of its clock, a power of two."""
    root_delay: float
    root_dispersion: float
    """How far it may be off, the half of `root_delay` not counted."""
    reference: bytes
    """Four bytes: what its clock is called at stratum 1, whom it asks above that."""
    referenced: float | None
    """When its clock was last set."""
    received: float
    transmitted: float

    @property
    def kiss(self) -> str:
        """The kiss code of a server that gives no time; empty for others."""
        return self._letters if self.stratum == 0 else ""

    @property
    def described(self) -> str:
        """Say in one line what came."""
        return (
            f"LI {self.leap}, VN {self.version}, stratum {self.stratum}, "
            f"precision 2^{self.precision} s, root delay {self.root_delay:.6f} s, "
            f"root dispersion {self.root_dispersion:.6f} s, reference {self.source}"
        )

    @property
    def source(self) -> str:
        """Whom the server follows: letters at strata 0 and 1, else four numbers."""
        if self.stratum < 2:
            return self._letters
        return ".".join(str(byte) for byte in self.reference)

    @property
    def _letters(self) -> str:
        return "".join(chr(byte) for byte in self.reference if 32 < byte < 127)


def request(nonce: int) -> bytes:
    """Ask; `nonce` is 64 random bits."""
    return _PACKET.pack(_VERSION << 3 | _CLIENT, 0, 0, 0, 0, 0, b"", 0, 0, 0, nonce)


def parse(data: bytes, nonce: int) -> Answer:
    """Read the answer to `request(nonce)`.

    Raises RemoteProtocolError: `longueur`; `forme` for what is no server's packet; `jeton` for an
    answer to another question, which may be somebody else's; `heure` for moments that cannot be.
    """
    if not LENGTH <= len(data) <= LIMIT:
        raise RemoteProtocolError("longueur", f"{LENGTH} octets au moins, {LIMIT} au plus")
    first, stratum, poll, precision, delay, dispersion, reference, *stamps = _PACKET.unpack(
        data[:LENGTH]
    )
    leap, version, mode = first >> 6, first >> 3 & 7, first & 7
    if mode != _SERVER or not 1 <= version <= _VERSION:
        raise RemoteProtocolError("forme", "ce n'est pas la réponse d'un serveur")
    referenced, originated, received, transmitted = stamps
    if originated != nonce:
        raise RemoteProtocolError("jeton", "réponse à une autre question")
    answer = Answer(
        leap=leap,
        version=version,
        stratum=stratum,
        poll=poll,
        precision=precision,
        root_delay=delay / 2**16,
        root_dispersion=dispersion / 2**16,
        reference=reference,
        referenced=seconds(referenced) if referenced else None,
        received=seconds(received),
        transmitted=seconds(transmitted),
    )
    return answer if answer.kiss in REFUSALS else _plausible(answer, received, transmitted)


def seconds(stamp: int) -> float:
    """Turn a timestamp of 64 bits into seconds since 1970, 1968 to 2104."""
    whole, fraction = divmod(stamp, _ERA)
    if whole < _LATER_HALF:
        whole += _ERA
    return whole - _SINCE_1900 + fraction / _ERA


def timestamp(moment: float) -> int:
    """Turn seconds since 1970 into a timestamp of 64 bits."""
    return round((moment + _SINCE_1900) * _ERA) % 2**64


def _plausible(answer: Answer, received: int, transmitted: int) -> Answer:
    if not received or not transmitted or answer.transmitted < answer.received:
        raise RemoteProtocolError("heure", "horodatages impossibles")
    if answer.precision > 0:
        raise RemoteProtocolError("heure", "horloge trop grossière")
    return answer
