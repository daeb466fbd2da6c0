"""What is kept of passwords and tokens: that they were there. Where they stood is `•••`.

A head, an address, a content or a body goes in and comes out with its form as it was; a value that
is nothing but `{{variables}}` hides nothing and stays. What is masked twice stays as it is.
"""

import re
from dataclasses import replace
from urllib.parse import unquote_plus

from tui.exchanges import mask_members, typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.mask_members import MASK, hidden
from tui.exchanges.names import is_secret
from tui.exchanges.unfit import Unfit
from tui.words import _

_SCHEME = re.compile(r"(Basic|Bearer|Digest|Negotiate|NTLM|Token|ApiKey|Hawk|DPoP)(\s+)", re.I)
_USERINFO = re.compile(r"\A((?:[a-z][a-z0-9+.-]*://)?)([^/?#@\s]*(?:@[^/?#@\s]*)*)@", re.I)
_URL = re.compile(r"""[^\s<>"',]+""")
_LINKS = frozenset(
    {"location", "content-location", "referer", "link", "refresh", "origin", "destination", ":path"}
)
"""Fields whose values are addresses."""
_EMPTY = re.compile(rb"\n\r?\n")


class Missing(Unfit):
    """It cannot be sent as it was kept: a password or a token in it was not."""

    def __init__(self, places: list[str]) -> None:
        words = _("{mask} stands for what was not kept: {places}. Write it in, then send.")
        super().__init__(words.format(mask=MASK, places=", ".join(places)))
        self.places = places


def field(name: str, value: str) -> str:
    """Mask the value of a field, if it is one to mask."""
    match name.strip().lower():
        case "authorization" | "proxy-authorization":
            scheme = _SCHEME.match(value)
            rest = value[scheme.end() :] if scheme else value
            return (scheme[0] if scheme else "") + hidden(rest)
        case "cookie":
            return ";".join(map(_cookie, value.split(";")))
        case "set-cookie":
            first, semicolon, rest = value.partition(";")
            return _cookie(first) + semicolon + rest
        case lower if lower in _LINKS:
            return _URL.sub(lambda found: address(found[0]), value)
    return hidden(value) if is_secret(name) else value


def address(text: str) -> str:
    """Mask a password before the machine's name, and parameters that are named as secrets."""
    text = _USERINFO.sub(lambda found: f"{found[1]}{_userinfo(found[2])}@", text)
    place = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=-1)
    if place < 0:
        return text
    pieces = re.split(r"([?&;#])", text[place:])
    return text[:place] + "".join(map(_parameter, pieces))


def head(data: bytes) -> bytes:
    """Mask a head as it travelled, whatever is wrong with it."""
    lines = data.decode("utf-8", errors="surrogateescape").split("\n")
    made, hides = [_start(lines[0])], False
    for line in lines[1:]:
        if hides and line[:1] in (" ", "\t") and line.strip():
            made.append(f" {MASK}\r" if line.endswith("\r") else f" {MASK}")
            continue
        masked = _field_line(line)
        hides = masked != line or is_secret(line.partition(":")[0])
        made.append(masked)
    return "\n".join(made).encode("utf-8", errors="surrogateescape")


def content(kind: Kind, text: str, media: str = "") -> str:
    """Mask the content of a draft."""
    match kind:
        case Kind.FORM | Kind.MULTIPART:
            return "\n".join(map(_line, text.split("\n")))
        case Kind.RAW:
            return _raw(text)
        case Kind.TEXT | Kind.JSON:
            return mask_members.text(text, media or ("json" if kind is Kind.JSON else ""))
    return text


def draft(whole: Draft) -> Draft:
    """Mask all of a draft."""
    media = next((value for name, value in whole.fields if name.lower() == "content-type"), "")
    return replace(
        whole,
        address=address(whole.address),
        fields=tuple((name, field(name, value)) for name, value in whole.fields),
        content=content(whole.kind, whole.content, media),
        proxy=address(whole.proxy),
        variables=tuple(
            (name, hidden(value) if is_secret(name) else value) for name, value in whole.variables
        ),
    )


def missing(whole: Draft) -> list[str]:
    """Name the places of a draft where a mask stands for a secret."""
    places = [_("the address")] if MASK in whole.address else []
    places += [_("the proxy")] if MASK in whole.proxy else []
    places += [name for name, value in whole.fields if MASK in value and _masks(name, value)]
    if MASK in whole.content:
        bare = whole.content.replace(MASK, "x")
        if content(whole.kind, bare) != bare:
            places.append(_("the content"))
    return places


def _masks(name: str, value: str) -> bool:
    bare = value.replace(MASK, "x")
    return field(name, bare) != bare


def _cookie(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}={hidden(value)}" if equals else hidden(pair)


def _userinfo(text: str) -> str:
    name, colon, password = text.partition(":")
    return f"{name}:{hidden(password)}" if colon else hidden(name)


def _parameter(piece: str) -> str:
    name, equals, value = piece.partition("=")
    return f"{name}={hidden(value)}" if equals and is_secret(unquote_plus(name)) else piece


def _field_line(line: str) -> str:
    """Mask the value on a line, and leave the white space around it."""
    own = ":" if line.startswith(":") else ""  # HTTP/2's own names begin with a colon
    name, colon, said = line.removeprefix(own).partition(":")
    value = said.strip()
    masked = field(own + name, value)
    if not colon or not value or masked == value:
        return line
    start = said.index(value)
    return f"{own}{name}:{said[:start]}{masked}{said[start + len(value) :]}"


def _start(line: str) -> str:
    """Mask the target of a request's first line; a status line has none."""
    method, space, rest = line.partition(" ")
    if not space or line.startswith("HTTP/") or ":" in method:
        return line
    target, mark, version = rest.rpartition(" HTTP/")
    return f"{method} {address(target)}{mark}{version}" if mark else f"{method} {address(rest)}"


def _line(line: str) -> str:
    name, equals, value = line.partition("=")
    shown = not equals or not is_secret(name) or value.startswith("@")
    return line if shown else f"{name}={hidden(value)}"


def _raw(text: str) -> str:
    try:
        data = typed.to_bytes(text)
    except Unfit:  # it cannot be sent as it stands; what it holds is secret all the same
        data = text.encode("utf-8", errors="surrogateescape")
        return _request(data).decode("utf-8", errors="surrogateescape")
    masked = _request(data)
    return text if masked == data else typed.from_bytes(masked)


def _request(data: bytes) -> bytes:
    """Mask a head with what may follow it."""
    end = found.end() if (found := _EMPTY.search(data)) else len(data)
    rest = data[end:].decode("utf-8", errors="surrogateescape")
    return head(data[:end]) + mask_members.text(rest, "").encode("utf-8", errors="surrogateescape")
