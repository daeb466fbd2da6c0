"""What was sent, so that ↑ brings it back: as long as the program runs, and no passwords.

Nothing of it reaches a disk: what people type into a console is often meant for one host alone.
"""

import re
from collections import deque

KEPT = 200
"""Lines that ↑ brings back: more than anybody walks through by hand."""

_SECRET = re.compile(r"\s*(?:PASS|AUTH|AUTHENTICATE|OPER|LOGIN|Authorization:)\s", re.IGNORECASE)
"""Lines of IRC, mail and HTTP in which a password stands."""


class History:
    """Lines in the order in which they were sent, shared by all conversations."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=KEPT)

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: str) -> None:
        """Remember a line, unless it is the last one again or holds a password."""
        if line and not _SECRET.match(line) and (not self._lines or self._lines[-1] != line):
            self._lines.append(line)

    def back(self, steps: int) -> str:
        """Return the line so many steps back; 1 is the latest."""
        return self._lines[-steps]
