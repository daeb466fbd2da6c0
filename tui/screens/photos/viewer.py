"""One photo, as large as the terminal: nearer and back, moved about, and on to the next one."""

import asyncio
import math

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer

from tui.screens.photos import viewer_keys
from tui.screens.photos.caption import Caption
from tui.screens.photos.information import Information
from tui.screens.photos.looking import Looker
from tui.screens.photos.seeing import Description
from tui.screens.photos.stage import Stage
from tui.screens.photos.subject import Reel, Subject, landing
from tui.widgets.key_bar import KeyBar

NEARER = math.sqrt(2)
"""How much nearer one key brings: two of them, and all is twice as large."""

PART = 0.25
"""How far a key moves, of what is seen: what one looked at stays in sight."""

REST = 0.25
"""Seconds for which one looks at a photo before it is read for what it says of itself."""

POLL = 0.1
"""Seconds between two looks at whether the list knows by now what comes next."""


class Viewer(ModalScreen[None]):
    """Shows what a reel holds, from `at` on; as it closes, the reel's cursor is moved there."""

    BINDINGS = [*viewer_keys.ALL]
    DEFAULT_CSS = """
    Viewer { background: $background; }
    """

    class Described(Message):
        """Here is what a photo says of itself."""

        def __init__(self, subject: Subject, description: Description) -> None:
            super().__init__()
            self.subject = subject
            self.description = description

    def __init__(self, reel: Reel, at: int, looker: Looker) -> None:
        super().__init__()
        self.index = at
        """Which one is seen."""
        self.stage = Stage(looker)
        self._reel = reel
        self._looker = looker
        self._direction = 1
        self._described: Description | None = None
        self._waiting: Timer | None = None
        self._information = Information()
        self._caption = Caption()

    def compose(self) -> ComposeResult:
        """The picture and what is known of it, a line below, and the keys."""
        with Horizontal():
            yield self.stage
            yield self._information
        yield self._caption
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin to look before there is a layout: how large the picture will be is known."""
        self._put(self.index)

    def action_step(self, number: int) -> None:
        """Go on by so many, or back."""
        self._go(self.index + number, 1 if number > 0 else -1)

    def action_first(self) -> None:
        """Go to the first."""
        self._go(0, 1)

    def action_last(self) -> None:
        """Go to the last."""
        self._go(len(self._reel) - 1, -1)

    def action_arrow(self, right: int, down: int) -> None:
        """Move about in what is larger than the screen; else go on, or back."""
        if self.stage.nearness > 1.001:
            self.stage.pan(right * PART, down * PART)
        else:
            self.action_step(right + down)

    def action_nearer(self, steps: int) -> None:
        """Come nearer, or go back."""
        self.stage.come(NEARER**steps)

    def action_fit(self) -> None:
        """Show all of it again."""
        self.stage.fit_again()

    def action_information(self) -> None:
        """Show or hide what is known of it."""
        self._information.display = not self._information.display
        self._tell()
        self._describe()

    def action_close(self) -> None:
        """Go back to the list, to where one stopped."""
        self._reel.go(self.index)
        self.dismiss(None)

    def on_stage_changed(self, event: Stage.Changed) -> None:
        """Say it; once nothing is missing and all is painted, have the neighbours come."""
        self._tell()
        if event.sharp:
            self.call_after_refresh(self._look_ahead)

    @on(Described)
    def describe(self, event: Described) -> None:
        """Tell it, if it is still this one that one looks at."""
        if event.subject == self.stage.subject:
            self._described = event.description
            self._tell()

    def _go(self, index: int, direction: int) -> None:
        """Go there, or past what cannot be looked at; stay where there is nothing."""
        self._direction = direction
        place = landing(self._reel, index, direction, self.stage.subject)
        if place is not None and place != self.index:
            self._put(place)

    def _put(self, index: int) -> None:
        """Show what is there; wait for what the list does not know yet."""
        self.index, self._described = index, None
        if self._waiting is not None:
            self._waiting.stop()
        if any(self._reel.at(near) is None for near in self._near(0, 1, 2)):
            self._reel.go(index)  # so that the list asks for it
        subject = self._reel.at(index)
        self.stage.put(subject)
        if subject is None:
            self._waiting = self.set_interval(POLL, self._find)
        self._tell()
        self._describe()

    def _find(self) -> None:
        if self._reel.at(self.index) is not None:
            self._put(self.index)

    def _near(self, *steps: int) -> list[int]:
        """Return places that are so many steps further in the direction of travel."""
        places = [self.index + step * self._direction for step in steps]
        return [place for place in places if 0 <= place < len(self._reel)]

    def _look_ahead(self) -> None:
        """Have the neighbours ready: two in the direction of travel, and the one before."""
        subjects = [self._reel.at(place) for place in self._near(1, -1, 2)]
        self._looker.ahead([one for one in subjects if one is not None], *self.stage.area)

    def _tell(self) -> None:
        """Say which one it is, what is known of it, and how far what is missing is."""
        stage, place = self.stage, (self.index, len(self._reel))
        self._caption.tell(place, stage.subject, stage.seen, stage.nearness, stage.note)
        if self._information.display and stage.subject is not None:
            self._information.show(stage.subject, stage.seen, self._described)

    def _describe(self) -> None:
        subject = self.stage.subject
        if self._information.display and self._described is None and subject is not None:
            self._read(subject)

    @work(exclusive=True, group="describe")
    async def _read(self, subject: Subject) -> None:
        await asyncio.sleep(REST)
        self.post_message(self.Described(subject, await self._looker.describe(subject)))
