"""An exchange that is over -> what is kept of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from tui.clients.failure import Failure
from tui.exchanges import mask, mask_body
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.exchanges.mask_members import MASK
from tui.words import _

if TYPE_CHECKING:
    from tui.clients.http.exchange import Exchange, Phase

CONTENT = 1024 * 1024
"""Characters of a draft's content that are kept: what is larger belongs into a file."""

SHORTEST = 4
"""Characters of a secret that is looked for everywhere; a shorter one is in every other word."""


def taken(record: "Exchange", draft: Draft, redirected: int, most: int) -> Kept:
    """Take what is kept of a record, at most so many bytes of its body."""
    failure = record.failure
    if len(draft.content) > CONTENT:
        words = _("The content was too large to be kept.")
        draft = replace(draft, content="", remarks=(*draft.remarks, words))
    return Kept(
        id=0,
        started=record.started or datetime.now(UTC) - timedelta(microseconds=record.elapsed),
        draft=draft,
        peer=failure.peer if failure else _peer(record),
        asked=record.asked,
        answered=record.answered,
        status=record.status,
        reason=record.reason,
        version=record.version,
        body=record.body.read(0, most),
        size=record.size,
        whole=record.whole,
        elapsed=record.elapsed,
        phases=_phases(record),
        step=failure.step if failure else "",
        code=failure.code if failure else "",
        why=failure.reason if failure else "",
        redirected=redirected,
    )


def _phases(record: "Exchange") -> "tuple[Phase, ...]":
    try:
        return tuple(record.phases())
    except ValueError:  # it ended before its first step: the address was none
        return ()


def _peer(record: "Exchange") -> str:
    from tui.clients.http import place

    try:
        return place(record.request.address).peer
    except Failure:
        return ""


def masked(kept: Kept, secrets: Sequence[str]) -> Kept:
    """Mask passwords and tokens, and these values wherever they stand."""
    forms = [form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)]
    forms.sort(key=len, reverse=True)

    def hide(data: bytes) -> bytes:
        for form in forms:
            data = data.replace(form, MASK.encode())
        return data

    made = replace(
        kept,
        draft=mask.draft(kept.draft),
        asked=hide(mask.head(kept.asked)) if kept.asked else b"",
        answered=hide(mask.head(kept.answered)) if kept.answered else b"",
        body=mask_body.masked(kept.body, kept.answered, hide),
        why=hide(kept.why.encode(errors="replace")).decode(errors="replace"),
    )
    return replace(made, masked=made != kept)


def _forms(secret: str) -> list[bytes]:
    """Return how a value may be written: as it is, and in an address or a form."""
    data = secret.encode("utf-8", errors="surrogateescape")
    return [data, quote(data).encode(), quote_plus(data).encode()]
