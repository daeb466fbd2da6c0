"""Bodies and cookies as HAR writes them: text where they are text, base64 where they are not."""

import base64
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from tui.bodies import kinds
from tui.exchanges import mask_body
from tui.exchanges.entry import Kept

Json = dict[str, Any]
Fields = list[tuple[str, str]]


def content(kept: Kept, fields: Fields) -> Json:
    """Describe the body of an answer, its codings taken off where they could be."""
    said = next((value for name, value in fields if name.lower() == "content-type"), "")
    data = mask_body.unpacked(kept.body, kept.answered)
    shown = kept.body if data is None else data
    made: Json = {"size": len(shown), "mimeType": plain(said) or "x-unknown"}
    if data is not None and len(kept.body) == kept.size:
        made["compression"] = len(data) - kept.size
    if shown:
        made |= _shown(shown, said)
    if len(kept.body) < kept.size:
        made["comment"] = f"only the first {len(kept.body)} of {kept.size} bytes were kept"
    return made


def cookies(fields: Fields) -> list[Json]:
    """Read Cookie fields."""
    found = [value for name, value in fields if name.lower() == "cookie"]
    pairs = [pair.partition("=") for value in found for pair in value.split(";") if pair.strip()]
    return [{"name": plain(name.strip()), "value": plain(value)} for name, _equals, value in pairs]


def set_cookies(fields: Fields) -> list[Json]:
    """Read Set-Cookie fields."""
    return [_cookie(value) for name, value in fields if name.lower() == "set-cookie"]


def plain(text: str) -> str:
    """Make a text that JSON can hold everywhere: bytes that are no UTF-8 are read as Latin-1."""
    try:
        text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-8", errors="surrogatepass")
        try:
            data = text.encode("utf-8", errors="surrogateescape")
        except UnicodeEncodeError:
            return data.decode("utf-8", errors="replace")
        return data.decode("latin-1")
    return text


def _shown(data: bytes, said: str) -> Json:
    nature = kinds.nature(said, data[: kinds.OPENING], whole=len(data) <= kinds.OPENING)
    if nature.kind not in (kinds.Kind.BINARY, kinds.Kind.IMAGE):
        try:
            return {"text": data.decode(nature.charset)}
        except UnicodeDecodeError:
            pass
    return {"text": base64.b64encode(data).decode(), "encoding": "base64"}


def _cookie(value: str) -> Json:
    first, *rest = value.split(";")
    name, _equals, said = first.partition("=")
    about = {
        word.strip().lower(): detail.strip()
        for word, _equals, detail in (part.partition("=") for part in rest)
    }
    made: Json = {"name": plain(name.strip()), "value": plain(said.strip())}
    made |= {word: plain(about[word]) for word in ("path", "domain") if word in about}
    if "expires" in about:
        made |= _expiry(about["expires"])
    return made | {"httpOnly": "httponly" in about, "secure": "secure" in about}


def _expiry(said: str) -> Json:
    try:
        moment = parsedate_to_datetime(said.replace("-", " "))
        return {"expires": moment.astimezone(UTC).isoformat(timespec="milliseconds")}
    except (ValueError, TypeError, OverflowError):
        return {}
