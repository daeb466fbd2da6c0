r"""Bytes as people type them: `0d 0a 41`, `0x0d0a`, and text in quotes: `"GET /" 0d 0a`.

Digits come in pairs; spaces, commas and colons part them as one likes. In quotes `\"` is a quote
and `\\` a backslash; text is UTF-8.
"""

from enum import StrEnum

_APART = " \t,:"
_DIGITS = frozenset("0123456789abcdefABCDEF")


class Wrong(StrEnum):
    """What can be wrong."""

    DIGIT = "no hexadecimal digit"
    HALF = "half a byte"
    QUOTE = "a quote that does not end"
    TEXT = "no text"


class HexError(Exception):
    """It cannot be read: what is wrong, where (counted from 0), and the piece in question."""

    def __init__(self, wrong: Wrong, place: int, piece: str) -> None:
        super().__init__(f"{place}: {wrong}: {piece}")
        self.wrong = wrong
        self.place = place
        self.piece = piece


def read(text: str) -> bytes:
    """Return the bytes, or raise HexError."""
    found, place = bytearray(), 0
    while place < len(text):
        if text[place] in _APART:
            place += 1
        elif text[place] == '"':
            data, place = _quoted(text, place)
            found += data
        else:
            end = place
            while end < len(text) and text[end] not in _APART and text[end] != '"':
                end += 1
            found += _digits(text[place:end], place)
            place = end
    return bytes(found)


def write(text: str, end: str) -> str:
    """Write a text in quotes, and what ends it in digits."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" {end.encode().hex(" ")}'.strip()


def _digits(piece: str, place: int) -> bytes:
    digits = piece[2:] if piece[:2].lower() == "0x" else piece
    start = place + len(piece) - len(digits)
    for offset, digit in enumerate(digits):
        if digit not in _DIGITS:
            raise HexError(Wrong.DIGIT, start + offset, digit)
    if not digits or len(digits) % 2:
        raise HexError(Wrong.HALF, place + len(piece) - 1, piece)
    return bytes.fromhex(digits)


def _quoted(text: str, start: int) -> tuple[bytes, int]:
    words, place = [], start + 1
    while place < len(text) and text[place] != '"':
        if text[place] == "\\" and text[place + 1 : place + 2] in ('"', "\\"):
            place += 1
        words.append(text[place])
        place += 1
    if place == len(text):
        raise HexError(Wrong.QUOTE, start, text[start:])
    try:
        return "".join(words).encode(), place + 1
    except UnicodeEncodeError:  # half of a surrogate pair
        raise HexError(Wrong.TEXT, start, text[start : place + 1]) from None
