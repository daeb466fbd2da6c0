"""One turn: a client's command, and the answers that it gets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from protocol.irc import Message
from protocol.irc.numerics import Numeric
from servers.chat.hub import Hub
from servers.chat.members import Member
from servers.chat.news import CAPABILITIES, Batch, News

_LABELS = CAPABILITIES["labeled-response"] | CAPABILITIES["batch"]


class Talk(Protocol):
    """What a command may ask of the conversation that it is part of."""

    registered: bool
    negotiating: bool
    nick: str
    password: str
    version: str
    since: float

    def end(self, words: str) -> None:
        """Let this be the last command; `words` are the reason that others hear."""

    def inquire(self, work: Callable[[], Sequence[News]]) -> None:
        """Have this done once the hub's lock is let go of, and its news told among the answers."""

    def check(self, password: str) -> bool:
        """Say whether one may come in with this password."""

    def is_operator(self, name: str, password: str) -> bool:
        """Say whether these are the name and the password of the host's operator."""


@dataclass(eq=False, slots=True)
class Turn:
    """A command; its handler says `reply`, and tells others through the hub."""

    hub: Hub
    talk: Talk
    member: Member
    message: Message

    @property
    def params(self) -> Sequence[str]:
        """The parameters as the client wrote them."""
        return self.message.params

    def param(self, index: int) -> str:
        """Return a parameter, or nothing where there is none."""
        return self.params[index] if index < len(self.params) else ""

    def reply(self, numeric: Numeric, *params: str, **facts: object) -> None:
        """Answer with a numeric; its words, where it has any, stand last."""
        words = (numeric.words.format(**facts),) if numeric.words else ()
        self.say(numeric.code, self.member.login, *params, *words)

    def say(self, verb: str, *params: str) -> None:
        """Answer in the host's name.

        What is not last may be a stranger's parameter: of it, what can be one word is said.
        """
        said = (*(word(one) for one in params[:-1]), *params[-1:])
        self.hub.tell((self.member,), News(Message(verb, said, self.hub.name)))

    def inquire(self, work: Callable[[], Sequence[News]]) -> None:
        """Have this done once the hub's lock is let go of, and its news told among the answers."""
        self.talk.inquire(work)

    def fail(self, code: str, words: str, *context: str) -> None:
        """Answer with a standard reply: IRCv3, standard-replies."""
        self.say("FAIL", self.message.verb, code, *context, words)


def word(text: str) -> str:
    """Return what of a text can be a parameter that is not the last."""
    return text.partition(" ")[0].lstrip(":") or "*"


def answered(answers: Sequence[News], form: int, label: str, batch: str) -> bytes:
    """Write the answers to one command; with the client's label if it gave one."""
    if not label or form & _LABELS != _LABELS:
        return b"".join(one.heard_by(form) for one in answers)
    lines = [(one, len(one.lines(form))) for one in answers]
    if len(answers) == 1 and isinstance(answers[0], Batch):
        return b"".join(answers[0].lines(form, {"label": label}))
    if sum(count for _, count in lines) == 1:
        return b"".join(line for one in answers for line in one.lines(form, {"label": label}))
    if not any(count for _, count in lines):
        return _line(Message("ACK", (), "", {"label": label}), form)
    first = _line(Message("BATCH", (f"+{batch}", "labeled-response"), "", {"label": label}), form)
    inner = [line for one in answers for line in one.lines(form, {"batch": batch})]
    return b"".join((first, *inner, _line(Message("BATCH", (f"-{batch}",)), form)))


def _line(message: Message, form: int) -> bytes:
    return b"".join(News(Message(message.verb, message.params)).lines(form, message.tags))
