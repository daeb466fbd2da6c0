"""The links of a page: numbers for addresses that can be asked for."""

from urllib.parse import urldefrag, urljoin, urlsplit

MOST = 10_000
"""Links that are numbered."""

LONGEST = 8192
"""Characters of an address."""


class Links:
    """Addresses in the order in which they are found; the same one has one number."""

    def __init__(self, address: str) -> None:
        self._base = self._own = address
        self._based = False
        self._numbers: dict[str, int] = {}
        self._known: dict[str, str] = {}

    @property
    def addresses(self) -> list[str]:
        """Return them, number 1 first."""
        return list(self._numbers)

    def rebase(self, href: str) -> None:
        """Take `<base href>` into account; the first counts (HTML, 4.2.3)."""
        if not self._based:
            self._base, self._based = self.resolve(href) or self._base, True
            self._known.clear()

    def resolve(self, href: str) -> str:
        """Return the whole address, without its fragment; `""` for what cannot be asked for."""
        if href not in self._known and len(self._known) >= MOST:
            self._known.clear()
        if href not in self._known:
            self._known[href] = _resolved(self._base, href)
        return self._known[href]

    def number(self, href: str) -> int:
        """Return the number of a link; 0 for what is none, or leads to the page itself."""
        found = self.resolve(href)
        if not found or (href.startswith("#") and found == urldefrag(self._own).url):
            return 0
        if found not in self._numbers and len(self._numbers) >= MOST:
            return 0
        return self._numbers.setdefault(found, len(self._numbers) + 1)


def _resolved(base: str, href: str) -> str:
    href = "".join(href.split("\n")).replace("\r", "").replace("\t", "").strip()
    try:
        found = urldefrag(urljoin(base, href)).url
        parts = urlsplit(found)
        asked = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return found if asked and len(found) <= LONGEST and found.isprintable() else ""
