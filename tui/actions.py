"""Everything that a key can do here, gathered from the screen, its widgets and the app.

The help and the palette are made from this, so that neither can forget an action.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual import actions
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Action:
    """One action of one node; `keys` are all the keys that do it."""

    node: DOMNode
    binding: Binding
    keys: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it does, in a sentence where there is one."""
        return self.binding.tooltip or self.binding.description


def of_screen(screen: Screen[Any]) -> list[Action]:
    """Return what one can do on this screen, its own keys first, then its widgets'.

    What several widgets can do alike is there once, and done by the one that has the focus.
    """
    nodes = [node for node in (screen, *screen.query()) if node.display]
    found: dict[Binding, Action] = {}
    for node in nodes:
        for action in of_node(node):
            if action.binding not in found or node is screen.focused:
                found[action.binding] = action
    return list(found.values())


def of_node(node: DOMNode) -> Iterator[Action]:
    """Yield the actions that our own classes give to a node and that are possible now."""
    keys: dict[str, list[Binding]] = {}
    for one in type(node).__mro__:
        if not one.__module__.startswith("textual."):
            for binding in Binding.make_bindings(one.__dict__.get("BINDINGS", ())):
                keys.setdefault(binding.action, []).append(binding)
    for bindings in keys.values():
        first = bindings[0]
        if first.description and not first.system and _possible(node, first.action):
            yield Action(node, first, tuple(node.app.get_key_display(one) for one in bindings))


def _possible(node: DOMNode, action: str) -> bool:
    namespace, name, parameters = actions.parse(action)
    return bool(namespace) or node.check_action(name, parameters) is not False
