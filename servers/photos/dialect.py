"""One port, two dialects: the first bytes of a connection say which."""

import logging
from typing import TYPE_CHECKING

from protocol.web import is_request_line_start
from servers.photos.classic import ClassicSession
from servers.photos.conversation import Conversation
from servers.photos.web_table import HANDLERS

if TYPE_CHECKING:
    from servers.photos.service import ArchiveService


class ArchiveSession(ClassicSession):
    """A classic session, unless an HTTP request line begins it."""

    service: "ArchiveService"
    visits = logging.DEBUG

    def converse(self) -> None:
        """Hear the first bytes, and go on in the dialect that they are of."""
        due = self.deadline(self.service.limits.first_words)
        first = b""
        while (spoken := is_request_line_start(first)) is None and not self.over:
            first += self.receive(due)
        if spoken:
            Conversation(self, self.service.archive, HANDLERS, first).run(due)
        else:
            self.first = first
            super().converse()
