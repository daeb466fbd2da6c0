"""The clocks of this machine that the screen is given; a test gives others."""

from tui.clocks import Clocks

__all__ = ["Clocks"]
