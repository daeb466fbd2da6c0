"""What one screen hands to another: a text that is put where one writes, and not sent yet."""

from textual.message import Message


class Share(Message):
    """Somebody wants to say this in the chat, or to use it on the screen of another mode."""

    def __init__(self, text: str, mode: str = "chat") -> None:
        super().__init__()
        self.text = text
        self.mode = mode
