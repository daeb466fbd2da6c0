"""Exchanges that never took place, for pictures of the web: the same every time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from docs.stopped import MOMENT
from tui.clients.failure import Failure, Step
from tui.clients.http.exchange import Phase
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.exchanges.kept import History
from tui.screens.web.asking import Asked
from tui.screens.web.past_record import PastExchange

HOST = "labo.example"
STEPS = (Step.NAME, Step.CONNECT, Step.TLS, Step.SEND, Step.WAIT, Step.HEADERS, Step.BODY)
LIST = """\
{
  "photos": [
    {"name": "plage.jpg", "size": 3512764},
    {"name": "ville.jpg", "size": 2894113}
  ],
  "total": 25
}
"""
LATER = LIST.replace("25", "26").replace(
    '    {"name": "ville', '    {"name": "toits.jpg", "size": 1640213},\n    {"name": "ville'
)
FAILURES = {
    "name": Failure(Step.NAME, "Name or service not known", peer="laboo.example", code="ENAME"),
    "refused": Failure(
        Step.CONNECT, "Connection refused", peer=f"{HOST}:8080", code="ECONNREFUSED"
    ),
    "expired": Failure(
        Step.TLS,
        "certificate has expired",
        peer=f"{HOST}:443",
        code="EXPIRED",
        detail=f"on {MOMENT - timedelta(days=3):%Y-%m-%d %H:%M} UTC",
    ),
    "reset": Failure(
        Step.HEADERS, "Connection reset by peer", peer=f"{HOST}:443", code="ECONNRESET"
    ),
    "cut": Failure(
        Step.BODY,
        "peer closed connection without sending complete message body",
        peer=f"{HOST}:443",
        code="EOF",
        detail=f"{len(LIST)} of 351 bytes came",
    ),
}
"""One for each dialog; what is asked is sent by POST where that is worth a warning."""


class Told(PastExchange):
    """An exchange that did not take place, and what is said to have left of it."""

    def __init__(self, kept: Kept, sent: int, chain: list[bytes]) -> None:
        super().__init__(kept)
        self._left = sent
        self._shown = chain

    @property
    def sent(self) -> int:
        """Bytes that are said to have left."""
        return self._left

    @property
    def chain(self) -> list[bytes]:
        """Certificates that are said to have been shown."""
        return self._shown


def kept(minute: int, method: str, path: str, status: int, body: str = "") -> Kept:
    """An exchange with the lab's host, so many minutes before now."""
    words = {200: "OK", 201: "Created", 304: "Not Modified", 404: "Not Found", 503: "Busy"}
    reason = words.get(status, "")
    data = body.encode()
    asked = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\n\r\n"
    fields = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    began, phases = 0, []
    for step, micro in zip(STEPS, (2_140, 8_420, 31_870, 310, 74_600, 240, 12_900), strict=True):
        ended = began + micro * (70 + 7 * minute % 61) // 100
        phases.append(Phase(step, began, ended))
        began = ended
    return Kept(
        id=0,
        started=MOMENT - timedelta(minutes=minute),
        draft=Draft(method, f"https://{HOST}{path}"),
        peer=f"{HOST}:443",
        asked=asked.encode(),
        answered=f"HTTP/1.1 {status} {reason}\r\n{fields}\r\n".encode(),
        status=status,
        reason=reason,
        version="HTTP/1.1",
        body=data,
        size=len(data),
        whole=True,
        elapsed=began,
        phases=tuple(phases),
    )


def broken(name: str, minute: int = 0, method: str = "GET", path: str = "/photos") -> Kept:
    """An exchange that failed as the failure of that name says."""
    failure = FAILURES[name]
    whole = kept(minute, method, path, 200 if name == "cut" else 0, LIST if name == "cut" else "")
    place = STEPS.index(failure.step) + 1
    return replace(
        whole,
        answered=whole.answered if name == "cut" else b"",
        whole=False,
        elapsed=whole.phases[place - 1].ended,
        phases=whole.phases[:place],
        step=failure.step,
        code=failure.code,
        why=failure.reason,
    )


def failed(name: str, failure: Failure) -> Asked:
    """What a dialog knows of an exchange that failed."""
    that = broken(name, method="POST" if name == "reset" else "GET")
    sent = len(that.asked) if failure.step in (Step.HEADERS, Step.BODY) else 0
    record = Told(that, sent, chain() if failure.step is Step.TLS else [])
    return Asked(that.draft, record)


def past(place: Path) -> History:
    """What was asked before."""
    place.mkdir(parents=True, exist_ok=True)
    history = History(place / "past.sqlite3", 100)
    those = (
        kept(55, "GET", "/health", 200, '{"status": "pass"}\n'),
        kept(48, "GET", "/photo", 404, '{"title": "no such page"}\n'),
        broken("name", 44),
        kept(40, "PUT", "/photos/toits.jpg", 201),
        broken("expired", 31, path="/photos/chat%20noir.jpg"),
        kept(17, "GET", "/photos/plage.jpg", 503),
        kept(12, "GET", "/photos?sort=name", 200, LIST),
        kept(3, "GET", "/photos?sort=newest", 200, LATER),
        broken("cut", 1, path="/photos/ville.jpg"),
    )
    for one in those:
        history.add(PastExchange(one), one.draft)
    return history


def chain() -> list[bytes]:
    """Two certificates, the same every time: their keys are known to everybody who reads this."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    def name(words: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    made = []
    authority = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")
    for subject, number, days in ((HOST, 2, -3), ("Authority of the lab", 1, 2900)):
        key = Ed25519PrivateKey.from_private_bytes(bytes(31) + bytes([number]))
        names = [x509.DNSName(subject), x509.DNSName(f"www.{subject}")] if number == 2 else []
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("Authority of the lab"))
            .public_key(key.public_key())
            .serial_number(number)
            .not_valid_before(datetime(2016, 8, 21, tzinfo=UTC))
            .not_valid_after(MOMENT + timedelta(days=days))
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made.append(builder.sign(authority, None).public_bytes(Encoding.DER))
    return made
