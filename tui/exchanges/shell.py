r"""Command lines as a shell reads them (POSIX, and bash's `$'…'`), and words quoted for one.

Nothing is run. `$NAME` becomes `{{NAME}}`, which the environment fills in here too; what a shell
would have to run to know is refused, but for `$(printf '%b' '…')`, which is how we write what
has control characters.
"""

import re
from dataclasses import dataclass, field

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

LONGEST = 2 * 1024 * 1024
"""Characters of a command line that is read: what systems take of one, as they come."""

_PLAIN = re.compile(r"[A-Za-z0-9@%+=:,./_-]+")
_RUN = re.compile(r"[A-Za-z0-9@%+=:,./_{}\[\]~^?*!-]+")
_INSIDE = re.compile(r'[^"\\$`]+')
"""What stands for itself, outside of quotation marks and within."""
_NAMED = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))")
_OPERATOR = re.compile(r"\d*>>?(?:&\d|\|)?|&>>?|<<<|<<-?|<|\|\||\|&?|&&|;|&|\n|\(|\)")
_ESCAPE = (
    r"\\(?:(?P<hex>x[0-9A-Fa-f]{1,2})|(?P<u>u[0-9A-Fa-f]{1,4})|(?P<U>U[0-9A-Fa-f]{1,8})"
    r"|(?P<octal>%s)|c(?P<control>.)|(?P<one>.))"
)
_PRINTED = re.compile(_ESCAPE % "0[0-7]{0,3}|[1-7][0-7]{0,2}", re.DOTALL)
_QUOTED = re.compile(_ESCAPE % "[0-7]{1,3}", re.DOTALL)
_ONES = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "e": 27, "E": 27, "f": 12, "v": 11}
_NEXT = {"|", "||", "|&", "&&", ";", "&", "\n"}


@dataclass(slots=True)
class Command:
    """The words of one command, what stands before the next, and the file that it reads."""

    words: list[str] = field(default_factory=list)
    ends: str = ""
    reads: str = ""


def commands(text: str) -> list[Command]:
    """Read a command line; raises Unfit where it is none, or needs a shell that runs."""
    if len(text) > LONGEST:
        raise Unfit(_("The command line is too long."))
    return _Reader(text.replace("\r\n", "\n")).read()


def quote(word: str) -> str:
    """Quote a word for any POSIX shell, so that no control character is in what is pasted."""
    if _PLAIN.fullmatch(word):
        return word
    if word.isprintable():
        return "'" + word.replace("'", "'\\''") + "'"
    if word.endswith("\n"):
        raise Unfit(_("A word of a command cannot end with the end of a line here."))
    return f"\"$(printf '%b' {escaped(word)})\""


def escaped(word: str) -> str:
    r"""Write a word in quotes as `printf '%b'` takes it: hidden characters as `\0ooo`."""
    return "'" + "".join(map(_escaped, word)) + "'"


def unescaped(text: str, escapes: re.Pattern[str] = _PRINTED) -> str:
    """Read what `printf '%b'` would make of a text; or, with its escapes, `$'…'`."""
    made, place = bytearray(), 0
    for found in escapes.finditer(text):
        made += _bytes(text[place : found.start()])
        made += _meant(found)
        place = found.end()
    return (made + _bytes(text[place:])).decode("utf-8", errors="surrogateescape")


def _escaped(one: str) -> str:
    if one == "\\":
        return "\\\\"
    if one in "'!" or not one.isprintable():
        return {"\n": "\\n"}.get(one) or "".join(f"\\0{byte:03o}" for byte in _bytes(one))
    return one


def _meant(found: re.Match[str]) -> bytes:
    kind = found.lastgroup
    match kind:
        case "hex":
            return bytes([int(found["hex"][1:], 16)])
        case "u" | "U":
            code = int(found[kind][1:], 16)
            return _bytes(chr(code)) if code < 0x110000 else b"?"
        case "octal":
            return bytes([int(found["octal"], 8) & 0xFF])
        case "control":
            return bytes([ord(found["control"]) & 0x1F])
    one = found["one"]
    return bytes([_ONES[one]]) if one in _ONES else _bytes(one if one in "\\'\"?" else f"\\{one}")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogateescape")


