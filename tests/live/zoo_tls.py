"""The zoo's house of TLS: certificates that are right, and each way in which they are not."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import trustme
from live.zoo import Animal, Visit
from live.zoo_saying import saying

from tui.clients.failure import Step
from tui.clients.http.way import Trust, Version, Way

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"
DAY = timedelta(days=1)

_ALERT_VERSION = bytes((21, 3, 1, 0, 2, 2, 70))
"""The alert of those who do not speak this version of TLS (RFC 8446, 6.2)."""


@cache
def authority() -> trustme.CA:
    """Return the authority that visitors believe."""
    return trustme.CA(organization_name="The zoo")


@cache
def _stranger() -> trustme.CA:
    return trustme.CA(organization_name="Nobody that we know")


def believing(directory: Path, version: Version = Version.HTTP_1, **shown: Path) -> Way:
    """Return the way of a visitor who believes the zoo's authority."""
    path = directory / "authority.pem"
    authority().cert_pem.write_to_path(path)
    return Way(version, trust=Trust(authority=path, **shown))


def introduced(directory: Path) -> Way:
    path = directory / "visitor.pem"
    authority().issue_cert("visitor@zoo").private_key_and_cert_chain_pem.write_to_path(path)
    return believing(directory, certificate=path)


def as_server(*names: str, agreed: str = "http/1.1", **span: datetime) -> ssl.SSLContext:
    """Return the context of a server with a certificate of the zoo's authority."""
    return context_of(authority().issue_cert(*names, **span), agreed)


def context_of(certificate: trustme.LeafCert, agreed: str = "http/1.1") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    context.set_alpn_protocols([agreed])
    return context


def _of_a_stranger() -> ssl.SSLContext:
    return context_of(_stranger().issue_cert("localhost"))


def _self_signed() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("localhost.pem"))
    return context


def _asks_who_comes() -> ssl.SSLContext:
    context = as_server("localhost")
    context.verify_mode = ssl.CERT_REQUIRED
    authority().configure_trust(context)
    return context


def _span(begins: timedelta, ends: timedelta) -> dict[str, datetime]:
    now = datetime.now(UTC)
    return {"not_before": now + begins, "not_after": now + ends}


def _refused(name: str, code: str, tls: Callable[[], ssl.SSLContext]) -> Animal:
    return Animal(
        name, saying(b""), failures=((Step.TLS, code),), deaf=True, tls=tls, way=believing
    )


async def _greet(visit: Visit) -> None:
    await visit.say(b"220 mail.example ESMTP\r\n")
    await asyncio.Event().wait()


async def _speak_another_version(visit: Visit) -> None:
    await visit.read()
    await visit.say(_ALERT_VERSION)


async def _insist(visit: Visit) -> None:
    """Ask who comes, and say why nobody comes in; asyncio's own TLS would just hang up."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = _asks_who_comes().wrap_bio(incoming, outgoing, server_side=True)
    while True:
        incoming.write(await visit.read())
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            await visit.say(outgoing.read())
        except ssl.SSLError:
            await visit.say(outgoing.read())
            return await visit.until_gone()


async def _hang_up(visit: Visit) -> None:
    await visit.read()


def _no_tls(name: str, code: str, play: Callable[[Visit], object]) -> Animal:
    return Animal(name, play, failures=((Step.TLS, code),), secure=True, deaf=True, way=believing)


GOOD = (
    Animal(
        "TLS",
        saying(HEAD + b"secret"),
        200,
        head=HEAD,
        body=b"secret",
        tls=partial(as_server, "localhost"),
        way=believing,
    ),
    Animal(
        "TLS that asks who comes, and is told",
        saying(HEAD + b"secret"),
        200,
        head=HEAD,
        body=b"secret",
        tls=_asks_who_comes,
        way=introduced,
    ),
    Animal(
        "an expired certificate that is not looked at",
        saying(HEAD + b"secret"),
        200,
        head=HEAD,
        body=b"secret",
        tls=lambda: as_server("localhost", **_span(-2 * DAY, -DAY)),
        way=lambda _directory: Way(trust=Trust(verified=False)),
    ),
)

REFUSED = (
    _refused("expired", "EXPIRED", lambda: as_server("localhost", **_span(-2 * DAY, -DAY))),
    _refused("not valid yet", "NOT_YET", lambda: as_server("localhost", **_span(DAY, 2 * DAY))),
    _refused("for another name", "OTHER_NAME", partial(as_server, "elsewhere.example")),
    _refused("of an unknown authority", "UNKNOWN_AUTHORITY", _of_a_stranger),
    _refused("self-signed", "SELF_SIGNED", _self_signed),
)

SPEECHLESS = (
    _no_tls("no TLS", "NO_TLS", _greet),
    _no_tls("another version of TLS", "VERSION", _speak_another_version),
    _no_tls("TLS that asks who comes, and is not told", "CLIENT_CERTIFICATE", _insist),
    _no_tls("TLS that ends as it begins", "EOF", _hang_up),
)

ANIMALS = (*GOOD, *REFUSED, *SPEECHLESS)
