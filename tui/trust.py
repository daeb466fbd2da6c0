"""Whether the time can be trusted, in a word."""

from tui.timekeeping import Verdict
from tui.words import _


def word(verdict: Verdict) -> str:
    """Name a verdict."""
    return {
        Verdict.WAITING: _("waiting"),
        Verdict.SYNCHRONISED: _("synchronised"),
        Verdict.UNSURE: _("unsure"),
        Verdict.STALE: _("out of date"),
        Verdict.UNHEALTHY: _("not healthy"),
        Verdict.DISAGREE: _("disagreement"),
        Verdict.STEPPED: _("stepped"),
        Verdict.UNREACHABLE: _("no answer"),
    }[verdict]