class _Reader:
    """Goes through a command line once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._found = [Command()]
        self._word: list[str] | None = None
        """The pieces of a word; None: there is none."""
        self._file = ""
        """What the next word is, if it is a file: `<` or `>`."""

    def read(self) -> list[Command]:
        """Return the commands."""
        while self._place < len(self._text):
            self._step(self._text[self._place])
        self._end_word()
        return [command for command in self._found if command.words]

    def _step(self, one: str) -> None:
        if one in " \t":
            self._end_word()
            self._place += 1
        elif one == "\\":
            after = self._text[self._place + 1 : self._place + 2]
            self._place += 2
            if after != "\n":
                self._add(after)
        elif one == "'":
            self._add(self._up_to("'"))
        elif one == '"':
            self._double()
        elif one == "$":
            self._dollar(quoted=False)
        elif one == "`":
            raise self._runs("`")
        elif one == "#" and self._word is None:
            end = self._text.find("\n", self._place)
            self._place = len(self._text) if end < 0 else end
        elif operator := self._operator():
            self._operate(operator)
        else:
            self._add_run(_RUN, one)

    def _operator(self) -> str:
        found = _OPERATOR.match(self._text, self._place)
        if found is None or (found[0][0].isdigit() and self._word is not None):
            return ""
        return found[0]

    def _operate(self, operator: str) -> None:
        self._end_word()
        self._place += len(operator)
        if operator in _NEXT:
            if self._found[-1].words:
                self._found[-1].ends = operator
                self._found.append(Command())
        elif operator in ("(", ")", "<<", "<<-", "<<<"):
            raise self._runs(operator)
        elif "&" not in operator or operator.startswith("&"):
            self._file = operator

    def _double(self) -> None:
        self._add("")
        self._place += 1
        while (one := self._text[self._place : self._place + 1]) != '"':
            if not one:
                raise Unfit(_("A quotation mark is not closed."))
            after = self._text[self._place + 1 : self._place + 2]
            if one == "\\" and after and after in '$`"\\\n':
                self._add("" if after == "\n" else after)
                self._place += 2
            elif one == "$":
                self._dollar(quoted=True)
            elif one == "`":
                raise self._runs("`")
            else:
                self._add_run(_INSIDE, one)
        self._place += 1

    def _dollar(self, *, quoted: bool) -> None:
        rest = self._text[self._place : self._place + 2]
        if rest == "$'" and not quoted:
            self._place += 1
            self._add(unescaped(self._up_to("'", escapes=True), _QUOTED))
        elif rest == "$(":
            self._add(self._printed())
        elif found := _NAMED.match(self._text, self._place):
            self._add("{{" + (found[1] or found[2]) + "}}")
            self._place = found.end()
        elif rest == '$"' and not quoted:
            self._place += 1
        elif rest in ("${", "$[") or rest[1:] in set("@*#?-$!0123456789"):
            raise self._runs(rest)
        else:
            self._add("$")
            self._place += 1

    def _printed(self) -> str:
        """Read `$(printf '%b' '…')`, whose last line ends are not part of it."""
        inner = _Reader(self._text)
        inner._place = self._place + 2
        while inner._place < len(self._text) and self._text[inner._place] != ")":
            inner._step(self._text[inner._place])
        inner._end_word()
        [command, *others] = inner._found
        if others or len(command.words) != 3 or command.words[:2] != ["printf", "%b"]:
            raise self._runs("$(")
        self._place = inner._place + 1
        return unescaped(command.words[2]).rstrip("\n")

    def _up_to(self, mark: str, *, escapes: bool = False) -> str:
        """Read to the mark that closes what one at this place opens."""
        start = end = self._place + 1
        while (one := self._text[end : end + 1]) != mark:
            if not one:
                raise Unfit(_("A quotation mark is not closed."))
            end += 2 if escapes and one == "\\" else 1
        self._place = end + 1
        return self._text[start:end]

    def _add(self, piece: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(piece)

    def _add_run(self, run: re.Pattern[str], one: str) -> None:
        """Add as many plain characters as there are, and at least this one."""
        found = run.match(self._text, self._place)
        piece = found[0] if found else one
        self._add(piece)
        self._place += len(piece)

    def _end_word(self) -> None:
        if self._word is None:
            return
        word, self._word = "".join(self._word), None
        if self._file:
            if self._file == "<":
                self._found[-1].reads = word
            self._file = ""
        else:
            self._found[-1].words.append(word)

    def _runs(self, what: str) -> Unfit:
        words = _("{what} in the command line needs a shell, and none is run here.")
        return Unfit(words.format(what=printable(what)))
