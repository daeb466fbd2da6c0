"""What of an exchange can be taken out, as the lines of a menu."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from mimetypes import guess_extension

from tui import numbers
from tui.menu import Choice
from tui.screens.web.clipboard import LARGEST
from tui.screens.web.goods import FROM_FILES, IN_HAR, Goods
from tui.screens.web.saving_as import name_from
from tui.words import _


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be exported: its line in the menu, how it is made, a name for its file."""

    choice: Choice
    make: Callable[[], Iterable[bytes]]
    """Called in a thread; it and what it returns may raise Unfit."""
    proposed: str
    size: int = 0
    """Bytes of it, where they are known beforehand."""


def offers(goods: Goods) -> list[Offer]:
    """Return what there is of a draft and its exchange."""
    address = goods.draft.address
    command = Choice("c", "curl", _("The command for curl"))
    found = [Offer(command, goods.curl, name_from(address, ".sh"))]
    if (record := goods.record) is None:
        return found
    if record.asked:
        asked = Choice("r", "request", _("The request, byte by byte"), _what_is_missing(goods))
        found.append(Offer(asked, goods.request, name_from(address, ".request")))
    if record.answered:
        told = Choice("w", "answer", _("The answer, its head and its body"))
        found.append(Offer(told, goods.answer, name_from(address, ".answer"), record.body.size))
    if record.body.size:
        size = numbers.size(record.body.size)
        if record.body.lost:
            size = _("the first {size}").format(size=size)
        body = Choice("b", "body", _("The body"), size)
        found.append(Offer(body, goods.body, _named(goods), record.body.size))
        if codings := goods.codings:
            plain = _("{codings} taken off").format(codings=", ".join(reversed(codings)))
            decoded = Choice("d", "decoded", _("The body, decoded"), plain)
            found.append(Offer(decoded, goods.decoded, _named(goods), record.body.size))
    cut = numbers.size(IN_HAR) if record.body.size > IN_HAR else ""
    part = _("the first {size} of its body").format(size=cut) if cut else ""
    har = Choice("h", "har", _("All of it, as HAR"), part)
    return [*found, Offer(har, goods.har, name_from(address, ".har"), record.body.size)]


def _named(goods: Goods) -> str:
    """Propose a name for the body; what kind it is, is said where the address does not."""
    name = name_from(goods.draft.address)
    if "." in name or goods.record is None:
        return name
    media = next((v for k, v in goods.record.fields if k.lower() == "content-type"), "")
    return name + (guess_extension(media.partition(";")[0].strip().lower()) or "")


def _what_is_missing(goods: Goods) -> str:
    if goods.draft.kind in FROM_FILES:
        return _("without its files")
    if goods.kept is not None and "{{" in goods.draft.content:
        return _("variables not filled in")
    return ""


def joined(make: Callable[[], Iterable[bytes]]) -> bytes:
    """Join what is made, up to a little more than a clipboard takes: what is larger is refused."""
    return b"".join(_at_most(make(), LARGEST + 1))


def _at_most(blocks: Iterable[bytes], most: int) -> Iterator[bytes]:
    for block in blocks:
        yield block[:most]
        if (most := most - len(block)) <= 0:
            return
