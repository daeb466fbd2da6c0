r"""RFC 867 and NIST sentences <-> datetime.

    S: \n57987 17-08-22 14:57:08 50 0 0 587.9 UTC(NIST) *\n      NIST's; ours says UTC(VASI)
    S: 22 AUG 2017 14:57:08 UTC\r\n      inetd, xinetd: RFC 867 leaves the format open
    S: Tue Aug 22 14:57:08 UTC 2017\n    date(1), behind any listener

The service speaks first and closes. NIST's fields: modified Julian date; date and time, universal;
TT, daylight saving in the United States; L, leap second; H, health; msADV, milliseconds by which
the sentence left early; the time scale; the on-time mark. RFC 868's service, which some hosts have
beside it, says the same in four bytes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from protocol.errors import RemoteProtocolError

LIMIT = 256
"""Bytes of a sentence: NIST's has 51, and the wordiest inetd fewer than 80."""

SECONDS_LENGTH = 4
"""Bytes of an answer of RFC 868."""

LEAP_SECOND = "23:59:60"
"""A second that clocks of Unix do not have: to them it is the next day's first, twice."""

YEARS = range(1900, 2201)
"""Years that a clock may say: at the ends of the calendar there is no local time, no next year."""

SCALE = "UTC(VASI)"
_1900 = datetime(1900, 1, 1, tzinfo=UTC)
_MJD_ZERO = date(1858, 11, 17)
_NIST = re.compile(
    r"(?P<mjd>\d{5}) (?P<date>\d\d-\d\d-\d\d) (?P<time>\d\d:\d\d:\d\d) +"
    r"(?P<dst>\d\d) +(?P<leap>\d) +(?P<health>\d) +(?P<advance>\d{1,4}(?:\.\d{1,3})?) +"
    r"(?P<scale>\S{1,20})(?P<mark> +[*#])?"
)
_WORDS = re.compile(
    r"(?:[A-Za-z]{3,9},? +)?"
    r"(?:(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3,9})[ -](?P<year>\d{4}|\d\d),? +"
    r"(?P<time>\d\d:\d\d:\d\d)"
    r"|(?P<month2>[A-Za-z]{3,9}) +(?P<day2>\d{1,2}),? +"
    r"(?:(?P<time2>\d\d:\d\d:\d\d) +(?:(?P<zone2>[A-Z]{1,5}) +)?)?"
    r"(?P<year2>\d{4})(?: +(?P<time3>\d\d:\d\d:\d\d))?)"
    r"(?: *-? *(?P<zone>UTC|GMT|Z|[A-Z]{3,5}))?"
)
_ISO = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)"
    r"(?: ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d))?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a daytime service said; `moment` is universal time, whole seconds.

    Fields that the sentence did not have are None. `zone_known` is false where the sentence named
    no time zone that we know: then `moment` takes its words for universal time.
    """

    text: str
    moment: datetime
    mjd: int | None = None
    dst: int | None = None
    leap: int | None = None
    health: int | None = None
    advance: float | None = None
    scale: str | None = None
    on_time: bool | None = None
    zone_known: bool = True


def parse(data: bytes) -> Sentence:
    """Read one sentence, whole.

    Raises RemoteProtocolError `forme` where no date and time can be read, or none of YEARS, or a
    sentence of NIST's contradicts itself; `longueur` over LIMIT.
    """
    if len(data) > LIMIT:
        raise RemoteProtocolError("longueur", f"plus de {LIMIT} octets")
    try:
        text = data.decode("ascii").strip("\0\r\n\t ")
    except UnicodeDecodeError:
        raise RemoteProtocolError("forme", "ce n'est pas de l'ASCII") from None
    for read in (_nist, _iso, _words):
        try:
            sentence = read(text)
        except (ValueError, OverflowError):
            break
        if sentence is not None and sentence.moment.year in YEARS:
            return sentence
    raise RemoteProtocolError("forme", "ni date ni heure")


def parse_seconds(data: bytes) -> datetime:
    """Read an answer of RFC 868: 32 bits, seconds since 1900, and since 2036 once those ran out.

    Bit 0 tells which, as for SNTP (RFC 4330, section 3): 1968 to 2104. Raises RemoteProtocolError
    `longueur` where it is not four bytes.
    """
    if len(data) != SECONDS_LENGTH:
        raise RemoteProtocolError("longueur", f"{SECONDS_LENGTH} octets, ni plus ni moins")
    count = int.from_bytes(data, "big")
    return _1900 + timedelta(seconds=count if count >= 2**31 else count + 2**32)


def render_seconds(moment: datetime) -> bytes:
    """Say the moment, an aware datetime, as RFC 868 does."""
    return ((moment - _1900) // timedelta(seconds=1) % 2**32).to_bytes(SECONDS_LENGTH, "big")


def render(moment: datetime, *, health: int = 0, leap: int = 0) -> bytes:
    """Say the moment, an aware datetime, in NIST's format; its fraction of a second is dropped."""
    universal = moment.astimezone(UTC)
    return (
        f"\n{modified_julian_date(universal.date()):05d} {universal:%y-%m-%d %H:%M:%S} "
        f"{daylight_saving(universal.date()):02d} {leap} {health} 0.0 {SCALE} *\n"
    ).encode("ascii")


