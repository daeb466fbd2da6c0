"""A terminal that is asked for graphics: quick, slow, silent, or with somebody typing into it."""

import os
import pty
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from terminals import Typed

from tui.graphics.answers import QUESTIONS, Answers, read
from tui.graphics.finding import ask

XTERM = b"\x1b[?1;0;1024S\x1b[?63;1;2;4;6;9;15;16;22;28c"
PATIENT = 10
"""Seconds, so that no answer comes too late because this machine is busy."""


@contextmanager
def terminal(*answers: bytes) -> Iterator[tuple[int, int]]:
    """A terminal that answers in pieces once it is asked; yields its side, and ours."""
    master, ours = pty.openpty()

    def answer() -> None:
        asked = b""
        while not asked.endswith(QUESTIONS):
            try:
                asked += os.read(master, 4096)
            except OSError:  # nobody asks any more
                return
        for piece in answers:
            with suppress(OSError):
                os.write(master, piece)

    thread = threading.Thread(target=answer, name="terminal")
    thread.start()
    try:
        yield master, ours
    finally:
        os.close(ours)
        thread.join()
        os.close(master)


@pytest.mark.parametrize("cut", [1, 2, 3, 14, 20, len(XTERM) - 1])
def test_answers_come_in_any_pieces(cut: int) -> None:
    with terminal(XTERM[:cut], XTERM[cut:]) as (_master, ours):
        before = termios.tcgetattr(ours)
        assert read(XTERM) == ask(ours, ours, PATIENT)
        assert before == termios.tcgetattr(ours)


def test_what_is_typed_before_the_answer_is_kept() -> None:
    with terminal(XTERM) as (master, ours):
        os.write(master, b"2\n")  # the line is not held back till Enter, nor lost
        assert ask(ours, ours, PATIENT).typed == "2"


def test_a_silent_terminal_has_no_graphics() -> None:
    with terminal() as (_master, ours):
        assert ask(ours, ours, 0.01) == Answers()


def test_half_an_answer_is_none() -> None:
    with terminal(b"\x1b_Gi=31;OK\x1b\\\x1b[?62;4") as (_master, ours):
        assert ask(ours, ours, 0.1) == Answers()


def test_who_talks_without_end_is_not_listened_to() -> None:
    with terminal(b"\x1b[?62;4" * 1000) as (_master, ours):
        assert not ask(ours, ours, PATIENT).whole


def test_a_file_is_no_terminal() -> None:
    reader, writer = os.pipe()
    try:
        assert ask(reader, writer, PATIENT) == Answers()
        os.close(writer)
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


def test_the_program_presses_what_was_typed_before_it_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "TERM": "xterm-kitty",
        "VASISTAS_VASISTAS__LANGUAGE": "en",
        "VASISTAS_VASISTAS__GRAPHICS": "auto",
        "VASISTAS_ARCHIVE__PORT": "1",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    with Typed(sys.executable, "-m", "tui") as program:
        program.shows("\x1b_Gi=31")
        program.enter("4\x1b_Gi=31;OK\x1b\\\x1b[6;20;9t\x1b[?62;c")
        program.shows("Nothing listens at 127.0.0.1:1.")
        assert "Gi=31;OK" not in program.seen.rpartition("\x1b[?1049h")[2]
