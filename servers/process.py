"""What a host asks of the system and of Python for a process of its own."""

import gc
import logging
import sys

from servers import journal

TURN = 0.05
"""Seconds for which a thread may compute before others make it give way. With Python's 0.005 a
crowd of 2,000 threads that all wake up spends its time on asking, and takes seconds of two cores.
Ours compute for milliseconds at most, and give way whenever they wait.
"""

KEPT = 10_000
"""Objects more than before, after which Python looks for what is garbage. With its 700 a crowd that
speaks has it look at every message several times on the message's way, a fifth of all that the chat
computes; what has cycles here, a session, is seldom made.
"""

_BESIDE = 256
"""Descriptors beside those of connections: libraries, logs, listening sockets, selectors."""

_EACH = 3
"""Descriptors of one connection at most: its socket, a duplicate to send on, a photo's file."""


def prepare(connections: int) -> None:
    """Be ready for so many connections; what the system does not allow is said in the journal."""
    sys.setswitchinterval(TURN)
    gc.freeze()
    gc.set_threshold(KEPT)
    _record_little()
    _allow_files(_BESIDE + _EACH * connections)


def _record_little() -> None:
    """Have `logging` find out nothing that the journal does not write: half the cost of a line."""
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def _allow_files(wanted: int) -> None:
    """Raise this process's own limit on open files as far as it may be."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    possible = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < possible:
        resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
    if possible < wanted:
        words = "the system allows %d open files; so many connections may need %d"
        journal.logger("host").warning(words, possible, wanted)
