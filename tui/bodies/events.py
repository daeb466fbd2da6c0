"""Server-sent events as they come: the names of their fields apart from the words (HTML, 9.2.6)."""

import re

from tui.bodies.lines import TextRows
from tui.bodies.rows import Part, Row

_FIELD = re.compile(r"(event|data|id|retry)(: ?|$)(.*)", re.DOTALL)
_STYLES = {"event": "title", "data": "", "id": "number", "retry": "number"}


class EventRows(TextRows):
    """Lines of a stream of events."""

    def dressed(self, index: int, words: str) -> Row:
        """Tell a field's name from its value, and a remark from both."""
        if self._goes_on(index):
            return (Part(words),)
        if words.startswith(":"):
            return (Part(words, "faint"),)
        field = _FIELD.fullmatch(words)
        if field is None:
            return (Part(words, "faint" if ":" in words else ""),)
        name, colon, value = field.groups()
        return Part(name, "name"), Part(colon, "faint"), Part(value, _STYLES[name])

    def _goes_on(self, index: int) -> bool:
        """Tell whether a row is no beginning of a line."""
        start = self.start(index)
        return start > 0 and self.source.read(start - 1, 1) != b"\n"
