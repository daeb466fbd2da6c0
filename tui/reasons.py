"""Why the system refused something, in the person's language, and safe to draw."""

from protocol.reasons import said
from tui.printable import printable
from tui.words import _


def reason(error: BaseException) -> str:
    """Say why; a sentence that is in no catalogue is said as it came."""
    return printable(_(said(error)))
