"""What a request of the collection may be called: `group/name`, or `group/file#name`."""

import unicodedata
from dataclasses import dataclass

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

LONGEST = 200
"""UTF-8 bytes of one part: file systems take 255, and what is being written has a longer name."""

DEEPEST = 8
"""Groups within groups."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORBIDDEN = frozenset('/\\#:*?"<>|')
"""What separates here, or is no part of a file's name elsewhere: collections are shared."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that holds to the rules."""

    path: tuple[str, ...]
    """Groups, and the file without its ending."""
    label: str = ""
    """The request within a file of several."""


def parse(text: str) -> Name:
    """Read a name; raises Unfit that says what is wrong with it."""
    file, mark, label = unicodedata.normalize("NFC", text.strip()).partition("#")
    parts = tuple(part.strip() for part in file.split("/"))
    if len(parts) > DEEPEST:
        raise Unfit(_("There are at most {most} groups within groups.").format(most=DEEPEST - 1))
    for part in (*parts, label.strip()) if mark else parts:
        _check(part)
    return Name(parts, label.strip())


def fits(part: str) -> bool:
    """Say whether one part of a name holds to the rules."""
    try:
        _check(part)
    except Unfit:
        return False
    return True


def labels(titles: list[str]) -> list[str]:
    """Make names, each its own, of what a file calls its requests."""
    made: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for place, title in enumerate(titles, 1):
        kept = "".join(" " if _is_out(one) else one for one in unicodedata.normalize("NFC", title))
        short = " ".join(kept.split()).lstrip(".").encode()[: LONGEST - 12]
        label = base = short.decode(errors="ignore").strip() or str(place)
        while label in made:
            numbers[base] = numbers.get(base, 1) + 1
            label = f"{base} ({numbers[base]})"
        made[label] = None
    return list(made)


def _is_out(one: str) -> bool:
    return one in _FORBIDDEN or unicodedata.category(one) in _HIDDEN


def _check(part: str) -> None:
    if not part:
        raise Unfit(_("A part of the name is empty."))
    if any(unicodedata.category(one) in _HIDDEN for one in part):
        raise Unfit(_("A name has no control characters."))
    if found := next((one for one in part if one in _FORBIDDEN), ""):
        words = _(
            "{character} cannot be in a name; / is between groups, # before a part of a file."
        )
        raise Unfit(words.format(character=printable(found)))
    if part.startswith("."):
        raise Unfit(_("A name does not begin with a dot."))
    if len(part.encode()) > LONGEST:
        raise Unfit(_("A part of the name is longer than {most} bytes.").format(most=LONGEST))
