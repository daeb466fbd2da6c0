"""Programs as a person runs them: typed into, and read from."""

import contextlib
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from waiting import until


class Typed:
    """A program in a terminal of its own, which is typed into line by line."""

    def __init__(self, *command: str) -> None:
        self._terminal, theirs = pty.openpty()
        os.set_blocking(self._terminal, False)
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self._seen = b""

    @property
    def seen(self) -> str:
        """Everything that the terminal showed up to now."""
        with contextlib.suppress(BlockingIOError, OSError):  # EIO: the program has ended
            while data := os.read(self._terminal, 65536):
                self._seen += data
        return self._seen.decode(errors="replace")

    def enter(self, line: str) -> None:
        """Type a line and Enter."""
        os.write(self._terminal, f"{line}\r".encode())

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def shows(self, words: str, times: int = 1) -> None:
        """Wait until these words were shown so many times."""
        until(lambda: self.seen.count(words) >= times or None)

    def ended(self) -> int | None:
        """Wait until the program has ended; return its exit status."""
        until(lambda: self._process.poll() is not None)
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


class Tmux:
    """A tmux server of our own with one window; `show` is its screen, as a person sees it."""

    def __init__(self, tmux: str, socket: Path, environment: dict[str, str]) -> None:
        self._command = [tmux, "-f", "/dev/null", "-S", str(socket)]
        self._environment = {**os.environ, **environment, "SHELL": "/bin/sh"}

    def open(self, command: str, columns: int = 80, lines: int = 24) -> None:
        """Start tmux with this command in its window."""
        size = ("-x", str(columns), "-y", str(lines))
        self._run("new-session", "-d", *size, command)

    def show(self) -> str:
        """Everything on the screen; nothing once tmux has ended."""
        return self._run("capture-pane", "-p", check=False)

    def keys(self, *names: str) -> None:
        """Press keys, by tmux's names."""
        self._run("send-keys", *names)

    def shows(self, *words: str, seconds: float = 30) -> str:
        """Wait until all these words are on the screen; return it."""
        seen = ""

        def found() -> bool:
            nonlocal seen
            seen = self.show()
            return all(word in seen for word in words)

        try:
            until(found, seconds)
        except AssertionError:
            raise AssertionError(f"{words} not on the screen within {seconds} s:\n{seen}") from None
        return seen

    def size(self) -> tuple[int, int]:
        """Columns and lines of the window."""
        said = self._run("display-message", "-p", "#{pane_width} #{pane_height}")
        width, height = said.split()
        return int(width), int(height)

    def ended(self) -> bool:
        """Whether the program, and so its window and tmux, have ended."""
        return self._run("list-sessions", check=False) == ""

    def kill(self) -> None:
        """End this tmux and what runs in it."""
        self._run("kill-server", check=False)

    def _run(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._command, *arguments],
            env=self._environment,
            check=check,
            capture_output=True,
            timeout=20,
        )
        return done.stdout.decode(errors="replace")


@contextlib.contextmanager
def tmux_of_our_own(
    tmux: str, socket: Path, environment: dict[str, str] | None = None
) -> Iterator[Tmux]:
    """Run a tmux that ends when we leave."""
    server = Tmux(tmux, socket, environment or {})
    try:
        yield server
    finally:
        server.kill()
