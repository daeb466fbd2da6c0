"""A terminal's SVG, made the same in every renderer: each word at its column, blocks as rectangles.

Textual's export leaves runs of spaces, symbols of other fonts and block elements to the renderer's
fonts; where those differ, columns shift and pictures fall apart.
"""

import re
from html import escape, unescape
from itertools import groupby

_RUN = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" '
    r'textLength="(?P<length>[\d.]+)" clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_FONT = "font-family: Fira Code, monospace;"
"""Its ligatures would show `</` as one sign, which is not what travels."""

_CELL = 12.2
_LINE = 24.4
_ABOVE = 18.5
"""Pixels from a cell's upper edge to the line that its text stands on; all three are Rich's."""

_BLOCKS = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 0.5)}
"""Where a block begins in its cell, and how high it is."""


def settle(svg: str) -> str:
    """Return the picture with every run of text taken apart."""
    return _RUN.sub(_take_apart, svg.replace(_FONT, f"{_FONT} font-variant-ligatures: none;"))


def _take_apart(run: re.Match[str]) -> str:
    parts, column = [], 0
    for kind, letters in groupby(unescape(run["text"]), _kind):
        text = "".join(letters)
        x = float(run["x"]) + column * _CELL
        if kind in _BLOCKS:
            parts.append(_rectangle(run, kind, x, len(text)))
        elif kind == "symbol":
            parts += [_text(run, one, x + place * _CELL) for place, one in enumerate(text)]
        elif kind == "word":
            parts.append(_text(run, text, x))
        column += len(text)
    return "".join(parts)


def _kind(letter: str) -> str:
    if letter in _BLOCKS:
        return letter
    if letter.isspace():
        return "space"
    return "word" if ord(letter) < 0x2000 else "symbol"


def _rectangle(run: re.Match[str], block: str, x: float, width: int) -> str:
    begins, height = _BLOCKS[block]
    y = float(run["y"]) - _ABOVE + begins * _LINE
    return (
        f'<rect class="{run["style"]}" x="{x:g}" y="{y:g}" width="{width * _CELL:g}" '
        f'height="{height * _LINE + 0.25:g}" shape-rendering="crispEdges"/>'
    )


def _text(run: re.Match[str], text: str, x: float) -> str:
    return (
        f'<text class="{run["style"]}" x="{x:g}" y="{run["y"]}" '
        f'textLength="{len(text) * _CELL:g}" clip-path="{run["clip"]}">{escape(text)}</text>'
    )
