"""The commands that one writes: `/msg bruno salut`; what each is for, and who can do it."""

from dataclasses import dataclass
from difflib import get_close_matches

from tui.clients.chat.session import Ability
from tui.words import _

LISTED = 3
"""Commands that are offered for one that does not exist."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `least` words must follow it; the last takes all that is left."""

    name: str
    usage: str
    about: str
    needs: Ability | None = None
    least: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: which, and its words."""

    command: Command
    words: tuple[str, ...]

    def word(self, place: int) -> str:
        """Return a word, or nothing."""
        return self.words[place] if place < len(self.words) else ""


class NotACommandError(Exception):
    """Why that cannot be done, in words."""


_ALIASES = {
    "j": "join",
    "leave": "part",
    "m": "msg",
    "n": "names",
    "q": "query",
    "raw": "quote",
    "t": "topic",
    "w": "whois",
    "whoami": "whois",
}
"""Other names that IRC people know."""


def commands() -> dict[str, Command]:
    """Return every command by its name, in the order of the help."""
    listed = (
        Command("msg", _("NAME TEXT"), _("write to somebody, or to a room"), None, 2, 2),
        Command("query", _("NAME [TEXT]"), _("open a conversation with somebody"), None, 1, 2),
        Command("me", _("TEXT"), _("say what you do"), Ability.ACT, 1),
        Command("join", _("#ROOM [KEY]"), _("enter a room"), Ability.ROOMS, 1, 2),
        Command("part", _("[#ROOM] [WORDS]"), _("leave a room"), Ability.ROOMS, 0, 2),
        Command("close", "", _("forget a conversation here")),
        Command("topic", _("[TEXT]"), _("say what the room is about"), Ability.ROOMS),
        Command("names", _("[#ROOM]"), _("tell who is in a room")),
        Command("list", "", _("tell which rooms there are"), Ability.ASK),
        Command("whois", _("NAME"), _("ask who somebody is"), Ability.ASK, 1),
        Command("invite", _("NAME [#ROOM]"), _("invite somebody"), Ability.ROOMS, 1, 2),
        Command("kick", _("NAME [WORDS]"), _("send somebody out"), Ability.ROOMS, 1, 2),
        Command("away", _("[WORDS]"), _("say that you are away"), Ability.AWAY),
        Command("back", "", _("say that you are back"), Ability.AWAY),
        Command("nick", _("NAME"), _("take another name"), Ability.RENAME, 1),
        Command("ignore", _("[NAME]"), _("hear somebody no more")),
        Command("unignore", _("NAME"), _("hear somebody again"), None, 1),
        Command("search", _("WORDS"), _("find what was said"), Ability.SEARCH, 1),
        Command("quote", _("COMMAND"), _("send a command as it is"), Ability.ASK, 1),
        Command("help", "", _("show all this")),
    )
    return {command.name: command for command in listed}


def is_command(typed: str) -> bool:
    """Whether a line is a command; `//` begins a text with a slash."""
    return typed.startswith("/") and not typed.startswith(("//", "/ ")) and len(typed) > 1


def read(typed: str, can: frozenset[Ability]) -> Typed:
    """Read a command; raises NotACommandError."""
    name, _space, rest = typed[1:].partition(" ")
    key = _ALIASES.get(name.casefold(), name.casefold())
    known = commands()
    if (command := known.get(key)) is None:
        raise NotACommandError(_unknown(name, get_close_matches(key, known, LISTED, 0.5)))
    if command.needs is not None and command.needs not in can:
        raise NotACommandError(_("This chat cannot do “/{name}”.").format(name=command.name))
    found = rest.split(maxsplit=command.most - 1) if command.most > 1 else [rest]
    words = tuple(word.strip() for word in found if word.strip())
    if len(words) < command.least:
        raise NotACommandError(
            _("It is written so: /{name} {usage}").format(name=command.name, usage=command.usage)
        )
    return Typed(command, words)


def _unknown(name: str, close: list[str]) -> str:
    if close:
        offered = ", ".join(f"/{one}" for one in close)
        words = _("There is no “/{name}”. Did you mean {commands}?")
        return words.format(name=name, commands=offered)
    return _("There is no “/{name}”: /help lists what there is. // begins a text with /.").format(
        name=name
    )
