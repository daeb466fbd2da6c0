"""Real pixels over half-cells: when they come, when they go, and what stands before them."""

from collections.abc import Iterator

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widgets import Label
from waiting import until_async

from tui.graphics import kitty, terminal
from tui.graphics.terminal import Cell, Kind, Terminal
from tui.picture import Facts, Picture
from tui.widgets.pixels import Pixels

SIXEL = "\x1bP0;1q"


class Covered(App[None]):
    CSS = """
    Screen { layers: below above; }
    Label { layer: above; display: none; height: 2; width: 10; }
    """

    def compose(self) -> ComposeResult:
        yield Pixels()
        yield Label("something else")


class Notice(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Label("a question")


@pytest.fixture(params=list(Kind))
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """A terminal with graphics of each kind."""
    terminal.use(Terminal(request.param, Cell(10, 20)))
    yield request.param
    terminal.use(None)


def picture(side: int = 400) -> Picture:
    return Picture(Image.effect_noise((side, side), 60).convert("RGB"), Facts("PNG", side, side))


def painted(app: App[None]) -> str:
    """What the terminal gets when the screen is painted."""
    compositor = app.screen._compositor
    update = compositor.render_update(full=True, screen_stack=app._background_screens)
    return update.render_segments(app.console)


def shown(said: str, kind: Kind) -> bool:
    """Whether a picture is there in the end."""
    if kind is Kind.SIXEL:
        return SIXEL in said
    return said.rfind("a=T") > said.rfind("a=d")


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_half_cells_come_first_and_then_real_pixels(
    kind: Kind, size: tuple[int, int]
) -> None:
    app = Covered()
    async with app.run_test(size=size) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture())
        await pilot.pause()
        assert "▄" in painted(app)
        await until_async(lambda: shown(painted(app), kind))
        said = painted(app)
        assert "▄" in said
        assert said.index("▄") < said.rindex("a=T" if kind is Kind.KITTY else SIXEL)
        assert "▄" in "".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_what_stands_before_a_picture_is_seen(kind: Kind) -> None:
    app = Covered()
    async with app.run_test(size=(40, 12)) as pilot:
        app.query_one(Pixels).show(picture())
        await until_async(lambda: shown(painted(app), kind))
        app.query_one(Label).display = True
        await pilot.pause()
        said = painted(app)
        assert not shown(said, kind)
        assert "something" in said
        assert "▄" in said
        assert (kitty.forget(app.query_one(Pixels)._number) in said) is (kind is Kind.KITTY)
        app.query_one(Label).display = False
        await pilot.pause()
        assert shown(painted(app), kind)


async def test_a_dialog_has_half_cells_behind_it(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Covered()
    async with app.run_test(size=(40, 12)) as pilot:
        app.query_one(Pixels).show(picture())
        await until_async(lambda: shown(painted(app), kind))
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        await app.push_screen(Notice())
        await pilot.pause()
        said = "".join(written) + painted(app)
        assert not shown(said, kind)
        assert ("a=d" in said) is (kind is Kind.KITTY)
        with pytest.raises(NoMatches):
            app.screen.query_one(Pixels)
        app.pop_screen()
        await pilot.pause()
        assert shown(painted(app), kind)


@pytest.mark.parametrize("how", ["words", "hidden"])
async def test_a_picture_goes_away(kind: Kind, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Covered()
    async with app.run_test(size=(40, 12)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture())
        await until_async(lambda: shown(painted(app), kind))
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        if how == "words":
            pixels.tell("no picture")
        else:
            pixels.display = False
        await until_async(lambda: kind is Kind.SIXEL or any("a=d" in said for said in written))
        await pilot.pause()
        assert not shown(painted(app), kind)


async def test_another_part_and_another_size_are_drawn_anew(kind: Kind) -> None:
    app = Covered()
    async with app.run_test(size=(40, 12)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture())
        await until_async(lambda: shown(painted(app), kind))
        first = pixels._drawn
        pixels.zoom(3)
        assert not shown(painted(app), kind)
        await until_async(lambda: shown(painted(app), kind))
        assert pixels._drawn is not None
        assert first != pixels._drawn
        assert pixels._drawn.cells.size == (40, 12)
        await pilot.resize_terminal(30, 9)
        await until_async(lambda: pixels.size.width == 30 and shown(painted(app), kind))
        assert pixels._drawn.cells.size == (30, 9)


async def test_a_picture_is_asked_for_as_fine_as_it_is_shown_and_a_thumbnail_can_be(
    kind: Kind,
) -> None:
    app = Covered()
    async with app.run_test(size=(40, 12)):
        pixels = app.query_one(Pixels)
        assert pixels.fine(40, 12) == (400, 120)
        assert pixels.fine(200, 50) == (1024, 256)
        assert pixels.fine(2000, 500) == (2000, 500)
        terminal.use(None)
        assert pixels.fine(40, 12) == (40, 12)


async def test_without_colours_there_are_no_graphics(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Covered()
    async with app.run_test(size=(40, 12)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture())
        assert pixels.fine(40, 12) == (40, 12)
        await pilot.pause()
        painted(app)
        assert not pixels.workers
        assert not shown(painted(app), kind)
