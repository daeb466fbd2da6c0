"""What a person asks for, and what cannot be done as it stands: one error, which speaks words."""


class Unfit(Exception):
    """It cannot be done as it stands; `words` is the sentence about it, ready to be shown."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
