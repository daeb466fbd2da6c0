"""An exchange of the history as a record that the views can show.

record = PastExchange(kept)
for words in remarks(kept): wire.note(words)     # what of it is not there to be seen
views.look_at(record)
"""

from tui import numbers
from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange, Phase
from tui.exchanges.entry import Kept
from tui.exchanges.mask_members import MASK
from tui.printable import printable_bytes
from tui.words import _


class PastExchange(Exchange):
    """It is over, and was kept: its heads, its times, and its body as far as that was kept."""

    def __init__(self, kept: Kept) -> None:
        draft = kept.draft
        super().__init__(Request(draft.method, draft.address, draft.fields))
        self.kept = kept
        self.started = kept.started
        self.status, self.reason, self.version = kept.status, kept.reason, kept.version
        self.fields = _fields(kept.answered)
        self.size, self.whole, self.ended = kept.size, kept.whole, kept.elapsed
        if kept.step:
            self.failure = Failure(Step(kept.step), kept.why, peer=kept.peer, code=kept.code)
        self.body.write(kept.body)
        self.body.lost += max(0, kept.size - len(kept.body))

    @property
    def asked(self) -> bytes:
        """The request's head, as it was kept."""
        return self.kept.asked

    @property
    def answered(self) -> bytes:
        """The answer's head, as it was kept."""
        return self.kept.answered

    def phases(self) -> list[Phase]:
        """Return what happened, in its order."""
        return list(self.kept.phases)


def remarks(kept: Kept) -> list[str]:
    """Say what of it is here, and what is not."""
    asked = printable_bytes(kept.asked.partition(b"\r\n")[0])
    said = [
        _("─── kept since {moment}: {request} ───").format(
            moment=f"{kept.started.astimezone():%Y-%m-%d %H:%M:%S}", request=asked
        ),
        _("Fields, body and times were kept; each read, and its framing, was not."),
    ]
    if kept.masked:
        said.append(_("{mask} stands for a password or a token.").format(mask=MASK))
    if (left := kept.size - len(kept.body)) > 0:
        words = _("Of its body the last {size} were not kept.")
        said.append(words.format(size=numbers.size(left)))
    return said


def _fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """Read a head's fields again; what is no field is seen in the head itself."""
    pairs = (line.partition(":") for line in head.decode("latin-1").splitlines()[1:])
    return tuple((name, value.strip()) for name, colon, value in pairs if colon)
