"""What stands below the time: the sentence, the sources, zones and plots, a page each.

Where there is room all are seen; otherwise one, and Tab turns to the next.
"""

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container, HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.screens.clock import zone_table
from tui.screens.clock.keeper import Keeper
from tui.screens.clock.kept_zones import KeptZones
from tui.screens.clock.meaning import explain
from tui.screens.clock.plots import Plots
from tui.screens.clock.sources import source_table
from tui.screens.clock.tables import table
from tui.timekeeping import Sample
from tui.words import _

PAGES = ("there", "sources", "zones", "plots")
"""In the order of Tab."""

ASSUMED = 76
"""Columns of a page that was not laid out yet: those of the usual terminal."""


def titles() -> dict[str, str]:
    """Name the pages for people."""
    return {
        "there": _("The sentence"),
        "sources": _("Sources"),
        "zones": _("Zones"),
        "plots": _("The last hour"),
    }


class Pages(Container):
    """All four, and above them `here`, which is always seen."""

    def __init__(self, keeper: Keeper, zones: KeptZones, here: Widget) -> None:
        super().__init__()
        self.zones = zones
        self._here = here
        self._keeper = keeper
        self._at = 0
        self._explained: Sample | None = None
        self._lines = {
            name: Static(id=name, markup=False)
            for name in ("sentence", "fields", "source-rows", "zone-rows")
        }
        self._plots = Plots(keeper)

    def compose(self) -> ComposeResult:
        """Two columns, that are one below the other on a small terminal; plots below them."""
        with HorizontalGroup(id="columns"):
            with VerticalGroup(id="left"):
                yield self._here
                with VerticalGroup(id="zones", classes="page panel"):
                    yield self._lines["zone-rows"]
            with VerticalGroup(id="right"):
                with VerticalGroup(id="there", classes="page panel"):
                    yield self._lines["sentence"]
                    yield self._lines["fields"]
                with VerticalGroup(id="sources", classes="page panel"):
                    yield self._lines["source-rows"]
        with VerticalGroup(id="plots", classes="page panel"):
            yield self._plots

    def on_mount(self) -> None:
        """Open the first page."""
        self._turn(0)

    def on_resize(self) -> None:
        """There may be room for all now, or not any more: then there are pages to turn."""
        self._turn(self._at)
        self.screen.refresh_bindings()

    @property
    def paged(self) -> bool:
        """Is one page seen at a time?"""
        return self.screen.has_class("-narrow") or self.screen.has_class("-low")

    @property
    def page(self) -> str:
        """The page that is seen where there is room for one."""
        return PAGES[self._at]

    def turn(self) -> None:
        """Turn to the next page."""
        self._turn((self._at + 1) % len(PAGES))

    def open(self, page: str) -> None:
        """Turn to this page."""
        self._turn(PAGES.index(page))

    def draw(self, moment: datetime, *, hours: str) -> None:
        """Show what is known at a moment, in the person's own zone."""
        now = self._keeper.clocks.monotonic()
        sources = self._lines["source-rows"]
        write(sources, source_table(self._keeper, now, sources.size.width or ASSUMED))
        write(self._lines["zone-rows"], zone_table.rows(self.zones.names, moment, hours))
        self._explain()
        self._plots.draw(now)

    def _explain(self) -> None:
        """Show what the chosen source sent, as it came, and what its fields mean."""
        track = self._keeper.chosen
        sample = track.sample
        if sample is None:
            write(self._lines["sentence"], Content(_("None came so far.")))
        elif sample is not self._explained:
            self._explained = sample
            write(self._lines["sentence"], Content(sample.words))
            found = [
                [(field.name, "$secondary"), (field.value, "bold"), (field.meaning, "")]
                for field in explain(sample)
            ]
            write(self._lines["fields"], table(found))

    def _turn(self, at: int) -> None:
        self._at = at
        words = titles()
        for number, name in enumerate(PAGES):
            page = self.query_one(f"#{name}")
            page.set_class(number == at, "-open")
            following = words[PAGES[(number + 1) % len(PAGES)]]
            page.border_title = words[name]
            if self.paged:
                told = _("{page} · Tab: {following}")
                page.border_title = told.format(page=words[name], following=following)


def write(line: Static, words: Content) -> None:
    """Change lines where they changed; they are laid out again only where their number changed."""
    old = line.content
    if isinstance(old, Content) and old == words and old.spans == words.spans:
        return
    rows = str(old).count("\n")
    line.update(words, layout=not str(old) or rows != words.plain.count("\n"))


def say(lines: Sequence[tuple[Static, str]]) -> None:
    """Change some lines of one row each."""
    for line, words in lines:
        if str(line.content) != words:
            line.update(words, layout=False)
