"""Redirects: what the next request is, and what never goes with it."""

import pytest
from live.talks import asked, saying, serving

from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.redirect import onward, remark

SECRET = (("Authorization", "Bearer x"), ("Cookie", "a=b"), ("X-Mine", "1"))


def answered(request: Request, status: int, location: str) -> Exchange:
    record = Exchange(request)
    record.status, record.fields = status, (("location", location),)
    return record


@pytest.mark.parametrize(
    ("method", "status", "becomes"),
    [
        ("GET", 301, "GET"),
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("PUT", 302, "PUT"),
        ("PUT", 303, "GET"),
        ("HEAD", 303, "HEAD"),
        ("DELETE", 303, "GET"),
        ("POST", 307, "POST"),
        ("POST", 308, "POST"),
    ],
)
def test_method_and_body_are_kept_or_dropped_together(
    method: str, status: int, becomes: str
) -> None:
    fields = (("Content-Type", "text/plain"), ("X-Mine", "1"))
    body = b"" if method in ("GET", "HEAD") else b"said"
    request = onward(answered(Request(method, "http://h/a", fields, body), status, "/b"))
    kept = becomes == method
    assert request == Request(
        becomes, "http://h/b", fields if kept else fields[1:], body if kept else b""
    )


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("c?d", "http://h:81/a/c?d#part"),
        ("../c", "http://h:81/c#part"),
        ("//other/c#here", "http://other/c#here"),
        ("https://h:81/", "https://h:81/#part"),
        ("  ?q ", "http://h:81/a/b?q#part"),
        ("é", "http://h:81/a/%C3%A9#part"),
    ],
)
def test_where_it_leads_is_seen_from_where_we_are(location: str, address: str) -> None:
    request = onward(answered(Request("GET", "http://h:81/a/b#part"), 302, location))
    assert request is not None
    assert request.address == address


@pytest.mark.parametrize("address", ["http://h/", "https://h/", "http://h:81/", "http://i/"])
def test_secrets_never_go_to_another_origin(address: str) -> None:
    request = onward(answered(Request("GET", "http://u:p@h/", SECRET), 307, address))
    assert request is not None
    same = address == "http://h/"
    assert request.fields == (SECRET if same else SECRET[2:])
    assert ("u:p@" in request.address) == same


def test_what_is_odd_about_the_next_place_is_said() -> None:
    assert "read and changed" in remark(answered(Request("GET", "https://h/"), 302, "http://h/"))
    assert "other" in remark(answered(Request("GET", "http://h/"), 302, "http://other/"))
    assert remark(answered(Request("GET", "http://h/"), 302, "/x")) == ""


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (200, "/x"),
        (304, "/x"),
        (302, ""),
        (302, "ftp://h/"),
        (302, "http://[/"),
        (302, "javascript:alert(1)"),
        (302, "http://h:0/"),
    ],
)
def test_what_leads_nowhere_is_no_request(status: int, location: str) -> None:
    assert onward(answered(Request("GET", "http://h/"), status, location)) is None


async def test_an_exchange_leads_on_to_the_next() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    async with serving(saying(moved)) as port:
        record = Exchange(Request("GET", f"127.0.0.1:{port}/here"))
        await asked(record)
    assert onward(record) == Request("GET", f"http://127.0.0.1:{port}/there")
    record.close()
