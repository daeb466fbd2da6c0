"""The ways to look at one exchange: the wire, its fields, its body, its times; one is seen."""

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from tui.bodies.rows import ReadyRows, Row
from tui.clients.http.exchange import Exchange
from tui.clients.wire import Wire
from tui.screens.web import fields, times, wording
from tui.screens.web.body import BodyView
from tui.screens.web.sheet import Sheet
from tui.widgets.prose import Prose
from tui.widgets.wire_log import WireLog
from tui.words import _

VIEWS = ("page", "fields", "body", "times")
"""Their names, in the order in which one goes through them; the wire is the page itself."""


class ViewNames(Widget):
    """One line: the names of the views, that which is seen among them; a click goes there."""

    ALLOW_SELECT = False

    current: reactive[str] = reactive(VIEWS[0])
    """The view that is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.set_reactive(Widget.auto_links, False)

    def render(self) -> Content:
        """Name them."""
        words = (_("Wire"), _("Fields"), _("Body"), _("Times"))
        return Content(" ").join(
            Content.styled(f" {word} ", "reverse bold" if name == self.current else "").stylize(
                Style.from_meta({"@click": f"screen.view('{name}')"})
            )
            for name, word in zip(VIEWS, words, strict=True)
        )


class Views(Vertical):
    """The names of the views and the one that is seen; `look_at` gives them an exchange."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire
        self._record: Exchange | None = None
        self._stale = set(VIEWS)
        """Views that have not drawn what there is now."""

    def compose(self) -> ComposeResult:
        """Yield the names above, what one can do before the first exchange, the views below."""
        yield ViewNames()
        yield Prose(wording.HINTS, classes="web-hints")
        with ContentSwitcher(initial=VIEWS[0]):
            yield WireLog(self._wire, explained=True, id="page")
            yield Sheet(id="fields")
            yield BodyView(id="body")
            yield Sheet(id="times")

    @property
    def current(self) -> str:
        """The view that is seen."""
        return self.query_one(ContentSwitcher).current or VIEWS[0]

    @property
    def seen(self) -> Widget:
        """What has the keys of the view that is seen."""
        view = self.query_one(f"#{self.current}")
        return view.holder if isinstance(view, BodyView) else view

    def look_at(self, record: Exchange) -> None:
        """Show this exchange, or the same as it is by now."""
        self.query_one(Prose).display = False
        self._record = record
        self._stale = set(VIEWS)
        self._refresh()

    def grown(self) -> None:
        """Show what is known by now; a body is laid out when it is whole, or looked at anew."""
        self._stale |= {"fields", "times"}
        self._refresh()

    def turn_to(self, name: str) -> None:
        """Show another view."""
        self.query_one(ContentSwitcher).current = name
        self.query_one(ViewNames).current = name
        if self._record is not None and self._record.ended is None:
            self._stale.add(name)
        self._refresh()

    def turn(self, by: int) -> None:
        """Show the next view, or the one before."""
        self.turn_to(VIEWS[(VIEWS.index(self.current) + by) % len(VIEWS)])

    def _refresh(self) -> None:
        """Draw the view that is seen, if there is something new in it."""
        name, record = self.current, self._record
        if name not in self._stale:
            return
        self._stale.discard(name)
        if name == "body":
            self.query_one(BodyView).look_at(record)
        elif name in ("fields", "times"):
            sheet = self.query_one(f"#{name}", Sheet)
            if record is None:
                sheet.show(lambda _columns: ReadyRows([]))
            else:
                make = fields.rows if name == "fields" else times.rows
                sheet.show(partial(_ready, make, record), stay=True)


def _ready(make: Callable[[Exchange, int], list[Row]], record: Exchange, columns: int) -> ReadyRows:
    return ReadyRows(make(record, columns))
