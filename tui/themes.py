"""The three looks of the program: dark, light, high contrast.

Where a terminal has sixteen colours only, blends of them would come out as any of them. So there is
a second set for these terminals, of none but the sixteen, and high contrast keeps to them too.
Where there are 256, a dark grey stays grey if its saturation is below 15 %.
"""

from dataclasses import replace

from rich.console import Console
from textual.theme import Theme

from tui.words import _

DARK = Theme(
    name="dark",
    primary="#7aa2c8",
    secondary="#8f9bb0",
    accent="#e0af68",
    success="#8fbf7f",
    warning="#e0af68",
    error="#e0707c",
    foreground="#d6dae2",
    background="#15171a",
    surface="#1d2025",
    panel="#262a30",
    dark=True,
    variables={
        "bar-open-background": "#15171a",
        "bar-open-foreground": "#ffffff",
        "scrollbar": "#3a4350",
        "scrollbar-background": "#1d2025",
        "footer-key-foreground": "#7aa2c8",
    },
)
LIGHT = Theme(
    name="light",
    primary="#1f5f99",
    secondary="#4a5a70",
    accent="#8a4f00",
    success="#2a6f30",
    warning="#8a4f00",
    error="#b3263a",
    foreground="#1d232c",
    background="#faf9f6",
    surface="#f0efeb",
    panel="#e1e0dc",
    dark=False,
    variables={
        "bar-open-background": "#faf9f6",
        "bar-open-foreground": "#000000",
        "scrollbar": "#b9b4a9",
        "scrollbar-background": "#f0efeb",
        "footer-key-foreground": "#1f5f99",
    },
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#55ffff",
    secondary="#ffffff",
    accent="#ffff55",
    success="#55ff55",
    warning="#ffff55",
    error="#ff5555",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={
        "bar-open-background": "#0000aa",
        "bar-open-foreground": "#ffffff",
        "text-muted": "#ffffff",
        "text-disabled": "#aaaaaa",
        "text-primary": "#55ffff",
        "text-secondary": "#ffffff",
        "text-accent": "#ffff55",
        "text-success": "#55ff55",
        "text-warning": "#ffff55",
        "text-error": "#ff5555",
        "border": "#55ffff",
        "border-blurred": "#aaaaaa",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#aaaaaa",
        "block-cursor-blurred-foreground": "#000000",
        "scrollbar": "#aaaaaa",
        "scrollbar-background": "#000000",
        "footer-key-foreground": "#ffff55",
        "input-selection-background": "#0000aa",
    },
)
PLAIN_LIGHT = Theme(
    name="light",
    primary="#0000aa",
    secondary="#555555",
    accent="#aa00aa",
    success="#00aa00",
    warning="#aa5500",
    error="#aa0000",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#ffffff",
    dark=False,
    variables={
        "bar-open-background": "#0000aa",
        "bar-open-foreground": "#ffffff",
        "text-muted": "#555555",
        "text-disabled": "#555555",
        "text-primary": "#0000aa",
        "text-secondary": "#555555",
        "text-accent": "#aa00aa",
        "text-success": "#00aa00",
        "text-warning": "#aa5500",
        "text-error": "#aa0000",
        "border": "#0000aa",
        "border-blurred": "#555555",
        "block-cursor-background": "#0000aa",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#aaaaaa",
        "block-cursor-blurred-foreground": "#000000",
        "scrollbar": "#555555",
        "scrollbar-background": "#ffffff",
        "footer-key-foreground": "#0000aa",
        "input-selection-background": "#55ffff",
    },
)

_RICH = {"dark": DARK, "light": LIGHT, "high-contrast": HIGH_CONTRAST}
_SIXTEEN = {
    "dark": replace(HIGH_CONTRAST, name="dark"),
    "light": PLAIN_LIGHT,
    "high-contrast": HIGH_CONTRAST,
}


def themes(colours: str | None) -> dict[str, Theme]:
    """Return the three themes by name, for a terminal with so many colours (Rich's name)."""
    return _SIXTEEN if colours == "standard" else _RICH


def colours() -> str | None:
    """Find out what the terminal can show, as Textual is going to do it."""
    return Console(force_terminal=True).color_system


def names() -> dict[str, str]:
    """Name every theme for people."""
    return {
        "dark": _("Dark theme"),
        "light": _("Light theme"),
        "high-contrast": _("High-contrast theme"),
    }
