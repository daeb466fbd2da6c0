"""The whole list of an archive, page by page: a walk that ends, wherever its pages lead.

    way, after = Way(), None
    while True:
        page = await archive.page(after)
        if (after := way.on(page)) is None:
            break

A service can err, or mean harm: pages may lead in a circle, or on for ever.
"""

from protocol.errors import RemoteProtocolError
from tui.clients.archive.photo import Page
from tui.clients.archive.refusals import malformed
from tui.clients.failure import Failure

SLACK = 1000
"""Photos more than twice the archive's own number after which a list has no end: some move on
while one reads, and are met again."""


class Way:
    """How far one has come. Of the places that were passed, one is remembered: another one each
    time twice as many were passed, so that any circle comes by it (Brent 1980).
    """

    def __init__(self) -> None:
        self._passed = 0
        self._mark: str | None = None
        self._marking = 1
        self._photos = 0
        self._most = 0

    def on(self, page: Page, peer: str = "") -> str | None:
        """Pass a page; return where the next one begins. Raises Failure where it leads nowhere."""
        if not self.leads_on(page):
            raise nowhere(peer)
        self.passed(page)
        return page.next

    def leads_on(self, page: Page) -> bool:
        """Say whether a page is the last one, or leads to where one was not yet."""
        most = max(self._most, page.total)
        count = self._photos + _size(page)
        return page.next is None or (page.next != self._mark and count <= 2 * most + SLACK)

    def passed(self, page: Page) -> None:
        """Learn a page."""
        self._photos += _size(page)
        self._most = max(self._most, page.total)
        self._passed += 1
        if self._passed == self._marking:
            self._mark = page.next
            self._marking *= 2


def nowhere(peer: str = "") -> Failure:
    """Return the failure of a page that leads nowhere."""
    return malformed(RemoteProtocolError("forme", "next"), peer)


def _size(page: Page) -> int:
    """Count the photos of a page; one of which all have gone counts too, or there was no end."""
    return max(1, len(page.photos) + page.left_out)
