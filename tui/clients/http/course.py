"""How far an exchange has come: its step and what is left of the step's time, its peer, its facts.

What opens the connection, agrees on TLS and talks writes here; the record of the exchange reads.
All of it belongs to the event loop.
"""

import ssl
from collections.abc import Callable
from time import monotonic

from tui.clients.failure import Failure, Step, from_os_error
from tui.clients.http.distrust import from_tls
from tui.clients.http.heads import Heads
from tui.clients.wire import Wire
from tui.words import _

SILENCE = 300.0
"""Seconds between two pieces of a body: a stream may have nothing to say, but not for ever."""


class Course:
    """One exchange under way."""

    def __init__(
        self,
        wire: Wire,
        on_step: Callable[[Step], object],
        silence: float = SILENCE,
        heads: Heads | None = None,
    ) -> None:
        self.wire = wire
        self.silence = silence
        """Seconds that a body may stand still."""
        self.heads = heads or Heads()
        self.peer = ""
        self.step = Step.NAME
        self.unsent: Failure | None = None
        """Why sending ended early; the answer to it may still be worth reading."""
        self.listens = False
        """Whether an answer is noticed while the body is sent, which it then ends: a refusal of
        what is large does not wait for its end, and would be lost when they hang up."""
        self.opening = b""
        """How the answer begins."""
        self.sent = 0
        """Bytes of the request that the system took: not more has left, and what of it arrived
        nobody knows."""
        self.chain: list[bytes] = []
        """The peer's certificates (DER), its own first, also where they were refused."""
        self.agreed = ""
        """What was agreed on: version of TLS, cipher, and the protocol inside."""
        self._on_step = on_step
        self._deadline = 0.0
        self._was_over = False

    def reach(self, step: Step, patience: float | None) -> None:
        """Begin a step that may take so many seconds."""
        self.step, self._was_over = step, False
        self._deadline = monotonic() + (self.silence if patience is None else patience)
        self._on_step(step)

    def go_on(self) -> None:
        """Say that the body came on: it may stand still as long again, from now on."""
        if self.step is Step.BODY:
            self._deadline, self._was_over = monotonic() + self.silence, False

    def is_over(self) -> bool:
        """Look before each read whether this step's time is over, and was so at the last look.

        So what is there already is taken once more, and who never stops talking gains nothing.
        """
        was_over, self._was_over = self._was_over, monotonic() > self._deadline
        return was_over and self._was_over

    @property
    def left(self) -> float:
        """Seconds left for this step; never none, so that what is there already is taken."""
        return max(0.001, self._deadline - monotonic())

    def late(self) -> Failure:
        """Say that this step took too long."""
        return from_os_error(self.step, TimeoutError(), self.peer)

    def failed(self, error: BaseException) -> Failure:
        """Say that this step failed; the system's error is the innermost cause."""
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLError):
            if isinstance(cause, OSError) and cause.errno is not None:
                return from_os_error(self.step, cause, self.peer)
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, ssl.SSLError):
            return from_tls(self.step, cause, self.peer, introduced=bool(self.chain))
        return Failure(self.step, str(error), peer=self.peer)

    def hung_up(self) -> Failure:
        """Say that they hung up in this step, too early."""
        reason = _("the connection was closed")
        return Failure(self.step, reason, peer=self.peer, code="EOF")
