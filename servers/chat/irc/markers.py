"""MARKREAD: how far somebody has read, kept for each login. IRCv3, read-marker."""

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.history import parse_mark, render_moment
from servers.chat.history import Fate, Pending
from servers.chat.irc.turn import Turn
from servers.chat.news import MARKS, Later, News
from servers.chat.rooms import Room


def markread(turn: Turn) -> None:
    """MARKREAD <room or login> [timestamp=<moment>]: ask how far you have read, or say it."""
    target = turn.param(0).split(" ")[0].lstrip(":")
    if not target:
        turn.fail("NEED_MORE_PARAMS", "Missing parameters")
        return
    key = names.login_key(target)
    pending = None
    if len(turn.params) > 1:
        try:
            moment = min(parse_mark(turn.param(1)), int(turn.hub.now * 1000))
        except RemoteProtocolError as error:
            turn.fail(error.code, error.detail, turn.param(1).split(" ")[0] or "*")
            return
        if moment > turn.member.marks.get(key, 0):
            pending = turn.hub.posting.mark(turn.member, key, moment)
    told = _told(turn, target, key)
    turn.hub.tell((turn.member,), _once_kept(turn, target, told, pending))


def tell_mark(turn: Turn, room: Room) -> None:
    """Answer how far somebody has read in a room that it entered."""
    if turn.member.form & MARKS:
        turn.hub.tell((turn.member,), _told(turn, room.name, room.key))


def _told(turn: Turn, target: str, key: str) -> News:
    moment = turn.member.marks.get(key)
    text = "*" if moment is None else f"timestamp={render_moment(moment)}"
    return News(Message("MARKREAD", (target, text), turn.hub.name))


def _once_kept(turn: Turn, target: str, told: News, pending: Pending | None) -> News:
    if pending is None:
        return told
    words = "The host's disk did not take it"
    failure = News(Message("FAIL", ("MARKREAD", "INTERNAL_ERROR", target, words), turn.hub.name))
    return Later(lambda: failure if pending.fate is Fate.REFUSED else told)
