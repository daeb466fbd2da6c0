"""A burst: words that one IRC client said to one room at once, each of them a message."""

from collections.abc import Sequence
from itertools import repeat

from servers.chat.news import TAGS, TIME, written


class Burst:
    """Plain words, and what each form of IRC client hears: what `News` of each of them would be.

    They have the same moment, in seconds since 1970, and an identity each.
    """

    def __init__(
        self, source: str, to: str, texts: Sequence[str], identities: Sequence[str], moment: float
    ) -> None:
        self._said = f":{source} PRIVMSG {to} :"
        self._texts = texts
        self._identities = identities
        self._moment = moment
        self._heard: dict[int, bytes] = {}

    def heard_by(self, form: int) -> bytes:
        """Return the bytes that a client of this form hears."""
        form &= TAGS | TIME
        data = self._heard.get(form)
        if data is None:
            heads = self._heads(form) if form else repeat(self._said, len(self._texts))
            lines = [f"{head}{text}\r\n" for head, text in zip(heads, self._texts, strict=True)]
            data = self._heard[form] = "".join(lines).encode()
        return data

    def _heads(self, form: int) -> Sequence[str]:
        """Return what stands before each text, for those who asked for tags."""
        time = f"time={written(self._moment)}" if form & TIME else ""
        if not form & TAGS:
            return [f"@{time} {self._said}"] * len(self._texts)
        time = f"{time};" if time else ""
        return [f"@{time}msgid={identity} {self._said}" for identity in self._identities]
