"""A file that is sent under another name than its own."""

from dataclasses import dataclass
from pathlib import Path

from tui.clients.http.bodies import Part


@dataclass(frozen=True, slots=True)
class Renamed(Part):
    """A part of a form whose file has this name in it."""

    filename: str = ""

    def head(self, boundary: str) -> bytes:
        """Return the lines before its content, made for a file of that name."""
        assert isinstance(self.content, Path)
        name = self.filename.replace("/", "%2F")
        return Part(self.name, self.content.with_name(name), self.media).head(boundary)
