"""The numbered links of a page: one types a number, sees where it leads, and presses Enter."""

from collections.abc import Sequence

from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from tui.printable import printable
from tui.words import _

DIGITS = 6
"""Digits that are taken: no page has a million links."""


class Followed(Message):
    """A link was chosen; its address is whole."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class LinkLine(Static):
    """A line that is there while a number is typed."""

    DEFAULT_CSS = """
    LinkLine {
        display: none;
        height: 1;
        width: 1fr;
        padding: 0 1;
        background: $panel;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &.-asking { display: block; }
        &.-wrong { color: $text-error; }
    }
    """
    ALLOW_SELECT = False

    asking: var[bool] = var(False, bindings=True)
    """A number is being typed."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._addresses: Sequence[str] = ()
        self._typed = ""

    @property
    def address(self) -> str:
        """Where the number leads; `""`: nowhere."""
        number = int(self._typed or 0)
        return self._addresses[number - 1] if 0 < number <= len(self._addresses) else ""

    @property
    def offers(self) -> bool:
        """There are links."""
        return bool(self._addresses)

    def offer(self, addresses: Sequence[str]) -> None:
        """Have these links, and no number."""
        self._addresses = addresses
        self.leave()

    def ask(self) -> None:
        """Wait for a number."""
        self._typed = ""
        self._draw()

    def type(self, digit: str) -> None:
        """Add a digit."""
        if len(self._typed) < DIGITS:
            self._typed += digit
        self._draw()

    def take_back(self) -> None:
        """Take the last digit back; after the first, ask no more."""
        if self._typed:
            self._typed = self._typed[:-1]
            self._draw()
        else:
            self.leave()

    def leave(self) -> None:
        """Ask no more."""
        self._typed = ""
        self.asking = False

    def watch_asking(self) -> None:
        """Be seen only then."""
        self.set_class(self.asking, "-asking")

    def _draw(self) -> None:
        self.asking = True
        self.set_class(bool(self._typed) and not self.address, "-wrong")
        if not self._typed:
            said = _("Number of the link: …")
        elif self.address:
            said = f"[{self._typed}] → {printable(self.address)}"
        else:
            said = _("[{number}]: there is no such link").format(number=self._typed)
        self.update(said)


class Linked(Vertical):
    """What shows a page, with a `LinkLine` in it: the actions of links."""

    @property
    def has_links(self) -> bool:
        """There are links to follow."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be followed, and to end what was begun."""
        if action in ("digit", "ask_for_link"):
            return self.has_links
        if action in ("follow_link", "take_back", "leave_link"):
            return self.query_one(LinkLine).asking
        return super().check_action(action, parameters)

    def action_ask_for_link(self) -> None:
        """Ask for a link's number."""
        self.query_one(LinkLine).ask()

    def action_digit(self, digit: str) -> None:
        """Add a digit to that number."""
        self.query_one(LinkLine).type(digit)

    def action_take_back(self) -> None:
        """Take the last digit back."""
        self.query_one(LinkLine).take_back()

    def action_leave_link(self) -> None:
        """Ask for no link."""
        self.query_one(LinkLine).leave()

    def action_follow_link(self) -> None:
        """Say that a link is followed."""
        line = self.query_one(LinkLine)
        if address := line.address:
            line.leave()
            self.post_message(Followed(address))
