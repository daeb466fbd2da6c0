"""People with an IRC client, for the chat's tests: they say lines and hear lines."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from live.chatting import Person

from servers.chat.service import ChatService

HOST = "chat.vasistas"


class IrcPerson(Person):
    """Somebody who says lines; the end of a turn is known by a PING of their own."""

    def __init__(self, service: ChatService, nick: str, *capabilities: str, **kept: int) -> None:
        super().__init__(service, **kept)
        self.nick = nick
        self.source = f"{nick}!~{nick}@127.0.0.1"
        if capabilities:
            self.say("CAP LS 302", f"CAP REQ :{' '.join(capabilities)}")
        self.say(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}")
        if capabilities:
            self.say("CAP END")
        self._number = 0

    def until(self, pattern: str) -> str:
        """Hear on until a line that this pattern is found in."""
        while not re.search(pattern, line := self.line().rstrip("\r\n")):
            assert line, f"{pattern} was never heard"
        return line

    def news(self) -> list[str]:
        """Everything that came until now."""
        self._number += 1
        self.say(f"PING {self._number}")
        lines: list[str] = []
        while (line := self.line().rstrip("\r\n")) != f":{HOST} PONG {HOST} {self._number}":
            assert line, f"hung up after {lines}"
            lines.append(line)
        return lines

    def asks(self, *lines: str) -> list[str]:
        """Say lines, and hear everything until they are done."""
        self.say(*lines)
        return self.news()


@contextmanager
def on_irc(service: ChatService, *nicks: str, room: str = "#lobby") -> Iterator[list[IrcPerson]]:
    """Let people come to a room one after the other; everybody has heard all arrivals."""
    with ExitStack() as stack:
        people = []
        for nick in nicks:
            people.append(stack.enter_context(IrcPerson(service, nick)))
            people[-1].asks(f"JOIN {room}")
        for person in people:
            person.news()
        yield people
