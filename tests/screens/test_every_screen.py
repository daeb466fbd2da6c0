"""What holds for every screen, in both languages and at every size: nothing is half there."""

import sys
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive, Chat, Clock

NOWHERE = Config(clock=Clock(port=1), chat=Chat(port=1, login="manu"), archive=Archive(port=1))
MODES = ("clock", "web", "chat", "photos", "console")
SIZES = [(50, 15), (80, 24), (200, 50)]


@pytest.fixture(scope="module", params=["en", "fr"])
def program(request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """The program's modules as they are imported in a language: keys are worded at import."""
    kept = {name: sys.modules.pop(name) for name in [*sys.modules] if name.split(".")[0] == "tui"}
    try:
        import_module("tui.words").use(request.param)
        names = ("app", "actions", "dialogs", "help", "widgets.key_bar", "widgets.top_bar")
        modules = {name.rpartition(".")[2]: import_module(f"tui.{name}") for name in names}
        yield SimpleNamespace(language=request.param, **modules)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "tui"]:
            del sys.modules[name]
        sys.modules.update(kept)


def row(screen: Screen[object], y: int) -> str:
    return "".join(segment.text for segment in screen._compositor.render_strips()[y])


def framed(dialog: Screen[object]) -> list[str]:
    """The rows within a dialog's frame."""
    frame = dialog.query_one(".dialog").region.shrink((1, 1, 1, 1))
    rows = (row(dialog, y) for y in range(frame.y, frame.bottom))
    return [line[frame.x : frame.right].strip(" ") for line in rows]


async def visit(pilot: Pilot[None], mode: str) -> None:
    await pilot.app.action_show_mode(mode)
    await until_async(lambda: pilot.app.current_mode == mode)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_bars_frame_every_screen_and_hold_whole_keys_with_quit_at_the_end(
    program: SimpleNamespace, size: tuple[int, int]
) -> None:
    leave = {"en": "^q Quit", "fr": "^q Quitter"}[program.language]
    app = program.app.VasistasApp(NOWHERE)
    async with app.run_test(size=size) as pilot:
        for mode in MODES:
            await visit(pilot, mode)
            for wire in ("closed", "open"):
                screen = app.screen
                bar = screen.query_one(program.key_bar.KeyBar)
                await until_async(lambda bar=bar: bar.render().plain)
                assert Region(0, 0, size[0], 1) == screen.query_one(program.top_bar.TopBar).region
                assert Region(0, size[1] - 1, size[0], 1) == bar.region
                assert all(key in row(screen, 0) for key in ("F2", "F3", "F4", "F5", "F6"))
                assert screen.TITLE_WORD in row(screen, 0)
                assert row(screen, size[1] - 1).rstrip().endswith(leave), (mode, wire)
                assert bar.render().cell_length <= size[0]
                if wire == "closed":
                    await pilot.press("f9")
                    await pilot.pause()


async def test_no_action_is_explained_twice(program: SimpleNamespace) -> None:
    app = program.app.VasistasApp(NOWHERE)
    async with app.run_test(size=(160, 45)) as pilot:
        for mode in MODES:
            await visit(pilot, mode)
            told = [(one.keys, one.words) for one in program.actions.of_screen(app.screen)]
            assert sorted(set(told)) == sorted(told), mode


MARKS = (";", ":", "!", "?", "»")


async def test_no_row_of_help_or_a_dialog_begins_with_a_mark_of_the_row_before(
    program: SimpleNamespace,
) -> None:
    app = program.app.VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)) as pilot:
        for mode in MODES:
            await visit(pilot, mode)
            await pilot.press("f1")
            await until_async(lambda: isinstance(app.screen, program.help.HelpScreen))
            await pilot.pause()
            assert [] == [line for line in framed(app.screen) if line.startswith(MARKS)]
            await pilot.press("escape")
        question = "\n".join("a" * length + " quand même\xa0?" for length in range(46, 52))
        await app.push_screen(program.dialogs.Confirm(question))
        await pilot.pause()
        assert 6 == sum(line.endswith("même\xa0?") for line in framed(app.screen))
        assert [] == [line for line in framed(app.screen) if line.startswith(MARKS)]
