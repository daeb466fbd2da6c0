"""Blocks of fields in HTTP/2: one HEADERS and its CONTINUATIONs, unpacked by HPACK (RFC 7541)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpack import Decoder

BLOCK = 256 * 1024
"""Bytes of a block, from its HEADERS through all of its CONTINUATIONs."""

LIST = 256 * 1024
"""Bytes of fields, once they are unpacked: a small block can say a large one many times."""

TABLE = 1024 * 1024
"""Bytes of a table of compression that we follow; the usual one has 4,096."""


class Blocks:
    """One direction's blocks. Whoever misses one cannot read those after it."""

    def __init__(self) -> None:
        self.readable = True
        self._gathered: bytearray | None = None
        self._decoder: Decoder | None = None

    @property
    def open(self) -> bool:
        """A block has begun and not ended."""
        return self._gathered is not None

    def add(self, fragment: bytes, *, begins: bool) -> None:
        """Take a part; one that does not belong there makes all of it unreadable."""
        if begins == self.open or len(self._gathered or b"") + len(fragment) > BLOCK:
            self.readable = False
        if self.readable:
            self._gathered = (self._gathered or bytearray()) + fragment

    def end(self, table: int) -> list[tuple[bytes, bytes]]:
        """Unpack the block; nothing where that is not possible, now and ever after."""
        gathered, self._gathered = self._gathered, None
        if not self.readable or gathered is None:
            return []
        import hpack

        if self._decoder is None:
            self._decoder = hpack.Decoder(max_header_list_size=LIST)
        self._decoder.max_allowed_table_size = max(4096, min(table, TABLE))
        try:
            pairs = self._decoder.decode(bytes(gathered), raw=True)
        except hpack.HPACKError:
            self.readable = False
            return []
        return [(bytes(name), bytes(value)) for name, value in pairs]
