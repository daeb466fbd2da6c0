"""The bar at the bottom of every screen: what the keys do now.

It is one widget that draws one line, as the bar at the top is. A key is shown whole or not at all:
where there is no room for all, the app's keys stay, since they lead to the help, which has all.
"""

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget


class KeyBar(Widget):
    """The keys of the focused widget, the screen and the app; a click presses one."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.set_reactive(Widget.auto_links, False)
        self._own: list[Binding] = []
        self._everywhere: list[Binding] = []

    def on_mount(self) -> None:
        """Follow what can be done on the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._look)

    def render(self) -> Content:
        """As many keys as there is room for."""
        everywhere = [self._key(binding) for binding in self._everywhere]
        room = self.size.width - sum(key.cell_length + 1 for key in everywhere)
        own = []
        for key in map(self._key, self._own):
            if (room := room - key.cell_length - 1) < 0:
                break
            own.append(key)
        return Content(" ").join([*own, *everywhere])

    def _look(self, screen: Screen[object]) -> None:
        """Gather what is to be shown; an action that has several keys is shown once."""
        own: dict[str, Binding] = {}
        everywhere: dict[str, Binding] = {}
        for node, binding, enabled, _tooltip in screen.active_bindings.values():
            if binding.show and enabled and binding.action not in own:
                (everywhere if node is self.app else own).setdefault(binding.action, binding)
        self._own, self._everywhere = list(own.values()), list(everywhere.values())
        self.refresh()

    def _key(self, binding: Binding) -> Content:
        press = Style.from_meta({"@click": f"app.simulate_key('{binding.key}')"})
        key = self.app.get_key_display(binding)
        shown = Content.assemble((key, "bold $footer-key-foreground"), f" {binding.description}")
        return shown.stylize(press)
