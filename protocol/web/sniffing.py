"""Whether a connection that begins so speaks HTTP."""


def is_request_line_start(data: bytes) -> bool | None:
    """Say whether a connection that begins so speaks HTTP; None while that cannot be told.

    A method is in capitals, and no word of the classic dialect is: `lister` is told by its first
    letter. A target begins with `/`, or `*`, or is a whole address.
    """
    for character, byte in enumerate(data[:_METHOD_LIMIT]):
        if byte == _SPACE and character:
            return _is_target_start(data[character + 1 :])
        if not (_A <= byte <= _Z or (byte == _HYPHEN and character)):
            return False
    return None if len(data) < _METHOD_LIMIT else False


_METHOD_LIMIT = 24
"""Bytes that may be a method; the longest that is registered has 17."""

_SPACE, _A, _Z, _HYPHEN = b" AZ-"


def _is_target_start(data: bytes) -> bool | None:
    if not data:
        return None
    if data[:1] in (b"/", b"*"):
        return True
    start = data[:4].lower()
    if start == b"http":
        return True
    return None if b"http".startswith(start) else False
