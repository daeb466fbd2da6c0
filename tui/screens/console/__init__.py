"""The console: a small telnet for any service, with every byte in sight."""

from tui.screens.console.screen import ConsoleScreen

__all__ = ["ConsoleScreen"]
