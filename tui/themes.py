"""The three looks of the program: dark, light, high contrast."""

from textual.theme import Theme

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
)
LIGHT = Theme(
    name="light",
    primary="#1f5f99",
    secondary="#4a5a70",
    accent="#9a5b00",
    success="#2f7a35",
    warning="#9a5b00",
    error="#b3263a",
    foreground="#1d232c",
    background="#f6f5f1",
    surface="#ecebe6",
    panel="#dfddd6",
    dark=False,
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
)
THEMES = (DARK, LIGHT, HIGH_CONTRAST)
