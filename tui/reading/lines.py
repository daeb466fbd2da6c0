"""One line, gathered from pieces that are cut anywhere, of which a bounded part is kept."""

LIMIT = 64 * 1024
"""Bytes of a line that are read: four times what servers and clients agree to call a long line."""


class Gathered:
    """A line that grows until its LF; what goes beyond LIMIT is counted, not kept."""

    def __init__(self) -> None:
        self.size = 0
        """Bytes, the end included."""
        self.whole = False
        """Its LF came."""
        self._kept = bytearray()

    def take(self, data: bytes, place: int) -> int:
        """Take what belongs to this line from `place` on; return where that ends."""
        found = data.find(b"\n", place)
        stop = len(data) if found < 0 else found + 1
        room = LIMIT - len(self._kept)
        if room > 0:
            self._kept += data[place : min(stop, place + room)]
        self.size += stop - place
        self.whole = found >= 0
        return stop

    @property
    def long(self) -> bool:
        """Not all of it is kept."""
        return self.size > LIMIT

    @property
    def bare(self) -> bool:
        """It ends with LF alone."""
        return self.whole and not self.long and self._kept[-2:-1] != b"\r"

    @property
    def text(self) -> bytes:
        """What is kept of it, without its end."""
        kept = bytes(self._kept)
        if self.long or not self.whole:
            return kept
        return kept[:-1] if self.bare else kept[:-2]
