"""Bytes and text from strangers -> text that is safe to draw: the one filter at the boundary.

Control, escape, bidirectional and zero-width characters would reach the terminal through any
widget; here they become visible. Whoever shows a stranger's words passes them through here, and
hands the result to Textual as `Content` or `Text`, never as markup.
"""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
_JOINER = "\u200d"


def printable(text: str, *, keep: str = "") -> str:
    """Make hidden characters visible: ESC becomes ␛, U+202E becomes ⟨202E⟩.

    Characters in `keep` (a newline, where many lines are shown) stay as they are. A zero-width
    joiner stays between two symbols, where it makes one emoji.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character in keep else _visible(character, text, place)
        for place, character in enumerate(text)
    )


def printable_bytes(data: bytes, *, keep: str = "") -> str:
    """Decode UTF-8 and make it visible; a byte that is no UTF-8 becomes ⟨E9⟩."""
    text = data.decode("utf-8", errors="surrogateescape")
    return printable(text, keep=keep)


def _visible(character: str, text: str, place: int) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code in _PICTURES:
        return _PICTURES[code]
    if 0xDC80 <= code <= 0xDCFF:
        return f"⟨{code - 0xDC00:02X}⟩"
    if character == _JOINER and _between_symbols(text, place):
        return character
    if unicodedata.category(character) in _HIDDEN:
        return f"⟨{code:04X}⟩"
    return " "


def _between_symbols(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(
        unicodedata.category(one) in ("So", "Sk", "Mn") for one in around
    )
