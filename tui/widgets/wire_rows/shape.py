"""The shapes in which bytes are shown."""

from enum import Enum


class Shape(Enum):
    """Text, hex, or text with its hex below each line."""

    TEXT = "text"
    HEX = "hex"
    BOTH = "both"
