"""Threads that do one job after another: a new thread costs more than a small answer does.

A job that finds no thread at rest gets a new one, so none ever waits for another's end. What bounds
the threads at work is the host's door.
"""

import queue
import threading
from collections.abc import Callable

SPARE = 8
"""Threads of one service that may be at rest: as many as a browser opens connections, and some."""

REST = 5.0
"""Seconds for which one rests: connections that come in a row are served by the same few."""


class Crew:
    """The threads of one service; any thread may call. `name` is in the names of those at rest.

    `_lock` guards `_resting` and `_dismissed`, and is held for memory only. `_resting` counts those
    who wait for `_jobs` and whom no job there is meant for.
    """

    def __init__(self, name: str) -> None:
        self._name = f"{name} rests"
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[tuple[Callable[[], None], str] | None] = queue.SimpleQueue()
        self._resting = 0
        self._dismissed = False

    def do(self, job: Callable[[], None], name: str) -> None:
        """Have a job done by a thread that has this name meanwhile; RuntimeError if none is left.

        A job must not raise.
        """
        with self._lock:
            if self._resting:
                self._resting -= 1
                self._jobs.put((job, name))
                return
        threading.Thread(target=self._work, args=(job,), name=name, daemon=True).start()

    def dismiss(self) -> None:
        """Let those at rest go, and the others when they are done."""
        with self._lock:
            self._dismissed = True
            for _ in range(self._resting):
                self._jobs.put(None)
            self._resting = 0

    def _work(self, job: Callable[[], None]) -> None:
        thread = threading.current_thread()
        job()
        while following := self._next(thread):
            job, thread.name = following
            job()

    def _next(self, thread: threading.Thread) -> tuple[Callable[[], None], str] | None:
        """Rest until there is a job; None if there is none for long, or are enough at rest."""
        with self._lock:
            if self._dismissed or self._resting >= SPARE:
                return None
            self._resting += 1
        thread.name = self._name
        try:
            return self._jobs.get(timeout=REST)
        except queue.Empty:
            with self._lock:
                if self._resting:
                    self._resting -= 1
                    return None
        return self._jobs.get()
