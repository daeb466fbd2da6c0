"""One photo, as large as the terminal: nearer and back, moved about, and on to the next one."""

import asyncio
import math
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer

from tui.picture import scale
from tui.screens.photos import viewer_keys
from tui.screens.photos.caption import Caption
from tui.screens.photos.information import Information
from tui.screens.photos.looking import Looker
from tui.screens.photos.preview import SLOW
from tui.screens.photos.seeing import Description
from tui.screens.photos.sights import Seen
from tui.screens.photos.subject import Reel, Subject, landing
from tui.widgets.key_bar import KeyBar
from tui.widgets.pixels import Pixels
from tui.words import _

NEARER = math.sqrt(2)
"""How much nearer one key brings: twice it, and all is twice as large."""

PART = 0.25
"""How far a key moves, of what is seen: what one looked at stays in sight."""

REST = 0.25
"""Seconds for which one looks at a photo before the archive is asked what it says of itself."""

POLL = 0.1
"""Seconds between two looks at whether the list knows by now what comes next."""

BARS = 2
"""Lines that are not the picture's: the caption, and the keys."""


class Viewer(ModalScreen[None]):
    """Shows what a reel holds, from `at` on; as it closes, the reel's cursor is moved there."""

    BINDINGS = [*viewer_keys.ALL]
    DEFAULT_CSS = """
    Viewer { background: $background; }
    """

    class Saw(Message):
        """Here is how a photo looks at `zoom`, or how far it is on its way."""

        def __init__(self, subject: Subject, seen: Seen, zoom: float) -> None:
            super().__init__()
            self.subject = subject
            self.seen = seen
            self.zoom = zoom

    class Described(Message):
        """Here is what a photo says of itself."""

        def __init__(self, subject: Subject, description: Description) -> None:
            super().__init__()
            self.subject = subject
            self.description = description

    def __init__(self, reel: Reel, at: int, looker: Looker) -> None:
        super().__init__()
        self._reel = reel
        self._at = at
        self._looker = looker
        self._direction = 1
        self._subject: Subject | None = None
        self._seen: Seen | None = None
        self._described: Description | None = None
        self._note = ""
        self._slow: Timer | None = None
        self._poll: Timer | None = None
        self._pixels = Pixels()
        self._information = Information()
        self._caption = Caption()

    def compose(self) -> ComposeResult:
        """The picture and what is known of it, a line below, and the keys."""
        with Horizontal():
            yield self._pixels
            yield self._information
        yield self._caption
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin to look before there is a layout: how large the picture will be is known."""
        self._go(self._at, 1)

    @on(Resize)
    def look_again(self) -> None:
        """Look for the pixels that fit now, once they are laid out."""
        self.call_after_refresh(self._look)

    @property
    def index(self) -> int:
        """Which one is seen."""
        return self._at

    @property
    def _zoom(self) -> float:
        if (picture := self._pixels.picture) is None or not self._pixels.size.area:
            return 1.0
        return self._pixels.scale / scale(picture.facts, *self._pixels.size)

    def action_step(self, number: int) -> None:
        """Go on by so many."""
        self._go(self._at + number, 1 if number > 0 else -1)

    def action_first(self) -> None:
        """Go to the first."""
        self._go(0, 1)

    def action_last(self) -> None:
        """Go to the last."""
        self._go(len(self._reel) - 1, -1)

    def action_arrow(self, right: int, down: int) -> None:
        """Move about in what is larger than the screen; else go on, or back."""
        if self._zoom > 1.001:
            self._pixels.pan(right * PART, down * PART)
        else:
            self.action_step(right + down)

    def action_nearer(self, steps: int) -> None:
        """Come nearer, or go back."""
        self._pixels.zoom(NEARER**steps)
        self._look()

    def action_fit(self) -> None:
        """Show all of it again."""
        self._pixels.reset()
        self._look()

    def action_information(self) -> None:
        """Show or hide what is known of it."""
        self._information.display = not self._information.display
        self._describe_soon()
        self.call_after_refresh(self._look)

    def action_close(self) -> None:
        """Go back to the list, to where one stopped."""
        self._reel.go(self._at)
        self.dismiss(None)

    def on_viewer_saw(self, event: Saw) -> None:
        """Show it, if it is still this one that one looks at."""
        if event.subject == self._subject:
            self._stop_waiting()
            self._note = ""
            self._show(event.seen)
            self._look_ahead()

    def on_viewer_described(self, event: Described) -> None:
        """Tell it, if it is still this one that one looks at."""
        if event.subject == self._subject:
            self._described = event.description
            self._information.show(event.subject, self._seen, event.description)

    def _go(self, index: int, direction: int) -> None:
        """Go to what is there, or passes for it."""
        place = landing(self._reel, index, direction, self._subject)
        if place is None or (place == self._at and self._subject is not None):
            return
        self._at, self._direction = place, direction
        self._subject, self._described, self._note = self._reel.at(place), None, ""
        self._stop_waiting()
        self.workers.cancel_group(self, "look")
        self._load_on()
        if self._subject is None:
            self._seen = None
            self._pixels.tell("…")
            self._poll = self.set_interval(POLL, self._find)
        else:
            self._begin(self._subject)
        self._tell()

    def _begin(self, subject: Subject) -> None:
        """Show what is known already, and look for what is missing."""
        self._seen = self._looker.known(subject)
        if self._seen is not None:
            self._show(self._seen, anew=True)
        else:
            self._slow = self.set_timer(SLOW, self._say_slow)
        self._look()
        self._describe_soon()

    def _find(self) -> None:
        """Look whether the list knows by now what is here."""
        if (subject := self._reel.at(self._at)) is not None:
            self._stop_waiting()
            self._subject = subject
            self._begin(subject)
            self._tell()

    def _load_on(self) -> None:
        """Move the list's cursor where the list does not know yet what comes next."""
        nearby = (self._at, self._at + self._direction, self._at + 2 * self._direction)
        if any(0 <= at < len(self._reel) and self._reel.at(at) is None for at in nearby):
            self._reel.go(self._at)

    def _look(self) -> None:
        if self._subject is not None:
            columns, rows = self._area()
            zoom = 2.0 ** math.ceil(math.log2(self._zoom) - 0.01)
            seen = self._looker.sharp(self._subject, columns, rows, zoom)
            if seen is None:
                self._look_for(self._subject, columns, rows, zoom)
            else:
                self.workers.cancel_group(self, "look")
                self._note = ""
                self._show(seen)
                self._look_ahead()

    @work(exclusive=True, group="look")
    async def _look_for(self, subject: Subject, columns: int, rows: int, zoom: float) -> None:
        progress = partial(self._progress, subject)
        seen = await self._looker.look(subject, columns, rows, zoom, progress=progress)
        self.post_message(self.Saw(subject, seen, zoom))

    def _look_ahead(self) -> None:
        """Have the neighbours ready: two in the direction of travel, and the one before."""
        steps = (self._direction, -self._direction, 2 * self._direction)
        indexes = [self._at + step for step in steps]
        subjects = [self._reel.at(at) for at in indexes if 0 <= at < len(self._reel)]
        self._looker.ahead([one for one in subjects if one is not None], *self._area())

    def _area(self) -> tuple[int, int]:
        """Return the cells that there are for the picture."""
        if self._pixels.size.area:
            return self._pixels.size.width, self._pixels.size.height
        return self.app.size.width, max(1, self.app.size.height - BARS)

    def _show(self, seen: Seen, *, anew: bool = False) -> None:
        """Show it; the same photo in the part that one looks at, another one as a whole."""
        self._seen = seen
        if seen.picture is None:
            self._pixels.tell(seen.words)
        elif anew or self._pixels.picture is None:
            self._pixels.show(seen.picture)
        elif seen.picture is not self._pixels.picture:
            self._pixels.sharpen(seen.picture)
        self._tell()

    def _progress(self, subject: Subject, moved: int, size: int) -> None:
        if subject == self._subject and moved < size:
            share = _("On its way here: {share} %").format(share=100 * moved // size)
            if share != self._note:
                self._note = share
                self._tell()

    def _say_slow(self) -> None:
        self._pixels.tell(self._note or "…")

    def _stop_waiting(self) -> None:
        for timer in (self._slow, self._poll):
            if timer is not None:
                timer.stop()

    def _tell(self) -> None:
        """Say which one it is, what is known of it, and how far what is missing is."""
        place = self._at, len(self._reel)
        self._caption.tell(place, self._subject, self._seen, self._zoom, self._note)
        if self._information.display and self._subject is not None:
            self._information.show(self._subject, self._seen, self._described)

    def _describe_soon(self) -> None:
        if self._information.display and self._subject is not None and self._described is None:
            self._describe(self._subject)

    @work(exclusive=True, group="describe")
    async def _describe(self, subject: Subject) -> None:
        await asyncio.sleep(REST)
        self.post_message(self.Described(subject, await self._looker.describe(subject)))
