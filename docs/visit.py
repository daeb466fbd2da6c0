"""A person at the program, who looks at every screen while pictures are drawn."""

import asyncio
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from tui.screens.photos.archive_view import ArchiveView
from tui.screens.photos.transfer_list import TransferList

ALL_PHOTOS = 25
THUMBNAILS = 2.5
"""Seconds in which all pictures that are seen have come."""


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for a fact."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


class Visit:
    """A person at the program, who looks at every screen."""

    def __init__(self, pilot: Pilot[None], talk: Callable[[], Awaitable[None]]) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.talk = talk

    async def clock(self) -> None:
        """Wait until the host has told the time."""
        await self.shown("UTC(VASI)")

    async def web(self) -> None:
        """Ask the page."""
        await self.pilot.press("f3", "enter")
        await self.shown("Bienvenue dans la salle")

    async def console(self) -> None:
        """Have something put into capitals, and talk to the chat by hand beside it."""
        await self.pilot.press("f6", "tab", "enter")
        await self.shown("BONJOUR")
        await self.pilot.press("ctrl+n", "ctrl+o", "3", "tab", "enter")
        await self.shown("only they hear it")
        await self.pilot.press("tab", "enter")
        await self.shown("→ 16:55:51.000  bruno@salut")
        await self.shown("#lobby@")

    async def photos(self) -> None:
        """Look through the archive."""
        await self.pilot.press("f5")
        await self.shown("chat noir.jpg")
        await self.pilot.press("right")
        await self.pilot.pause(THUMBNAILS)

    async def photos_list(self) -> None:
        """Look at it as a list, with two photos marked."""
        await self.pilot.press("v", "down", "space", "space")
        await self.shown("960 × 640")
        await self.pilot.pause(THUMBNAILS)

    async def photos_full(self) -> None:
        """Look at one over the whole screen, and at what is known of it."""
        self.archive.unmark()
        await self.pilot.press("v", "end", "enter")
        await self.shown("plage.jpg")
        await self.pilot.press("i")
        await self.pilot.pause(THUMBNAILS)

    async def photos_transfers(self) -> None:
        """Save four photos, which takes its time."""
        await self.pilot.press("escape", "home", "space", "space", "space", "space", "s")
        await self.shown("Under way")

    async def photos_trash(self) -> None:
        """Delete two photos, and look into the trash."""
        self.app.screen.query_one(TransferList).action_cancel_all()
        self.app.screen.query_one(TransferList).action_cancel_all()
        await self.pilot.press("home", "d")
        await self.shown("is in the trash")
        await self.pilot.press("d")
        await until(lambda: len(self.archive.album) == ALL_PHOTOS - 2)
        await self.pilot.press("t")
        await self.shown("Trash: 2")

    @property
    def archive(self) -> ArchiveView:
        """The archive's view."""
        return self.app.screen_stack[0].query_one(ArchiveView)

    async def chat(self) -> None:
        """Listen, and answer."""
        await self.pilot.press("f4")
        await self.shown("le protocole")
        await self.type("j'y serai, et merci pour les photos")
        await self.shown("j'y serai")

    async def type(self, text: str) -> None:
        """Type a line."""
        for letter in text:
            await self.pilot.press("space" if letter == " " else letter)
        await self.pilot.press("enter")

    async def shown(self, words: str) -> None:
        """Wait until these words are on the screen."""
        await until(lambda: words in self.text())

    def text(self) -> str:
        """The screen's text, line by line."""
        screen = self.app.screen
        lines = screen._compositor.render_strips(screen.size)
        return "\n".join(strip.text for strip in lines)
