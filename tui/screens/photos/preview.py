"""How the photo under the cursor looks, and what is known of it."""

import asyncio
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from tui.printable import printable
from tui.screens.photos.caption import facts
from tui.screens.photos.looking import Looker
from tui.screens.photos.sights import Seen
from tui.screens.photos.subject import Subject
from tui.widgets.pixels import Pixels
from tui.widgets.rows import fitted
from tui.words import _

REST = 0.15
"""Seconds that the cursor rests on a photo before the archive is asked for it."""

GLANCE = 0.06
"""The same for a file of this machine: longer than a key that is held down takes to repeat."""

SLOW = 0.3
"""Seconds of looking after which it is said that one looks; sooner it would only flicker."""


class Preview(Vertical):
    """Shows one photo at a time; a newer one ends the look at the one before.

    Where it is not displayed, or has no room, it does not look.
    """

    class Saw(Message):
        """Here is what to show of a photo: itself, or how far it is on its way."""

        def __init__(self, subject: Subject, seen: Seen) -> None:
            super().__init__()
            self.subject = subject
            self.seen = seen

        def can_replace(self, message: Message) -> bool:
            """Only the latest matters."""
            return isinstance(message, Preview.Saw)

    def __init__(self, looker: Looker, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.looker = looker
        self._subject: Subject | None = None
        self._slow: Timer | None = None
        self._pixels = Pixels()
        self._caption = Static(id="photos-caption", markup=False)

    def compose(self) -> ComposeResult:
        """The picture, and two lines below it."""
        yield self._pixels
        yield self._caption

    def look_at(self, subject: Subject | None) -> None:
        """Look at this; None is nothing that one can look at."""
        self._subject = subject
        if self._slow is not None:
            self._slow.stop()
        self.workers.cancel_group(self, "look")
        if subject is None:
            self._pixels.tell("")
            self._caption.update("")
            return
        seen = self.looker.known(subject)
        if seen is not None:
            self._show(subject, seen)
        if self._pixels.size.area:
            if seen is None:
                self._slow = self.set_timer(SLOW, partial(self._report, subject, "…"))
            self._look(subject)

    def on_resize(self, _event: Resize) -> None:
        """Look again, once there is room, or more of it."""
        if self._subject is not None:
            self.call_after_refresh(self.look_at, self._subject)

    @work(exclusive=True, group="look")
    async def _look(self, subject: Subject) -> None:
        columns, rows = self._pixels.fine(*self._pixels.size)
        seen = self.looker.sharp(subject, columns, rows)
        if seen is None:
            await asyncio.sleep(REST if subject.path is None else GLANCE)
            while not self.screen.is_current:  # somebody looks at a photo in full, or is asked
                await asyncio.sleep(REST)
            progress = partial(self._progress, subject)
            seen = await self.looker.look(subject, columns, rows, progress=progress)
        self.post_message(self.Saw(subject, seen))

    def _progress(self, subject: Subject, moved: int, size: int) -> None:
        if moved < size and self.looker.known(subject) is None:
            share = 100 * moved // size
            self._report(subject, _("On its way here: {share} %").format(share=share))

    def _report(self, subject: Subject, words: str) -> None:
        self.post_message(self.Saw(subject, Seen(None, words)))

    def on_preview_saw(self, event: Saw) -> None:
        """Show it, if the cursor has not gone on."""
        if event.subject == self._subject:
            if self._slow is not None:
                self._slow.stop()
            self._show(event.subject, event.seen)

    def _show(self, subject: Subject, seen: Seen) -> None:
        if seen.picture is None:
            self._pixels.tell(seen.words)
        elif seen.picture is not self._pixels.picture:
            self._pixels.show(seen.picture)
        name = fitted(printable(subject.name), max(1, self.size.width)).rstrip()
        self._caption.update(f"{name}\n{facts(subject, seen)}", layout=False)
