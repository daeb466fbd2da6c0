"""Exchanges as browsers write them down: HAR 1.2 (softwareishard.com/blog/har-12-spec).

What HAR has no word for begins with an underscore: `_failure` is where an exchange failed and why.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from protocol import __version__
from tui.clients.failure import Step
from tui.exchanges import forms, har_contents, heads
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.entry import Kept
from tui.exchanges.har_contents import plain
from tui.exchanges.mask_members import MASK
from tui.exchanges.outgoing import JSON_TYPE
from tui.exchanges.unfit import Unfit

Json = dict[str, Any]

_UNKNOWN = -1
"""What HAR says where a number is not known."""


def to_har(kept: Sequence[Kept]) -> bytes:
    """Write exchanges, the oldest first."""
    ordered = sorted(kept, key=lambda one: one.started)
    log = {
        "version": "1.2",
        "creator": {"name": "vasistas", "version": __version__},
        "entries": [_entry(one) for one in ordered],
    }
    return json.dumps({"log": log}, indent=2).encode() + b"\n"


def _entry(kept: Kept) -> Json:
    timings = _timings(kept)
    entry: Json = {
        "startedDateTime": kept.started.isoformat(timespec="milliseconds"),
        "time": sum(time for name, time in timings.items() if name != "ssl" and time > 0),
        "request": _request(kept),
        "response": _response(kept),
        "cache": {},
        "timings": timings,
    }
    if kept.step:
        failure = {"step": kept.step, "code": kept.code, "reason": kept.why, "peer": kept.peer}
        entry["_failure"] = {name: plain(text) for name, text in failure.items()}
    if kept.masked:
        entry["comment"] = f"{MASK} stands for passwords and tokens"
    return entry


def _request(kept: Kept) -> Json:
    address, fields = _address(kept), heads.fields(kept.asked)
    request: Json = {
        "method": plain(heads.first(kept.asked).partition(" ")[0] or kept.draft.method),
        "url": address,
        "httpVersion": _version(kept),
        "cookies": har_contents.cookies(fields),
        "headers": _headers(fields),
        "queryString": [
            {"name": plain(name), "value": plain(value)} for name, value in _query(address)
        ],
        "headersSize": _size(kept, kept.asked),
        "bodySize": _length(fields),
    }
    if posted := _posted(kept.draft, fields):
        request["postData"] = posted
    return request


def _response(kept: Kept) -> Json:
    fields = heads.fields(kept.answered)
    return {
        "status": kept.status,
        "statusText": plain(kept.reason),
        "httpVersion": plain(kept.version),
        "cookies": har_contents.set_cookies(fields),
        "headers": _headers(fields),
        "content": har_contents.content(kept, fields),
        "redirectURL": plain(_value(fields, "location")),
        "headersSize": _size(kept, kept.answered),
        "bodySize": kept.size if kept.answered else _UNKNOWN,
    }


def _timings(kept: Kept) -> dict[str, float]:
    """Return milliseconds by HAR's phases; -1 for what was not, or 0 where HAR wants a time."""
    micro: dict[str, int] = {}
    for phase in kept.phases:
        micro[phase.step] = micro.get(phase.step, 0) + phase.ended - phase.began

    def time(*steps: Step) -> float:
        there = [micro[step] for step in steps if step in micro]
        return sum(there) / 1000 if there else _UNKNOWN

    return {
        "blocked": _UNKNOWN,
        "dns": time(Step.NAME),
        "connect": time(Step.CONNECT, Step.TUNNEL, Step.TLS),
        "send": max(0, time(Step.SEND)),
        "wait": max(0, time(Step.WAIT)),
        "receive": max(0, time(Step.HEADERS, Step.BODY)),
        "ssl": time(Step.TLS),
    }


def _address(kept: Kept) -> str:
    """Return what was asked for: as it travelled, where the draft has variables in it."""
    address = kept.draft.address.strip()
    if "{{" not in address or not kept.asked:
        return plain(address if "://" in address else f"http://{address.lstrip('/')}")
    target = heads.first(kept.asked).partition(" ")[2].rpartition(" ")[0]
    if "://" in target:
        return plain(target)
    by_tls = any(phase.step is Step.TLS for phase in kept.phases)
    host = _value(heads.fields(kept.asked), "host")
    return plain(f"{'https' if by_tls else 'http'}://{host}{target}")


def _query(address: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(address).query, keep_blank_values=True)
    except ValueError:
        return []


def _posted(draft: Draft, fields: list[tuple[str, str]]) -> Json:
    """Describe what was sent: HAR has either parameters or a text."""
    media = plain(_value(fields, "content-type") or (JSON_TYPE if draft.kind is Kind.JSON else ""))
    try:
        match draft.kind:
            case Kind.FORM:
                pairs = forms.pairs(draft.content)
                params = [{"name": plain(name), "value": plain(value)} for name, value in pairs]
                return {"mimeType": media or forms.FORM_TYPE, "params": params}
            case Kind.MULTIPART:
                parts = list(map(_part, forms.parts(draft.content)))
                return {"mimeType": media or "multipart/form-data", "params": parts}
            case Kind.FILE:
                comment = f"the file {draft.content}, which is not in here"
                return {"mimeType": media, "text": "", "comment": plain(comment)}
            case Kind.TEXT | Kind.JSON:
                return {"mimeType": media, "text": plain(draft.content)}
    except Unfit:
        return {"mimeType": media, "text": plain(draft.content)}
    return {}


def _part(part: forms.Part) -> Json:
    if not part.is_file:
        return {"name": plain(part.name), "value": plain(part.value)}
    name = part.filename or part.value.rpartition("/")[2]
    said = {"contentType": plain(part.media)} if part.media else {}
    return {"name": plain(part.name), "fileName": plain(name)} | said


def _version(kept: Kept) -> str:
    """Return the version in which was asked; HTTP/2 has no such line of its own."""
    said = heads.first(kept.asked).rpartition(" ")[2]
    return plain(said if said.startswith("HTTP/") else kept.version)


def _headers(fields: list[tuple[str, str]]) -> list[Json]:
    return [{"name": plain(name), "value": plain(value)} for name, value in fields]


def _size(kept: Kept, head: bytes) -> int:
    """Return the bytes of a head; those of HTTP/2 travel in another form."""
    return len(head) if head and not kept.version.startswith("HTTP/2") else _UNKNOWN


def _length(fields: list[tuple[str, str]]) -> int:
    said = _value(fields, "content-length")
    if said.isascii() and said.isdigit() and len(said) < 20:
        return int(said)
    return _UNKNOWN if _value(fields, "transfer-encoding") else 0


def _value(fields: list[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in fields if name.lower() == wanted), "")
