"""What the options of curl ask for -> a draft; what is not done of it is in its remarks."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tui.exchanges import curl_address
from tui.exchanges.curl_data import Data
from tui.exchanges.curl_options import OUTPUT, Option
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.outgoing import JSON_TYPE, NO_PROXY
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_CODINGS = "deflate, gzip, br, zstd"
_PASSWORD = re.compile(r"((?:\\.|[^:\\])*):(.*)", re.DOTALL)
_STRANGE_LOGINS = {"digest", "ntlm", "ntlm-wb", "negotiate", "anyauth", "aws-sigv4"}
_SETTLED = {"location", "location-trusted", "follow", "max-redirs", "post301", "post302", "post303"}
_ALWAYS = {"host", "user-agent", "accept", "connection", "content-length"}
"""Fields that are sent here whatever a draft says."""
_WITHOUT_MEANING = {"basic", "proxy-basic", "globoff", "path-as-is", "ssl", "tr-encoding"}
_WITHOUT_MEANING |= {"proxytunnel", "http0.9", "proto-default", "no-alpn", "no-npn"}


@dataclass(slots=True)
class Asked:
    """What the options said so far."""

    data: Data
    addresses: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    """Names of fields that are not to be sent, in small letters."""
    method: str = ""
    said: dict[str, str] = field(default_factory=dict)
    """Options of which the last one counts."""
    cookies: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    """What is put behind the address (`--url-query`)."""
    remarks: list[str] = field(default_factory=list)

    def remark(self, words: str) -> None:
        """Say something once."""
        if words not in self.remarks:
            self.remarks.append(words)


def draft(options: list[Option], data: Data) -> Draft:
    """Make a draft; raises Unfit where there is nothing to ask for."""
    asked = Asked(data)
    for name, value in options:
        if name == "next":
            asked.remark(_("What follows --next is left out."))
            break
        _take(asked, name, value)
    if not asked.addresses:
        raise Unfit(_("There is no address in the command."))
    if len(asked.addresses) > 1:
        asked.remark(_("Of several addresses only the first is asked."))
    asked.remarks += [remark for remark in data.remarks if remark not in asked.remarks]
    return _draft(asked)


def _take(asked: Asked, name: str, value: str) -> None:
    """Take one option."""
    if name.removeprefix("no-") in OUTPUT:
        return
    if name.startswith("no-"):
        asked.said.pop(name.removeprefix("no-"), None)
    elif name in _TAKEN:
        _TAKEN[name](asked, value)
    elif name in _KEPT:
        asked.said[name] = value
    elif name in _SETTLED:
        asked.said["location"] = name
    elif name in _STRANGE_LOGINS:
        asked.said["login"] = name
    elif name not in _WITHOUT_MEANING or name in ("path-as-is", "globoff"):
        words = _("{option} is not done here.")
        asked.remark(words.format(option=f"--{name}"))


def _draft(asked: Asked) -> Draft:
    said, data = asked.said, asked.data
    fields = list(asked.headers)
    given = {name.lower() for name, _value in fields} | asked.removed

    def add(name: str, value: str) -> None:
        if value and name.lower() not in given:
            fields.append((name, value))

    add("User-Agent", said.get("user-agent", ""))
    add("Referer", said.get("referer", "").removesuffix(";auto"))
    add("Authorization", _login(asked))
    add("Cookie", ";".join(asked.cookies))
    add("Range", f"bytes={said['range']}" if "range" in said else "")
    add("Accept-Encoding", _CODINGS if "compressed" in said else "")
    add("Accept", JSON_TYPE if data.is_json else "")
    about = dict.fromkeys(asked.removed, "") | {name.lower(): value for name, value in fields}
    kind, content, media = data.content(about, said)
    add("Content-Type", media)
    address, host = curl_address.whole(asked.addresses[0], said, _query(asked), asked.remark)
    add("Host", host)
    _say_what_is_not_done(asked, given)
    return Draft(
        _method(asked, kind),
        address,
        tuple(fields),
        kind,
        content,
        version=_version(asked, address),
        proxy=_proxy(asked),
        verified="insecure" not in said,
        authority=said.get("cacert", ""),
        certificate=_certificate(asked),
        key=said.get("key", ""),
        remarks=tuple(asked.remarks),
    )


def _method(asked: Asked, kind: Kind) -> str:
    if asked.method:
        return asked.method
    if "head" in asked.said:
        return "HEAD"
    if "upload-file" in asked.said:
        return "PUT"
    posts = asked.data.is_there and "get" not in asked.said
    return "POST" if posts or kind is not Kind.NONE else "GET"


def _query(asked: Asked) -> str:
    """Return what is put behind the address."""
    added = list(asked.added)
    if "get" in asked.said or ("head" in asked.said and asked.data.is_there):
        added += [asked.data.text()] if asked.data.is_there else []
    return "&".join(added)


def _login(asked: Asked) -> str:
    said = asked.said
    if "oauth2-bearer" in said:
        return f"Bearer {said['oauth2-bearer']}"
    if "login" in said:
        words = _("{option} is not done here: nobody logs in.")
        asked.remark(words.format(option=f"--{said['login']}"))
        return ""
    return _basic(said["user"]) if "user" in said else ""


def _basic(pair: str) -> str:
    if "{{" in pair:
        return f"Basic {pair}"
    pair = pair if ":" in pair else f"{pair}:"
    data = pair.encode("utf-8", errors="surrogateescape")
    return f"Basic {base64.b64encode(data).decode()}"


def _version(asked: Asked, address: str) -> str:
    said = asked.said.get("version", "")
    if said == "http1.1":
        return "1.1"
    if said == "http2-prior-knowledge":
        return "2"
    if said == "http2":
        if not address.lower().startswith("https:"):
            asked.remark(_("--http2 asks for another version within HTTP/1.1; that is not done."))
        return "auto"
    if said:
        asked.remark(_("{option} is not done here.").format(option=f"--{said}"))
    return ""


def _proxy(asked: Asked) -> str:
    said = asked.said
    if said.get("noproxy") == "*" or ("proxy" in said and not said["proxy"]):
        return NO_PROXY
    if "noproxy" in said:
        asked.remark(_("{option} is not done here.").format(option="--noproxy"))
    if not (proxy := said.get("proxy", "")):
        return ""
    scheme, mark, rest = proxy.rpartition("://")
    if scheme.lower() not in ("", "http"):
        words = _("Only http:// proxies are used here, not {scheme}.")
        asked.remark(words.format(scheme=printable(scheme)))
        return ""
    rest = rest.rstrip("/")
    rest = rest if re.search(r":\d+\Z", rest) else f"{rest}:1080"
    user = f"{said['proxy-user']}@" if "proxy-user" in said and "@" not in rest else ""
    return f"{scheme or 'http'}{mark or '://'}{user}{rest}"


def _certificate(asked: Asked) -> str:
    said = asked.said.get("cert", "")
    if found := _PASSWORD.fullmatch(said):
        asked.remark(_("A password of a certificate is not used here."))
        said = found[1]
    return re.sub(r"\\(.)", r"\1", said)


def _say_what_is_not_done(asked: Asked, given: set[str]) -> None:
    said = asked.said
    if "location" in said:
        asked.remark(_("Whether redirects are followed is a setting here, not part of a request."))
    for name in ("user-agent", "referer"):
        if name in said and not said[name] and name not in given:
            words = _("{option} is not done here.")
            asked.remark(words.format(option=f"--{name} ''"))


def _header(asked: Asked, value: str) -> None:
    lines = asked.data.lines_of_file(value[1:]) if value.startswith("@") else [value]
    for line in lines:
        name, colon, said = line.partition(":")
        if colon and said.strip():
            asked.headers.append((name.strip(), said.strip()))
        elif colon:
            asked.removed.add(name.strip().lower())
            if name.strip().lower() in _ALWAYS:
                words = _("{name} is sent nevertheless.")
                asked.remark(words.format(name=printable(name.strip())))
        elif name.rstrip().endswith(";"):
            asked.headers.append((name.rstrip()[:-1].strip(), ""))


def _cookie(asked: Asked, value: str) -> None:
    if "=" in value:
        asked.cookies.append(value)
    else:
        asked.remark(_("Cookies are not read from files here."))


def _say(name: str, what: str = "") -> Callable[[Asked, str], None]:
    def take(asked: Asked, value: str) -> None:
        asked.said[name] = what or value

    return take


def _request(asked: Asked, value: str) -> None:
    asked.method = value


_LAST = (
    "user-agent referer user oauth2-bearer range compressed head get upload-file insecure cacert "
    "cert key proxy proxy-user noproxy unix-socket globoff path-as-is"
)
_KEPT = frozenset(_LAST.split())
"""Options whose last value counts."""

_TAKEN: dict[str, Callable[[Asked, str], None]] = {
    "url": lambda asked, value: asked.addresses.append(value),
    "request": _request,
    "header": _header,
    "cookie": _cookie,
    "data": lambda asked, value: asked.data.add(value, files=True, bare=True),
    "data-ascii": lambda asked, value: asked.data.add(value, files=True, bare=True),
    "data-binary": lambda asked, value: asked.data.add(value, files=True),
    "data-raw": lambda asked, value: asked.data.add(value),
    "data-urlencode": lambda asked, value: asked.data.add_encoded(value),
    "json": lambda asked, value: asked.data.add_json(value),
    "form": lambda asked, value: asked.data.add_part(value),
    "form-string": lambda asked, value: asked.data.add_part(value, plain=True),
    "url-query": lambda asked, value: asked.added.append(asked.data.encoded_query(value)),
    "http1.0": _say("version", "http1.0"),
    "http1.1": _say("version", "http1.1"),
    "http2": _say("version", "http2"),
    "http2-prior-knowledge": _say("version", "http2-prior-knowledge"),
    "http3": _say("version", "http3"),
    "http3-only": _say("version", "http3-only"),
}
