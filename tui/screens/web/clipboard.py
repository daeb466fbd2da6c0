"""The terminal's clipboard, by OSC 52: what is sent there may arrive, and nobody tells us.

tmux keeps it for itself unless `set-clipboard` is `on`.
"""

import os

from textual.app import App

from tui import numbers
from tui.words import _

LARGEST = 74_994
"""Bytes that are sent: more than that, in base64, terminals drop in silence (xterm, hterm)."""


class NotSent(Exception):
    """It cannot be sent there; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def send(app: App[None], data: bytes) -> str:
    """Send it; returns what is to be said about it. Raises NotSent."""
    if len(data) > LARGEST:
        words = _("{size} are more than a terminal's clipboard takes ({most}): save it in a file.")
        raise NotSent(words.format(size=numbers.size(len(data)), most=numbers.size(LARGEST)))
    try:
        text = data.decode()
    except UnicodeDecodeError:
        words = _("It is no text, and a clipboard takes nothing else: save it in a file.")
        raise NotSent(words) from None
    app.copy_to_clipboard(text)
    said = _("{size} sent to the terminal's clipboard.").format(size=numbers.size(len(data)))
    if "TMUX" in os.environ:
        beware = _("tmux passes it on only with: set -s set-clipboard on")
        return f"{said} {beware}"
    return said
