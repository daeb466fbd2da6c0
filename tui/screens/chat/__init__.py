"""The chat: a model without a screen (talk, conversations, ledger), and the screen over it."""

from tui.screens.chat.screen import ChatScreen

__all__ = ["ChatScreen"]
