"""Members of contents and bodies that are named as secrets: of JSON, of forms, of multipart."""

import re
from itertools import chain, pairwise
from urllib.parse import unquote_plus

from tui.exchanges.names import is_secret

MASK = "•••"
"""What stands for a secret; it is no longer or shorter than another."""

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_JSON = re.compile(
    r"""(?P<string>"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z))|(?P<number>-?\d[\d.eE+-]*)|(?P<open>[{\[])"""
    r"|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)",
    re.DOTALL,
)
_DISPOSITION = re.compile(r"content-disposition:", re.IGNORECASE)
_PART_NAME = re.compile(r"""[;\s]name=(?:"([^"]*)"|([^;\s]*))""", re.IGNORECASE)
_FORM = re.compile(r"[^\s=&]++=[^\s&]*+(?:&[^\s=&]++=[^\s&]*+)*+\s*+")
_WORDS = "pass pwd otp jwt sig auth cred cookie sid session csrf xsrf key secret token"
_HINTS = tuple(_WORDS.split())
"""What every secret name has in it: most bodies have none, and are not gone through."""


def hidden(value: str) -> str:
    """Return the mask; a value that is empty or only variables hides nothing, and stays."""
    return MASK if _VARIABLE.sub("", value).strip() else value


def text(content: str, media: str) -> str:
    """Mask the members of a content; what it is, is seen from it where `media` does not say."""
    small = content.lower()
    if not any(hint in small for hint in _HINTS):
        return content
    low, begin = media.lower(), content[:64].lstrip("\ufeff \t\r\n")
    if "json" in low or begin.startswith(("{", "[")):
        return json(content)
    if low.startswith("multipart/") or begin.startswith("--"):
        return multipart(content)
    if "urlencoded" in low or (not low and _FORM.fullmatch(content)):
        return form(content)
    return content


def form(content: str) -> str:
    """Mask the members of an encoded form."""
    return "&".join(map(_pair, content.split("&")))


def multipart(content: str) -> str:
    """Mask the values of parts, line by line, whatever is between them."""
    made, secret, inside = list[str](), False, False
    for line in content.split("\n"):
        bare = line.rstrip("\r")
        if bare.startswith("--"):
            secret = inside = False
        elif not inside and _DISPOSITION.match(bare):
            found = _PART_NAME.search(bare)
            secret = found is not None and is_secret(found[1] or found[2] or "")
        elif not inside and not bare:
            inside = True
        elif inside and secret:
            made.append(hidden(bare) + line[len(bare) :])
            continue
        made.append(line)
    return "\n".join(made)


def json(content: str) -> str:
    """Mask the strings and numbers of JSON that are under a secret name, at whatever depth.

    One pass over it, be it well made or not, whole or cut.
    """
    made, place, walk = list[str](), 0, _Walk()
    tokens = chain(_JSON.finditer(content), [None])
    for token, after in pairwise(tokens):
        if token is None or not walk.hides(token, after):
            continue
        word = token[0] if walk.counts(token) else _masked_word(token[0])
        made += [content[place : token.start()], word]
        place = token.end()
    return "".join(made) + content[place:]


class _Walk:
    """Where one is in JSON: under which name, and inside of what that is to be hidden."""

    def __init__(self) -> None:
        self._name = ""
        self._secret = False
        self._depth = 0
        self._hides_from = 0
        """The depth of the array or object that is hidden whole; 0: none is."""

    def hides(self, token: re.Match[str], after: re.Match[str] | None) -> bool:
        """Go on by a token, and say whether it is to be hidden."""
        kind = token.lastgroup
        if kind == "string" and after is not None and after.lastgroup == "colon":
            self._name = token[0].strip('"')
            return False
        if kind in ("string", "number"):
            return self._secret or bool(self._hides_from)
        self._turn(kind)
        return False

    def counts(self, token: re.Match[str]) -> bool:
        """Say whether it is a number of tokens, which is none of them."""
        return token.lastgroup == "number" and self._name.lower().endswith("tokens")

    def _turn(self, kind: str | None) -> None:
        if kind == "colon":
            self._secret = is_secret(self._name)
            return
        if kind == "open":
            self._depth += 1
            if self._secret and not self._hides_from:
                self._hides_from = self._depth
        elif kind == "close":
            if self._hides_from == self._depth:
                self._hides_from = 0
            self._depth -= 1
        self._secret = False


def _masked_word(word: str) -> str:
    if not word.startswith('"'):
        return f'"{MASK}"'
    ends = len(word) > 1 and word.endswith('"')
    return f'"{hidden(word[1 : -1 if ends else None])}' + ('"' if ends else "")


def _pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals or not is_secret(unquote_plus(name)):
        return pair
    end = len(value.rstrip("\r\n"))
    return f"{name}={hidden(value[:end])}{value[end:]}"
