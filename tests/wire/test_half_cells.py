"""Pictures as cells: what a terminal gets, what Rich gets, and how few colours stand for many."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from rich_pixels import HalfcellRenderer
from textual.strip import Strip

from tui import light
from tui.colours import Depth
from tui.widgets.half_cells import HalfCells, Row, strips
from tui.widgets.palettes import FEW, MANY, Palette, dithered
from tui.widgets.shades import LEVELS, shades

Pixel = tuple[int, ...]
COLOURED = [Depth.TRUE, Depth.MANY, Depth.FEW]
CONSOLE = Console(color_system="truecolor", force_terminal=True, _environ={})


def noise(width: int, height: int) -> Image.Image:
    bands = [Image.effect_noise((width, height), 90) for _ in "rgb"]
    return Image.merge("RGB", bands)


def pixels(strip: Sequence[Segment] | Strip) -> list[tuple[Pixel, Pixel]]:
    """The upper and the lower pixel of each cell, as its style says."""
    found = []
    for text, style, _control in strip:
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        back, fore = tuple(style.bgcolor.get_truecolor()), tuple(style.color.get_truecolor())
        for glyph in text:
            pair = {"▄": (back, fore), "▀": (fore, back), " ": (back, back), "█": (fore, fore)}
            found.append(pair[glyph])
    return found


def seen(written: str) -> list[tuple[Pixel, Pixel]]:
    """The same, as a terminal understands what it gets; Rich's own decoder is that terminal."""
    text, found = Text.from_ansi(written), []
    for place, glyph in enumerate(text.plain):
        style = text.get_style_at_offset(CONSOLE, place)
        back = tuple(style.bgcolor.get_truecolor()) if style.bgcolor else ()
        fore = tuple(style.color.get_truecolor()) if style.color else ()
        found.append({"▄": (back, fore), "▀": (fore, back), " ": (back, back)}[glyph])
    return found


def test_our_cells_are_those_of_rich_pixels() -> None:
    image = noise(40, 30)
    ours, theirs = HalfCells().render(image), HalfcellRenderer().render(image, None)
    wanted = [pixels(line) for line in Segment.split_lines(theirs)]
    found = [pixels(line) for line in Segment.split_lines(ours)]
    assert len(wanted) == len(found) == 15
    flat = [value for line in wanted for pair in line for pixel in pair for value in pixel]
    assert flat == pytest.approx(
        [value for line in found for pair in line for pixel in pair for value in pixel], abs=1
    )


@given(st.integers(1, 90), st.integers(1, 30), st.sampled_from(COLOURED))
@settings(max_examples=60, deadline=None)
def test_whatever_the_size_each_line_is_as_wide_as_the_picture(
    width: int, rows: int, depth: Depth
) -> None:
    lines = strips(noise(width, 2 * rows), depth)
    assert [line.cell_length for line in lines] == [width] * rows
    assert [len(line.text) for line in lines] == [width] * rows
    assert len(HalfCells(depth).render(noise(width, 2 * rows - 1))) >= 2 * rows


@given(st.integers(1, 60), st.integers(0, 9), st.integers(0, 9), st.data())
@settings(max_examples=60, deadline=None)
def test_a_line_that_is_cut_is_the_line(
    width: int, before: int, after: int, data: st.DataObject
) -> None:
    row = strips(noise(width, 2), Depth.TRUE)[0]
    row = row.crop_pad(width, before, after, Style(bgcolor="black"))
    whole = before + width + after
    cut = data.draw(st.integers(0, whole))
    assert row.cell_length == whole
    left, right = row.crop(0, cut), row.crop(cut, whole)
    assert left.text + right.text == row.text
    if 0 < cut < whole:
        assert [part.cell_length for part in row.divide([cut, whole])] == [cut, whole - cut]


