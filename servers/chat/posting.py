"""Posting: a message gets its identity, and is delivered, or kept first and delivered then.

Everything here needs the hub's lock. Without a history there is nothing to wait for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from protocol import chat
from protocol.irc import Message
from protocol.irc.messages import parse_tags, render_tags
from protocol.irc.numerics import CANNOTSENDTOCHAN, CANNOTSENDTOUSER
from servers.chat import parcels
from servers.chat.audience import Others
from servers.chat.burst import Burst
from servers.chat.history.history import History
from servers.chat.history.records import Fate, Mark, Pending, Record, between
from servers.chat.history.store import MARKS
from servers.chat.history.stream import Stream
from servers.chat.ledger import Ledger
from servers.chat.members import Absent, Member
from servers.chat.news import CAPABILITIES, ECHO, IRC, Later, News
from servers.chat.posts import Identities, Post
from servers.chat.rooms import Room

REFERENCE = "+vasistas/ref"
"""The client's tag that names one message, however often it is sent."""

_FULL = chat.render_to_client(
    chat.Refused("disque", "le disque n'a pas pris ce message, personne ne l'a entendu")
)
_NOTHING = News()


class Posting:
    """What becomes of the words of a chat's members; `ledger` is a Stream if there is a history."""

    def __init__(
        self,
        ledger: Ledger | Stream,
        history: History | None,
        clock: Callable[[], int],
        name: str,
    ) -> None:
        """`name` is what IRC clients know the host by."""
        self._name = name
        self._ledger = ledger
        self._history = history
        self._identities = Identities(clock)

    def post(
        self,
        sender: Member,
        verb: str,
        to: Member | Room | Absent,
        text: str,
        tags: Mapping[str, str],
        sign: str,
        *,
        labelled: bool = False,
    ) -> Post:
        """Give words to a person, or to a room but for who speaks; `sign`: only to these ranks.

        Unless it is `labelled` the sender hears at once what became of a post that is kept, and
        `echo` is not needed: what a room hears of it is its echo as well.
        """
        name = sign + to.name if isinstance(to, Room) else to.login
        source = sender.source
        if self._history is None or verb == "TAGMSG":
            identity, moment = self._identities.next()
            post = Post(identity, moment, source, verb, name, text, tags)
            for outboxes, data in parcels.words(sender, to, sign, post.news()):
                self._ledger.give(outboxes, data)
            return post
        number, moment_ms = self._history.next()
        identity, moment = self._history.identity(number), moment_ms / 1000
        post = Post(identity, moment, source, verb, name, text, tags)
        post.pending = self._keep(sender, post, number, moment_ms, to, sign, labelled=labelled)
        return post

    def post_all(self, sender: Member, room: Room, texts: Sequence[str]) -> bool:
        """Do as `post` with each, no tags, for a sender who may speak: all are kept, or none.

        False, and nothing is done, where they are not kept, or not heard in IRC by all.
        """
        audiences = room.audiences()
        if room.classic or sender not in room.members or not isinstance(self._ledger, Stream):
            return False
        if self._history is None:
            return False
        source, conversation = sender.source, room.conversation
        numbers, moment = self._history.next_all(len(texts))
        identities = [self._history.identity(number) for number in numbers]
        burst = Burst(source, room.name, texts, identities, moment / 1000)
        records = [
            Record(number, moment, conversation, sender.key, source, "PRIVMSG", room.name, text)
            for number, text in zip(numbers, texts, strict=True)
        ]
        spared = None if sender.form & ECHO else sender.outbox
        given = [
            (Others(audience, spared), burst.heard_by(form)) for form, audience in audiences.items()
        ]
        said = Post("", 0, source, "PRIVMSG", room.name, "")
        refused = partial(_refusals, self._name, said, sender.form, len(texts))
        self._ledger.keep(Pending(records, given, sender.outbox, refused, quiet=True))
        return True

    def echo(self, sender: Member, post: Post) -> News:
        """Return what a sender hears of its post once that is kept: its echo, if it wants one;
        or else that it is not.
        """
        heard = post.news() if sender.form & ECHO else _NOTHING
        pending = post.pending
        if pending is None:
            return heard
        history = self._history

        def decide() -> News:
            if pending.fate is Fate.REFUSED:
                return _refusal(self._name, post, sender.form)
            if pending.fate is Fate.KNOWN and heard is not _NOTHING and history is not None:
                return _again(history, post, pending)
            return heard

        return Later(decide)

    def mark(self, member: Member, target: str, moment: int) -> Pending | None:
        """Keep how far somebody has read; None where nothing is kept."""
        member.marks.pop(target, None)
        member.marks[target] = moment
        if len(member.marks) > MARKS:
            del member.marks[next(iter(member.marks))]
        if not isinstance(self._ledger, Stream):
            return None
        pending = Pending((Mark(member.key, target, moment),))
        self._ledger.keep(pending)
        return pending

    def index(self) -> None:
        """Let all that has been said until now be found by its words, once the line is through."""
        history = self._history
        if isinstance(self._ledger, Stream) and history is not None:
            self._ledger.do(lambda _ledger: history.index())

    def catch_up(self, member: Member) -> None:
        """Let somebody hear now what was said to them while they were away."""
        if isinstance(self._ledger, Stream) and self._history is not None:
            self._ledger.do(partial(self._catch_up, self._history, member))

    def _catch_up(self, history: History, member: Member, ledger: Ledger) -> None:
        """Do it: on the stream's thread, without the hub's lock."""
        try:
            records = history.missed(member.key)
        except OSError:
            return
        for record in records:
            news = replayed(record, history.identity(record.number))
            ledger.give((member.outbox,), news.heard_by(member.form))
            history.heard(member.key, record.number, member.outbox)

    def _keep(
        self,
        sender: Member,
        post: Post,
        number: int,
        moment: int,
        to: Member | Room | Absent,
        sign: str,
        *,
        labelled: bool,
    ) -> Pending:
        echoed = False
        if isinstance(to, Room):
            conversation, recipient = sign + to.conversation, ""
            if sender.form & ECHO and not labelled:
                echoed = not sign and sender in to.members
        else:
            conversation, recipient = between(sender.key, to.key), to.key
        record = Record(
            number,
            moment,
            conversation,
            sender.key,
            post.source,
            post.verb,
            post.to,
            post.text,
            render_tags(post.tags) if post.tags else "",
            post.tags.get(REFERENCE, ""),
            recipient,
        )
        pending = Pending(
            (record,),
            parcels.words(sender, to, sign, post.news(), echoed=echoed),
            sender.outbox,
            None if labelled else partial(self._told, sender.form, post),
            echoed or not sender.form & ECHO,
            to.outbox if isinstance(to, Member) else None,
        )
        if isinstance(self._ledger, Stream):
            self._ledger.keep(pending)
        return pending

    def _told(self, form: int, post: Post, pending: Pending) -> bytes:
        """Write what a sender alone hears, where the room's words are not its echo as well."""
        if pending.fate is Fate.REFUSED:
            return _refusal(self._name, post, form).heard_by(form) if form & IRC else _FULL
        if self._history is None or not form & ECHO:
            return b""
        known = pending.fate is Fate.KNOWN
        return (_again(self._history, post, pending) if known else post.news()).heard_by(form)


def _refusal(host: str, post: Post, form: int) -> News:
    """Return what a sender hears of words that could not be kept: nobody has heard them."""
    words = "The host's disk did not take this message, and nobody has heard it"
    if form & CAPABILITIES["standard-replies"]:
        return News(Message("FAIL", (post.verb, "NOT_KEPT", post.to, words), host))
    numeric = CANNOTSENDTOCHAN if post.to.startswith("#") else CANNOTSENDTOUSER
    login = post.source.partition("!")[0]
    return News(Message(numeric.code, (login, post.to, words), host))


def _refusals(host: str, post: Post, form: int, times: int, pending: Pending) -> bytes:
    del pending
    return _refusal(host, post, form).heard_by(form) * times


def _again(history: History, post: Post, pending: Pending) -> News:
    """Return what is heard of a post that had been kept before."""
    number, moment = pending.first
    identity = history.identity(number)
    return replace(post, identity=identity, moment=moment / 1000, heard=None).news()


def replayed(record: Record, identity: str) -> News:
    """Return what is heard of a message that was kept."""
    tags = parse_tags(record.tags)
    moment = record.moment / 1000
    return Post(
        identity, moment, record.source, record.verb, record.target, record.text, tags
    ).news()
