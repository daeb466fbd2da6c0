"""One port, two dialects: the first bytes of a connection say which."""

from protocol.irc import is_irc_start
from protocol.lines import PAUSE
from servers.chat.classic import ClassicSession
from servers.chat.irc.conversation import Conversation


class ChatSession(ClassicSession):
    """A classic session, unless IRC begins it."""

    def converse(self) -> None:
        """Hear the first bytes, and go on in the dialect that they are of."""
        due = self.deadline(self.service.limits.first_words)
        first = b""
        spoken = None
        while spoken is None and not self.over:
            try:
                data = self.receive(min(due, self.deadline(PAUSE)) if first else due)
            except TimeoutError:
                if not first or due <= self.service.now():
                    raise
                break
            first += data
            spoken = is_irc_start(first)
        if spoken:
            host = self.client_address[0]
            Conversation(self, self.service, host, first).run(due)
        else:
            self.greet(first, due, paused=spoken is None)
