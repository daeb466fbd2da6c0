"""The two errors of every protocol module: ours, and theirs."""


class LocalProtocolError(Exception):
    """We were about to say something that the protocol forbids: a mistake in our own code."""


class RemoteProtocolError(Exception):
    """They said something that the protocol forbids; the only error a stranger can cause.

    `code` is the word that the classic dialects put into `erreur@CODE@detail`; `detail` is one
    short sentence in the language of those dialects, French, and repeats nothing they sent.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
