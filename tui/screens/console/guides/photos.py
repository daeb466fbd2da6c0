"""The classic archive by hand: one request on each connection."""

import re

from tui.screens.console.guides.hint import Hint, Said
from tui.words import _

_TEXT = "bonjour"
_NAME = f"{_TEXT}.txt"


class PhotosGuide:
    """`lister`, then a photo of the list, then one archived and deleted, a connection for each."""

    def __init__(self, _login: str, _peer: str) -> None:
        self._step = 0
        self._names: list[str] = []
        self._learnt: Said | None = None
        """The connection that was looked at last; each is a step."""

    def next(self, said: Said) -> Hint | None:
        """Return what to type now."""
        asked = said.sent.first(r"(\S+)")
        if said.is_over:
            if asked is not None and self._learnt is not said:
                self._learnt = said
                self._learn(said)
            return self._first()
        if asked is None:
            return self._first()
        word = asked[1].partition("@")[0]
        if word == "récupérer" and said.sent.count == 1 and said.heard.last(r"\d+$"):
            return Hint("ok", _("that is its size; “ok”, and the bytes come"))
        if word == "archiver" and said.heard.last(r"ok$") and said.sent.count == 1:
            return Hint(_TEXT, _("as many bytes as you said, the line's end included"))
        return None

    def _learn(self, said: Said) -> None:
        word, listed = said.sent.first(r"([^@]*)"), said.heard.first(r"(.+)")
        if word is not None and word[1] == "lister" and listed is not None:
            self._names = [name for name in listed[1].split("@") if name]
        self._step += 1

    def _first(self) -> Hint:
        if self._step == 0:
            return Hint("lister", _("the names of all photos, with @ between them"))
        if self._step == 1:
            size = len(_TEXT) + 1
            return Hint(f"archiver@{_NAME}@{size}", _("a name, and how many bytes will follow"))
        if self._step == 2:
            return Hint(f"récupérer@{_NAME}", _("ask for it: its size comes first"))
        if self._step == 3:
            return Hint(f"supprimer@{_NAME}", _("delete it: it goes to the trash"))
        if self._step == 4 and self._names:
            name = re.sub(r"[\x00-\x1f]", "", self._names[0])
            return Hint(f"récupérer@{name}", _("a photo, byte by byte"))
        return Hint("lister", _("the names of all photos, with @ between them"))
