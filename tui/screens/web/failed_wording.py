"""What is said of an exchange that failed: its steps, what had left, whether to send it again."""

from textual.content import Content

from tui import numbers
from tui.clients.failure import Failure, Step
from tui.clients.http.again import IDEMPOTENT, SAFE
from tui.failures import sentence
from tui.printable import printable
from tui.screens.web.asking import Asked
from tui.words import _

_LONGEST = 200
"""Characters of a reason; the sentence above it has as much again."""


def course(asked: Asked | None, failure: Failure) -> Content:
    """Draw the steps in a line: done, failed, never begun."""
    if failure.code == "URL":
        return Content("")  # nothing has begun
    ways = [Step.NAME, Step.CONNECT, Step.TLS, Step.SEND, Step.WAIT, Step.HEADERS, Step.BODY]
    reached = {phase.step for phase in asked.record.phases()} if asked is not None else set()
    if Step.TUNNEL in reached or failure.step is Step.TUNNEL:
        ways.insert(2, Step.TUNNEL)
    if Step.TLS not in reached and failure.step is not Step.TLS:
        ways.remove(Step.TLS)
    if failure.step not in ways:
        return Content("")
    place = ways.index(failure.step)
    parts = []
    for number, step in enumerate(ways):
        mark, style = ("✓", "$text-success") if number < place else ("", "$text-muted")
        if number == place:
            mark, style = "✗", "$text-error bold"
        parts.append(Content.styled(f"{_word(step)} {mark}".strip(), style))
    return Content.styled(" → ", "$text-muted").join(parts)


def facts(asked: Asked | None, failure: Failure) -> list[tuple[str, str]]:
    """Return what is known, each with a label."""
    said = [(_("Where"), _where(asked, failure)), (_("Reason"), _reason(failure))]
    if asked is not None and failure.code not in ("URL", "REQUEST"):
        said += [(_("Left here"), _sent(asked)), (_("Again?"), _again(asked))]
    return [(label, words) for label, words in said if words]


def is_safe(asked: Asked | None) -> bool:
    """Whether sending again does no harm, whatever became of the first time."""
    if asked is None or not asked.record.sent:
        return True
    return _method(asked) in IDEMPOTENT


def _where(asked: Asked | None, failure: Failure) -> str:
    peer = printable(failure.peer)
    proxy = asked.record.way.proxy if asked is not None else ""
    if not peer or failure.code == "URL":
        return ""
    if proxy and peer in proxy:
        return _("at the proxy, {peer}").format(peer=peer)
    if proxy and failure.step is Step.TUNNEL:
        return _("between the proxy and {peer}").format(peer=peer)
    return _("at the target, {peer}").format(peer=peer) if proxy else peer


def _reason(failure: Failure) -> str:
    """Return the system's or the peer's words, where our sentence does not have them already."""
    reason = printable(failure.reason)[:_LONGEST].strip(" .")
    code = printable(failure.code)
    if not reason or reason in sentence(failure):
        return code
    return f"{reason} ({code})" if code else reason


def _sent(asked: Asked) -> str:
    if not asked.record.sent:
        return _("nothing of the request")
    head = (
        min(asked.record.sent, len(asked.record.asked)) if asked.record.version != "HTTP/2" else 0
    )
    if not head:
        return _("{size} of the request").format(size=numbers.size(asked.record.sent))
    words = _("{head} of the head, {body} of the body")
    body = numbers.size(asked.record.sent - head)
    return words.format(head=numbers.size(head), body=body)


def _again(asked: Asked) -> str:
    method = printable(_method(asked))
    if not asked.record.sent:
        return _("Safe: nobody has heard of it.")
    if method in SAFE:
        return _("Safe: {method} changes nothing there.").format(method=method)
    if method in IDEMPOTENT:
        return _("Safe: {method} twice does what it does once.").format(method=method)
    words = _("Not safe: they may have done it, and {method} would do it twice.")
    return words.format(method=method)


def _method(asked: Asked) -> str:
    """Return the method; that of a raw request is its first word."""
    return asked.record.request.method


def _word(step: Step) -> str:
    words = {
        Step.NAME: _("name"),
        Step.CONNECT: _("connect"),
        Step.TUNNEL: _("proxy"),
        Step.TLS: _("TLS"),
        Step.SEND: _("send"),
        Step.WAIT: _("wait"),
        Step.HEADERS: _("head"),
    }
    return words.get(step, _("body"))
