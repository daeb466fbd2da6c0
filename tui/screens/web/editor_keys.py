"""Textual's lines and areas take keys that this screen uses otherwise; here they give way."""

from collections.abc import Iterable
from dataclasses import replace

from textual.binding import Binding, BindingType

OURS = frozenset(
    {"ctrl+e", "ctrl+k", "ctrl+y", "ctrl+r", "ctrl+g", "ctrl+j", "f6", "f7", "f8", "f9"}
)
"""What the screen and the app do with them is worth more than what an area would."""


def giving_way(bindings: Iterable[BindingType]) -> list[BindingType]:
    """Return the bindings without the keys that are ours; they need no help of their own."""
    return [
        replace(binding, show=False, system=True)
        for binding in Binding.make_bindings(bindings)
        if binding.key not in OURS
    ]
