"""Whatever place of an answer would command the terminal: it is shown, and nothing is obeyed."""

import asyncio
import os
import pty
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from live.zoo import Animal, Cage, Visit, opened
from live.zoo_hostile import BODIES, PLACES, bye_http2, named_badly, over_http2, play
from live.zoo_tls import believing
from textual.pilot import Pilot
from waiting import until_async

from protocol.config import Config
from protocol.sections import Clock, Http
from tui.__main__ import main
from tui.app import VasistasApp
from tui.screens.web import WebScreen
from tui.screens.web.address import AddressField
from tui.screens.web.chain_view import ChainView
from tui.screens.web.views import VIEWS, Views

HOSTILE = Animal("hostile", play)
VISIBLE = ("␛", "1b 5d", "⟨202E⟩", "\\u001b", "\\x1b", "⟨9B⟩", "⟨009B⟩")
"""What is drawn instead."""


def seen(pilot: Pilot[None]) -> str:
    """All that is on the screen; nothing of it may command a terminal."""
    strips = pilot.app.screen._compositor.render_strips()
    texts = [segment.text for strip in strips for segment in strip if not segment.control]
    assert all(text.isprintable() for text in texts), [t for t in texts if not t.isprintable()]
    return "\n".join(strip.text.rstrip() for strip in strips)


async def ask(pilot: Pilot[None], screen: WebScreen, cage: Cage, address: str) -> None:
    visits = len(cage.visits)
    field = screen.query_one(AddressField)
    field.value = address
    field.focus()
    await pilot.press("enter")
    await until_async(lambda: len(cage.visits) > visits and not screen.under_way)
    await pilot.pause()


async def look(pilot: Pilot[None], screen: WebScreen, *names: str) -> str:
    """Close what was opened to tell of a failure, and go through these views."""
    everything = seen(pilot)
    while pilot.app.screen is not screen:
        await pilot.press("escape")
    views = screen.query_one(Views)
    for name in names:
        views.turn_to(name)
        await pilot.pause()
        everything += seen(pilot)
    views.turn_to(VIEWS[0])
    return everything


async def test_no_place_of_an_answer_reaches_the_terminal_through_any_view() -> None:
    app = VasistasApp(Config(clock=Clock(port=1)), screen="web")
    async with opened(HOSTILE) as cage, app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
        screen = app.screen
        assert isinstance(screen, WebScreen)
        for place in PLACES:
            await ask(pilot, screen, cage, f"127.0.0.1:{cage.port}/{place}")
            everything = await look(
                pilot, screen, *(("body",) if place in BODIES else ("page", "fields"))
            )
            assert any(words in everything for words in VISIBLE), place


class Terminal:
    """What programs take for a terminal; all that it is told is kept."""

    def __init__(self) -> None:
        self._end, theirs = pty.openpty()
        self.file = os.fdopen(theirs, "w", encoding="utf-8")
        self._told = bytearray()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def close(self) -> str:
        """Return what it was told."""
        self.file.close()
        self._reader.join(10)
        os.close(self._end)
        return self._told.decode()

    def _read(self) -> None:
        with suppress(OSError):  # EIO: nobody is there any more
            while data := os.read(self._end, 65536):
                self._told += data


@pytest.mark.parametrize("options", [[], ["-v", "--times"], ["--body"], ["--json"]], ids=str)
async def test_no_place_of_an_answer_reaches_the_terminal_through_get(
    options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(HOSTILE) as cage:
        for place in PLACES:
            terminal = Terminal()
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdout", terminal.file)
                patch.setattr(sys, "stderr", terminal.file)
                address = f"127.0.0.1:{cage.port}/{place}"
                await asyncio.to_thread(main, ["get", address, *options])
            told = terminal.close()
            assert told.replace("\r\n", "").replace("\t", "").isprintable(), told
            if place in (BODIES if options == ["--body"] else PLACES) and options != ["--json"]:
                assert any(words in told for words in VISIBLE), place


async def test_nor_does_what_http_2_or_a_certificate_says(tmp_path: Path) -> None:
    authority = believing(tmp_path).trust.authority
    http = Http(version="auto", authority=str(authority))
    app = VasistasApp(Config(clock=Clock(port=1), http=http), screen="web")
    plays = iter((over_http2, bye_http2))

    async def play(visit: Visit) -> None:
        await next(plays)(visit)

    animal = Animal("HTTP/2", play, tls=named_badly)
    async with opened(animal) as cage, app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: isinstance(app.screen, WebScreen) and app.screen.focused)
        screen = app.screen
        assert isinstance(screen, WebScreen)
        for _play in range(2):
            await ask(pilot, screen, cage, f"https://localhost:{cage.port}/")
            everything = await look(pilot, screen, "page", "fields")
            assert any(words in everything for words in VISIBLE)
        await pilot.press("ctrl+g")
        await until_async(lambda: isinstance(app.screen, ChainView) and "⟨202E⟩" in seen(pilot))
