"""Whether a connection that begins so speaks IRC, or the classic chat."""

_VERBS = (b"CAP ", b"NICK ", b"USER ", b"PASS ", b"PING ", b"AUTHENTICATE ", b"QUIT")
_ENDS = (b"", b" ", b"\r", b"\n")
_LONGEST = 4096 + 512
"""Bytes after which a prefix is none: the longest tags and the longest message."""


def is_irc_start(data: bytes) -> bool | None:
    """Say whether a connection that begins so speaks IRC; None while that cannot be told.

    A login of the classic chat has no space in it, and begins with neither `@` nor `:`; whatever
    is none of IRC's first words in full is classic, as the login `quitterie` is.
    """
    if data[:1] in (b"@", b":"):
        return _after_prefix(data)
    start = data[:13].upper()
    for verb in _VERBS:
        if start.startswith(verb):
            return _ends(data, len(verb)) if verb == b"QUIT" else True
        if verb.startswith(start):
            return None
    return False


def _ends(data: bytes, length: int) -> bool | None:
    after = data[length : length + 1]
    return None if not after else after in _ENDS


def _after_prefix(data: bytes) -> bool | None:
    head, space, rest = data.partition(b" ")
    if not space:
        return None if b"\n" not in head and len(head) < _LONGEST else False
    rest = rest.lstrip(b" ")
    return is_irc_start(rest) if rest else None
