"""The lines below the large digits: the date, the verdict, and this machine beside it."""

from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.widgets import Static

from protocol.sections import Clock
from tui.screens.clock import almanac, local, verdicts
from tui.screens.clock.keeper import Keeper
from tui.screens.clock.kept_zones import KeptZones
from tui.screens.clock.pages import Pages, say, write
from tui.screens.clock.spans import difference, duration
from tui.screens.clock.stopwatch import Watch, face
from tui.trust import word
from tui.words import _


class Face(VerticalGroup):
    """Everything but the digits. `swapped`: they are local time, so universal stands below."""

    def __init__(self, keeper: Keeper, settings: Clock, zones: KeptZones, watch: Watch) -> None:
        super().__init__()
        self.swapped = False
        self._keeper = keeper
        self._settings = settings
        self._watch = watch
        names = ("date", "verdict", "why", "remedy", "next", "other", "difference", "calendar")
        self._lines = {name: Static(id=name, markup=False) for name in (*names, "watch")}
        below = ("other", "difference", "calendar", "watch")
        here = VerticalGroup(*(self._lines[name] for name in below), id="here", classes="panel")
        here.border_title = _("Here")
        self.pages = Pages(keeper, zones, here)

    def compose(self) -> ComposeResult:
        """From the most important to what one looks at now and then."""
        yield from (self._lines[name] for name in ("date", "verdict", "why", "remedy", "next"))
        yield self.pages

    def draw(self, second: int) -> None:
        """Draw a second: of universal time or, as long as nobody has told it, of this machine's."""
        universal = datetime.fromtimestamp(second, UTC)
        here = universal.astimezone()
        self._draw_verdict()
        say(
            [
                (self._lines["date"], self._date(universal, here)),
                (self._lines["other"], self._other(universal, here)),
                (self._lines["difference"], self._difference()),
                (self._lines["calendar"], almanac.line(here)),
            ]
        )
        self._draw_watch()
        self.pages.draw(here, hours=self._settings.hours)

    def say_frozen(self, moment: datetime | None) -> None:
        """Say that the display stands still, and since when."""
        at = "" if moment is None else f"{moment:%H:%M:%S} UTC"
        told = _("Frozen at {moment}; the clock itself runs on. Space: go on.")
        say([(self._lines["next"], told.format(moment=at).replace("  ", " "))])

    def _draw_verdict(self) -> None:
        keeper = self._keeper
        judgement, now = keeper.judgement, keeper.clocks.monotonic()
        sign, colour = verdicts.SIGNS[judgement.verdict]
        told = word(judgement.verdict).upper()
        write(self._lines["verdict"], Content.assemble((f"{sign} {told}", f"bold {colour}")))
        why = verdicts.sentence(judgement, keeper.tracks, now)
        write(self._lines["why"], Content(why))
        remedy = verdicts.remedy(judgement, keeper.tracks)
        self.set_class(bool(remedy), "-remedied")
        say([(self._lines["remedy"], remedy), (self._lines["next"], self._next(now))])

    def _next(self, now: float) -> str:
        """What comes next, and from whom."""
        tracks = self._keeper.tracks
        if any(track.asking for track in tracks):
            return _("Asking {source} …").format(
                source=", ".join(track.name for track in tracks if track.asking)
            )
        wait = min(track.due_in(now) for track in tracks)
        told = _("Next question in {wait}.").format(wait=_span(wait))
        chosen = self._keeper.chosen
        age = chosen.age(now)
        if age is None:
            return told
        last = _("Last answer {age} ago.").format(age=duration(age))
        return f"{last} {told}"

    def _date(self, universal: datetime, here: datetime) -> str:
        if self._keeper.offset is None:
            return _("Nobody has told the time yet")
        if not self.swapped:
            return _("Universal time, {date}").format(date=local.date_written(universal))
        zone = local.zone(here)
        if self._settings.hours == "12":
            zone = f"{local.half_of_day(here)}, {zone}"
        told = _("Local time ({zone}), {date}")
        return told.format(zone=zone, date=local.date_written(here))

    def _other(self, universal: datetime, here: datetime) -> str:
        """Local time, or universal time where the digits are local."""
        hours, form = self._settings.hours, self._settings.format
        if self.swapped:
            return f"{local.written(universal, hours=hours, form=form)}   UTC"
        told = f"{local.written(here, hours=hours, form=form)}   {local.zone(here)}"
        if self._keeper.offset is None:
            alone = _("(by this machine alone)")
            return f"{told}   {alone}"
        return told

    def _difference(self) -> str:
        keeper = self._keeper
        ahead, error = keeper.ahead(), keeper.error
        if ahead is None or error is None or not verdicts.bounded(keeper.judgement):
            return _("How far this machine’s clock is off is not known.")
        return difference(ahead, error)

    def _draw_watch(self) -> None:
        line, watch = self._lines["watch"], self._watch
        self.set_class(watch.used, "-watching")
        if not watch.used:
            return
        shown = face(watch.shown(self._keeper.clocks.steady()), fine=not watch.runs)
        told = _("Stopwatch {time}") if watch.aim is None else _("Countdown {time}")
        stopped = "" if watch.runs else _("(stopped)")
        say([(line, f"{told.format(time=shown)} {stopped}".rstrip())])


def _span(wait: float) -> str:
    """A wait, rounded up: it is over when it says 0."""
    return duration(wait + 0.999) if wait < 1e9 else "∞"
