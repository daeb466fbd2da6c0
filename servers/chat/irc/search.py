"""SEARCH: find what was said, among what one may read; as the bouncer soju has it."""

from collections.abc import Sequence
from functools import partial

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.history import Search, parse_search
from servers.chat.history import History
from servers.chat.history.reading import Wanted
from servers.chat.irc.chathistory import BATCH, readable
from servers.chat.irc.turn import Turn
from servers.chat.news import Batch, News
from servers.chat.posting import replayed


def search(turn: Turn) -> None:
    """SEARCH in=<room or login>;from=<login>;text=<words>;after=…;before=…;limit=…: find words."""
    try:
        asked = parse_search(" ".join(turn.params))
    except RemoteProtocolError as error:
        turn.fail(error.code, error.detail)
        return
    history = turn.hub.history
    if asked.place:
        keys = list(readable(turn, asked.place))
    else:
        keys = [key for room in turn.member.rooms.values() for key in room.conversations]
    if history is None or (asked.place and not keys):
        turn.fail("INVALID_PARAMS", "There is nothing that you may read", "in")
        return
    turn.hub.posting.index()
    login = "" if asked.place else turn.member.key
    turn.inquire(partial(_found, history, asked, keys, login, turn.hub.name))


def _found(
    history: History, asked: Search, keys: list[str], login: str, host: str
) -> Sequence[News]:
    """Search these conversations, and with `login` that person's with others too."""
    sender = names.login_key(asked.sender) if asked.sender else ""
    try:
        if login:
            keys += history.reading.conversations(login)
        wanted = Wanted(keys, asked.text, sender, asked.after, asked.before)
        records = history.reading.search(wanted, asked.limit)
    except OSError:
        words = "The search took too long, or the history cannot be read now"
        return (News(Message("FAIL", ("SEARCH", "INTERNAL_ERROR", words), host)),)
    told = [replayed(record, history.identity(record.number)) for record in records]
    return (Batch(host, BATCH, ("soju.im/search",), told),)
