"""Exchanges as they may be kept, for tests of what is done with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from protocol.config import Config
from tui.app import VasistasApp
from tui.clients.failure import Step
from tui.clients.http.exchange import Phase
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.exchanges.kept import History
from tui.screens.web.past_record import PastExchange
from tui.settings import styles
from tui.themes import DARK

HOSTILE = "\x1b[2J\x1b]0;x\x07\u202e\u200b\x9b31m\x7f[b]"
MOMENT = datetime(2017, 8, 24, 14, 55, 51, tzinfo=UTC)


def kept(path: str = "/", status: int = 200, **facts: object) -> Kept:
    """An exchange of the lab's web server."""
    address = f"http://lab.example{path}"
    body = facts.pop("body", b"hello\n")
    assert isinstance(body, bytes)
    made = Kept(
        id=0,
        started=MOMENT,
        draft=Draft("GET", address),
        peer="lab.example:80",
        asked=f"GET {path} HTTP/1.1\r\nHost: lab.example\r\n\r\n".encode(),
        answered=f"HTTP/1.1 {status} OK\r\nContent-Length: {len(body)}\r\n\r\n".encode(),
        status=status,
        reason="OK",
        version="HTTP/1.1",
        body=body,
        size=len(body),
        whole=True,
        elapsed=3_600,
        phases=(Phase(Step.CONNECT, 0, 600), Phase(Step.WAIT, 600, 3_600)),
    )
    return replace(made, **facts)  # type: ignore[arg-type]  # the facts that a test is about


def failed(step: Step, code: str, path: str = "/") -> Kept:
    """One that failed before there was an answer."""
    none = {"answered": b"", "status": 0, "reason": "", "version": "", "body": b"", "size": 0}
    return kept(path, whole=False, step=step, code=code, why="no", **none)


def history(place: Path, *those: Kept, masked: bool = False) -> History:
    """A history in which these were kept, the last of them last."""
    made = History(place / "past.sqlite3", 100_000, masked)
    for one in those:
        made.add(PastExchange(one), one.draft)
    return made


class Stage(App[None]):
    """An app that has nothing of its own: what is tested is opened before an empty screen."""

    CSS_PATH = [styles() / "app.tcss", styles() / "web.tcss"]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables


@asynccontextmanager
async def opened(
    screen: Screen[object], size: tuple[int, int] = (80, 24), config: Config | None = None
) -> AsyncIterator[tuple[Pilot[None], list[object]]]:
    """Open a modal screen, before the web's where settings are given; what it closes with is in
    the list.
    """
    app = Stage() if config is None else VasistasApp(config, screen="web")
    closed: list[object] = []
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.push_screen(screen, closed.append)
        await pilot.pause()
        yield pilot, closed


def seen(pilot: Pilot[None]) -> str:
    """All that is on the screen; nothing of it may command a terminal."""
    strips = pilot.app.screen._compositor.render_strips()
    texts = [segment.text for strip in strips for segment in strip if not segment.control]
    assert all(text.isprintable() for text in texts)
    return "\n".join(strip.text.rstrip() for strip in strips)