def modified_julian_date(day: date) -> int:
    """Days since 17 November 1858."""
    return (day - _MJD_ZERO).days


def daylight_saving(day: date) -> int:
    """NIST's TT code: is the United States on summer time that day, and does it change this month?

    00 standard time, 50 summer time; in a month with a change the code counts its days down, to 51
    on the day summer time begins (second Sunday of March) and to 01 on the day it ends (first
    Sunday of November). NIST, "Daytime Protocol"; Energy Policy Act of 2005, section 110.
    """
    begins = _sunday(day.year, 3, 2)
    ends = _sunday(day.year, 11, 1)
    if day.month == 3 and day <= begins:
        return 51 + (begins - day).days
    if day.month == 11 and day <= ends:
        return 1 + (ends - day).days
    return 50 if begins < day < ends else 0


def _sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


def _nist(text: str) -> Sentence | None:
    found = _NIST.fullmatch(text)
    if found is None:
        return None
    leaping = found["time"] == LEAP_SECOND
    time = "23:59:59" if leaping else found["time"]
    moment = datetime.fromisoformat(f"20{found['date']}T{time}+00:00")
    if int(found["mjd"]) != modified_julian_date(moment.date()):
        raise ValueError("the day's number is another day's")
    return Sentence(
        text=text,
        moment=moment + timedelta(seconds=leaping),
        mjd=int(found["mjd"]),
        dst=int(found["dst"]),
        leap=int(found["leap"]),
        health=int(found["health"]),
        advance=float(found["advance"]),
        scale=found["scale"],
        on_time=found["mark"] is not None,
    )


def _iso(text: str) -> Sentence | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    zone = found["zone"]
    offset = "+00:00" if zone in (None, "Z", "UTC") else zone
    moment = datetime.fromisoformat(f"{found['date']}T{found['time']}{offset}")
    return Sentence(text, moment.astimezone(UTC), zone_known=zone is not None)


def _words(text: str) -> Sentence | None:
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    month = (found["month"] or found["month2"])[:3].lower()
    time = found["time"] or found["time2"] or found["time3"]
    if month not in _MONTHS or time is None:
        return None
    hour, minute, second = map(int, time.split(":"))
    year, day = _year(found["year"] or found["year2"]), int(found["day"] or found["day2"])
    moment = datetime(year, _MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=UTC)
    zone = found["zone"] or found["zone2"]
    return Sentence(text, moment, zone_known=zone in ("UTC", "GMT", "Z"))


def _year(digits: str) -> int:
    """Read a year; of two digits, RFC 867's own example, as POSIX does: 69-99 are of 19xx."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 69 else 2000)
