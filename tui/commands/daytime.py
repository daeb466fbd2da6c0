"""`time`: the time of a daytime service, and how far this machine's clock is from it."""

import argparse
import time
from dataclasses import dataclass

from protocol.config import Config
from protocol.daytime import Sentence
from tui.clients.daytime import Daytime
from tui.clients.wire import Wire
from tui.commands.result import Result, say, show, show_json
from tui.numbers import decimal
from tui.timekeeping import Sample
from tui.words import _

PORT = 13
"""RFC 867's, for a source that names none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The service's clock less ours, in seconds, and by how much that may be wrong."""

    offset: float
    uncertainty: float


def difference(reading: Sample, sentence: Sentence, wall_asked: float) -> Difference:
    """Compare clocks; `wall_asked` is our clock's time at `reading.asked_at`, in Unix seconds.

    A sentence has whole seconds, so the service's clock showed its second and up to one more, at
    some moment between our question and the answer.
    """
    middle = wall_asked + reading.delay / 2
    return Difference(sentence.moment.timestamp() + 0.5 - middle, 0.5 + reading.delay / 2)


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Ask once, and show date, time and difference."""
    address, port = config.clock.address, config.clock.port
    if arguments.source is not None:
        found = split_peer(arguments.source)
        if found is None:
            say(_("{source}: what is meant is HOST:PORT.").format(source=arguments.source))
            return Result.USAGE
        address, port = found
    source = Daytime(address, port, Wire())
    reading = await source.ask()
    if (sentence := reading.sentence) is None:
        return Result.FAILED
    apart = difference(reading, sentence, time.time() - (time.monotonic() - reading.asked_at))
    if arguments.json:
        show_json(_facts(source.peer, reading, sentence, apart))
    else:
        _show(reading, sentence, apart)
    return Result.DONE


def split_peer(text: str) -> tuple[str, int] | None:
    """Split HOST:PORT, HOST, [IPv6]:PORT or IPv6; None where it is none of them."""
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):
        host, port = text, str(PORT)
    if not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        return None
    host = host.removeprefix("[").removesuffix("]")
    return (host, int(port)) if host else None


def _show(reading: Sample, sentence: Sentence, apart: Difference) -> None:
    moment = sentence.moment
    line = _("Date = {date}, Time = {time} UT")
    show(line.format(date=f"{moment:%y-%m-%d}", time=f"{moment:%H:%M:%S}"))
    words = _(
        "This clock less the service's: {offset} s ± {uncertainty} s; the answer took {delay} ms."
    )
    say(
        words.format(
            offset=decimal(-apart.offset, "+.1f"),
            uncertainty=decimal(apart.uncertainty),
            delay=decimal(reading.delay * 1000),
        )
    )
    if not sentence.zone_known:
        say(_("The service names no time zone that we know: taken for universal time."))
    if sentence.health:
        say(
            _("The service says that its clock is not well: health {health}.").format(
                health=sentence.health
            )
        )


def _facts(peer: str, reading: Sample, sentence: Sentence, apart: Difference) -> dict[str, object]:
    return {
        "source": peer,
        "moment": sentence.moment.isoformat(),
        "sentence": sentence.text,
        "health": sentence.health,
        "leap": sentence.leap,
        "zone_known": sentence.zone_known,
        "delay": round(reading.delay, 6),
        "offset": round(apart.offset, 3),
        "uncertainty": round(apart.uncertainty, 3),
    }
