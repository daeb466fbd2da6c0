"""Whether a request that has conditions is done at all, and which part of a photo it gets.

    If-None-Match: "5feceb66…"        S: 304 Not Modified
    If-None-Match: *    (PUT)         S: 412 Precondition Failed, where the name is taken

The order is that of RFC 9110, section 13.2.2. A date in If-Range is never trusted: a photo may be
replaced twice within its second.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from protocol.web.fields import parse_http_date, parse_range

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True, slots=True)
class Current:
    """What is there now: its entity tag, if that is known, and when it changed, to the second."""

    tag: str | None
    modified: datetime


def failed(
    method: str, fields: Mapping[str, str], current: Current | None, now: datetime
) -> int | None:
    """Return 412 or 304 where a condition says that the request is not to be done.

    `now` says of which century dates are that do not say it.
    """
    if "if-match" in fields:
        if not _matches(fields["if-match"], current, weak=False):
            return 412
    elif (date := _date(fields, "if-unmodified-since", now)) and (
        current is None or current.modified > date
    ):
        return 412
    reading = method in ("GET", "HEAD")
    if "if-none-match" in fields:
        if _matches(fields["if-none-match"], current, weak=True):
            return 304 if reading else 412
    elif reading and current and (date := _date(fields, "if-modified-since", now)):
        return 304 if current.modified <= date else None
    return None


def has_tag(value: str, tag: str) -> bool:
    """Whether If-None-Match has this tag, compared weakly (RFC 9110, section 13.1.2)."""
    return _matches(value, Current(tag, datetime.max.replace(tzinfo=UTC)), weak=True)


def part(
    method: str, fields: Mapping[str, str], current: Current, size: int
) -> tuple[int, int] | None:
    """Return offset and count of the part that is asked for; None for the whole.

    Raises Unsatisfiable.
    """
    if method != "GET" or "range" not in fields:
        return None
    if "if-range" in fields and (current.tag is None or fields["if-range"] != current.tag):
        return None
    return parse_range(fields["range"], size)


def _matches(value: str, current: Current | None, *, weak: bool) -> bool:
    if current is None:
        return False
    if value.strip() == "*":
        return True
    tags = (match.groups() for match in _TAG.finditer(value))
    return any(tag == current.tag and (weak or not mark) for mark, tag in tags)


def _date(fields: Mapping[str, str], name: str, now: datetime) -> datetime | None:
    return parse_http_date(fields[name], now) if name in fields else None
