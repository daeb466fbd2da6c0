"""The wire on screen: what really travelled, in which direction and when, as text or as hex."""

from time import monotonic

from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from tui import numbers
from tui.clients.wire import Piece, Wire
from tui.widgets.searching import SearchableView
from tui.widgets.wire_keys import KEYS
from tui.widgets.wire_rows import Annotated, Reading, Shape, TextRows
from tui.widgets.wire_strip import NARROW, SIGN, TIME, Look, Times, draw, draw_words
from tui.widgets.wire_styles import CSS, PARTS, styles_of
from tui.words import _

PAUSE = 0.1
"""Seconds between two repaints, for the keyboard and all else: ten a second are fluent."""

EFFORT = 0.012
"""Seconds of work in one go, with what a repaint costs well below what a hand on a key feels."""

BREATH = 0.02
"""Seconds for all others, where one go is not enough."""

LEAST = 8
"""Columns of text that are there to wrap at, however narrow the terminal is."""


class WireLog(SearchableView, can_focus=True):
    """What a `Wire` remembers and what still comes; follows the end until one scrolls up."""

    BINDINGS = KEYS
    COMPONENT_CLASSES = PARTS
    DEFAULT_CSS = CSS

    wrapped: reactive[bool] = reactive(True, init=False)
    """Long lines go on in the next row."""
    shape: reactive[Shape] = reactive(Shape.TEXT, init=False)
    """How bytes are shown."""
    times: reactive[Times] = reactive(Times.CLOCK, init=False)
    """What stands beside a piece."""

    def __init__(
        self,
        wire: Wire,
        *,
        empty: str = "",
        explained: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self.wire = wire
        self._empty = empty or _("Nothing has travelled yet.")
        self._annotated = Annotated(wire) if explained else None
        """What understands HTTP, where that is wished."""
        self._reading = Reading(self._annotated or wire)
        self._timer: Timer | None = None
        self._reader: Timer | None = None
        self._painted = 0.0

    def on_mount(self) -> None:
        """Begin to listen."""
        self._unwatch = self.wire.watch(self._hear)
        self._unwatch_end = self.wire.watch_end(lambda: self._hear(None))
        self.app.mode_change_signal.subscribe(self, lambda _mode: self._wake())
        if self._annotated is not None:
            self._annotated.begin()
            self._read_on()
        self._reading.begin(None, self.shape)

    def on_unmount(self) -> None:
        """Listen no longer."""
        self._unwatch()
        self._unwatch_end()

    def on_show(self) -> None:
        """Catch up with what came while nobody looked."""
        self._wake()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap at the new width."""
        self._wrap()

    def clear(self) -> None:
        """Forget what travelled."""
        if self._annotated is not None:
            self._annotated.clear()
        self.wire.clear()
        self._start_over()

    action_clear = clear

    def action_wrap(self) -> None:
        """Wrap long lines, or do not."""
        self.wrapped = not self.wrapped

    def action_hex(self) -> None:
        """Show hex, or text, or both."""
        shapes = [Shape.TEXT, Shape.HEX, Shape.BOTH][: 2 + (self._annotated is not None)]
        self.shape = shapes[(shapes.index(self.shape) + 1) % len(shapes)]

    def action_times(self) -> None:
        """Show times, pauses, microseconds where bytes are explained, or none."""
        ways = [way for way in Times if way is not Times.ELAPSED or self._annotated is not None]
        self.times = ways[(ways.index(self.times) + 1) % len(ways)]

    def watch_wrapped(self) -> None:
        """Wrap what is there."""
        self.scroll_to(x=0, animate=False)
        self._wrap()

    def watch_shape(self) -> None:
        """Make all rows anew, and stay at the same bytes."""
        self._start_over()

    def watch_times(self) -> None:
        """Wrap what is there: it may have more room."""
        self._wrap()

    def find_row(self, words: str, by: int) -> int | None:
        """Find words in what is shown as text; hex is turned to text for it."""
        if self.shape is Shape.HEX:
            self.shape = Shape.TEXT
        while not isinstance(self._reading.rows, TextRows):
            self._catch_up()
        row = self._reading.rows.find(words, by)
        return None if row is None else self._reading.head + row

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the window, with the theme's styles of this moment."""
        self._look = self._see()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window."""
        rows, look = self._reading.rows, self._look
        scroll_x, scroll_y = self.scroll_offset
        index = scroll_y + y - self._reading.head
        if index < 0:
            words = _("… {size} before this are not kept.").format(size=numbers.size(rows.lost))
            return draw_words(words, look)
        if index < rows.stack.height:
            return draw(rows.row(index), look, scroll_x, inline=rows.inline)
        return draw_words("" if y or rows.stack.items else self._empty, look)

    @property
    def _top(self) -> int:
        """The first of the rows that is in view."""
        rows = self._reading.rows.stack.height
        return max(0, min(self.scroll_offset.y - self._reading.head, rows - 1))

    @property
    def _timed(self) -> bool:
        if self.times is Times.NONE or self._reading.rows.inline:
            return False
        return self.scrollable_size.width >= NARROW

    @property
    def _columns(self) -> int | None:
        """The columns that text is to be wrapped at; hex has none, and does not care."""
        timed = self.times is not Times.NONE and self.scrollable_size.width >= NARROW
        gutter = SIGN + TIME * timed
        return max(LEAST, self.scrollable_size.width - gutter) if self.wrapped else None

    def _see(self) -> Look:
        width = self.scrollable_size.width
        return Look(styles_of(self), width, self._timed, self.times, self.sought)

    def _hear(self, piece: Piece | None) -> None:
        """Something travelled; None: they hung up."""
        if self._annotated is not None:
            self._annotated.hear(piece)
            if self._reader is None:
                self._read_on()
        self._wake()

    def _read_on(self) -> None:
        """Understand what came, whether somebody looks or not; a little at a time."""
        assert self._annotated is not None
        self._annotated.read(EFFORT)
        self._reader = self.set_timer(BREATH, self._read_on) if self._annotated.busy else None
        self._wake()

    def _wake(self) -> None:
        """Catch up at the next repaint; where nobody looks, `on_show` and the mode wake again."""
        if self._timer is None and self.is_on_screen and self.screen.is_current:
            late = BREATH if self._reading.behind else self._painted + PAUSE - monotonic()
            self._timer = self.set_timer(max(0.001, late), self._catch_up)

    def _catch_up(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        before = self.scroll_offset.y
        top = self._reading.catch_up(EFFORT, before)
        if top != before or not self._reading.behind or monotonic() > self._painted + PAUSE:
            self._show(top)
            self._painted = monotonic()
        if self._reading.columns != self._columns:
            self._wrap()
        if self._reading.busy:
            self._wake()

    def _start_over(self) -> None:
        """Make all rows anew, a little at a time, and return to the bytes at the top."""
        self._reading.begin(self._columns, self.shape)
        self._catch_up()

    def _wrap(self) -> None:
        """Wrap at the width that there is; the line at the top stays there."""
        reading, columns = self._reading, self._columns
        if reading.columns == columns:
            self._show(self.scroll_offset.y)
        elif reading.rows.costly:
            self._start_over()
        else:
            top = reading.rows.wrap(columns, self._top)
            self._show(reading.head + top)

    def _show(self, top: int) -> None:
        """Draw what there is now, from the row `top` on or at the end."""
        reading = self._reading
        wide = reading.rows.inline or not self.wrapped
        width = SIGN + TIME * self._timed + reading.rows.width if wide else 0
        self.virtual_size = Size(width, reading.height)
        self.stay(top)
        self.refresh()
