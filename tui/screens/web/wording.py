"""What the web screen says of an exchange."""

from typing import TYPE_CHECKING

from tui import numbers
from tui.clients.failure import Step
from tui.clients.http import WITH_BODY
from tui.exchanges.draft import Draft
from tui.exchanges.draft import Kind as Content
from tui.failures import sentence
from tui.printable import printable
from tui.words import _, ngettext

if TYPE_CHECKING:
    from tui.screens.web.asking import Asked

HINTS = _("""\
Type an address, press Enter: all that travels appears here, byte by byte.
↑ brings the host’s own addresses: its archive’s page, and its health.
Ctrl+E edits all of the request · Ctrl+R has earlier ones · F1 explains.""")

HELP = _("""\
Type an address and press Enter: what is asked and what is answered appears exactly as it \
travels, line by line, with its direction and time. Nothing is followed or hidden.

An address without http:// in front gets it; ↑ brings earlier addresses, to begin with those of \
the host. A command line of curl, pasted there, becomes its request. Ctrl+T goes through the \
usual methods; any other one is typed before the address. A new \
request ends the one under way; what came stays until you clear it.

Ctrl+E opens the request below its address, in four sections; Ctrl+PageDown and Ctrl+PageUp go \
through them, Ctrl+J sends from anywhere. Fields: one in a line, Name: value; Tab completes. \
Query: the address’s, one name=value in a line. Content: text, JSON, a form, parts, a file that \
is sent from the disk, or raw: then exactly the bytes that stand there are sent, right or wrong; \
what each line ends with is seen behind it. Way: the version of HTTP, a proxy, whom to trust, a \
certificate of your own, login or token. {{name}} stands for what [variables] of config.ini or \
the environment says.

Ctrl+O goes through four views of the exchange, and so do Ctrl+→ and Ctrl+← outside of what is \
written. The wire comes first: → was sent, ← was received, · is a remark of this program. ␍␊ is \
the end of a line as it came; » goes on in the next row. Beside it stands in grey what bytes \
mean, and after a ! what is wrong with them; x shows hex, or text and hex, t the times.

Fields: both heads, names aligned. Body: what it means, with its coding taken off, in its \
charset, as a page, indented or drawn; x shows its bytes, i its other forms. The number of a link \
and Enter follow it. The first line says what was done to it and what is left out. Times: how \
long each step took.

/ finds words in the view that is seen, n goes on, N back, Esc gives up. Alt+↑ and Alt+↓ go back \
to earlier exchanges and forth.

An answer that leads on is not followed until you press Ctrl+K, a hop each time, unless config.ini \
says follow = yes. Ctrl+R has the history and the collection, Ctrl+G the certificates, Ctrl+Y \
copies, writes and shares. What failed is told with what had been sent by then, and whether it is \
safe to send it again.
""")


def under_way(step: Step) -> str:
    """Say what is going on in a step."""
    words = {
        Step.NAME: _("Looking up the name…"),
        Step.CONNECT: _("Connecting…"),
        Step.TUNNEL: _("Asking the proxy to lead on…"),
        Step.TLS: _("Agreeing on TLS…"),
        Step.SEND: _("Sending…"),
        Step.WAIT: _("Waiting for an answer…"),
        Step.HEADERS: _("Receiving the head…"),
    }
    return words.get(step, _("Receiving…"))


def receiving(size: int) -> str:
    """Say how much of the body is here."""
    return _("Receiving… {size}").format(size=numbers.size(size))


def answered(status: int, reason: str, size: int, seconds: float) -> str:
    """Say how an exchange ended."""
    said = f"{status} {printable(reason)}".strip()
    return _("{answer} · {size} · {seconds} s").format(
        answer=said, size=numbers.size(size), seconds=numbers.decimal(seconds, ".3f")
    )


def summary(draft: Draft) -> str:
    """Say what of a request is not in its method and address; nothing, mostly."""
    said = []
    if draft.fields:
        many = len(draft.fields)
        words = ngettext("{number} field", "{number} fields", many)
        said.append(words.format(number=many))
    if draft.kind is not Content.NONE:
        said.append(_("content: {kind}").format(kind=kinds()[draft.kind]))
    elif draft.method in WITH_BODY:
        said.append(_("no content"))
    if draft.version:
        said.append(f"HTTP/{draft.version}" if draft.version != "auto" else _("HTTP as agreed on"))
    if draft.proxy:
        said.append(_("by proxy {proxy}").format(proxy=printable(draft.proxy)))
    if not draft.verified:
        said.append(_("talks to anybody"))
    if draft.certificate:
        said.append(_("shows a certificate"))
    return " · ".join([*said, _("Ctrl+E edits it")]) if said else ""


def kinds() -> dict[Content, str]:
    """Return the kinds of a request's content, in words."""
    return {
        Content.NONE: _("none"),
        Content.TEXT: _("text"),
        Content.JSON: "JSON",
        Content.FORM: _("form"),
        Content.MULTIPART: _("parts"),
        Content.FILE: _("file"),
        Content.RAW: _("raw"),
    }


def remembered(asked: "Asked", place: int, number: int) -> str:
    """Say which of several exchanges is looked at, and how it ended."""
    record = asked.record
    said = [_("{place} of {number}").format(place=place, number=number), asked.named]
    if record.failure is not None:
        said.append(sentence(record.failure))
    elif record.ended is not None and record.status:
        seconds = record.ended / 1_000_000
        said.append(answered(record.status, record.reason, record.size, seconds))
    return " · ".join(said)
