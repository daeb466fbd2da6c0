"""The threads of one service: whichever accepts a connection serves it, while another accepts.

To hand a connection from one thread to another, or to start one for it, costs more than a small
answer does. So several wait for connections, in the system, which wakes one for each: the one that
has waited for the shortest time, as its memory is still at hand and its processor is not the
client's. What bounds those that serve is the host's door.
"""

import select
import socket
import threading
from collections.abc import Callable

SPARE = 8
"""Threads of one service that wait, at the most: as many as a browser opens connections, and some.
Who has served and finds so many waiting, goes."""

_TURN = getattr(select, "EPOLLIN", 0) | getattr(select, "EPOLLONESHOT", 0)


class Crew:
    """The threads that call `accept`, one connection a call, until nobody shall be let in.

    `_changed` guards `_waiting` and `_dismissed`, and is held for memory only. `_waiting` counts
    those who are in `accept`, and not in `serve`, or are on their way there.

    Whom `_epoll` tells that somebody is there is told alone, and has the turn, until it says
    `pass_on`. A socket by itself would wake those who wait in order, the longest first: so it is
    where the system has no epoll, and as long as one thread does it all, which saves it two calls.
    `_keeper` is the thread that keeps the turn while it waits for something else. `_turn` guards it
    and what `_epoll` watches, which change together: were nobody told, and no keeper known, nobody
    would be let in ever again. Where two have the turn, one finds nobody.
    """

    def __init__(self, name: str, listener: socket.socket, accept: Callable[[], None]) -> None:
        self._name = f"{name} accepts"
        self._socket = listener
        self._listener = listener.fileno()
        self._accept = accept
        self._changed = threading.Condition()
        self._waiting = 0
        self._dismissed = False
        self._turn = threading.Lock()
        self._keeper: threading.Thread | None = None
        self._epoll: select.epoll | None = None

    def start(self) -> None:
        """Begin to accept; RuntimeError where the system has no thread for us."""
        self._waiting = 1
        self._start_one()

    def serve(self, job: Callable[[], None], name: str) -> None:
        """Do a job within `accept`, on its thread, which has this name meanwhile, and see to it
        that another accepts; RuntimeError if there is none. A job must not raise.
        """
        thread = threading.current_thread()
        with self._changed:
            self._waiting -= 1
            alone = not self._waiting and not self._dismissed
            self._waiting += alone
            self._changed.notify_all()
        try:
            if alone:
                self._take_turns()
                self._start_one()
            thread.name = name
            job()
        finally:
            with self._changed:
                self._waiting += 1
            thread.name = self._name

    def pass_on(self) -> None:
        """Let another thread accept, if there is somebody else: `accept` says that it has done so,
        and a job that it goes on although it keeps the turn.
        """
        with self._turn:
            self._keeper = None
            self._watch(_TURN)

    def attend(self, connection: socket.socket, milliseconds: int | None) -> bool:
        """Wait within a job until a connection has something to receive; say whether the turn is
        kept, as it is where no other thread keeps it and nobody comes.

        Who hangs up often comes again at once, while this thread is on its way back to `accept`.
        Another would be woken for nothing, on the client's own processor, and be in its way.
        """
        if self._epoll is None:
            return False
        with self._turn:
            if self._keeper is not None or self._dismissed:
                return False
            self._keeper = threading.current_thread()
            self._watch(0)
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        poll.register(self._listener, select.POLLIN)
        kept = connection.fileno() in [descriptor for descriptor, _ in poll.poll(milliseconds)]
        if not kept:
            self.pass_on()
        return kept

    def dismiss(self) -> None:
        """Let everybody go: those who wait as soon as somebody connects, or nobody can any more."""
        with self._changed:
            self._dismissed = True

    def gone(self, seconds: float) -> bool:
        """Wait until nobody accepts; say whether that is so after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def _watch(self, events: int) -> None:
        if self._epoll is None:
            return
        try:
            self._epoll.modify(self._listener, events)
        except OSError:  # it is closed: nobody accepts any more
            if not self._dismissed:
                raise

    def _take_turns(self) -> None:
        """Have the next threads wait for their turn; called while none waits."""
        if self._epoll is None and hasattr(select, "epoll"):
            self._socket.setblocking(False)
            turns = select.epoll(1)
            turns.register(self._listener, _TURN)
            self._epoll = turns

    def _start_one(self) -> None:
        try:
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        except RuntimeError:
            with self._changed:
                self._waiting -= 1
            raise

    def _work(self) -> None:
        thread = threading.current_thread()
        while not self._leaves():
            if self._keeper is not thread and self._epoll is not None:
                self._epoll.poll()
            self._accept()
        if self._keeper is thread:
            self.pass_on()

    def _leaves(self) -> bool:
        if not self._dismissed and self._waiting <= SPARE:
            return False
        with self._changed:
            leaves = self._dismissed or self._waiting > SPARE
            self._waiting -= leaves
            self._changed.notify_all()
            return leaves
