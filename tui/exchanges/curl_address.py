"""Addresses as curl reads them: guessed schemes, dots in paths, sockets, patterns."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_WHOLE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_PARTS = re.compile(r"([^/?#]*)([^?#]*)(\?[^#]*)?")
_PATTERN = re.compile(r"(?<!\{)\{[^{}]+\}(?!\})|\[\w+-\w+(?::\d+)?\]")
_NAME = re.compile(r"(?:.*/)?([^/]*)", re.DOTALL)


def whole(
    said: str, options: Mapping[str, str], query: str, remark: Callable[[str], object]
) -> tuple[str, str]:
    """Return the address that is asked, and the machine's name that is asked for on a socket."""
    found = _WHOLE.fullmatch(said)
    scheme, rest = (found[1].lower(), found[2]) if found else ("http", said.lstrip("/"))
    if scheme not in ("http", "https"):
        words = _("curl would speak {scheme} there; only http and https are spoken here.")
        raise Unfit(words.format(scheme=printable(scheme)))
    if "globoff" not in options and _PATTERN.search(rest):
        remark(_("The pattern in the address is not filled in; curl would ask several."))
    parts = _PARTS.match(rest)
    host, path, asked = (parts[1], parts[2], parts[3] or "") if parts else (rest, "", "")
    if undotted(path) != path and "path-as-is" in options:
        remark(_("Dots in a path are taken out here, as curl does without --path-as-is."))
    path = undotted(path)
    if "upload-file" in options and (not path or path.endswith("/")):
        name = _NAME.fullmatch(options["upload-file"])
        path = f"{path or '/'}{quote(name[1] if name else '')}"
    if query:
        asked = f"{asked}&{query}" if asked not in ("", "?") else f"?{query}"
    if socket := options.get("unix-socket", ""):
        return _on_socket(socket, scheme, host, path + asked)
    return f"{scheme}://{host}{path}{asked}", ""


def undotted(path: str) -> str:
    """Take `.` and `..` out of a path (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    made: list[str] = []
    segments = path.split("/")[1:]
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment == "..":
            made = made[:-1]
        elif segment != ".":
            made.append(segment)
        if last and segment in (".", ".."):
            made.append("")
    return "/" + "/".join(made)


def _on_socket(socket: str, scheme: str, host: str, rest: str) -> tuple[str, str]:
    if scheme != "http":
        raise Unfit(_("On a Unix socket only http is spoken here."))
    place = f"http+unix://{quote(socket, safe='{}')}{rest if rest.startswith('/') else '/' + rest}"
    return place, "" if host == "localhost" else host
