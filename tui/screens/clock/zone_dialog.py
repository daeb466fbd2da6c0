"""Which zones are shown: a dialog to search, add and remove them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.screens.clock import local, zones
from tui.screens.clock.kept_zones import KeptZones, kept_at
from tui.screens.clock.zone_table import city
from tui.settings import styles
from tui.widgets.entry_line import OrderlyInput
from tui.widgets.prose import Prose
from tui.words import _, language

SHOWN = 100
"""Rows of a list that nobody scrolls through to its end: a letter more makes it shorter."""


@dataclass(frozen=True, slots=True)
class Place:
    """A zone as it is searched."""

    name: str
    city: str
    words: str
    """All that it may be called, without accents and capitals."""


class ZoneDialog(ModalScreen[KeptZones | None]):
    """Type to search; Enter adds the zone under the cursor, or removes it. Escape keeps it all."""

    CSS_PATH = [styles() / "dialogs.tcss", styles() / "clock.tcss"]
    BINDINGS = [
        Binding("escape", "close", _("Close"), id="zones.close"),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
    ]

    def __init__(self, chosen: KeptZones, moment: datetime) -> None:
        super().__init__()
        self._chosen = chosen
        self._before = chosen
        self._moment = moment
        self._places: list[Place] = []

    def compose(self) -> ComposeResult:
        """What is searched, what was found, and where it is kept."""
        with VerticalGroup(classes="dialog", id="zone-dialog") as dialog:
            dialog.border_title = _("Zones")
            dialog.border_subtitle = _("Enter: add or remove · Esc: close")
            yield OrderlyInput(placeholder=_("A town, a country or a zone …"), id="zone-search")
            found = OptionList(id="zone-list", markup=False)
            found.can_focus = False
            yield found
            told = _("Kept in {path}; config.ini is not changed.")
            yield Prose(told.format(path=kept_at()), classes="dialog-detail")

    def on_mount(self) -> None:
        """Find out which zones there are."""
        self._gather()

    @work
    async def _gather(self) -> None:
        self._places = [place(name) for name in zones.available()]
        self._list()

    @on(Input.Changed)
    def search(self) -> None:
        """Find while one types."""
        self._list()

    @on(Input.Submitted)
    def toggle(self) -> None:
        """Add the zone under the cursor, or remove it."""
        found = self.query_one(OptionList)
        if found.highlighted is None:
            return
        name = found.get_option_at_index(found.highlighted).id or ""
        known = name in self._chosen.names
        self._chosen = self._chosen.without(name) if known else self._chosen.with_zone(name)
        self._list(name)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        found = self.query_one(OptionList)
        if found.option_count:
            at = (found.highlighted or 0) + rows
            found.highlighted = min(max(0, at), found.option_count - 1)

    def action_close(self) -> None:
        """Close with what was chosen; with nothing where nothing changed."""
        self.dismiss(self._chosen if self._chosen != self._before else None)

    def _list(self, at: str = "") -> None:
        """List what was found; without a search what is chosen comes first."""
        said = plain(self.query_one(Input).value)
        names = self._chosen.names
        found = [one for one in self._places if all(word in one.words for word in said.split())]
        found.sort(key=lambda one: (one.name not in names, not one.words.startswith(said)))
        listed = self.query_one(OptionList)
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(
                Option(self._row(one, shown=one.name in names), id=one.name)
                for one in found[:SHOWN]
            )
            rows = [one.name for one in found[:SHOWN]]
            if rows:
                listed.highlighted = rows.index(at) if at in rows else 0

    def _row(self, one: Place, *, shown: bool) -> Content:
        zone = zones.find(one.name)
        there = "" if zone is None else f"{self._moment.astimezone(zone):%H:%M}"
        offset = "" if zone is None else local.from_universal(self._moment.astimezone(zone))
        return Content.assemble(
            ("✓ " if shown else "  ", "bold"),
            (f"{one.city[:22]:<22} ", "bold" if shown else ""),
            f"{there} ",
            (f"{offset:<9} ", "$secondary"),
            (one.name, "$secondary"),
        )


def place(name: str) -> Place:
    """Name a zone in the person's language."""
    town = city(name)
    return Place(name, town, plain(f"{town} {_country(name)} {name.replace('_', ' ')}"))


def plain(text: str) -> str:
    """Write a text as it is searched: without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _country(name: str) -> str:
    from babel import Locale
    from babel.core import get_global

    code = get_global("zone_territories").get(name, "")
    return str(Locale.parse(language()).territories.get(code, ""))
