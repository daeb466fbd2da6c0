"""The clock: the host's time in large digits, what it said, and this machine beside it."""

from tui.screens.clock.screen import ClockScreen

__all__ = ["ClockScreen"]
