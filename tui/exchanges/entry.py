"""One exchange of the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tui.exchanges.draft import Draft

if TYPE_CHECKING:
    from tui.clients.http.exchange import Phase


@dataclass(frozen=True, slots=True)
class Kept:
    """An exchange that is over, as it is kept."""

    id: int
    """0: it is not in the history, which is switched off."""
    started: datetime
    """In UTC."""
    draft: Draft
    """The request as it was written, its variables not filled in."""
    peer: str = ""
    asked: bytes = b""
    """The head as it travelled."""
    answered: bytes = b""
    status: int = 0
    reason: str = ""
    version: str = ""
    body: bytes = b""
    """As it came, at most `kept.BODY` bytes of it."""
    size: int = 0
    """Bytes that came."""
    whole: bool = False
    elapsed: int = 0
    """Microseconds."""
    phases: "tuple[Phase, ...]" = ()
    step: str = ""
    """Where it failed; `""`: it did not."""
    code: str = ""
    why: str = ""
    """The failure's reason."""
    redirected: int = 0
    """The exchange whose answer led here."""
    masked: bool = False
    """Something in it is not what travelled, for it was a secret."""
