"""Pictures of every screen for the README and for people who choose: `make pictures`.

`python -m docs.pictures photos` draws one screen only.

A host runs inside, two people chat, photos are drawn, a web server answers; the program is driven
as a person drives it, and drawn as SVG at two sizes. Every clock says the same moment, so that
pictures change only where the program does.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from pathlib import Path
from unittest.mock import patch

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from docs import chat_scenes, clock_scenes
from docs.drawn_photos import draw_all
from docs.svg import settle
from protocol.config import Archive, Chat, Clock, Config, Http, Servers, Vasistas
from tui.screens.photos import carrying, dispatch, lister, transfers, trash_list
from tui.screens.photos.archive_view import ArchiveView
from tui.screens.photos.carrying import Arrived, Load, Lost
from tui.screens.photos.transfer import Kind
from tui.screens.photos.transfer_list import TransferList

PLACE = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (160, 45))
MOMENT = datetime(2017, 8, 24, 14, 55, 51, tzinfo=UTC)
WEB = 8000
SCREENS = (
    "clock",
    "web",
    "photos",
    "photos_list",
    "photos_full",
    "photos_transfers",
    "photos_trash",
    "chat",
    "console",
)
ALL_PHOTOS = 25
THUMBNAILS = 2.5
"""Seconds in which all pictures that are seen have come."""
PAGE = """<!DOCTYPE html>
<html lang="fr">
<title>Salle 12</title>
<h1>Bienvenue dans la salle 12</h1>
<p>Le serveur de la salle est <b>192.168.1.10</b>.
<p><a href="/photos">Les photos de la sortie</a>
</html>
"""
TALK = (
    ("bruno", "#lobby", "bonjour à tous"),
    ("éloïse", "#lobby", "salut ! les photos de la sortie sont dans l'archive"),
    ("bruno", "#lobby", "je les regarde… la ville de nuit est superbe"),
    ("éloïse", "#lobby", "c'était depuis le toit, vers dix heures du soir"),
    ("bruno", "#lobby", "et le chat, il est à qui ?"),
    ("éloïse", "#lobby", "à personne : il habite la salle des machines"),
    ("bruno", "#lobby", "on se retrouve à 17 h devant le poste 4 pour le protocole de l'archive ?"),
    ("éloïse", "manu", "tu viens aussi ?"),
    ("éloïse", "manu", "j'apporte le câble"),
)
"""What the others say, to the room or to the one whose program is drawn."""


class Stopped(datetime):
    """A calendar on which it is always the same moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Stopped":
        """Return the moment."""
        return cls.fromtimestamp(MOMENT.timestamp(), tz)


@contextmanager
def stopped_clocks() -> Iterator[None]:
    """Stop every clock of the program and of the host inside it."""
    from servers.chat.history.history import History
    from servers.chat.hub import Hub
    from servers.daytime import Daytime
    from servers.system_clock import Condition
    from tui.clients import http, wire
    from tui.screens.chat import deeds, errands, link, session_screen
    from tui.screens.chat import screen as chat
    from tui.screens.clock import screen as clock

    still = partial(clock.Clocks, *(lambda: 4000.0, MOMENT.timestamp, lambda: 0.0, lambda: 4000.0))
    with ExitStack() as patches:
        for module in (wire, link, chat, deeds, errands, session_screen):
            patches.enter_context(patch.object(module, "datetime", Stopped))
        patches.enter_context(patch.object(clock, "Clocks", still))
        seconds = chain([4000.0], repeat(4000.004))  # of an exchange's beginning, and of its end
        patches.enter_context(patch.object(http, "monotonic", partial(next, seconds)))
        hosts_clock = {"clock": MOMENT.timestamp, "condition": Condition}
        patches.enter_context(patch.dict(Daytime.__init__.__kwdefaults__, hosts_clock))
        nanoseconds = partial(round, MOMENT.timestamp() * 1e9)
        patches.enter_context(
            patch.object(Hub.__init__, "__defaults__", ("chat.vasistas", nanoseconds, None))
        )
        patches.enter_context(patch.dict(History.__init__.__kwdefaults__, {"clock": nanoseconds}))
        watch = Stopwatch()
        patches.enter_context(patch.object(dispatch, "carry", watch.carry))
        queue = partial(transfers.Transfers, clock=watch.look)
        patches.enter_context(patch.object(dispatch, "Transfers", queue))
        patches.enter_context(patch.object(lister, "pauses", lambda: repeat(8.0)))
        patches.enter_context(
            patch.object(trash_list, "moment", lambda _when: f"{MOMENT:%Y-%m-%d %H:%M}")
        )
        yield


