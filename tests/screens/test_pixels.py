"""Pictures in half-cells: each cell two pixels of the right colours, in the middle of its area."""

import pytest
from PIL import Image
from rich.segment import Segment
from rich_pixels import HalfcellRenderer
from textual.app import App, ComposeResult
from textual.strip import Strip
from waiting import until_async

from tui.picture import Facts, Picture
from tui.widgets.half_cells import OpaqueCells
from tui.widgets.pixels import Pixels

RED, BLUE = (220, 20, 20), (20, 20, 220)


class OnePicture(App[None]):
    def compose(self) -> ComposeResult:
        yield Pixels()


def picture(width: int, height: int) -> Picture:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return Picture(image, Facts("PNG", width, height))


def colours(strip: Strip) -> list[tuple[tuple[int, ...], tuple[int, ...]] | None]:
    """The upper and the lower pixel of every cell; None where there is no picture."""
    cells: list[tuple[tuple[int, ...], tuple[int, ...]] | None] = []
    for text, style, _control in strip:
        if text == "▄" and style and style.color and style.bgcolor:
            pair = style.bgcolor.get_truecolor(), style.color.get_truecolor()
            cells.append((tuple(pair[0]), tuple(pair[1])))
        else:
            cells += [None] * len(text)
    return cells


def drawn(pixels: Pixels) -> list[list[tuple[tuple[int, ...], tuple[int, ...]] | None]]:
    return [colours(pixels.render_line(y)) for y in range(pixels.size.height)]


def test_our_cells_are_those_of_rich_pixels() -> None:
    noise = Image.effect_noise((40, 30), 90).convert("RGB")
    ours, theirs = OpaqueCells().render(noise), HalfcellRenderer().render(noise, None)
    assert len(ours) == len(theirs) == 15 * 41

    def seen(segment: Segment) -> tuple[object, ...]:
        style = segment.style
        if style is None or style.color is None or style.bgcolor is None:
            return (segment.text,)
        return segment.text, style.color.get_truecolor(), style.bgcolor.get_truecolor()

    assert [seen(one) for one in ours] == [seen(one) for one in theirs]


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
        assert cells[0] == (RED, RED)
        assert cells[-1] == (BLUE, BLUE)
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
