"""Masks: `*` is anything, `?` one character; both sides compared as logins are."""

import re
from functools import lru_cache

from protocol import names


def full(mask: str) -> str:
    """Write a mask as `nick!user@host`: `manu` means `manu!*@*`, `*.fr` after an @ a host."""
    nick, bang, rest = mask.partition("!")
    if not bang and "@" in nick:
        nick, rest = "*", nick
    user, at, host = rest.partition("@")
    return f"{nick or '*'}!{user or '*'}@{host if at and host else '*'}"


def matches(mask: str, text: str) -> bool:
    """Say whether a text is one of those that the mask means."""
    return _pattern(names.login_key(mask)).fullmatch(names.login_key(text)) is not None


@lru_cache(maxsize=1024)
def _pattern(mask: str) -> re.Pattern[str]:
    """Compile a mask. What stands between two stars is found once, as early as it can be, and the
    choice is not undone: no mask takes long to fail, whoever wrote it.
    """
    first, *others = (_literal(part) for part in re.split(r"\*+", mask))
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    found = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(f"{first}{found}.*{last}", re.DOTALL)


def _literal(part: str) -> str:
    return ".".join(re.escape(one) for one in part.split("?"))
