"""`{{name}}` in a draft -> its value: the file's, then those of config.ini, then the environment's.

A value is put in as it is and not looked into again: a variable whose value is `{{` writes one. In
a raw request nothing is filled in but its address, since exactly what is written is sent.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from tui.exchanges.draft import Draft, Kind
from tui.exchanges.names import is_secret
from tui.exchanges.outgoing import request
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

__all__ = ["Unknown", "request", "resolve", "secrets", "used"]

GREATEST = 64 * 1024
"""Characters of one value: longer ones are content, and belong into a file."""

WHOLE = 16 * 1024 * 1024
"""Characters of one part of a request when all is filled in: a few letters could ask for more."""

PLACE = re.compile(r"\{\{\s*(\$?[^\W\d][\w.-]*(?: [\w .:-]*)?)\s*\}\}")
"""Where a value belongs; `$guid` and its kind, which other programs know, are unknown here."""

_PROCESS = re.compile(r"\$processEnv\s+%?(\w+)\s*")

Lookup = Callable[[str], str | None]


class Unknown(Unfit):
    """Nobody says what these names stand for."""

    def __init__(self, names: list[str]) -> None:
        words = _(
            "Nothing says what this stands for: {names}. It can be written into [variables] of "
            "config.ini, or be in the environment when the program is started."
        )
        shown = ", ".join("{{" + printable(name) + "}}" for name in names)
        super().__init__(words.format(names=shown))
        self.names = names


def resolve(draft: Draft, variables: Mapping[str, str], environ: Mapping[str, str]) -> Draft:
    """Fill in the values; raises Unknown, or Unfit where a value cannot be one."""
    look = _lookup(draft, variables, environ)
    unknown = [name for name in used(draft) if look(name) is None]
    if unknown:
        raise Unknown(unknown)

    def filled(text: str) -> str:
        return _filled(text, look)

    return replace(
        draft,
        method=filled(draft.method),
        address=filled(draft.address),
        fields=tuple((filled(name), filled(value)) for name, value in draft.fields),
        content=draft.content if draft.kind is Kind.RAW else filled(draft.content),
        proxy=filled(draft.proxy),
        authority=filled(draft.authority),
        certificate=filled(draft.certificate),
        key=filled(draft.key),
    )


def used(draft: Draft) -> list[str]:
    """Name the variables of a draft, each once, in their order."""
    return list(dict.fromkeys(name for text in _texts(draft) for name in _names(text)))


def secrets(
    draft: Draft, variables: Mapping[str, str], environ: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the values that a draft uses and that are not to be kept, by the names they have."""
    look = _lookup(draft, variables, environ)
    values = (look(name) for name in used(draft) if is_secret(name))
    return tuple(value for value in values if value)


def _texts(draft: Draft) -> list[str]:
    texts = [draft.method, draft.address]
    texts += [text for field in draft.fields for text in field]
    texts += [] if draft.kind is Kind.RAW else [draft.content]
    return [*texts, draft.proxy, draft.authority, draft.certificate, draft.key]


def _names(text: str) -> list[str]:
    return [found[1].strip() for found in PLACE.finditer(text)]


def _filled(text: str, look: Lookup) -> str:
    made = PLACE.sub(lambda found: _value(found[1].strip(), look(found[1].strip()) or ""), text)
    if len(made) > max(WHOLE, len(text)):
        raise Unfit(_("With its variables filled in, the request is too large."))
    return made


def _lookup(draft: Draft, variables: Mapping[str, str], environ: Mapping[str, str]) -> Lookup:
    """Make the look-up; a value of the file may use those that stand above it, and no others."""
    own: dict[str, str] = {}

    def look(name: str) -> str | None:
        if name in own:
            return own[name]
        if (lower := name.lower()) in variables:
            return variables[lower]
        if asked := _PROCESS.fullmatch(name):
            return environ.get(asked[1])
        return environ.get(name)

    for name, value in draft.variables:
        if all(look(one) is not None for one in _names(value)):
            own[name] = _filled(value, look)
    return look


def _value(name: str, value: str) -> str:
    """Hold a value to what may stand in a request; it is not repeated: it may be a secret."""
    shown = "{{" + printable(name) + "}}"
    if "\r" in value or "\n" in value or "\0" in value:
        words = _("What {name} stands for has more than one line, which would forge a request.")
        raise Unfit(words.format(name=shown))
    if not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
        raise Unfit(_("What {name} stands for is no text (UTF-8).").format(name=shown))
    if len(value) > GREATEST:
        words = _("What {name} stands for is longer than {most} characters.")
        raise Unfit(words.format(name=shown, most=GREATEST))
    return value
