"""Numerics and standard replies: which of them refuse, and under which code; which answer."""

from collections.abc import Sequence
from datetime import UTC, datetime

CODES = {
    "401": "destinataire",
    "403": "destinataire",
    "404": "interdit",
    "406": "destinataire",
    "411": "forme",
    "412": "forme",
    "417": "longueur",
    "421": "commande",
    "431": "login",
    "432": "login",
    "433": "login",
    "436": "login",
    "437": "login",
    "439": "debit",
    "461": "forme",
    "471": "interdit",
    "473": "interdit",
    "474": "interdit",
    "475": "interdit",
    "477": "interdit",
    "482": "interdit",
    "531": "interdit",
    "716": "interdit",
    "INPUT_TOO_LONG": "longueur",
    "INVALID_UTF8": "forme",
    "NEED_MORE_PARAMS": "forme",
    "NOT_KEPT": "disque",
    "RATE_LIMITED": "debit",
    "UNKNOWN_COMMAND": "commande",
}
"""Words of the classic dialect for what a server refuses; others keep theirs, in lower case."""

_NO_REFUSAL = frozenset({"422"})

_WHOIS = ("311", "312", "313", "317", "319", "320", "330", "335", "338", "378", "671")
_LISTS = ("314", "321", "322", "336", "352", "354", "364", "367", "732")
_GATHERED = frozenset((*_WHOIS, *_LISTS, "371", "372", "375", "704", "705"))
"""Numerics that are one line of many."""

ENDS = frozenset(["315", "318", "323", "337", "365", "368", "369", "374", "376", "706", "733"])
"""Numerics that end many lines, and say nothing else."""


def refuses(verb: str) -> bool:
    """Say whether a numeric tells that something was not done."""
    return (verb[0] in "45" and verb not in _NO_REFUSAL) or verb in ("696", "716", "734")


def code(verb: str) -> str:
    """Return the code of what refuses."""
    return CODES.get(verb, verb.lower())


def waits(verb: str) -> bool:
    """Say whether more lines follow this one."""
    return verb in _GATHERED


def line(verb: str, params: Sequence[str]) -> str:
    """Write a numeric for people; its first parameter is our own name."""
    match verb, params[1:]:
        case "311" | "314", [nick, user, host, _, name]:
            return f"{nick}!{user}@{host}: {name}"
        case "317", [nick, idle, since, words] if since.isascii() and since.isdecimal():
            return f"{nick}: {idle}, {_date(since)} ({words})"
        case "322", [room, people, topic]:
            return f"{room} ({people}) {topic}".rstrip()
        case _, rest:
            return " ".join(one for one in rest if one)


def _date(seconds: str) -> str:
    moment = datetime.fromtimestamp(int(seconds[:10]), UTC).astimezone()
    return moment.isoformat(" ", timespec="minutes")
