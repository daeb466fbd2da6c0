"""Who is connected, and what the others may know of them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servers.chat.news import CLASSIC, News
from servers.chat.outbox import Outbox

if TYPE_CHECKING:
    from servers.chat.rooms import Room

CLASSIC_USER = "classic@"
"""What stands for the user name of a classic client; those of IRC clients begin with `~`."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody whom the host knows and who is not connected."""

    login: str
    key: str


@dataclass(eq=False, slots=True)
class Member:
    """Somebody who is connected; the hub's lock guards everything in it.

    `key` is what makes two logins the same. An IRC client that has not said who it is has the login
    `*` and is not in the hub. While `answers` is a list, what this member hears is gathered there.
    `marks` say how far it has read which conversation, in milliseconds since 1970.
    """

    login: str
    key: str
    outbox: Outbox
    form: int = CLASSIC
    user: str = ""
    host: str = ""
    realname: str = ""
    away: str = ""
    modes: set[str] = field(default_factory=set)
    rooms: "dict[str, Room]" = field(default_factory=dict)
    arrived: float = 0.0
    spoke: float = 0.0
    watched: dict[str, str] = field(default_factory=dict)
    answers: list[News] | None = None
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What stands before everything this member says on IRC."""
        return f"{self.login}!{self.user}@{self.host}"

    def neighbours(self) -> "dict[Member, None]":
        """Return this member and all who share a room with it."""
        everybody: dict[Member, None] = {self: None}
        for room in self.rooms.values():
            everybody |= dict.fromkeys(room.members)
        return everybody
