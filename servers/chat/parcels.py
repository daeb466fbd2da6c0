"""Parcels: who hears news, sorted by what they hear of it. Everything here needs the hub's lock."""

from collections.abc import Iterable

from servers.chat.audience import Others
from servers.chat.history.records import Parcel
from servers.chat.members import Absent, Member
from servers.chat.news import News
from servers.chat.outbox import Outbox
from servers.chat.rooms import RANKS, Room


def parcels(members: Iterable[Member], news: News) -> list[Parcel]:
    """Sort members by what they hear of the news, which are encoded once for each form."""
    outboxes: dict[int, list[Outbox]] = {}
    for member in members:
        outboxes.setdefault(member.form, []).append(member.outbox)
    sorted_ = ((those, news.heard_by(form)) for form, those in outboxes.items())
    return [(those, data) for those, data in sorted_ if data]


def words(
    sender: Member, to: Member | Room | Absent, sign: str, news: News, *, echoed: bool = False
) -> list[Parcel]:
    """Sort those who hear words; all who are in a room hear them together, the sender too if it
    wants its echo so.
    """
    if isinstance(to, Absent):
        return []
    if isinstance(to, Member):
        return parcels((to,), news)
    if sign in RANKS.values():
        return parcels((member for member in to.ranked(sign) if member is not sender), news)
    found: list[Parcel] = []
    spared = None if echoed else sender.outbox
    for form, audience in to.audiences().items():
        if data := news.heard_by(form):
            found.append((Others(audience, spared), data))
    if to.classic:
        found += parcels((one for one in to.classic if one is not sender), news)
    return found
