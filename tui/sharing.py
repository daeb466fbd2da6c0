"""What one screen hands to the chat: a text that is put where one writes, and not sent yet."""

from textual.message import Message


class Share(Message):
    """Somebody wants to say this in the chat."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
