r"""IRC: bytes cut anywhere in, messages out; messages in, bytes out. For services and clients.

C: CAP LS 302\r\n
C: NICK manu\r\n
C: USER manu 0 * :Emmanuel\r\n
S: :chat.vasistas CAP * LS :batch echo-message labeled-response message-tags server-time\r\n
C: CAP REQ :echo-message message-tags server-time\r\n
S: :chat.vasistas CAP * ACK :echo-message message-tags server-time\r\n
C: CAP END\r\n
S: :chat.vasistas 001 manu :Welcome, manu\r\n
S: :chat.vasistas 005 manu CASEMAPPING=ascii CHANTYPES=# UTF8ONLY :are supported\r\n
C: JOIN #lobby\r\n
S: @time=2017-08-22T14:57:08.000Z :manu!~manu@127.0.0.1 JOIN #lobby\r\n
S: :chat.vasistas 353 manu = #lobby :bruno manu\r\n
S: :chat.vasistas 366 manu #lobby :End of the list of names\r\n
C: @+draft/reply=d41 PRIVMSG #lobby :bonjour à tous\r\n
S: @msgid=d42;time=2017-08-22T14:57:09.000Z;+draft/reply=d41 :manu!~manu@127.0.0.1 PRIVMSG ...\r\n
C: PRIVMSG personne :hé\r\n
S: :chat.vasistas 401 manu personne :Nobody has that name\r\n
C: QUIT\r\n
S: ERROR :Goodbye\r\n

A message has 512 bytes with its CR LF (RFC 1459, section 2.3), and tags before it: 4,094 bytes
that a client may send, 8,191 in all that a service may (IRCv3, message tags). Sources: "Modern
IRC", https://modern.ircdocs.horse/, and https://ircv3.net/irc/.
"""

from protocol.irc.framing import Garbled, Heard, Inbox, Said, TooLong
from protocol.irc.messages import Message, parse, render
from protocol.irc.sniffing import is_irc_start

__all__ = [
    "Garbled",
    "Heard",
    "Inbox",
    "Message",
    "Said",
    "TooLong",
    "is_irc_start",
    "parse",
    "render",
]
