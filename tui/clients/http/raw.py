"""A request that is exactly the bytes that a person wrote, right or wrong.

    record = Exchange(RawRequest("localhost:8000", b"GET / HTTP/1.1\\n\\n"))
    await record.take_place(wire, patience=10)

Nothing is refused, added or mended. What comes is read until they hang up or have been silent for
the whole patience: nobody but them knows whether more is to come. Of it a head and a body are
found, as far as there are any.
"""

import re
from dataclasses import dataclass, field

from protocol.tokens import TCHAR

_METHOD = re.compile(rb"(" + TCHAR + rb"{1,20}) ")
"""A method, and a space."""


@dataclass(frozen=True, slots=True)
class RawRequest:
    """These bytes, to the machine and the port of this address, by TLS where it says https.

    Fields and body are in the bytes; those that other requests have are empty here.
    """

    address: str
    data: bytes
    fields: tuple[tuple[str, str], ...] = field(default=(), init=False)
    body: bytes = field(default=b"", init=False)

    @property
    def method(self) -> str:
        """The first word, if it is one that could be a method."""
        found = _METHOD.match(self.data)
        return found[1].decode() if found else "RAW"