def test_the_terminal_gets_what_rich_gets() -> None:
    image = noise(30, 8)
    image.paste((10, 20, 30), (5, 0, 15, 8))
    for line in strips(image, Depth.TRUE):
        written = line.render(CONSOLE)
        assert pixels(line) == seen(written)
        assert written.endswith("\x1b[0m")


def test_a_plain_picture_is_said_in_few_words() -> None:
    row = strips(Image.new("RGB", (200, 2), (200, 100, 50)), Depth.TRUE)[0]
    assert len(list(row)) == 1
    assert row.render(CONSOLE) == f"\x1b[48;2;201;100;50m{' ' * 200}\x1b[0m"


def test_a_style_of_two_colours_behaves_as_one_of_richs() -> None:
    segment = next(iter(strips(noise(1, 2), Depth.MANY)[0]))
    style = segment.style
    assert style is not None
    assert style == Style.from_color(style.color, style.bgcolor)
    assert hash(style) == hash(style.copy())
    assert (style + Style(bold=True)).bold
    assert (style + Style(bold=True)).bgcolor == style.bgcolor
    assert Strip.render_style(style, "x", CONSOLE._color_system or 3) == style.render("x")  # type: ignore[arg-type]


def mixed(image: Image.Image, palette: Palette) -> tuple[int, ...]:
    """What the dots of a palette are, mixed as light."""
    dots = Image.new("RGB", image.size)
    dots.putdata([tuple(palette.triplet(number)) for number in dithered(image, palette)])
    return tuple(light.resized(dots, (1, 1)).getpixel((0, 0)))


@pytest.mark.parametrize(("palette", "error"), [(MANY, 4), (FEW, 24)])
def test_dots_of_few_greys_are_as_bright_as_what_they_stand_for(
    palette: Palette, error: int
) -> None:
    for grey in range(0, 256, 15):
        image = Image.new("RGB", (64, 64), (grey,) * 3)
        assert mixed(image, palette) == pytest.approx((grey,) * 3, abs=error)


@pytest.mark.parametrize(("palette", "error"), [(MANY, 8), (FEW, 16)])
def test_all_dots_of_a_photo_together_have_its_colour(palette: Palette, error: int) -> None:
    bands = [Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90), noise(256, 256)]
    image = Image.merge("RGB", [band.convert("L") for band in bands])
    wanted = light.resized(image, (1, 1)).getpixel((0, 0))
    assert mixed(image, palette) == pytest.approx(wanted, abs=error)


def test_sixteen_colours_keep_the_bright_ones_out_of_the_background_where_they_can() -> None:
    image = Image.new("RGB", (1, 4), (255, 255, 255))
    image.putpixel((0, 1), (0, 0, 0))
    upper, lower = strips(image, Depth.FEW)
    assert upper.render(CONSOLE) == "\x1b[40;97m▀\x1b[0m"
    assert lower.render(CONSOLE) == "\x1b[40;97m█\x1b[0m"


def test_the_colours_of_a_terminal_are_said_by_their_numbers() -> None:
    for line in strips(noise(50, 10), Depth.MANY):
        said = re.findall(r"\x1b\[([\d;]*)m", line.render(CONSOLE))
        numbers = [int(it) for code in said for it in re.findall(r"[34]8;5;(\d+)", code)]
        assert numbers
        assert all(16 <= number <= 255 for number in numbers)


@pytest.mark.parametrize("dark", [True, False])
def test_without_colours_there_are_shades(dark: bool) -> None:
    image = Image.new("RGB", (8, 4), (255, 255, 255))
    image.paste((0, 0, 0), (4, 0, 8, 4))
    lines = shades(image, Style(), dark)
    full, empty = LEVELS[-1] * 4, LEVELS[0] * 4
    assert [line.text for line in lines] == [full + empty if dark else empty + full] * 2


def test_a_row_asks_for_nothing_that_it_has_not() -> None:
    row = strips(noise(2, 2), Depth.TRUE)[0]
    assert isinstance(row, Row)
    assert not hasattr(row, "nothing")
