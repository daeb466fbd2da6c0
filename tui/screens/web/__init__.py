"""The web as it really travels: an address, a method, and every byte of the exchange."""

from tui.screens.web.screen import WebScreen

__all__ = ["WebScreen"]
