"""A chat alone on one port, as the public IRC test suite wants it: its name, passwords, no pace.

python -m tests.interop.irctest.host PORT [PASSWORD]
"""

import signal
import sys
import tempfile
import threading
from pathlib import Path

from protocol.sections import Limits
from servers.chat.history import History
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running

NAME = "My.Little.Server"
OPERATOR = ("operuser", "operpassword")


def main(port: str, password: str = "") -> None:
    """Serve until SIGTERM."""
    limits = Limits(connections_per_address=1000, messages_per_second=0, first_words=60)
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    with tempfile.TemporaryDirectory() as data:
        service = ChatService(
            "127.0.0.1",
            int(port),
            Door(limits),
            limits,
            title=NAME,
            password=password,
            operator=OPERATOR,
            history=History(Path(data) / "chat.sqlite3"),
        )
        with running(service):
            done.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
