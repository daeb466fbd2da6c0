"""The picture that fills the screen: what is known of it at once, then as sharp as it can be."""

import math
from functools import partial

from textual import work
from textual.message import Message
from textual.timer import Timer

from tui.picture import scale
from tui.screens.photos.looking import Looker
from tui.screens.photos.preview import SLOW
from tui.screens.photos.sights import Seen
from tui.screens.photos.subject import Subject
from tui.widgets.pixels import Pixels
from tui.words import _

BARS = 2
"""Lines of the screen that are not the picture's: the caption, and the keys."""


class Stage(Pixels):
    """Looks at one subject at a time; a newer one, or a nearer look, ends the look before."""

    class Saw(Message):
        """Here is how a photo looks; whoever is on the stage now decides whether to show it."""

        def __init__(self, subject: Subject, seen: Seen) -> None:
            super().__init__()
            self.subject = subject
            self.seen = seen

    class Changed(Message):
        """There is something else to say of the photo; `sharp` when nothing is missing."""

        def __init__(self, *, sharp: bool) -> None:
            super().__init__()
            self.sharp = sharp

    def __init__(self, looker: Looker) -> None:
        super().__init__()
        self.looker = looker
        self.subject: Subject | None = None
        self.seen: Seen | None = None
        """What is known of the subject."""
        self.note = ""
        """How far what is missing is, or why it does not come."""
        self._shown: Subject | None = None
        self._slow: Timer | None = None
        self._under_way: tuple[Subject, tuple[int, int], float] | None = None
        """What is looked at now, for how many cells, and how near."""

    @property
    def nearness(self) -> float:
        """How much larger it is shown than as a whole."""
        if self.picture is None or self._shown != self.subject or not self.size.area:
            return 1.0
        return self.scale / scale(self.picture.facts, *self.size)

    @property
    def area(self) -> tuple[int, int]:
        """What to ask for a picture: the cells that there are for it, known before there is a
        layout; as many more as the terminal's own pixels are finer.
        """
        if self.size.area:
            return self.fine(*self.size)
        return self.fine(self.app.size.width, max(1, self.app.size.height - BARS))

    def put(self, subject: Subject | None) -> None:
        """Show this; None is not known yet."""
        self._stop_waiting()
        self._give_up()
        self.subject, self.seen = subject, None
        if subject is None:
            self._shown = None
            self.tell("…")
            return
        if (seen := self.looker.known(subject)) is not None:
            self._show(subject, seen)
        else:
            self._slow = self.set_timer(SLOW, self._say_slow)
        self.look()

    def come(self, factor: float) -> None:
        """Come nearer, or go back."""
        if self._shown == self.subject:
            self.zoom(factor)
            self.look()

    def fit_again(self) -> None:
        """Show all of it."""
        self.reset()
        self.look()

    def look(self) -> None:
        """Have what is missing come: for this size of the screen, and from so near."""
        if self.subject is None:
            return
        zoom = 2.0 ** math.ceil(math.log2(self.nearness) - 0.01)  # a step beyond needs no other
        seen = self.looker.sharp(self.subject, *self.area, zoom)
        if seen is not None:
            self._give_up()
            self._take(self.subject, seen)
        elif self._under_way != (self.subject, self.area, zoom):
            self._give_up()
            self._under_way = self.subject, self.area, zoom
            self._look(self.subject, zoom)
            self.post_message(self.Changed(sharp=False))

    def on_resize(self) -> None:
        """Look for the pixels that fit now."""
        self.look()

    def on_stage_saw(self, event: Saw) -> None:
        """Show it, if it is still this one that one looks at."""
        event.stop()
        if event.subject == self.subject:
            self._under_way = None
            self._take(event.subject, event.seen)

    @work(exclusive=True, group="look")
    async def _look(self, subject: Subject, zoom: float) -> None:
        progress = partial(self._progress, subject)
        seen = await self.looker.look(subject, *self.area, zoom, progress=progress)
        self.post_message(self.Saw(subject, seen))

    def _give_up(self) -> None:
        self.workers.cancel_group(self, "look")
        self._under_way = None
        self.note = ""

    def _take(self, subject: Subject, seen: Seen) -> None:
        self._stop_waiting()
        self.note = ""
        self._show(subject, seen)
        self.post_message(self.Changed(sharp=True))

    def _show(self, subject: Subject, seen: Seen) -> None:
        """Show the same photo in the part that one looks at, another one as a whole."""
        if seen.picture is None and self._shown == subject and self.picture is not None:
            self.note = seen.words
            return
        self.seen = seen
        if seen.picture is None:
            self.tell(seen.words)
        elif self._shown != subject or self.picture is None:
            self.show(seen.picture)
        elif seen.picture is not self.picture:
            self.sharpen(seen.picture)
        self._shown = subject

    def _progress(self, subject: Subject, moved: int, size: int) -> None:
        note = _("On its way here: {share} %").format(share=100 * moved // max(1, size))
        if subject == self.subject and moved < size and note != self.note:
            self.note = note
            self.post_message(self.Changed(sharp=False))

    def _say_slow(self) -> None:
        self._shown = None
        self.tell("…")

    def _stop_waiting(self) -> None:
        if self._slow is not None:
            self._slow.stop()
