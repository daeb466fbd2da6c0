"""An exchange as fields and as times: how it went there, when, and where it failed."""

from datetime import UTC, datetime

import pytest

from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange, Phase
from tui.screens.web import fields, times


class Past(Exchange):
    """An exchange that was."""

    agreed = "TLSv1.3, \x1b[2J"
    chain: list[bytes] = []
    sent = 2048
    asked = b"PUT /x HTTP/1.1\r\nHost: lab\r\n\r\n"
    answered = b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"
    version = "HTTP/1.1"
    started = datetime(2017, 8, 22, 14, 57, 8, 999_999, UTC)

    def phases(self) -> list[Phase]:
        return [Phase(Step.CONNECT, 0, 5), Phase(Step.TLS, 5, 1_000_000)]


@pytest.fixture
def record() -> Exchange:
    past = Past(Request("PUT", "lab/x", body=b"1" * 1024))
    past.ended = 1_000_000
    return past


def drawn(rows: list[fields.Row]) -> list[str]:
    return ["".join(part.text for part in row).rstrip() for row in rows]


@pytest.mark.parametrize("columns", [80, 160])
def test_fields_begin_with_the_way_and_say_what_was_sent(record: Exchange, columns: int) -> None:
    said = "\n".join(drawn(fields.rows(record, columns)))
    assert said.startswith("HTTP/1.1 · TLSv1.3, ␛[2J\n\n")
    assert "and a body of 1.0 KiB" in said
    assert "2.0 KiB were sent in all" in said
    assert all(part.text.isprintable() for row in fields.rows(record, columns) for part in row)


def test_a_certificate_is_named_in_the_same_line(
    record: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    import trustme

    own = trustme.CA().issue_cert("lab.local").cert_chain_pems[0].bytes()
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    der = x509.load_pem_x509_certificate(own).public_bytes(Encoding.DER)
    monkeypatch.setattr(Past, "chain", [der])
    assert "· certificate for lab.local, until " in drawn(fields.rows(record, 160))[0]
    monkeypatch.setattr(Past, "chain", [b"no certificate"])
    assert "· certificate for ?" in drawn(fields.rows(record, 160))[0]


def test_times_have_the_moment_of_each_step(record: Exchange) -> None:
    said = drawn(times.rows(record, 80))
    assert "2017-08-22 14:57:08.999999  began: connect" in said
    assert "2017-08-22 14:57:09.000004  began: TLS" in said
    assert "2017-08-22 14:57:09.999999  end" in said


def test_the_step_that_failed_is_marked(record: Exchange) -> None:
    record.failure = Failure(Step.TLS, "expired", peer="lab")
    rows = times.rows(record, 80)
    assert ["✗" in row for row in drawn(rows)[:2]] == [False, True]
    assert {"odd"} == {part.style for part in rows[1] if part.style}
    assert "It failed in the step with the ✗." in drawn(rows)


def test_what_has_not_begun_has_no_times() -> None:
    assert ["Nothing has begun."] == drawn(times.rows(Exchange(Request("GET", "lab")), 80))
