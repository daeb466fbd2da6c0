"""The peer's certificates: its own first, what is wrong with them said; all text safe to see."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from screens.pasts import HOSTILE, opened, seen
from waiting import until_async

from tui.screens.web.chain_view import ChainView

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def certificate(subject: str, begins: datetime, ends: datetime, *names: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the lab's authority")]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


async def test_a_chain_is_told_from_the_peer_s_own_on_and_what_is_wrong_with_it() -> None:
    year, day = timedelta(days=365), timedelta(days=1)
    chain = [
        certificate("lab.example", NOW - year, NOW - 3 * day, "lab.example", "www.lab.example"),
        certificate("the lab's authority", NOW - year, NOW + 10 * year),
        certificate("tomorrow's", NOW + 2 * day, NOW + year),
        b"no certificate",
    ]
    view = ChainView(chain, "The certificate of lab.example has expired.", NOW)
    async with opened(view, (100, 50)) as (pilot, _closed):
        await until_async(lambda: "SHA-256" in seen(pilot))
        said = seen(pilot)
        assert said.index("has expired") < said.index("CN=lab.example")
        assert said.index("The peer's own") < said.index("Who vouches for the one above")
        assert "lab.example, www.lab.example" in said
        assert "2025-03-01 12:00 UTC to 2026-02-26 12:00 UTC · expired 3 days ago" in said
        assert "3,650 days left" in said
        assert "not yet: in 2 days" in said
        assert "EC secp256r1" in said
        assert "It cannot be read." in said


async def test_nothing_in_a_certificate_reaches_the_terminal() -> None:
    one = certificate(HOSTILE, NOW, NOW + timedelta(days=1), "[b]")
    async with opened(ChainView([one], now=NOW)) as (pilot, _closed):
        await until_async(lambda: "subject" in seen(pilot))
        assert "1 day left" in seen(pilot)


async def test_more_than_is_read_is_said_and_so_is_nothing() -> None:
    one = certificate("lab.example", NOW, NOW + timedelta(days=90))
    async with opened(ChainView([one] * 40, now=NOW)) as (pilot, _closed):
        await until_async(lambda: "subject" in seen(pilot))
        await pilot.press("end")
        await until_async(lambda: "8 more were shown, and are not read." in seen(pilot))
    async with opened(ChainView([], now=NOW)) as (pilot, closed):
        await until_async(lambda: "The peer showed no certificate." in seen(pilot))
        await pilot.press("escape")
        assert closed == [None]
