"""How many files and connections the system lets this process have open."""

from servers import journal

_BESIDE = 256
"""Descriptors beside those of connections: libraries, logs, listening sockets, selectors."""

_EACH = 3
"""Descriptors of one connection at most: its socket, a duplicate to send on, a photo's file."""


def allow(connections: int) -> None:
    """Raise this process's own limit as far as it may be, for so many connections; any thread."""
    try:
        import resource
    except ImportError:
        return
    wanted = _BESIDE + _EACH * connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    possible = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < possible:
        resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
    if possible < wanted:
        journal.logger("host").warning(
            "the system allows %d open files; %d connections may need %d",
            possible,
            connections,
            wanted,
        )
