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
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from textual.pilot import Pilot

from docs import chat_scenes, clock_scenes, web_scenes
from docs.drawn_photos import draw_all
from docs.stopped import MOMENT, stopped_clocks
from docs.svg import settle
from docs.visit import Visit
from protocol.config import Config
from protocol.sections import Archive, Chat, Clock, Http, Servers, Vasistas

PLACE = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (160, 45))
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


class Page(BaseHTTPRequestHandler):
    """One page, at a moment that does not change."""

    server_version = "Salle/1.2"
    sys_version = ""
    wbufsize = -1  # head and body leave together, so that they also come together

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
            http=Http(address=f"localhost:{WEB}/", history=0),
        )
        os.chdir(here)
        with stopped_clocks(), web_server(), hosted(config) as found:
            asyncio.run(draw(found, size, wanted))
            if not wanted or "photos" in wanted:
                asyncio.run(draw_away(found, size))
            if not wanted or "chat" in wanted:
                asyncio.run(chat_scenes.draw(found, size, partial(keep, size=size)))
            if not wanted or "web" in wanted:
                asyncio.run(web_scenes.draw(found, size, partial(keep, size=size)))
        if not wanted or "clock" in wanted:
            asyncio.run(clock_scenes.draw(config, size, partial(keep, size=size)))
    shutil.rmtree(world)


if __name__ == "__main__":
    main(sys.argv[1:])
