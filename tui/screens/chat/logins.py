"""Asking for a login, and words for one that cannot be."""

from protocol import names
from tui.clients.failure import Failure
from tui.dialogs import Ask
from tui.printable import printable
from tui.words import _


def ask(value: str = "", refused: Failure | None = None) -> Ask:
    """A dialog for the login; after a refusal it says what the service said."""
    label = _("The others see it beside what you write.")
    if refused is not None:
        label = _("The service refused “{login}”: {reason}. Choose another name.").format(
            login=printable(value), reason=printable(refused.reason).rstrip(".")
        )
    return Ask(_("Your name in the chat"), label, value, check=fault)


def fault(text: str) -> str:
    """Say what keeps a text from being a login; nothing where nothing does."""
    login = text.strip()
    return "" if names.login_is_valid(login) else _reason(login)


def _reason(login: str) -> str:
    if not login:
        return _("A name has at least one letter.")
    if len(login) > names.LOGIN_LENGTH:
        return _("A name has at most {number} characters.").format(number=names.LOGIN_LENGTH)
    if any(character.isspace() for character in login):
        return _("A name has no spaces.")
    if login[0].isdigit() or login[0] == "-":
        return _("A name begins with a letter.")
    return _("A name is made of letters, digits and signs like - . _ and no others.")
