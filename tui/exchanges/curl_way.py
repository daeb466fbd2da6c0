"""The way to a peer, and who one is there, as curl's options say it."""

import base64
import re
from collections.abc import Callable, Mapping

from tui.exchanges.outgoing import NO_PROXY
from tui.printable import printable
from tui.words import _

_PASSWORD = re.compile(r"((?:\\.|[^:\\])*):(.*)", re.DOTALL)

Said = Mapping[str, str]
Remark = Callable[[str], object]


def login(said: Said, remark: Remark) -> str:
    """Return the value of Authorization."""
    if "oauth2-bearer" in said:
        return f"Bearer {said['oauth2-bearer']}"
    if "login" in said:
        words = _("{option} is not done here: nobody logs in.")
        remark(words.format(option=f"--{said['login']}"))
        return ""
    return _basic(said["user"]) if "user" in said else ""


def _basic(pair: str) -> str:
    if "{{" in pair:
        return f"Basic {pair}"
    pair = pair if ":" in pair else f"{pair}:"
    data = pair.encode("utf-8", errors="surrogateescape")
    return f"Basic {base64.b64encode(data).decode()}"


def version(options: Said, address: str, remark: Remark) -> str:
    """Return the version of HTTP, as a draft says it."""
    said = options.get("version", "")
    if said == "http1.1":
        return "1.1"
    if said == "http2-prior-knowledge":
        return "2"
    if said == "http2":
        if not address.lower().startswith("https:"):
            remark(_("--http2 asks for another version within HTTP/1.1; that is not done."))
        return "auto"
    if said:
        remark(_("{option} is not done here.").format(option=f"--{said}"))
    return ""


def proxy(said: Said, remark: Remark) -> str:
    """Return the proxy, as a draft says it; curl's are on port 1080 where nothing is said."""
    if said.get("noproxy") == "*" or ("proxy" in said and not said["proxy"]):
        return NO_PROXY
    if "noproxy" in said:
        remark(_("{option} is not done here.").format(option="--noproxy"))
    if not (whole := said.get("proxy", "")):
        return ""
    scheme, mark, rest = whole.rpartition("://")
    if scheme.lower() not in ("", "http"):
        words = _("Only http:// proxies are used here, not {scheme}.")
        remark(words.format(scheme=printable(scheme)))
        return ""
    rest = rest.rstrip("/")
    rest = rest if re.search(r":\d+\Z", rest) else f"{rest}:1080"
    user = f"{said['proxy-user']}@" if "proxy-user" in said and "@" not in rest else ""
    return f"{scheme or 'http'}{mark or '://'}{user}{rest}"


def certificate(options: Said, remark: Remark) -> str:
    """Return the path of our own certificate."""
    said = options.get("cert", "")
    if found := _PASSWORD.fullmatch(said):
        remark(_("A password of a certificate is not used here."))
        said = found[1]
    return re.sub(r"\\(.)", r"\1", said)
