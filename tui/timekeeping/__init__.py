"""What time it is by what several sources said, and whether that can be trusted.

Everything here is arithmetic: no sockets, no files, no widgets, and no clock is read; moments come
in as numbers, those of the monotonic clock where nothing else is said. Time is never a point:
an answer says between which two moments it is, and what is derived from it keeps that honest.

    track = Track(place, interval=64)
    track.ask(monotonic); track.hear(sample)        or track.miss(monotonic, failure)
    judgement = judge([track, …], monotonic, steps.last)
"""

from tui.timekeeping.bounds import DRIFT, Bounds, learn
from tui.timekeeping.judgement import Doubt, Falseticker, Judgement, Verdict, judge
from tui.timekeeping.manners import FLOORS, Manners
from tui.timekeeping.sample import Sample
from tui.timekeeping.steps import Step, Steps
from tui.timekeeping.track import Point, Standing, Track

__all__ = [
    "DRIFT",
    "FLOORS",
    "Bounds",
    "Doubt",
    "Falseticker",
    "Judgement",
    "Manners",
    "Point",
    "Sample",
    "Standing",
    "Step",
    "Steps",
    "Track",
    "Verdict",
    "judge",
    "learn",
]
