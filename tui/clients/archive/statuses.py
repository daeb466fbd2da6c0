"""What an archive's status means: the refusals of HTTP under the codes of the classic dialect."""

from tui.clients.archive import replies
from tui.clients.archive.exchanges import Answer
from tui.clients.failure import Failure, Step
from tui.printable import printable
from tui.words import _

_CODES = {
    400: "forme",
    403: "interdit",
    404: "introuvable",
    405: "commande",
    409: "existe",
    410: "introuvable",
    412: "existe",
    413: "taille",
    415: "image",
    421: "interdit",
    423: "debit",
    429: "debit",
    460: "abime",
    500: "panne",
    501: "commande",
    503: "debit",
    507: "quota",
}


async def expect(answer: Answer, *statuses: int) -> None:
    """Return where the answer has one of these statuses; else raise what it means."""
    if answer.status not in statuses:
        raise await refusal(answer)


async def refusal(answer: Answer, code: str = "") -> Failure:
    """Return what a status means that is no success; the host's own sentence is the reason."""
    if answer.status < 400:
        return strange(answer)
    detail = replies.read_problem(await answer.read(replies.PROBLEM_LIMIT))
    reason = printable(detail) or _("status {status}").format(status=answer.status)
    code = code or _CODES.get(answer.status, "")
    return Failure(Step.REFUSED, reason, peer=answer.peer, code=code)


def strange(answer: Answer) -> Failure:
    """Say that a status is no answer to our question; a redirect is never followed."""
    if 300 <= answer.status < 400 and answer.status != 304:
        where = printable(answer.fields.get("location", "")) or "?"
        reason = _("it points to {address}, as no archive does").format(address=where)
    else:
        reason = _("status {status} is no answer to this").format(status=answer.status)
    return Failure(Step.BODY, reason, peer=answer.peer, code="forme")


def damaged(peer: str) -> Failure:
    """Say that bytes are not those that their digest promises."""
    reason = _("the bytes do not have the digest that was promised")
    return Failure(Step.BODY, reason, peer=peer, code="abime")
