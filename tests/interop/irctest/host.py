"""A chat alone on one port, as the public IRC test suite wants it: its name, passwords, no pace.

python -m tests.interop.irctest.host PORT [PASSWORD]
"""

import signal
import sys
import threading

from protocol.config import Limits
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running

NAME = "My.Little.Server"
OPERATOR = ("operuser", "operpassword")


def main(port: str, password: str = "") -> None:
    """Serve until SIGTERM."""
    limits = Limits(connections_per_address=1000, messages_per_second=0, first_words=60)
    service = ChatService(
        "127.0.0.1",
        int(port),
        Door(limits),
        limits,
        title=NAME,
        password=password,
        operator=OPERATOR,
    )
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    with running(service):
        done.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
