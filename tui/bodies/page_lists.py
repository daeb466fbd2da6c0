"""Lists of a page: bullets, numbers, and how far to the right their items begin."""

from dataclasses import dataclass

from tui.bodies.page_flow import Flow

_BULLETS = "•◦▪"
_LARGEST = 999_999
"""The largest number of an item."""


@dataclass
class _List:
    number: int | None
    """Of its next item; None: its items have bullets."""
    open: bool = False
    """One of its items is."""


class Lists:
    """The lists that are open, one within another, in a page or in a cell of it."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._lists: list[_List] = []

    def begin(self, number: int | None) -> None:
        """Begin a list; a number is that of its first item."""
        self._flow.end()
        if not self._lists:
            self._flow.wait()
        self._lists.append(_List(number))

    def end(self) -> None:
        """End the innermost list."""
        self.end_item()
        if self._lists:
            self._lists.pop()
        if not self._lists:
            self._flow.wait()

    def begin_item(self) -> None:
        """Begin an item; the one before ends, whether that was said or not."""
        self.end_item()
        if not self._lists:
            self._lists.append(_List(None))
        innermost = self._lists[-1]
        if innermost.number is None:
            mark = f"{_BULLETS[(len(self._lists) - 1) % len(_BULLETS)]} "
        else:
            mark = f"{innermost.number}. "
            innermost.number = min(innermost.number + 1, _LARGEST)
        innermost.open = True
        self._flow.indent("li", " " * len(mark), mark)

    def end_item(self) -> None:
        """End an item, if one is open."""
        self._flow.end()
        if self._lists and self._lists[-1].open:
            self._lists[-1].open = False
            self._flow.outdent("li")


def first(start: str) -> int:
    """Read the number of a list's first item."""
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 1
