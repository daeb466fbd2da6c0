"""The clock's keys and its help, in words."""

from textual.binding import Binding

from tui.words import _

_ROWS = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10}
"""Keys that move what does not fit a small terminal, and by how many rows."""

ALL: list[Binding | tuple[str, str] | tuple[str, str, str]] = [
    Binding("tab", "turn", _("Next page"), id="clock.turn", tooltip=_("Turn to the next page")),
    Binding("i", "turn", id="clock.turn.letter", show=False),
    Binding(
        "u",
        "swap",
        _("Local"),
        id="clock.swap",
        tooltip=_("Swap universal and local time in the large digits"),
    ),
    Binding(
        "space",
        "freeze",
        _("Freeze"),
        id="clock.freeze",
        tooltip=_("Let the display stand still, or go on"),
    ),
    Binding("z", "zones", _("Zones"), id="clock.zones", tooltip=_("Search, add and remove zones")),
    Binding("w", "watch", _("Watch"), id="clock.watch", tooltip=_("A stopwatch, and a countdown")),
    Binding("p", "plots", _("Plots"), id="clock.plots", tooltip=_("Plots of the last hour")),
    Binding("r", "ask", _("Ask now"), id="clock.ask", tooltip=_("Ask the sources for the time")),
    Binding("c", "copy", _("Copy"), id="clock.copy", tooltip=_("Copy the time as ISO 8601")),
    *(Binding(key, f"scroll({rows})", show=False) for key, rows in _ROWS.items()),
]

HELP = _(
    "The large digits are universal time as the sources tell it: the host's daytime service and, "
    "if config.ini names more, others. They are asked every minute or so; in between, this "
    "machine's own clockwork counts the seconds, which nobody can set.\n\n"
    "Below stands in a word and a sentence whether the time can be trusted, then local time and "
    "how far this machine's clock is off. An answer of whole seconds is good for half a second "
    "either way, and every further one narrows it: ± says what is known.\n\n"
    "Tab turns pages: what was received, field by field; the sources, with the offset of this "
    "machine's clock (+ is ahead), delay, jitter, and reach in octal, 377 when the last eight "
    "questions were answered; further zones; plots of the last hour. A large terminal has room for "
    "all.\n\n"
    "Where nobody has told the time there are no digits: a time that nobody vouches for is not "
    "shown. In grey, the time is a guess."
)
