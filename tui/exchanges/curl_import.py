"""What the options of curl ask for -> a draft; what is not done of it is in its remarks."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tui.exchanges import curl_address, curl_way
from tui.exchanges.curl_data import Data
from tui.exchanges.curl_options import OUTPUT, Option
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.outgoing import JSON_TYPE
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_CODINGS = "deflate, gzip, br, zstd"
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
    said, remark = asked.said, asked.remark
    fields = _fields(asked)
    about = dict.fromkeys(asked.removed, "") | {name.lower(): value for name, value in fields}
    kind, content, media = asked.data.content(about, said)
    address, host = curl_address.whole(asked.addresses[0], said, _query(asked), remark)
    implied = {"Content-Type": media, "Host": host}
    fields += [(name, v) for name, v in implied.items() if v and name.lower() not in about]
    _say_what_is_not_done(asked)
    return Draft(
        _method(asked, kind),
        address,
        tuple(fields),
        kind,
        content,
        version=curl_way.version(said, address, remark),
        proxy=curl_way.proxy(said, remark),
        verified="insecure" not in said,
        authority=said.get("cacert", ""),
        certificate=curl_way.certificate(said, remark),
        key=said.get("key", ""),
        remarks=tuple(asked.remarks),
    )


def _fields(asked: Asked) -> list[tuple[str, str]]:
    """Return the fields that were given, and those that options stand for."""
    said = asked.said
    meant = {
        "User-Agent": said.get("user-agent", ""),
        "Referer": said.get("referer", "").removesuffix(";auto"),
        "Authorization": curl_way.login(said, asked.remark),
        "Cookie": ";".join(asked.cookies),
        "Range": f"bytes={said['range']}" if "range" in said else "",
        "Accept-Encoding": _CODINGS if "compressed" in said else "",
        "Accept": JSON_TYPE if asked.data.is_json else "",
    }
    given = {name.lower() for name, _value in asked.headers} | asked.removed
    added = [(name, value) for name, value in meant.items() if value and name.lower() not in given]
    return [*asked.headers, *added]


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


def _say_what_is_not_done(asked: Asked) -> None:
    said = asked.said
    given = {name.lower() for name, _value in asked.headers}
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
