"""Short lessons: capitals, the clock, mail, a key-value store."""

from tui.screens.console.guides.hint import Hint, Said
from tui.words import _


class CapitalsGuide:
    """A line comes back in capitals; `fin` ends."""

    def __init__(self, _login: str, _peer: str) -> None:
        """Need nothing."""

    def next(self, said: Said) -> Hint | None:
        """Return what to type now."""
        if said.is_over:
            return None
        if said.sent.count < 2:
            line = ("bonjour", "bienvenue à tout le monde")[said.sent.count]
            return Hint(line, _("any line: it comes back in capitals"))
        return Hint("fin", _("ends the conversation"))


class ClockGuide:
    """Nothing is said: they tell the time, and hang up."""

    def __init__(self, _login: str, _peer: str) -> None:
        """Need nothing."""

    def next(self, said: Said) -> Hint | None:
        """Return what to type now: nothing."""
        if said.heard.count or said.is_over:
            return None
        return Hint("", _("say nothing: who calls is told the time, and they hang up"))


class RedisGuide:
    """A store of keys and values that talks in lines."""

    _STEPS = ("PING", "SET vasistas 1", "INCR vasistas", "GET vasistas", "DEL vasistas", "QUIT")

    def __init__(self, _login: str, _peer: str) -> None:
        """Need nothing."""

    def next(self, said: Said) -> Hint | None:
        """Return what to type now."""
        if said.is_over or said.sent.count >= len(self._STEPS):
            return None
        if any(line.startswith("-") for line in said.since):
            return Hint("QUIT", _("what begins with “-” is a refusal"))
        words = _("a command and its words; “+” is yes, “:” a number, “$” so many bytes")
        return Hint(self._STEPS[said.sent.count], words)


class SmtpGuide:
    """A letter: who sends it, for whom, the letter, a dot."""

    def __init__(self, login: str, _peer: str) -> None:
        self._login = login

    def next(self, said: Said) -> Hint | None:
        """Return what to type now: it depends on the number that they answered."""
        if said.is_over:
            return None
        if said.sent.last(r"(?i)DATA$") and not said.sent.last(r"\.$"):
            return self._letter(said)
        if (answer := said.heard.last(r"(\d{3}) ?")) is None:
            return None
        if answer[1][0] in "45":
            return Hint("QUIT", _("a number that begins with 4 or 5 is a refusal"))
        if not said.since and said.sent.count:
            return None
        for said_word, line, words in self._steps():
            if said.sent.last(f"(?i){said_word}") is None:
                return Hint(line, words)
        return None

    def _steps(self) -> list[tuple[str, str, str]]:
        address = f"{self._login}@localhost"
        return [
            ("(EHLO|HELO)", "EHLO localhost", _("who is calling")),
            ("MAIL", f"MAIL FROM:<{address}>", _("who sends the letter")),
            ("RCPT", f"RCPT TO:<{address}>", _("for whom it is")),
            ("DATA", "DATA", _("the letter follows")),
            ("QUIT", "QUIT", _("take your leave")),
        ]

    def _letter(self, said: Said) -> Hint | None:
        if said.heard.last(r"354") is None:
            return None
        if said.sent.last(r"(?i)Subject:") is None:
            return Hint("Subject: bonjour", _("fields first"))
        if said.sent.last(r"$") is None:
            return Hint("", _("Enter: an empty line ends the fields"))
        if said.sent.last(r"à bientôt") is None:
            return Hint("à bientôt", _("the letter itself, line by line"))
        return Hint(".", _("a dot alone ends the letter"))
