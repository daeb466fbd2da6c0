"""How many colours the terminal can show, as Textual and Rich have found from its environment."""

from enum import Enum

from textual.app import App


class Depth(Enum):
    """What a picture can be drawn with."""

    TRUE = "truecolor"
    MANY = "256"
    FEW = "standard"
    NONE = ""


def depth(app: App[object]) -> Depth:
    """Tell what this program's terminal can show. Where nobody knows: everything."""
    if app.no_color:
        return Depth.NONE
    known = app.console.color_system
    if known is None:
        return Depth.TRUE
    return Depth.FEW if known in ("standard", "windows") else Depth(known)
