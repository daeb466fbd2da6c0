"""What the archive refuses, as HTTP says it: a status, and a sentence for people."""

from protocol.errors import RemoteProtocolError
from protocol.heads import Refused
from servers.words import _


def answer(error: RemoteProtocolError) -> tuple[int, str]:
    """Return the status and the sentence for what a client cannot have."""
    if isinstance(error, Refused):
        return error.status, error.detail
    statuses = {
        "nom": (400, no_name()),
        "taille": (413, _("The photo is larger than this archive takes, or empty.")),
        "introuvable": (404, nothing_here()),
        "existe": (409, _("This name belongs to something that is no photo.")),
        "quota": (507, _("The archive is as large as its owner allows.")),
        "disque": (507, _("The host's disk has no room for it, or fails.")),
        "interdit": (403, _("The host may not read this photo.")),
    }  # fmt: skip
    return statuses.get(error.code, (400, error.detail))


def no_name() -> str:
    """Return what a photo's name is."""
    return _(
        "A photo's name has 1 to 255 bytes of UTF-8, no slash, backslash or control character, "
        "no dot at its beginning and no space at its ends."
    )


def nothing_here() -> str:
    """Return what is said where nothing is."""
    return _("There is nothing here.")


def not_allowed() -> str:
    """Return what is said to a method that means nothing here."""
    return _("This cannot be done here; Allow says what can.")


def unknown_method() -> str:
    """Return what is said to a method that we have never heard of."""
    return _("This method is unknown.")


def coded() -> str:
    """Return what is said where the bytes that come are packed (RFC 9110, section 8.4)."""
    return _("A photo comes as it is, without Content-Encoding.")


def unexpected() -> str:
    """Return what is said where a request's conditions do not hold."""
    return _("The photo is not as you expect it to be.")


def failed() -> str:
    """Return what is said where the host's disk fails while a photo is read."""
    return _("The host cannot read this photo now; its log says why.")
