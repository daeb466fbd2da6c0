"""Words for what a chat refuses, by the codes of the classic dialect."""

from tui.words import _


def reasons() -> dict[str, str]:
    """Return our own words for codes, each the end of a sentence."""
    return {
        "commande": _("this chat cannot do that."),
        "connexion": _("there is no connection."),
        "debit": _("too many lines at once; wait a moment."),
        "destinataire": _("nobody of that name is here."),
        "disque": _("the host could not store it."),
        "forme": _("the service did not understand it."),
        "interdit": _("the service does not allow it."),
        "longueur": _("it is too long for the service."),
    }


def reason(code: str, detail: str) -> str:
    """Say why a line of ours was refused."""
    return reasons().get(code) or detail or code


def refusal(code: str, detail: str, place: str) -> str:
    """Say that something that we asked for was not done, and why."""
    if code in ("connexion", "debit"):
        return _("Not done: {reason}").format(reason=reasons()[code])
    words = detail or reason(code, "")
    return f"{place}: {words}" if place else _("The service says: {detail}").format(detail=words)
