"""What stands in the fields of requests and answers: ranges, dates, digests; and problems.

    Range: bytes=0-1023                                S: Content-Range: bytes 0-1023/48211
    S: Last-Modified: Tue, 22 Aug 2017 14:57:08 GMT
    Repr-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:

RFC 9110 has the fields, RFC 9530 the digests, RFC 9457 the problems.
"""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from http import HTTPStatus

from protocol.errors import RemoteProtocolError
from protocol.tus import MISMATCH

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT, _LONG, _MONTH = (f"(?:{'|'.join(words)})" for words in (_DAYS, _WEEK, _MONTHS))
_TIME = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
_DATES = [
    re.compile(form, re.ASCII)
    for form in (
        rf"{_SHORT}, (?P<day>\d{{2}}) (?P<month>{_MONTH}) (?P<year>\d{{4}}) {_TIME} GMT",
        rf"{_LONG}, (?P<day>\d{{2}})-(?P<month>{_MONTH})-(?P<year>\d{{2}}) {_TIME} GMT",
        rf"{_SHORT} (?P<month>{_MONTH}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})",
    )
]
"""The form of today, and those of RFC 850 and of C's asctime, which still have to be understood."""
_DIGITS = 2
"""Those of a year that does not say its century."""

_RANGE = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")
_NOUGHT = re.compile(r"q=0(?:\.0{0,3})?")
_MEMBER = re.compile(r'(?:"(?:[^"\\]|\\.?)*"?|[^",])+')
"""What stands between the commas of a dictionary. In a string they mean nothing; one without an end
takes all the rest, so that nobody has to look for its end twice."""
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):(?: *;.*)?")


class Unsatisfiable(Exception):
    """The range has no byte of what there is."""


def parse_range(value: str, size: int) -> tuple[int, int] | None:
    """Read a Range: offset and count, or None where it is to be ignored (RFC 9110, section 14.2).

    Several ranges at once are ignored, which is allowed: nobody needs them for photos, and they
    would let one small request cost many answers. Raises Unsatisfiable.
    """
    unit, _, ranges = value.partition("=")
    match = _RANGE.fullmatch(ranges.strip(" \t"))
    if unit.strip(" \t").lower() != "bytes" or not match or match[0] == "-":
        return None
    first, last = match.groups()
    if not first:
        count = min(int(last), size)
        if not count:
            raise Unsatisfiable
        return size - count, count
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    end = min(int(last), size - 1) if last else size - 1
    return int(first), end - int(first) + 1


def http_date(moment: datetime) -> str:
    """Write a moment as `Tue, 22 Aug 2017 14:57:08 GMT`."""
    utc = moment.astimezone(UTC)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    time = f"{utc.hour:02}:{utc.minute:02}:{utc.second:02}"
    return f"{day}, {utc.day:02} {month} {utc.year:04} {time} GMT"


def parse_http_date(value: str, now: datetime) -> datetime | None:
    """Read a date in any of the three forms of RFC 9110, section 5.6.7.

    A year of two digits is the last one that is not more than 50 years ahead of `now`. None for
    anything else, which conditions then ignore.
    """
    matches = (form.fullmatch(value.strip()) for form in _DATES)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    year, month = int(match["year"]), _MONTHS.index(match["month"]) + 1
    day, hour, minute, second = (int(match[part]) for part in ("day", "hour", "minute", "second"))
    if len(match["year"]) == _DIGITS:
        this, *today = now.astimezone(UTC).timetuple()[:6]
        last = this + 50 - ([month, day, hour, minute, second] > today)
        year = last - (last - year) % 100
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def etag(sha256: str) -> str:
    """Write a strong entity tag: the same bytes have the same one, wherever they are."""
    return f'"{sha256}"'


def repr_digest(sha256: str) -> str:
    """Write a Repr-Digest (RFC 9530) of a digest in hexadecimal."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def parse_repr_digest(value: str) -> str | None:
    """Read the sha-256 of a Repr-Digest, in hexadecimal; None if it has none.

    Other algorithms beside it are ignored, and parameters (RFC 8941, section 3.1.2). Raises
    RemoteProtocolError `forme`.
    """
    found = None
    for member in _MEMBER.findall(value):
        if not member.strip().startswith("sha-256="):
            continue
        match = _DIGEST.fullmatch(member.strip())
        if not match:
            raise RemoteProtocolError("forme", "Repr-Digest : sha-256=:BASE64:")
        try:
            digest = base64.b64decode(match[1], validate=True).hex()
        except binascii.Error:
            raise RemoteProtocolError("forme", "Repr-Digest : sha-256=:BASE64:") from None
        if found is not None and found != digest:
            raise RemoteProtocolError("forme", "Repr-Digest : deux valeurs")
        found = digest
    return found


def accepts(value: str, coding: str) -> bool:
    """Whether Accept-Encoding has this content coding (RFC 9110, section 12.5.3).

    What is not said is not wanted, though the standard would allow it.
    """
    weights = {}
    for part in value.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        weights[name] = not any(_NOUGHT.fullmatch(word) for word in parameters)
    return weights.get(coding, weights.get("*", False))


def phrase(status: int) -> str:
    """Return the words of a status line; tus has a status of its own."""
    return "Checksum Mismatch" if status == MISMATCH else HTTPStatus(status).phrase


def problem(status: int, detail: str) -> bytes:
    """Write what went wrong, for people and programs (RFC 9457)."""
    facts = {"title": phrase(status), "status": status, "detail": detail}
    return json.dumps(facts, ensure_ascii=False).encode() + b"\n"
