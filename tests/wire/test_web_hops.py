"""Redirects in the web screen: what goes on to the next origin, and what stays behind."""

from pathlib import Path

import pytest

from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Trust, Version, Way
from tui.exchanges.draft import Draft
from tui.screens.web import hops
from tui.screens.web.asking import Asked

HERE = "https://one.lab/a"
SHOWN = Trust(verified=False, certificate=Path("me.pem"), key=Path("me.key"))


def sent_on(draft: Draft, location: str) -> Asked:
    """What is asked next after an answer that leads there, whoever the peer was, this once."""
    record = Exchange(Request("GET", HERE))
    record.status, record.fields = 302, (("Location", location),)
    following = hops.onward(Asked(draft, record, Way(version=Version.HTTP_2, trust=SHOWN)))
    assert following is not None
    return following


def test_the_same_origin_is_gone_to_by_the_same_way() -> None:
    following = sent_on(Draft(address=HERE, certificate="me.pem"), "/b")
    assert following.record.request.address == "https://one.lab/b"
    assert following.way == Way(version=Version.HTTP_2, trust=SHOWN)


@pytest.mark.parametrize("location", ["https://two.lab/", "https://one.lab:444/", "//two.lab/x"])
def test_another_origin_is_not_believed_for_once_and_is_shown_nothing(location: str) -> None:
    following = sent_on(Draft(address=HERE, certificate="me.pem"), location)
    assert following.way == Way(version=Version.HTTP_2, trust=Trust())


def test_what_the_request_says_of_everybody_and_the_settings_say_of_us_goes_on() -> None:
    following = sent_on(Draft(address=HERE, verified=False), "https://two.lab/")
    assert following.way.trust == SHOWN


def test_a_link_to_another_origin_is_asked_for_with_nothing_that_was_meant_for_this_one() -> None:
    fields = (("Accept", "*/*"), ("Authorization", "Bearer x"), ("Content-Type", "text/plain"))
    draft = Draft("POST", HERE, fields, verified=False, certificate="me.pem", key="me.key")
    plain = Draft("GET", "https://two.lab/", (("Accept", "*/*"),))
    assert hops.linked(draft, HERE, "https://two.lab/") == plain
    here = hops.linked(draft, HERE, "https://one.lab/b")
    assert (here.certificate, here.verified, here.fields) == ("me.pem", False, fields[:2])
