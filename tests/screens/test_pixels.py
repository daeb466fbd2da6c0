"""Pictures in half-cells: each cell two pixels of the right colours, in the middle of its area."""

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.containers import Center
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Label
from waiting import until_async

from tui.colours import Depth, depth
from tui.picture import Facts, Picture
from tui.widgets.pixels import Pixels

RED, BLUE = (220, 20, 20), (20, 20, 220)
Pixel = tuple[int, ...]


class OnePicture(App[None]):
    def compose(self) -> ComposeResult:
        yield Pixels()


class Notice(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        with Center():
            yield Label("something else")


def picture(width: int, height: int) -> Picture:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return Picture(image, Facts("PNG", width, height))


def colours(strip: Strip) -> list[tuple[Pixel, Pixel] | None]:
    """The upper and the lower pixel of every cell; None where there is no picture."""
    cells: list[tuple[Pixel, Pixel] | None] = []
    for text, style, _control in strip:
        if style and style.color and style.bgcolor and not style.meta and text.strip(" ▄") == "":
            back, fore = style.bgcolor.get_truecolor(), style.color.get_truecolor()
            cells += [(tuple(back), tuple(fore))] * len(text)
        else:
            cells += [None] * len(text)
    return cells


def drawn(pixels: Pixels) -> list[list[tuple[Pixel, Pixel] | None]]:
    """All cells of the widget; those of the margins are black or so, and count as none."""
    rows = [colours(pixels.render_line(y)) for y in range(pixels.size.height)]
    return [[cell if cell and max(cell[0]) > 100 else None for cell in row] for row in rows]


def near(wanted: Pixel, cell: tuple[Pixel, Pixel] | None) -> bool:
    return cell is not None and all(pixel == pytest.approx(wanted, abs=2) for pixel in cell)


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (7, 3)])
async def test_a_picture_is_drawn_in_proportion_and_in_the_middle(size: tuple[int, int]) -> None:
    app = OnePicture()
    async with app.run_test(size=size) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture(600, 300))
        await pilot.pause()
        rows = drawn(pixels)
        assert {len(row) for row in rows} == {size[0]}
        full = [row for row in rows if any(row)]
        cells = [cell for cell in full[0] if cell]
        assert abs(len(cells) - 2 * 2 * len(full)) <= 1
        assert near(RED, cells[0])
        assert near(BLUE, cells[-1])
        before, after = full[0].index(cells[0]), full[0][::-1].index(cells[-1])
        assert 0 <= after - before <= 1
        above = next(place for place, row in enumerate(rows) if any(row))
        assert 0 <= size[1] - len(full) - 2 * above <= 1


async def test_a_picture_follows_the_size_of_the_terminal() -> None:
    app = OnePicture()
    async with app.run_test(size=(40, 40)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture(400, 400))
        await pilot.pause()
        assert sum(any(row) for row in drawn(pixels)) == 20
        await pilot.resize_terminal(20, 40)
        await until_async(lambda: pixels.size.width == 20)
        assert sum(any(row) for row in drawn(pixels)) == 10


async def test_words_stand_in_for_a_picture_and_are_no_markup() -> None:
    app = OnePicture()
    async with app.run_test(size=(40, 9)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture(40, 40))
        pixels.tell("[b]no[/b] picture")
        await pilot.pause()
        assert pixels.picture is None
        assert pixels.render_line(4).text.strip() == "[b]no[/b] picture"
        assert not any(any(row) for row in drawn(pixels))


async def test_who_comes_nearer_sees_a_part_and_moves_about_in_it() -> None:
    app = OnePicture()
    async with app.run_test(size=(40, 10)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture(4000, 2000))
        assert pixels.wanted == 40
        pixels.zoom(4)
        assert pixels.wanted == 160
        await pilot.pause()
        row = drawn(pixels)[5]
        assert near(RED, row[0])
        assert near(BLUE, row[-1])
        pixels.pan(1, 0)
        assert all(near(BLUE, cell) for cell in drawn(pixels)[5])
        pixels.pan(-9, 0)
        assert all(near(RED, cell) for cell in drawn(pixels)[5])
        pixels.reset()
        assert pixels.scale == pytest.approx(0.01)
        assert near(RED, drawn(pixels)[5][0])
        assert near(BLUE, drawn(pixels)[5][-1])


async def test_nobody_comes_nearer_than_eight_half_cells_a_pixel() -> None:
    app = OnePicture()
    async with app.run_test(size=(40, 10)):
        pixels = app.query_one(Pixels)
        pixels.show(picture(100, 50))
        for _ in range(50):
            pixels.zoom(2)
        assert pixels.scale == 8
        for _ in range(50):
            pixels.zoom(0.5)
        assert pixels.scale == pytest.approx(0.4)


async def test_a_dialog_stands_before_a_picture() -> None:
    app = OnePicture()
    async with app.run_test(size=(60, 20)) as pilot:
        app.query_one(Pixels).show(picture(600, 400))
        await app.push_screen(Notice())
        await pilot.pause()
        lines = app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in lines} == {60}
        assert "something else" in lines[0].text
        shaded = [cell for cell in colours(lines[10]) if cell]
        assert len({cell for cell in shaded if cell[0][0] > cell[0][2]}) >= 1
        assert not any(near(RED, cell) or near(BLUE, cell) for cell in shaded)


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"TERM": "linux", "COLORTERM": ""}, Depth.FEW),
        ({"TERM": "tmux-256color", "COLORTERM": ""}, Depth.MANY),
        ({"TERM": "tmux-256color", "COLORTERM": "truecolor"}, Depth.TRUE),
        ({"NO_COLOR": "1"}, Depth.NONE),
    ],
)
async def test_a_picture_is_drawn_with_what_the_terminal_has(
    environment: dict[str, str], found: Depth, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = OnePicture()
    assert depth(app) is found
    async with app.run_test(size=(40, 12)) as pilot:
        pixels = app.query_one(Pixels)
        pixels.show(picture(400, 200))
        await pilot.pause()
        lines = pixels.render_lines(pixels.size.region)
        written = "".join(line.render(app.console) for line in lines)
    said = {
        Depth.TRUE: "\x1b[48;2;221;20;20",
        Depth.MANY: "\x1b[48;5;160",
        Depth.FEW: "\x1b[41",
        Depth.NONE: "░",
    }
    assert said[found] in written
