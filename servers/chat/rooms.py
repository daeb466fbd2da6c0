"""Rooms: who is in one, who may enter it and who may speak there. The hub's lock guards them."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from protocol.irc import masks
from servers.chat.audience import Audience
from servers.chat.members import Member
from servers.chat.news import CLASSIC
from servers.chat.outbox import Outbox

RANKS = {"o": "@", "v": "+"}
"""The ranks in a room and their signs, the higher first."""

BANS = 100
"""Bans of one room: each is compared with whoever enters or speaks."""

INVITED = 100
"""Invitations of one room that have not been followed; the oldest is forgotten."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A mask that may not enter or speak, by whom and since when."""

    mask: str
    by: str
    moment: int


@dataclass(frozen=True, slots=True)
class Topic:
    """What a room is about, by whom and since when."""

    text: str
    by: str
    moment: int


@dataclass(eq=False, slots=True)
class Room:
    """One room; `members` are in order of arrival, each with its ranks.

    `flags` are the modes without value: i (by invitation), m (only + and @ speak), n (only members
    speak), s (not listed), t (only @ sets the topic). `heard_by` is forgotten whenever a member
    comes, goes or asks for another form; `audiences` makes it anew, and `classic` with it, the
    members who are no IRC clients.
    """

    name: str
    key: str
    created: int
    flags: set[str] = field(default_factory=lambda: {"n", "t"})
    members: dict[Member, set[str]] = field(default_factory=dict)
    topic: Topic | None = None
    password: str = ""
    limit: int = 0
    bans: dict[str, Ban] = field(default_factory=dict)
    invited: dict[str, None] = field(default_factory=dict)
    heard_by: Mapping[int, Audience] | None = None
    classic: Sequence[Member] = ()
    instance: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def conversation(self) -> str:
        """Name what is said here now, for the history.

        What is said behind a key is found again by those who have the key; what is said by
        invitation only, while the room lives, which the next one of that name does not continue.
        """
        if self.password:
            secret = hashlib.sha256(f"{self.key} {self.password}".encode()).hexdigest()
            return f"{self.key} k{secret[:32]}"
        return f"{self.key} i{self.instance}" if "i" in self.flags else self.key

    @property
    def conversations(self) -> tuple[str, ...]:
        """Name all that its members may read: what was said when it was open, and as it is now."""
        return tuple(dict.fromkeys((self.key, self.conversation)))

    def signs(self, member: Member, *, every: bool = False) -> str:
        """Return the sign of a member's rank, or the signs of all of them."""
        ranks = self.members.get(member, ())
        signs = "".join(sign for rank, sign in RANKS.items() if rank in ranks)
        return signs if every else signs[:1]

    def audiences(self) -> Mapping[int, Audience]:
        """Return the IRC clients among the members, together by form; the same while they are."""
        if self.heard_by is None:
            outboxes: dict[int, list[Outbox]] = {}
            self.classic = [member for member in self.members if member.form == CLASSIC]
            for member in self.members:
                if member.form != CLASSIC:
                    outboxes.setdefault(member.form, []).append(member.outbox)
            self.heard_by = {form: Audience(those) for form, those in outboxes.items()}
        return self.heard_by

    def is_led_by(self, member: Member) -> bool:
        """Say whether somebody is an operator of this room."""
        return "o" in self.members.get(member, ())

    def is_seen_by(self, member: Member) -> bool:
        """Say whether somebody may know of it."""
        return "s" not in self.flags or member in self.members

    def bans_member(self, member: Member) -> bool:
        """Say whether a ban means somebody."""
        return any(masks.matches(mask, member.source) for mask in self.bans)

    def hears(self, member: Member) -> bool:
        """Say whether somebody may speak here."""
        ranks = self.members.get(member)
        if ranks:
            return True
        if ranks is None and "n" in self.flags:
            return False
        return "m" not in self.flags and not (self.bans and self.bans_member(member))

    def invite(self, member: Member) -> None:
        """Remember that somebody may enter, whatever the modes."""
        self.invited[member.key] = None
        while len(self.invited) > INVITED:
            del self.invited[next(iter(self.invited))]

    def ranked(self, sign: str) -> Iterator[Member]:
        """Yield those whose rank is at least that of a sign."""
        least = list(RANKS.values()).index(sign)
        wanted = set(list(RANKS)[: least + 1])
        return (member for member, ranks in self.members.items() if ranks & wanted)
