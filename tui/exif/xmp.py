"""XMP packets, and the same without the positions in them.

What tells a place becomes spaces, so that nothing else moves. A packet that still names a place
after that, in a way that we do not understand, becomes spaces altogether.
"""

import re

_NAME = rb"(?:[\w.-]+:)?gps[\w.-]*|geo:(?:lat|long|alt)\w*"
_ATTRIBUTE = re.compile(rb"(?<=\s)(?:" + _NAME + rb")\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.I)
_ELEMENT = re.compile(
    rb"<(?P<name>" + _NAME + rb")(?:\s[^<>]*)?(?:/>|(?<!/)>.*?</(?P=name)\s*>)", re.I | re.S
)
_LEFT = re.compile(rb"gps[\w.-]*(?:lat|lon|dest|position|coord)|g\0p\0s|\0g\0p\0s", re.I)


def clear_places(data: bytearray, start: int, end: int) -> None:
    """Take the positions out of the packet between two places, in place."""
    packet = bytes(data[start:end])
    packet = _ELEMENT.sub(_spaces, packet)
    packet = _ATTRIBUTE.sub(_spaces, packet)
    if _LEFT.search(packet):
        packet = b" " * len(packet)
    data[start : start + len(packet)] = packet


def _spaces(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])
