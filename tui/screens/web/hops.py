"""Where an answer leads on to: the next exchange of a redirect, never taken without being asked."""

from dataclasses import replace

from tui.clients import http
from tui.clients.failure import Failure
from tui.clients.http import redirect
from tui.clients.http.exchange import Exchange
from tui.clients.http.redirect import MOST, remark
from tui.clients.http.way import Way
from tui.exchanges.draft import Draft, Kind
from tui.screens.web.asking import Asked

__all__ = ["MOST", "onward", "remark"]

_MEANT = frozenset({"authorization", "cookie", "host", "origin", "proxy-authorization", "referer"})
"""Fields for one origin only."""


def onward(asked: Asked) -> Asked | None:
    """Return what a person's program would ask next; None where the answer leads nowhere.

    What the next origin may not see (RFC 9110, 15.4) is not in it.
    """
    request = redirect.onward(asked.record)
    if request is None:
        return None
    record = Exchange(request)
    draft = _draft(asked.draft, record)
    return Asked(draft, record, _way(asked, request.address), asked.hops + 1, asked.record)


def _way(asked: Asked, address: str) -> Way:
    """Return the way of the next hop. To another origin nobody is believed because another peer
    was, this once; nor is a certificate shown that this request was given for its own.
    """
    if origin(asked.record.request.address) == origin(address):
        return asked.way
    trust = replace(asked.way.trust, verified=asked.draft.verified)
    if asked.draft.certificate:
        trust = replace(trust, certificate=None, key=None)
    return replace(asked.way, trust=trust)


def linked(draft: Draft, here: str, address: str) -> Draft:
    """Return the request for a link of a page: GET, without what is meant for another origin."""
    fields = draft.fields
    if origin(here) != origin(address):
        fields = tuple(one for one in fields if one[0].strip().lower() not in _MEANT)
        draft = replace(draft, verified=True, certificate="", key="")
    fields = tuple(one for one in fields if not one[0].strip().lower().startswith("content-"))
    return replace(
        draft,
        method="GET",
        address=address,
        fields=fields,
        kind=Kind.NONE,
        content="",
        name="",
    )


def origin(address: str) -> tuple[str, str, int, str] | None:
    """Return scheme, machine, port and socket of an address; None where it is none."""
    try:
        where = http.place(address)
    except Failure:
        return None
    return where.url.scheme, where.host, where.port, where.socket


def _draft(draft: Draft, record: Exchange) -> Draft:
    """Say as a draft what is asked next: of its fields those that go on, with their variables."""
    request = record.request
    left = {name.strip().lower() for name, _value in request.fields}
    return replace(
        draft,
        method=request.method,
        address=request.address,
        fields=tuple(one for one in draft.fields if one[0].strip().lower() in left),
        kind=draft.kind if request.body else Kind.NONE,
        content=draft.content if request.body else "",
        name="",
    )
