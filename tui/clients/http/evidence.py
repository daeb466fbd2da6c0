"""What a refused certificate itself says about why: since when, for whom, by whom."""

from tui.clients.http.chain import Certificate, read
from tui.words import _

MOST = 5
"""Names that are told; some certificates have hundreds."""


def detail_of(code: str, chain: list[bytes]) -> str:
    """Say it in words, or nothing; imports `cryptography`: call it in a thread."""
    if not chain:
        return ""
    own = read(chain[:1])[0]
    if not own.fingerprint or own.begins == own.ends:
        return ""
    return _detail(code, own)


def _detail(code: str, own: Certificate) -> str:
    if code == "EXPIRED":
        return _("on {moment} UTC").format(moment=f"{own.ends:%Y-%m-%d %H:%M}")
    if code == "NOT_YET":
        return _("from {moment} UTC on").format(moment=f"{own.begins:%Y-%m-%d %H:%M}")
    if code == "OTHER_NAME" and own.names:
        names = ", ".join([*own.names[:MOST], *["…"][: len(own.names) > MOST]])
        return _("it is for {names}").format(names=names)
    if code == "UNKNOWN_AUTHORITY" and own.issuer:
        return _("it was signed by {issuer}").format(issuer=own.issuer)
    return ""
