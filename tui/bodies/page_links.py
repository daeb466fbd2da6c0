"""The links of a page: numbers for addresses that can be asked for."""

from urllib.parse import urldefrag, urljoin

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

    @property
    def addresses(self) -> list[str]:
        """Return them, number 1 first."""
        return list(self._numbers)

    def rebase(self, href: str) -> None:
        """Take `<base href>` into account; the first counts (HTML, 4.2.3)."""
        if not self._based and (base := self.resolve(href)):
            self._base, self._based = base, True

    def resolve(self, href: str) -> str:
        """Return the whole address, without its fragment; `""` for what cannot be asked for."""
        href = "".join(href.split("\n")).replace("\r", "").replace("\t", "").strip()
        try:
            found = urldefrag(urljoin(self._base, href)).url
        except ValueError:
            return ""
        if not found.lower().startswith(("http://", "https://")) or len(found) > LONGEST:
            return ""
        return found

    def number(self, href: str) -> int:
        """Return the number of a link; 0 for what is none, or leads to the page itself."""
        found = self.resolve(href)
        if not found or (href.startswith("#") and found == urldefrag(self._own).url):
            return 0
        if found not in self._numbers and len(self._numbers) >= MOST:
            return 0
        return self._numbers.setdefault(found, len(self._numbers) + 1)
