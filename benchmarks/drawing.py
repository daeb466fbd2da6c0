"""Pictures in half-cells, beside the renderer of rich-pixels: `python -m benchmarks.drawing`.

The same photo, at 200 columns and 50 lines, is drawn by both with empty caches, in turns: as the
segments that rich-pixels asks for, and as what the terminal gets. Ratios of the medians count: at
least 4. Then what a look at a JPEG of 12 megapixels takes, and the bytes of a frame.
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich_pixels import HalfcellRenderer
from textual.strip import Strip

from tui import picture
from tui.colours import Depth
from tui.widgets import inks
from tui.widgets.half_cells import HalfCells, strips

RUNS = 11
COLUMNS, ROWS = 200, 50
CONSOLE = Console(color_system="truecolor", force_terminal=True)


def photo(width: int, height: int) -> Image.Image:
    """Draw a photo as full of detail as a camera's: hardly a cell is like another."""
    small = max(2, width // 8), max(2, height // 8)
    coarse = [Image.effect_noise(small, 90).resize((width, height)) for _ in "rgb"]
    fine = [Image.effect_noise((width, height), 40)] * 3
    return Image.blend(Image.merge("RGB", coarse), Image.merge("RGB", fine), 0.35)


def forget() -> None:
    """Empty the caches of Rich, of Textual and of ours."""
    for cached in (
        Style.parse,
        Color.parse,
        Color.downgrade,
        Color.get_ansi_codes,
        Strip.render_ansi,
        inks.true,
    ):
        getattr(cached, "__func__", cached).cache_clear()


def written(segments: list[Segment]) -> str:
    """Return what the terminal gets for the segments of a picture."""
    return "".join(Strip(line).render(CONSOLE) for line in Segment.split_lines(segments))


def turns(*drawn: Callable[[], object]) -> list[float]:
    """Run them in turns; return the median of each, in milliseconds."""
    times: list[list[float]] = [[] for _ in drawn]
    for _ in range(RUNS):
        for draw, taken in zip(drawn, times, strict=True):
            forget()
            began = time.perf_counter()
            draw()
            taken.append((time.perf_counter() - began) * 1000)
    return [statistics.median(taken) for taken in times]


def compare(image: Image.Image) -> bool:
    """Print both pairs; return whether both are fast enough."""
    theirs, ours = HalfcellRenderer(), HalfCells()
    fast = True
    for name, slow, quick in (
        ("segments", lambda: theirs.render(image, None), lambda: ours.render(image)),
        (
            "to the terminal",
            lambda: written(theirs.render(image, None)),
            lambda: [row.render(CONSOLE) for row in strips(image, Depth.TRUE)],
        ),
    ):
        before, after = turns(slow, quick)
        fast = fast and before / after >= 4
        print(f"{name:22} {before:7.1f} ms   {after:6.1f} ms   {before / after:5.1f} times")
    return fast


def look(data: bytes) -> None:
    """Print what each step of a look at a JPEG takes."""
    side = picture.side(picture.measure(data), COLUMNS, ROWS)
    small, kept = picture.load(data, side), picture.load(data)
    whole = picture.load(data, 4000)
    nearer = 1 / picture.scale(whole.facts, COLUMNS, ROWS)
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("decoded for the cells", lambda: picture.load(data, side)),
        (f"decoded for {picture.KEPT} pixels", lambda: picture.load(data)),
        ("decoded whole", lambda: picture.load(data, 4000)),
        ("fitted to the cells", lambda: picture.fit(small, COLUMNS, ROWS)),
        (f"fitted from {picture.KEPT}", lambda: picture.fit(kept, COLUMNS, ROWS)),
        ("a part, 1:1", lambda: picture.view(whole, COLUMNS, ROWS, nearer, (0.3, 0.3))),
    )
    for (name, _), taken in zip(steps, turns(*(step for _, step in steps)), strict=True):
        print(f"{name:22} {taken:7.1f} ms")


def main() -> int:
    """Measure, print; fail where a ratio is too low."""
    image = photo(COLUMNS, 2 * ROWS)
    print(f"{COLUMNS} × {ROWS} cells         rich-pixels      ours     medians of {RUNS}")
    fast = compare(image)
    for depth in (Depth.TRUE, Depth.MANY, Depth.FEW):
        frame = "".join(row.render(CONSOLE) for row in strips(image, depth))
        print(f"bytes, {depth.value:15} {len(frame.encode()):7}")
    theirs = written(HalfcellRenderer().render(image, None))
    print(f"bytes, rich-pixels     {len(theirs.encode()):7}")
    file = BytesIO()
    photo(4000, 3000).save(file, "JPEG", quality=90)
    print(f"a JPEG of 12 megapixels, {file.tell() / 1e6:.1f} MB")
    look(file.getvalue())
    return 0 if fast else 1


if __name__ == "__main__":
    sys.exit(main())
