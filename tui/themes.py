"""The three looks of the program: dark, light, high contrast.

High contrast uses none but the sixteen colours that every terminal has, at their strongest.
"""

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
    background="#14171c",
    surface="#1b1f26",
    panel="#242a33",
    dark=True,
    variables={
        "bar-open-background": "#14171c",
        "bar-open-foreground": "#ffffff",
        "scrollbar": "#3a4350",
        "scrollbar-background": "#1b1f26",
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
    surface="#f0eee9",
    panel="#e2dfd8",
    dark=False,
    variables={
        "bar-open-background": "#faf9f6",
        "bar-open-foreground": "#000000",
        "scrollbar": "#b9b4a9",
        "scrollbar-background": "#f0eee9",
        "footer-key-foreground": "#1f5f99",
    },
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00ffff",
    secondary="#ffffff",
    accent="#ffff00",
    success="#00ff00",
    warning="#ffff00",
    error="#ff5555",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={
        "bar-open-background": "#ffffff",
        "bar-open-foreground": "#000000",
        "text-muted": "#ffffff",
        "text-disabled": "#aaaaaa",
        "text-primary": "#00ffff",
        "text-secondary": "#ffffff",
        "text-accent": "#ffff00",
        "text-success": "#00ff00",
        "text-warning": "#ffff00",
        "text-error": "#ff5555",
        "border": "#00ffff",
        "border-blurred": "#aaaaaa",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#aaaaaa",
        "block-cursor-blurred-foreground": "#000000",
        "scrollbar": "#aaaaaa",
        "scrollbar-background": "#000000",
        "footer-key-foreground": "#ffff00",
        "button-foreground": "#ffffff",
        "button-color-foreground": "#000000",
        "input-selection-background": "#aaaaaa",
    },
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT, HIGH_CONTRAST)}


def fitting(wanted: str, colours: str | None) -> str:
    """Choose a theme's name: the wanted one; else what the terminal's colours are enough for.

    `colours` is Rich's name for them: truecolor, 256, standard (sixteen) or None.
    """
    if wanted:
        return wanted
    return "dark" if colours in ("truecolor", "256") else "high-contrast"


def names() -> dict[str, str]:
    """Name every theme for people."""
    return {
        "dark": _("Dark theme"),
        "light": _("Light theme"),
        "high-contrast": _("High-contrast theme"),
    }
