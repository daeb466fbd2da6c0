"""The keys of a wire."""

from textual.binding import Binding, BindingType

from tui.words import _

KEYS: list[BindingType] = [
    Binding("w", "wrap", _("Wrap"), id="wire.wrap", tooltip=_("Wrap long lines, or do not")),
    Binding(
        "x",
        "hex",
        _("Hex"),
        id="wire.hex",
        tooltip=_("Show text, hex, or both where bytes are explained"),
    ),
    Binding(
        "t",
        "times",
        _("Times"),
        id="wire.times",
        tooltip=_("Show times, the pauses between, microseconds, or none"),
    ),
    Binding(
        "z",
        "clear",
        _("Clear"),
        id="wire.clear",
        show=False,
        tooltip=_("Forget what travelled"),
    ),
]
