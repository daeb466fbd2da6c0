"""What was said in a chat, kept in one SQLite file: written before it is heard, read and searched.

`stream` puts everything that clients hear in one order and holds it up behind what is not on disk
yet, on a thread of its own; `store` is the writing half of the file, `reading` the other one. No
lock of the hub's or the ledger's is ever held while the disk is waited for.
"""

from servers.chat.history.history import History
from servers.chat.history.records import Fate, Mark, Pending, Record
from servers.chat.history.stream import Stream

__all__ = ["Fate", "History", "Mark", "Pending", "Record", "Stream"]
