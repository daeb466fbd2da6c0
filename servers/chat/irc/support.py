"""What this host tells its IRC clients of itself: ISUPPORT, and the limits behind it."""

from protocol.irc.history import MOST
from protocol.names import LOGIN_LENGTH, ROOM_LENGTH
from servers.chat.rooms import BANS

ROOMS = 50
"""Rooms that one client may be in."""

TARGETS = 4
"""Recipients of one message or command: more is a circular."""

WATCHED = 100
"""Names that one client may wait for with MONITOR."""

MODES = 10
"""Modes with a value that one command may change."""

TOPIC = KICK = AWAY = 300
"""Characters of a topic, of the reason of a kick and of an absence: each stays within a line."""

USER_MODES = "iow"
CHANNEL_MODES = "biklmnostv"

_TARGMAX = ",".join(
    (
        *(f"{verb}:{TARGETS}" for verb in ("KICK", "NOTICE", "PRIVMSG", "TAGMSG")),
        *(f"{verb}:" for verb in ("JOIN", "LIST", "PART")),
        *(f"{verb}:1" for verb in ("NAMES", "WHOIS", "WHOWAS")),
    )
)

TOKENS = (
    f"AWAYLEN={AWAY}",
    "CASEMAPPING=ascii",
    f"CHANLIMIT=#:{ROOMS}",
    "CHANMODES=b,k,l,imnst",
    f"CHANNELLEN={ROOM_LENGTH}",
    "CHANTYPES=#",
    f"CHATHISTORY={MOST}",
    "ELIST=CMNTU",
    f"KICKLEN={KICK}",
    f"MAXLIST=b:{BANS}",
    f"MODES={MODES}",
    f"MONITOR={WATCHED}",
    "MSGREFTYPES=msgid,timestamp",
    "NETWORK=Vasistas",
    f"NICKLEN={LOGIN_LENGTH}",
    "PREFIX=(ov)@+",
    "SAFELIST",
    "SEARCH",
    "STATUSMSG=@+",
    f"TARGMAX={_TARGMAX}",
    f"TOPICLEN={TOPIC}",
    "USERLEN=20",
    "UTF8ONLY",
    "WHOX",
)

REF = "VASISTAS/REF"
"""Told where there is a history: an echo is a promise that words are kept, and `+vasistas/ref` that
they are kept once.
"""
