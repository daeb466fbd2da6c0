"""The terminal's graphics: what it answers when asked, and what is sent to it, read again."""

import re
import zlib
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from rich.console import Console
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.graphics import kitty, sixel
from tui.graphics.answers import Answers, read
from tui.graphics.drawn import View, draw
from tui.graphics.finding import Found, chosen, find, may
from tui.graphics.sheet import Sheet
from tui.graphics.terminal import NO_LIMIT, Cell, Kind, Limit, Terminal
from tui.picture import Facts, Picture, fine

XTERM = b"\x1b[?1;0;1024S\x1b[?2;0;1000;1000S\x1b[?63;1;2;4;6;9;15;16;22;28c"
KITTY = b"\x1b_Gi=31;OK\x1b\\\x1b[6;20;9t\x1b[?62;c"
PLAIN = b"\x1b[?1;3S\x1b[?2;3S\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;44c"


def colourful(width: int, height: int) -> Image.Image:
    """As many colours as a palette has, in stripes and steps, and one odd pixel in each corner."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (across, down, ImageChops.invert(across)))
    for corner in [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)]:
        image.putpixel(corner, (255, 255, 255))
    return image


def painted(said: str) -> Image.Image:
    """What a terminal makes of sixels."""
    head = re.fullmatch(r'\x1bP0;1q"1;1;(\d+);(\d+)((?:#\d+;2;\d+;\d+;\d+)*)(.*)\x1b\\', said)
    assert head is not None
    registers = {
        int(number): tuple(round(int(share) * 2.55) for share in rest.split(";"))
        for number, rest in re.findall(r"#(\d+);2;(\d+;\d+;\d+)", head[3])
    }
    image = Image.new("RGB", (int(head[1]), int(head[2])), (1, 2, 3))
    x = y = 0
    colour: tuple[int, ...] = ()
    for register, number, glyph, end in re.findall(r"#(\d+)|(?:!(\d+))?([?-~])|([$-])", head[4]):
        if register:
            colour = registers[int(register)]
        elif end:
            x, y = 0, y + 6 * (end == "-")
        else:
            steps = int(number or 1)
            for place in range(x, x + steps):
                for bit in range(6):
                    if (ord(glyph) - 63) >> bit & 1:
                        image.putpixel((place, y + bit), colour)
            x += steps
    return image


def received(said: str) -> tuple[Image.Image, int]:
    """What a terminal makes of kitty's pieces, and the picture's number."""
    commands = re.findall(r"\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\", said)
    assert "".join(f"\x1b_G{keys}{';' * bool(data)}{data}\x1b\\" for keys, data in commands) == said
    pieces = [
        (dict(key.split("=") for key in keys.split(",")), data) for keys, data in commands[1:]
    ]
    assert all(keys["q"] == "2" and len(data) <= 4096 for keys, data in pieces)
    assert [keys["m"] for keys, _data in pieces] == ["1"] * (len(pieces) - 1) + ["0"]
    first = pieces[0][0]
    assert first.items() >= {"a": "T", "f": "24", "o": "z", "C": "1"}.items()
    data = zlib.decompress(b64decode("".join(data for _keys, data in pieces)))
    size = int(first["s"]), int(first["v"])
    return Image.frombytes("RGB", size, data), int(first["i"])


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (128, 6), (129, 13), (300, 47)])
def test_sixels_are_the_picture_in_as_many_colours_as_there_are(size: tuple[int, int]) -> None:
    image = colourful(*size)
    seen = painted(sixel.encode(image, 256))
    assert seen.size == size
    few = image.quantize(256, method=Image.Quantize.FASTOCTREE).convert("RGB")
    furthest = max(high for _low, high in ImageChops.difference(few, seen).getextrema())
    assert furthest <= 2  # a register has a hundred steps


def test_a_terminal_of_few_colours_gets_no_more() -> None:
    said = sixel.encode(colourful(64, 64), 16)
    assert len(set(re.findall(r"#(\d+);2;", said))) <= 16
    assert len(painted(said).getcolors()) <= 16


@pytest.mark.parametrize("size", [(1, 1), (300, 200)])
def test_kitty_gets_every_pixel_and_forgets_the_picture_before(size: tuple[int, int]) -> None:
    noise = Image.merge("RGB", [Image.effect_noise(size, 90) for _ in range(3)])
    said = kitty.encode(noise, 7)
    assert said.startswith(kitty.forget(7))
    image, number = received(said)
    assert (size, 7) == (image.size, number)
    assert image.tobytes() == noise.tobytes()


@pytest.mark.parametrize(
    ("said", "kind", "cell"),
    [
        (XTERM, Kind.SIXEL, None),
        (KITTY, Kind.KITTY, Cell(9, 20)),
        (PLAIN, None, None),
        (b"\x1b_Gi=31;ENOTSUP:no\x1b\\\x1b[?62c", None, None),
        (b"\x1b_Gi=31;OK\x1b\\\x1b[?62;4c", Kind.SIXEL, None),
    ],
)
def test_terminals_say_what_they_have(said: bytes, kind: Kind | None, cell: Cell | None) -> None:
    terminal = chosen("auto", read(said))
    assert (kind, cell) == (terminal and terminal.kind, terminal and terminal.cell)


@pytest.mark.parametrize("said", [XTERM, KITTY, PLAIN])
def test_nothing_is_whole_before_the_last_answer(said: bytes) -> None:
    for end in range(len(said)):
        assert not read(said[:end]).whole
    assert read(said).whole


def test_keys_among_the_answers_are_neither_lost_nor_answers() -> None:
    assert read(b"2" + KITTY).typed == "2"
    assert read(b"\x1b_Gi=31;OK\x1b\\q\x1b[6;20;9tx\x1b[?62;c").typed == "qx"
    assert read(b"\x1b[A" + XTERM) == read(b"\x1b[A\x03" + XTERM)


@given(
    st.lists(
        st.sampled_from(
            [
                b"\x1b",
                b"_Gi=31;",
                b"OK",
                b"\x1b\\",
                b"[?",
                b"4",
                b";",
                b"c",
                b"S",
                b"[6;99999;99999t",
                b"[6;0;0t",
                b"9" * 200,
                b"\xff",
                b"[?1;0;0S",
                b"[?2;0;1;99999999S",
            ]
        )
    )
)
def test_whatever_comes_is_read_within_limits(parts: list[bytes]) -> None:
    answers = read(b"".join(parts))
    assert 2 <= answers.colours <= 256
    assert answers.cell is None or max(answers.cell) <= 200
    assert "\x1b" not in answers.typed


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({"TERM": "xterm", "XTERM_VERSION": "XTerm(379)"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230805"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7200"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"}, False),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "screen.xterm-kitty"}, False),
        ({"TERM": "xterm-kitty", "STY": "1.tty"}, False),
        ({}, False),
    ],
)
def test_only_who_may_have_graphics_is_asked(environment: dict[str, str], asked: bool) -> None:
    assert may(environment) is asked


@pytest.mark.parametrize(
    ("wanted", "environment"),
    [("half", {"TERM": "xterm-kitty"}), ("auto", {"TERM": "xterm-kitty", "NO_COLOR": "1"}),
     ("kitty", {"NO_COLOR": "1"}), ("auto", {"TERM": "tmux"})],
)  # fmt: skip
def test_nobody_is_asked_where_the_answer_is_no(wanted: str, environment: dict[str, str]) -> None:
    assert find(wanted, environment, -1, -1) == Found()


def test_settings_stand_above_what_a_terminal_says() -> None:
    both = read(b"\x1b_Gi=31;OK\x1b\\\x1b[?62;4c")
    assert chosen("kitty", both) == Terminal(Kind.KITTY)
    assert chosen("sixel", Answers()) == Terminal(Kind.SIXEL)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_picture_is_in_the_middle_of_its_cells_and_as_high_as_it_is_wide(kind: Kind) -> None:
    picture = Picture(Image.new("RGB", (500, 500), "red"), Facts("PNG", 500, 500))
    view = View(Size(60, 11), 1.0, (0.5, 0.5), (0, 0, 255), 5)
    drawn = draw(picture, view, Terminal(kind), Cell(7, 18))
    assert drawn.cells == Region(15, 0, 29, 11)
    image = painted(drawn.data) if kind is Kind.SIXEL else received(drawn.data)[0]
    assert image.size == (29 * 7, 11 * 18)
    red = [pixel for _number, pixel in image.getcolors() if pixel[0] > 200]
    box = image.getchannel("R").point(lambda value: 255 * (value > 200)).getbbox()
    assert len(red) == 1
    assert box == (2, 0, 200, 198)


def test_a_picture_is_no_greater_than_the_terminal_draws() -> None:
    assert read(XTERM).limit == Limit(1000, 1000)
    assert read(b"\x1b[?2;0;9;9S\x1b[?62;4c").limit == read(PLAIN).limit == NO_LIMIT
    picture = Picture(Image.new("RGB", (600, 600), "red"), Facts("PNG", 600, 600))
    view = View(Size(60, 30), 1.0, (0.5, 0.5), (0, 0, 0), 5)
    small = Terminal(Kind.SIXEL, limit=Limit(205, 1000))
    drawn = draw(picture, view, small, Cell(10, 20))
    assert drawn.cells == Region(20, 10, 20, 10)
    assert painted(drawn.data).size == (200, 200)


def test_it_is_drawn_over_blank_cells_and_the_cursor_stays() -> None:
    picture = Picture(Image.new("RGB", (50, 50), "red"), Facts("PNG", 50, 50))
    view = View(Size(12, 3), 1.0, (0.5, 0.5), (0, 0, 0), 5)
    drawn = draw(picture, view, Terminal(Kind.KITTY), Cell(10, 20))
    said = drawn.over(Region(4, 6, 12, 3), Console().get_style("on blue"), Console())
    assert said.startswith("\x1b7\x1b[7;5H")
    assert said.endswith(f"\x1b[7;8H{drawn.data}\x1b8")
    assert said.count(" " * 12) == 3


@pytest.mark.parametrize("zoom", [1.0, 4.0])
def test_real_pixels_show_the_part_that_half_cells_show(zoom: float) -> None:
    image = Image.new("RGB", (800, 400), "red")
    image.paste((0, 0, 255), (400, 0, 800, 400))
    seen = fine(Picture(image, Facts("PNG", 800, 400)), 400, 300, 10, zoom, (0.5, 0.5))
    assert seen.size == ((400, 200) if zoom == 1 else (400, 300))
    assert seen.getpixel((190, 100)) == (255, 0, 0)
    assert seen.getpixel((210, 100)) == (0, 0, 255)


class Paper:
    """A sheet of three lines, and what it wanted."""

    def __init__(self) -> None:
        self.later: list[object] = []
        self.renewed = 0
        self.sheet = Sheet(lambda _console: "<picture>", "<wipe>", self._later, self._renew)

    def _later(self, run: object) -> None:
        self.later.append(run)

    def _renew(self) -> None:
        self.renewed += 1

    def write(self, *indexes: int, cut: int | None = None) -> str:
        """Write some lines; of one of them the left half."""
        lines = self.sheet.lines([Strip.blank(4) for _ in range(3)], 0, 3)
        parts = [lines[index].divide([2, 4] if index == cut else [4])[0] for index in indexes]
        return "".join(part.render(Console()) for part in parts).replace(" ", "")

    def mend(self) -> None:
        """Do what was put off."""
        waiting, self.later = self.later, []
        for run in waiting:
            assert callable(run)
            run()


def test_the_picture_comes_after_the_last_of_all_lines() -> None:
    paper = Paper()
    assert paper.write(0, 1, 2) == "<picture>"
    paper.mend()
    assert paper.renewed == 0
    assert paper.write(0, 1, 2) == "<wipe><picture>"


@pytest.mark.parametrize("lines", [(0,), (1,), (0, 1), (1, 2), (2,)])
def test_when_a_part_was_written_all_is_written_anew_once(lines: tuple[int, ...]) -> None:
    paper = Paper()
    paper.write(0, 1, 2)
    assert paper.write(*lines) == "<wipe>"
    paper.mend()
    assert paper.renewed == 1
    assert paper.write(0, 1, 2) == "<picture>"
    paper.mend()
    assert paper.renewed == 1


def test_who_covers_a_line_gets_half_cells_around_until_it_goes() -> None:
    paper = Paper()
    paper.write(0, 1, 2)
    assert paper.write(1, cut=1) == "<wipe>"
    paper.mend()
    assert paper.renewed == 1
    assert paper.write(0, 1, 2, cut=1) == ""
    paper.mend()
    assert paper.renewed == 1
    assert paper.write(1) == ""
    paper.mend()
    assert paper.renewed == 2
    assert paper.write(0, 1, 2) == "<picture>"


def test_a_whole_line_is_itself_and_looks_like_what_it_covers() -> None:
    sheet = Paper().sheet
    line = sheet.lines([Strip.blank(4)], 0, 3)[0]
    assert line.crop(0, 4) is line
    assert line.divide([4]) == [line]
    assert list(line) == list(Strip.blank(4))
    assert line.crop(1, 1).cell_length == 0
