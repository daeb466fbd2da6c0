"""Finds out, before the program reads what is typed, whether the terminal has graphics."""

import os
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tui.graphics.answers import LONGEST, QUESTIONS, Answers, read
from tui.graphics.terminal import Kind, Terminal

PATIENCE = 0.2
"""Seconds that a terminal has for its answers. One beside us takes a hundredth of that."""

AFAR = 1.0
"""The same over ssh: an answer that came later would be taken for keys."""

NAMES = (
    "kitty",
    "ghostty",
    "foot",
    "wezterm",
    "mlterm",
    "contour",
    "rio",
    "iterm",
    "mintty",
    "vt3",
)
"""Terminals with graphics, as TERM or TERM_PROGRAM name them."""

VARIABLES = ("XTERM_VERSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WEZTERM_PANE", "MLTERM",
             "ITERM_SESSION_ID", "WT_SESSION")  # fmt: skip
"""What terminals with graphics, or some of which can have them, say of themselves."""

_BETWEEN = ("screen", "tmux")


@dataclass(frozen=True, slots=True)
class Found:
    """A terminal with graphics, or none; and what was typed while it was asked."""

    terminal: Terminal | None = None
    typed: str = ""


def find(wanted: str, environ: Mapping[str, str], keys: int, screen: int) -> Found:
    """Ask the terminal, unless it is clear. `wanted` is auto, half, kitty or sixel; `keys` and
    `screen` are where one reads and writes.
    """
    if wanted == "half" or environ.get("NO_COLOR") or (wanted == "auto" and not may(environ)):
        return Found()
    answers = ask(keys, screen, AFAR if environ.get("SSH_CONNECTION") else PATIENCE)
    return Found(chosen(wanted, answers), answers.typed)


def chosen(wanted: str, answers: Answers) -> Terminal | None:
    """Decide. Sixel goes first: who has both often places kitty's pictures otherwise than kitty."""
    kind = None
    if wanted == Kind.SIXEL or (wanted == "auto" and answers.sixel):
        kind = Kind.SIXEL
    elif wanted == Kind.KITTY or (wanted == "auto" and answers.kitty):
        kind = Kind.KITTY
    return Terminal(kind, answers.cell, answers.colours, answers.limit) if kind else None


def may(environ: Mapping[str, str]) -> bool:
    """Tell whether there may be graphics, so that it is worth asking. Behind tmux and screen there
    are none: they do not know where pictures are.
    """
    term = environ.get("TERM", "").lower()
    if environ.get("TMUX") or environ.get("STY") or term.startswith(_BETWEEN):
        return False
    said = f"{term} {environ.get('TERM_PROGRAM', '').lower()}"
    return any(name in said for name in NAMES) or any(environ.get(one) for one in VARIABLES)


def ask(keys: int, screen: int, patience: float) -> Answers:
    """Ask, and read every answer; what is not whole in the end counts as no answer."""
    import termios

    try:
        before = termios.tcgetattr(keys)
    except termios.error:
        return Answers()
    try:
        _listen(keys)
        os.write(screen, QUESTIONS)
        answers = read(_heard(keys, patience))
    except OSError:
        answers = Answers()
    finally:
        termios.tcsetattr(keys, termios.TCSANOW, before)
    return answers if answers.whole else Answers(typed=answers.typed)


def _listen(keys: int) -> None:
    """Neither echo nor wait for Enter; Ctrl+C works on."""
    import termios

    modes = termios.tcgetattr(keys)
    modes[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(keys, termios.TCSANOW, modes)


def _heard(keys: int, patience: float) -> bytes:
    heard = b""
    deadline = time.monotonic() + patience
    while len(heard) < LONGEST and not read(heard).whole:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([keys], [], [], left)[0]:
            break
        data = os.read(keys, LONGEST)
        if not data:
            break
        heard += data
    return heard
