"""A photo screen that is open beside a real host, and what tests ask of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from hosting import hosting
from PIL import Image
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static
from waiting import until_async

from protocol.config import Config
from tui.app import VasistasApp
from tui.beacon import State
from tui.dialogs import Confirm
from tui.screens.photos import PhotosScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.rows import Rows

RED, BLUE = (220, 20, 20), (20, 20, 220)
SMALL, WIDE = (80, 24), (160, 45)


def jpeg(colour: tuple[int, int, int], width: int = 60, height: int = 40) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG")
    return file.getvalue()


def put(directory: Path, *names: str, data: bytes = b"") -> None:
    """Put a blue picture, or these bytes, under each of these names."""
    for name in names:
        (directory / name).write_bytes(data or jpeg(BLUE))


@asynccontextmanager
async def opened(
    config: Config, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[None], PhotosScreen]]:
    app = VasistasApp(config, screen="photos")
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, PhotosScreen)
        await until_async(lambda: app.beacons.get("photos"))
        await until_async(lambda: app.beacons["photos"].state is not State.CONNECTING)
        await until_async(lambda: screen.panes.local.entries)
        await pilot.pause()
        yield pilot, screen


@asynccontextmanager
async def beside(
    there: Path, size: tuple[int, int] = SMALL, *, dialect: str = "http"
) -> AsyncIterator[tuple[Pilot[None], PhotosScreen]]:
    """Start the host whose photos are in `there`, and the screen beside it."""
    with hosting(there.parent) as config:
        archive = replace(config.archive, dialect=dialect)
        async with opened(replace(config, archive=archive), size) as found:
            yield found


def shown(rows: Rows) -> list[str]:
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def status(screen: PhotosScreen) -> str:
    return str(screen.query_one("#photos-status", Static).content)


def keys(screen: Screen[object]) -> str:
    return screen.query_one(KeyBar).render().plain


def there_now(screen: PhotosScreen) -> list[str]:
    """The names that the archive's view knows."""
    return [photo.name for photo in screen.panes.archive.album.remembered()]


async def at_here(pilot: Pilot[None], screen: PhotosScreen, name: str = "") -> None:
    """Go from the archive to this machine, and to a file or directory there."""
    local = screen.panes.local
    await pilot.press("tab")
    await until_async(lambda: local.has_focus)
    if name:
        await until_async(lambda: name in [entry.name for entry in local.entries])
        local.point([entry.name for entry in local.entries].index(name))
        await pilot.pause()


async def at_there(screen: PhotosScreen, name: str) -> None:
    """Put the archive's cursor on a photo."""
    view = screen.panes.archive
    place = await until_async(lambda: name in there_now(screen) and (view.album.place_of(name),))
    view.shown.point(place[0])
    await until_async(lambda: view.photo is not None and view.photo.name == name)


async def asked(pilot: Pilot[None]) -> str:
    """Wait for a question; return it."""
    dialog = await until_async(lambda: isinstance(pilot.app.screen, Confirm) and pilot.app.screen)
    await pilot.pause()
    return " ".join(str(one.content) for one in dialog.query(Static))


async def answer(pilot: Pilot[None], button: str) -> None:
    await pilot.click(f"#{button}")
    await until_async(lambda: not isinstance(pilot.app.screen, Confirm))
