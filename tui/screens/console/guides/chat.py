"""The classic chat by hand: a login, words for one, words for all, and a farewell."""

from protocol import chat
from protocol.lines import Line
from tui.screens.console.guides.hint import Hint, Said
from tui.words import _


class ChatGuide:
    """Login, then somebody who is there, then the room, an answer, and `stop`."""

    def __init__(self, login: str, _peer: str) -> None:
        self._login = login

    def next(self, said: Said) -> Hint | None:
        """Return what to type now."""
        heard = [chat.parse_answer(Line(line, paused=False)) for line in said.heard.whole if line]
        sent = list(said.sent.whole)
        if said.is_over:
            return self._again(heard)
        if not sent:
            return Hint(self._login, _("the first line is your login"))
        me = sent[0].strip()
        if not any(isinstance(event, chat.Welcome | chat.Present) for event in heard):
            return None
        return self._speak(me, sent[1:], heard)

    def _again(self, heard: list[chat.FromService]) -> Hint | None:
        refused = [one for one in heard if isinstance(one, chat.Refused)]
        if refused and refused[-1].code == "login":
            self._login += "2"
            return Hint("", _("that login is taken, or not valid: Enter calls again"))
        return None

    def _speak(self, me: str, sent: list[str], heard: list[chat.FromService]) -> Hint:
        present = [one.logins for one in heard if isinstance(one, chat.Present)]
        others = [login for login in (present[-1] if present else ()) if login != me]
        last = heard[-1]
        if isinstance(last, chat.Refused) and last.code == "forme":
            return Hint(f"{chat.LOBBY}@{sent[-1]}", _("who is it for? recipient, @, text"))
        to = {line.partition("@")[0] for line in sent}
        for event in reversed(heard):
            if isinstance(event, chat.Heard) and event.room is None and event.sender not in to:
                return Hint(f"{event.sender}@salut à toi", _("answer who spoke to you"))
        if others and not to & set(others):
            return Hint(f"{others[0]}@salut", _("recipient, @, text: only they hear it"))
        if chat.LOBBY not in to:
            return Hint(f"{chat.LOBBY}@bonjour à tous", _("a room begins with #: all hear it"))
        return Hint(f"{me}@stop", _("“stop” to anybody takes your leave"))
