"""Exchanges as HAR 1.2."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.clients.failure import Step
from tui.clients.http.exchange import Phase
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.entry import Kept
from tui.exchanges.har import to_har

PHASES = (
    Phase(Step.NAME, 0, 1000), Phase(Step.CONNECT, 1000, 3000), Phase(Step.TLS, 3000, 6000),
    Phase(Step.SEND, 6000, 6500), Phase(Step.WAIT, 6500, 16500),
    Phase(Step.HEADERS, 16500, 17000), Phase(Step.BODY, 17000, 20000),
)  # fmt: skip
ASKED = b"POST /x?a=1&b= HTTP/1.1\r\nHost: lab\r\nCookie: one=1; two=2\r\nContent-Length: 8\r\n\r\n"
ANSWERED = (
    b"HTTP/1.1 302 Found\r\nContent-Type: text/plain; charset=utf-8\r\nLocation: /y\r\n"
    b"Set-Cookie: sid=1; Path=/; Expires=Wed, 09-Jun-2027 10:18:14 GMT; HttpOnly\r\n\r\n"
)
KEPT = Kept(
    1, datetime(2026, 5, 4, 3, 2, 1, 7000, UTC),
    Draft("POST", "{{base}}/x", kind=Kind.FORM, content="n=é 1\nm="), "lab:443", ASKED, ANSWERED,
    302, "Found", "HTTP/1.1", "né".encode(), 3, True, 20_000, PHASES,
)  # fmt: skip

MEMBERS = {
    "log": {"version": str, "creator": dict, "entries": list},
    "creator": {"name": str, "version": str},
    "entries": {
        "startedDateTime": str, "time": (int, float), "request": dict, "response": dict,
        "cache": dict, "timings": dict,
    },
    "request": {
        "method": str, "url": str, "httpVersion": str, "cookies": list, "headers": list,
        "queryString": list, "headersSize": int, "bodySize": int,
    },
    "response": {
        "status": int, "statusText": str, "httpVersion": str, "cookies": list, "headers": list,
        "content": dict, "redirectURL": str, "headersSize": int, "bodySize": int,
    },
    "cookies": {"name": str, "value": str},
    "headers": {"name": str, "value": str},
    "queryString": {"name": str, "value": str},
    "postData": {"mimeType": str},
    "params": {"name": str},
    "content": {"size": int, "mimeType": str},
    "timings": {"send": (int, float), "wait": (int, float), "receive": (int, float)},
}  # fmt: skip
OPTIONAL = {
    "entries": "pageref serverIPAddress connection", "request": "postData",
    "postData": "params text",
    "params": "value fileName contentType", "content": "compression text encoding",
    "cookies": "path domain expires httpOnly secure", "timings": "blocked dns connect ssl",
}  # fmt: skip
"""Required and optional members of HAR 1.2, and what they are; `comment` may be anywhere."""


def check(name: str, value: Any) -> None:
    """Hold an object to the format, and all that is in it."""
    if isinstance(value, list):
        for one in value:
            check(name, one)
    elif name in MEMBERS:
        for member, kind in MEMBERS[name].items():
            assert isinstance(value[member], kind), (name, member)
        known = {*MEMBERS[name], *OPTIONAL.get(name, "").split(), "comment"}
        assert {member for member in value if not member.startswith("_")} <= known
        for member, inner in value.items():
            if isinstance(inner, dict | list):
                check(member, inner)
    if name == "postData":
        assert ("params" in value) != ("text" in value)
    if name == "timings":
        assert min(value["send"], value["wait"], value["receive"]) >= 0


def har(*kept: Kept) -> list[dict[str, Any]]:
    data = to_har(kept)
    log = json.loads(data)["log"]
    check("log", log)
    data.decode("ascii")
    entries: list[dict[str, Any]] = log["entries"]
    return entries


def test_an_exchange_has_all_that_the_format_wants() -> None:
    [entry] = har(KEPT)
    assert "2026-05-04T03:02:01.007+00:00" == entry["startedDateTime"]
    request, response = entry["request"], entry["response"]
    assert ("POST", "https://lab/x?a=1&b=", "HTTP/1.1", len(ASKED), 8) == tuple(
        request[name] for name in ("method", "url", "httpVersion", "headersSize", "bodySize")
    )
    assert [{"name": "a", "value": "1"}, {"name": "b", "value": ""}] == request["queryString"]
    assert {"name": "two", "value": "2"} == request["cookies"][1]
    assert [{"name": "n", "value": "é 1"}, {"name": "m", "value": ""}] == (
        request["postData"]["params"]
    )
    assert (302, "Found", "/y", 3) == tuple(
        response[name] for name in ("status", "statusText", "redirectURL", "bodySize")
    )
    [cookie] = response["cookies"]
    assert ("sid", "/", True, False) == tuple(
        cookie[name] for name in ("name", "path", "httpOnly", "secure")
    )
    assert "2027-06-09T10:18:14.000+00:00" == cookie["expires"]
    assert {"size": 3, "compression": 0, "text": "né"}.items() <= response["content"].items()


def test_times_are_milliseconds_by_phase_and_their_sum() -> None:
    [entry] = har(KEPT)
    assert {
        "blocked": -1, "dns": 1, "connect": 5, "ssl": 3, "send": 0.5, "wait": 10, "receive": 3.5
    } == entry["timings"]  # fmt: skip
    assert 20 == entry["time"]


def test_a_body_is_text_or_base64_with_its_coding_taken_off() -> None:
    coded = replace(
        KEPT, body=(body := gzip.compress(b"x" * 1000)), size=len(body),
        answered=ANSWERED.replace(b"Location", b"Content-Encoding: gzip\r\nLocation"),
    )  # fmt: skip
    content = har(coded)[0]["response"]["content"]
    assert (1000, 1000 - len(body), "x" * 1000) == (
        content["size"], content["compression"], content["text"]
    )  # fmt: skip
    binary = har(replace(KEPT, body=b"\0\xff", size=2))[0]["response"]["content"]
    assert (b"\0\xff", "base64") == (base64.b64decode(binary["text"]), binary["encoding"])
    cut = har(replace(KEPT, size=5000))[0]["response"]["content"]
    assert "only the first 3 of 5000 bytes were kept" == cut["comment"]
    assert "compression" not in cut


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_content_fits_the_format(kind: Kind) -> None:
    for content in ("a=1\nb=@/x/y.png;type=image/png", "no form", ""):
        [entry] = har(replace(KEPT, draft=replace(KEPT.draft, kind=kind, content=content)))
        assert (kind in (Kind.NONE, Kind.RAW)) == ("postData" not in entry["request"])


def test_a_failure_without_an_answer_is_an_entry_too() -> None:
    failed = replace(
        KEPT, answered=b"", status=0, reason="", version="", body=b"", size=0, phases=PHASES[:2],
        step="connect", code="ECONNREFUSED", why="Connection refused\udce9",
    )  # fmt: skip
    [entry] = har(failed)
    assert (0, "", -1, -1) == tuple(
        entry["response"][name] for name in ("status", "httpVersion", "headersSize", "bodySize")
    )
    assert "ECONNREFUSED" == entry["_failure"]["code"]
    times = [entry["timings"][name] for name in ("send", "wait", "receive", "ssl")]
    assert ([0, 0, 0, -1], 3) == (times, entry["time"])


def test_the_oldest_is_first_and_masks_are_said() -> None:
    later = replace(KEPT, started=datetime(2027, 1, 1, tzinfo=UTC), masked=True)
    entries = har(later, KEPT)
    assert ["2026", "2027"] == [entry["startedDateTime"][:4] for entry in entries]
    assert "•••" in entries[1]["comment"]
    assert "comment" not in entries[0]


@given(st.binary(), st.binary(), st.binary(), st.text())
def test_whatever_travelled_fits_the_format(
    asked: bytes, answered: bytes, body: bytes, address: str
) -> None:
    head = b"HTTP/1.1 200 OK\r\nSet-Cookie: " + answered
    draft = Draft("GET", address, kind=Kind.TEXT, content=asked.decode(errors="surrogateescape"))
    har(replace(KEPT, asked=b"GET / HTTP/1.1\r\n" + asked, answered=head, body=body, draft=draft))
