"""A draft -> the command line with which curl asks the same, safe to paste into any POSIX shell.

What has control characters is written with escapes, through `printf`: nothing in the line but
letters and signs that are seen. Variables that were not filled in stay `{{name}}`.
"""

import re
from pathlib import Path
from urllib.parse import quote as percent
from urllib.parse import quote_plus

from tui.clients.failure import Failure
from tui.exchanges import forms, outgoing, typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.entry import Kept
from tui.exchanges.shell import escaped, quote
from tui.exchanges.unfit import Unfit
from tui.exchanges.variables import PLACE
from tui.words import _

_EMPTY_POSTS = ("POST", "PUT", "PATCH")
"""Methods that say that they have no content, where curl would say nothing."""

LONGEST = 30_000
"""Characters of a content that is a word of the command: systems take 128 KiB of one."""

_UNSAFE = re.compile(r"[^!-~]+")


def to_curl(asked: "Draft | Kept") -> str:
    """Write the command; raises Unfit for what curl cannot ask."""
    draft = asked.draft if isinstance(asked, Kept) else asked
    if draft.kind is Kind.RAW:
        return _raw(draft)
    address, socket = _address(draft)
    words = ["curl", *_method(draft), *_way(draft, socket)]
    words += [] if "[" not in address and "{" not in address else ["--globoff"]
    for name, value in _fields(draft):
        words += ["-H", f"{name}: {value}" if value else f"{name};"]
    content, piped = _content(draft)
    words += content
    line = " ".join(map(quote, [*words, "--url", address]))
    return f"printf '%b' {escaped(piped)} | {line}" if piped else line


def _address(draft: Draft) -> tuple[str, str]:
    """Return what curl is to ask, and the socket on which."""
    from tui.clients.http import place

    said = draft.address.strip()
    if "{{" not in said:
        try:
            found = place(said)
            return str(found.url), found.socket
        except Failure:
            pass
    whole = said if "://" in said else f"http://{said.lstrip('/')}"
    if whole.lower().startswith("http+unix:"):
        raise Unfit(_("The path of the socket has variables that are not filled in."))
    start = whole.find("/", whole.index("://") + 3)
    host, rest = (whole, "") if start < 0 else (whole[:start], whole[start:])
    return host + _UNSAFE.sub(lambda odd: percent(odd[0], errors="surrogateescape"), rest), ""


def _method(draft: Draft) -> list[str]:
    method, posts = draft.method, draft.kind is not Kind.NONE or draft.method in _EMPTY_POSTS
    if method == "HEAD" and not posts:
        return ["--head"]
    return [] if method == ("POST" if posts else "GET") else ["-X", method]


def _way(draft: Draft, socket: str) -> list[str]:
    versions = {"1.1": ["--http1.1"], "2": ["--http2-prior-knowledge"], "auto": ["--http2"]}
    words = list(versions.get(draft.version, []))
    words += ["--unix-socket", socket] if socket else []
    if draft.proxy == outgoing.NO_PROXY:
        words += ["--noproxy", "*"]
    elif draft.proxy:
        words += ["-x", draft.proxy]
    words += [] if draft.verified else ["-k"]
    for option, path in (
        ("--cacert", draft.authority),
        ("--cert", draft.certificate),
        ("--key", draft.key),
    ):
        said = _path(path, draft.directory)
        words += [option, said.replace(":", "\\:") if option == "--cert" else said] if path else []
    return words


def _fields(draft: Draft) -> list[tuple[str, str]]:
    """Return the fields, and what curl is to say or not to say of a content."""
    fields = [(name.strip(), _value(name, value)) for name, value in draft.fields]
    if outgoing.has_type(draft):
        return fields
    if draft.kind is Kind.JSON:
        return [*fields, ("Content-Type", outgoing.JSON_TYPE)]
    if draft.kind is Kind.FILE:
        from tui.clients.http.bodies import FileBody

        return [*fields, ("Content-Type", FileBody(Path(draft.content)).media)]
    return fields


def _value(name: str, value: str) -> str:
    return outgoing.credentials(name, value.strip()) if "{{" not in value else value.strip()


def _content(draft: Draft) -> tuple[list[str], str]:
    """Return the options that give the content, and what is given on the standard input."""
    untyped = [] if outgoing.has_type(draft) else ["-H", "Content-Type:"]
    match draft.kind:
        case Kind.NONE:
            empty = draft.method in _EMPTY_POSTS
            return [*untyped, "--data-raw", ""] if empty else [], ""
        case Kind.TEXT | Kind.JSON:
            no_type = untyped if draft.kind is Kind.TEXT else []
            if draft.content.isprintable() and len(draft.content) < LONGEST:
                return [*no_type, "--data-raw", draft.content], ""
            return [*no_type, "--data-binary", "@-"], draft.content
        case Kind.FORM:
            return ["--data-raw", _form(draft.content)], ""
        case Kind.FILE:
            return ["--data-binary", f"@{_path(draft.content, draft.directory)}"], ""
        case _:
            parts = forms.parts(draft.content)
            return [word for part in parts for word in _part(part, draft.directory)], ""


def _form(content: str) -> str:
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in forms.pairs(content))


def _encoded(text: str) -> str:
    """Encode a part of a form; variables stay."""
    made, place = [], 0
    for found in PLACE.finditer(text):
        made += [quote_plus(text[place : found.start()], errors="surrogateescape"), found[0]]
        place = found.end()
    return "".join([*made, quote_plus(text[place:], errors="surrogateescape")])


def _part(part: forms.Part, directory: str) -> list[str]:
    if not part.is_file:
        return ["--form-string", f"{part.name}={part.value}"]
    media = f";type={part.media}" if part.media else ""
    filename = f";filename={_in_quotes(part.filename)}" if part.filename else ""
    path = _in_quotes(_path(part.value, directory))
    return ["-F", f"{part.name}=@{path}{media}{filename}"]


def _in_quotes(text: str) -> str:
    """Quote for curl what would end a path."""
    if not re.search(r'[;,"\\]', text) and text == text.strip():
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _path(path: str, directory: str) -> str:
    if path.startswith("~") or directory:
        return path if "{{" in path else str(outgoing.located(path, directory))
    return path


def _raw(draft: Draft) -> str:
    """Write a command that sends bytes as they are; curl would make a request of its own."""
    from tui.clients.http import place

    data = typed.to_bytes(draft.content).decode("utf-8", errors="surrogateescape")
    try:
        found = place(draft.address)
    except Failure as failure:
        raise Unfit(_("There is no address to send these bytes to.")) from failure
    host, port = found.url.raw_host.decode().strip("[]"), str(found.port)
    shown = f"[{host}]" if ":" in host else host
    to = ["openssl", "s_client", "-quiet", "-connect", f"{shown}:{port}"]
    if found.socket:
        to = ["nc", "-U", found.socket]
    elif not found.by_tls:
        to = ["nc", host, port]
    return f"printf '%b' {escaped(data)} | {' '.join(map(quote, to))}"