class Page(BaseHTTPRequestHandler):
    """One page, at a moment that does not change."""

    server_version = "Salle/1.2"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer."""
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, _timestamp: float | None = None) -> str:
        """Write the moment."""
        return super().date_time_string(MOMENT.timestamp())

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def web_server() -> Iterator[None]:
    """Serve the page."""
    with ThreadingHTTPServer(("127.0.0.1", WEB), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for a fact."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def people(config: Config) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Have two others in the chat; yield what makes them say their lines."""
    from tui.clients.chat.classic import ChatClient
    from tui.clients.wire import Wire

    where = (config.chat.address, config.chat.port)
    async with AsyncExitStack() as here:
        clients = {}
        for login in ("bruno", "éloïse"):
            client = await ChatClient.open(*where, login, Wire())
            clients[login] = await here.enter_async_context(client)

        async def talk() -> None:
            for login, to, text in TALK:
                await clients[login].say(to, text)
                await asyncio.sleep(0.1)  # so that everybody hears the two in this order

        yield talk


class Stopwatch:
    """A queue of transfers that comes half way to its end, and stays there."""

    def __init__(self) -> None:
        self.moment = 4000.0

    async def carry(self, load: Load) -> Arrived | Lost:
        """Bring a photo half way; do everything else."""
        if load.order.kind is not Kind.FETCH:
            return await carrying.carry(load)
        load.progress(0, 3_400_000)
        self.moment += 1
        load.progress(round(self.moment - 4000) * 950_000, 3_400_000)
        await asyncio.Event().wait()
        raise AssertionError

    def look(self) -> float:
        """Return the moment."""
        return self.moment


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


async def draw(config: Config, size: tuple[int, int], wanted: list[str]) -> None:
    """Draw all screens at one size, or those that are wanted."""
    from tui.app import VasistasApp

    async with (
        people(config) as talk,
        VasistasApp(config).run_test(size=size) as pilot,
    ):
        visit = Visit(pilot, talk)
        await visit.clock()
        await talk()
        for name in SCREENS:
            if not wanted or name.partition("_")[0] in wanted:
                await getattr(visit, name)()
                await keep(pilot, name, size)


async def draw_away(config: Config, size: tuple[int, int]) -> None:
    """Draw the photos of an archive that is not there."""
    from tui.app import VasistasApp

    nowhere = replace(config, archive=Archive(port=1))
    async with VasistasApp(nowhere, screen="photos").run_test(size=size) as pilot:
        await Visit(pilot, partial(asyncio.sleep, 0)).shown("Trying again in")
        await keep(pilot, "photos_away", size)


async def keep(pilot: Pilot[None], name: str, size: tuple[int, int]) -> None:
    """Write down how the program looks now."""
    for line in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
        line.cursor_blink = False
    await pilot.pause(0.3)
    path = PLACE / f"{name.replace('_', '-')}-{size[0]}x{size[1]}.svg"
    path.write_text(settle(pilot.app.export_screenshot(title="Vasistas")), encoding="utf-8")
    print(path.relative_to(PLACE.parents[1]))


def main(wanted: list[str]) -> None:
    """Make a small world, and draw it."""
    world = Path(tempfile.gettempdir()) / "vasistas"
    shutil.rmtree(world, ignore_errors=True)
    here = world / "sortie"
    here.mkdir(parents=True)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "Europe/Paris"}
    os.environ |= {"HOME": str(world), "XDG_STATE_HOME": str(world / "state")}
    time.tzset()
    PLACE.mkdir(exist_ok=True)
    from tui import words

    words.use("en")
    from tui.embedded import hosted

    for size in SIZES:
        archive = world / f"data-{size[0]}" / "photos"
        draw_all(here, archive)
        config = Config(
            vasistas=Vasistas(theme="dark"),
            servers=Servers(data=str(archive.parent)),
            clock=Clock(health="good"),
            chat=Chat(login="manu"),
            http=Http(address=f"localhost:{WEB}/"),
        )
        os.chdir(here)
        with stopped_clocks(), web_server(), hosted(config) as found:
            asyncio.run(draw(found, size, wanted))
            if not wanted or "photos" in wanted:
                asyncio.run(draw_away(found, size))
            if not wanted or "chat" in wanted:
                asyncio.run(chat_scenes.draw(found, size, partial(keep, size=size)))
        if not wanted or "clock" in wanted:
            asyncio.run(clock_scenes.draw(config, size, partial(keep, size=size)))
    shutil.rmtree(world)


if __name__ == "__main__":
    main(sys.argv[1:])
