"""HTTP/1 as it was said, in one direction of a connection: requests, or the answers to them.

    reader = Reader("GET")
    for mark in reader.feed(data): ...      # any cuts give the same marks
    for mark in reader.close(): ...         # they hung up

After a head that cannot be followed, or a chunk whose size is no number, bytes are only counted:
where anything begins in them would be a guess.
"""

from collections import deque
from collections.abc import Callable

from tui.reading.bodies import MANY, Chunked, Endless, Sized
from tui.reading.heads import LARGE, Head, judged
from tui.reading.lines import LIMIT, Gathered
from tui.reading.marks import Mark, Odd, What

ASKED = 100
"""Requests that may wait for their answers; more of them are answered as if they were GET."""

Body = Sized | Endless | Chunked


class Heard:
    """What both directions share: a head, then a body, then the next head."""

    request = False
    shows = True
    """All of it is text, as it is."""

    def __init__(self) -> None:
        self.place = 0
        """Bytes so far."""
        self._marks: list[Mark] = []
        self._head = Head(self.request)
        self._from = self._line_from = 0
        self._line = Gathered()
        self._body: Body | None = None
        self._lost = False
        self._emptied = False
        """That an empty line comes first was told already."""

    @property
    def still(self) -> int:
        """Bytes from here on that have no framing in them."""
        if self._lost:
            return MANY
        return self._body.still if self._body is not None else 0

    def feed(self, data: bytes) -> list[Mark]:
        """Take what came, and return what is known about it by now."""
        offset, place = self.place, 0
        while place < len(data):
            if self._lost:
                place = len(data)
            elif self._body is not None:
                place = self._go_on(self._body, data, place)
            else:
                place = self._gather(data, place)
            self.place = offset + place
        return self._told()

    def close(self) -> list[Mark]:
        """They hung up: say what that means for what was under way."""
        if not self._lost:
            if self._body is not None:
                self._body.close(self.place)
            elif self.place > self._from:
                first = self._head.size == 0
                none = first and not self.request and not self._line.text.startswith(b"HTTP/")
                self._odd(Odd.NO_HTTP if none else Odd.SHORT_HEAD, self.place)
        self._lost = True
        return self._told()

    def _told(self) -> list[Mark]:
        told, self._marks = self._marks, []
        return told

    def _give(self, mark: Mark) -> None:
        self._marks.append(mark)

    def _odd(self, odd: Odd, start: int, end: int | None = None, number: int = 0) -> None:
        self._give(Mark(start, start if end is None else end, odd, number))

    def _go_on(self, body: Body, data: bytes, place: int) -> int:
        offset = self.place - place
        place = body.feed(data, place, offset)
        self._lost = body.lost
        if body.done:
            self._next(offset + place)
        return place

    def _gather(self, data: bytes, place: int) -> int:
        """Take a line of a head, or a part of one."""
        line, offset = self._line, self.place - place
        if not line.size:
            self._line_from = self.place
            if self._from == self.place:
                self._opens()
                if self._lost:
                    return place
        was_long = line.long
        place = line.take(data, place)
        if line.long and not was_long:
            self._odd(Odd.LONG_LINE, self._line_from, self._line_from + LIMIT)
        if line.whole:
            self._line = Gathered()
            self._take(line, offset + place)
        return place

    def _take(self, line: Gathered, end: int) -> None:
        head, text, start = self._head, line.text, self._line_from
        head.size += line.size
        odds = list(judged(line, head))
        if not (text or line.long):
            self._empty(odds, end)
            return
        first = head.size == line.size
        self._give(Mark(start, end, What.START if first else What.FIELD))
        odds += head.begin(text) if first else head.add(text)
        for odd in odds:
            self._odd(odd, start, end, LARGE if odd is Odd.LARGE_HEAD else 0)
        if first:
            self._begun()
            if not head.version:
                self._lost = True

    def _empty(self, odds: list[Odd], end: int) -> None:
        head, start = self._head, self._line_from
        if head.size <= 2:
            if not self._emptied:
                self._odd(Odd.EMPTY_LINE, start, end)
            self._emptied = True
            self._next(end)
            return
        what = What.INFORMED if self._informs() else What.HEAD
        self._give(Mark(self._from, end, what, head.size, head.status))
        for odd in [*odds, *head.end()]:
            self._odd(odd, start, end)
        self._ended(end)

    def _opens(self) -> None:
        """A message begins."""

    def _begun(self) -> None:
        """The first line of a message is there."""

    def _informs(self) -> bool:
        return False

    def _ended(self, end: int) -> None:
        """A head is there: what follows?"""
        raise NotImplementedError

    def _follow(self, end: int, *, endless: bool) -> None:
        """Go on with the body that the head announced."""
        head = self._head
        if head.chunked:
            self._body = Chunked(end, self._give)
        elif head.codings is None and head.length is not None:
            self._body = Sized(end, head.length, self._give) if head.length else None
        elif endless or head.codings is not None or head.lengths:
            self._body = Endless(end, self._give)
        if self._body is None:
            self._next(end)

    def _next(self, end: int) -> None:
        self._head, self._body, self._from = Head(self.request), None, end


class Asked(Heard):
    """The direction of requests; `on_asked` hears each one's method."""

    request = True

    def __init__(self, on_asked: Callable[[str], object] = lambda _method: None) -> None:
        super().__init__()
        self._on_asked = on_asked

    def _begun(self) -> None:
        self._on_asked(self._head.method)

    def _ended(self, end: int) -> None:
        self._follow(end, endless=False)


class Reader(Heard):
    """The direction of answers; it has to know what was asked."""

    def __init__(self, *methods: str) -> None:
        super().__init__()
        self._asked: deque[str] = deque(methods, ASKED)
        self._method: str | None = None
        self._status = 0
        """Of the answer before, where one ended and none followed."""
        self._answered = False

    def ask(self, method: str) -> None:
        """Another request was sent; what comes after the answer before is its answer."""
        self._asked.append(method)

    def close(self) -> list[Mark]:
        """They hung up."""
        if not (self.place or self._lost) and self._asked:
            self._odd(Odd.NO_ANSWER, self.place)
        return super().close()

    def _opens(self) -> None:
        if self._method is not None:
            return
        if self._asked:
            self._method = self._asked.popleft()
        elif self._answered:
            self._lost = True
            forbids = self._status in (204, 304) or self._status == -1
            odd = Odd.BODY_FORBIDDEN if forbids else Odd.AFTER_END
            self._odd(odd, self.place, number=max(0, self._status))
        else:
            self._method = "GET"
            self._odd(Odd.NOT_ASKED, self.place)

    def _informs(self) -> bool:
        return 100 <= self._head.status < 200 and self._head.status != 101

    def _ended(self, end: int) -> None:
        status, method = self._head.status, self._method
        if self._informs():
            self._next(end)
            return
        self._method, self._answered, self._status = None, True, status
        if status == 101 or (method == "CONNECT" and 200 <= status < 300):
            what = What.SWITCHED if status == 101 else What.TUNNEL
            self._give(Mark(end, end, what))
            self._lost = True
        elif method == "HEAD" or status in (204, 304):
            self._status = status if status in (204, 304) else -1
            self._next(end)
        else:
            self._status = 0
            self._follow(end, endless=True)
