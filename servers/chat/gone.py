"""Who was here: departures that WHOWAS knows of. The hub's lock guards them."""

from dataclasses import dataclass

from servers.chat.members import Member

REMEMBERED = 1000
"""Departures that WHOWAS knows of: a day of a busy house."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who was here, as they were when they left or took another login."""

    login: str
    key: str
    user: str
    host: str
    realname: str
    moment: float

    @classmethod
    def at(cls, moment: float, member: Member) -> "Gone":
        """Describe somebody who goes at this moment."""
        return cls(member.login, member.key, member.user, member.host, member.realname, moment)
