"""How the photo under the cursor looks, and what is known of it."""

import asyncio
from functools import partial
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from tui import numbers
from tui.screens.photos.carrying import Where
from tui.screens.photos.entries import Entry, Kind
from tui.screens.photos.looking import Key, Looker, Seen
from tui.screens.photos.rows import fitted
from tui.widgets.pixels import Pixels
from tui.words import _

REST = 0.15
"""Seconds that the cursor rests on a photo before the archive is asked for it."""

GLANCE = 0.06
"""The same for a file of this machine: longer than a key that is held down takes to repeat."""


SLOW = 0.3
"""Seconds of looking after which it is said that one looks; sooner it would only flicker."""


class Preview(Vertical):
    """Shows one photo at a time; a newer one ends the look at the one before."""

    class Saw(Message):
        """Here is what to show of a photo: itself, or how far it is on its way."""

        def __init__(self, entry: Entry, seen: Seen) -> None:
            super().__init__()
            self.entry = entry
            self.seen = seen

        def can_replace(self, message: Message) -> bool:
            """Only the latest matters."""
            return isinstance(message, Preview.Saw)

    def __init__(self, where: Where, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.looker = Looker(where)
        self._entry: Entry | None = None
        self._slow: Timer | None = None

    def compose(self) -> ComposeResult:
        """The picture, and two lines below it."""
        yield Pixels()
        yield Static(id="photos-caption", markup=False)

    def on_unmount(self) -> None:
        """End the thread."""
        self.looker.close()

    def look_at(self, entry: Entry | None, directory: Path | None) -> None:
        """Look at an entry of a directory, or of the archive where there is none."""
        self._entry = entry
        if self._slow is not None:
            self._slow.stop()
        if entry is None or entry.kind is not Kind.FILE:
            self.workers.cancel_group(self, "look")
            self._tell(entry, "")
            return
        self._slow = self.set_timer(SLOW, partial(self._report, entry, "…"))
        if directory is None:
            self._look(entry, ("there", entry.name, 0), REST)
        else:
            self._look(entry, ("here", str(directory / entry.name), entry.changed), GLANCE)

    @work(exclusive=True, group="look")
    async def _look(self, entry: Entry, key: Key, rest: float) -> None:
        seen = self.looker.remembered(key)
        if seen is None:
            await asyncio.sleep(rest)
            seen = await self.looker.look(key, entry.size, partial(self._progress, entry))
        self.post_message(self.Saw(entry, seen))

    def _progress(self, entry: Entry, moved: int, size: int) -> None:
        if moved < size:
            share = 100 * moved // size
            self._report(entry, _("On its way here: {share} %").format(share=share))

    def _report(self, entry: Entry, words: str) -> None:
        self.post_message(self.Saw(entry, Seen(None, words, entry.size)))

    def on_preview_saw(self, event: Saw) -> None:
        """Show it, if the cursor has not gone on."""
        if event.entry is not self._entry:
            return
        if self._slow is not None:
            self._slow.stop()
        if event.seen.picture is None:
            self._tell(event.entry, event.seen.words)
        else:
            self.query_one(Pixels).show(event.seen.picture)
        self._caption(event.entry, facts(event.seen))

    def _tell(self, entry: Entry | None, words: str) -> None:
        self.query_one(Pixels).tell(words)
        self._caption(entry, "")

    def _caption(self, entry: Entry | None, words: str) -> None:
        caption = self.query_one("#photos-caption", Static)
        name = fitted(entry.shown, max(1, self.size.width)).rstrip() if entry else ""
        caption.update(f"{name}\n{words}", layout=False)


def facts(seen: Seen) -> str:
    """Say what is known of a photo: its size in pixels and in bytes, its format."""
    size = numbers.size(seen.size) if seen.size is not None else ""
    if seen.picture is None:
        return size
    known = seen.picture.facts
    return f"{known.width} × {known.height}  {size}  {known.format}"
