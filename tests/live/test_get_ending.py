"""How `get` ends when somebody is gone: who waits, who reads, or who answers."""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from live.zoo import Animal, Visit, opened
from live.zoo_http1 import named
from waiting import until_async

ROOT = Path(__file__).parents[2]
LARGE = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"


def started(*arguments: str | Path, **more: object) -> "subprocess.Popen[bytes]":
    """Start the command as a script does, where Ctrl-C reaches it."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "tui", "get", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, **(pipes | more))


async def ended(command: "subprocess.Popen[bytes]") -> tuple[int, bytes, bytes]:
    """Wait until it has ended; return its status, and what it wrote."""
    await until_async(lambda: command.poll() is not None, seconds=30)
    out, err = command.communicate()
    return command.returncode, out, err


async def begin(visit: Visit) -> None:
    await visit.hear()
    await visit.say(LARGE + b"x" * 1000)
    await visit.until_gone()


async def pour(visit: Visit) -> None:
    await visit.hear()
    await visit.say(LARGE)
    while True:
        await visit.say(b"x" * 100_000)


@pytest.mark.parametrize("option", ["-o", "--body"])
async def test_ctrl_c_ends_it_and_leaves_no_half_a_file(tmp_path: Path, option: str) -> None:
    file = tmp_path / "answer"
    more = (option, file) if option == "-o" else (option, "-o", file)
    async with opened(Animal("begins", begin)) as cage:
        with started(f"127.0.0.1:{cage.port}", *more) as command:
            await until_async(lambda: any(part.stat().st_size for part in tmp_path.iterdir()))
            os.kill(command.pid, signal.SIGINT)
            assert (130, b"", b"") == await ended(command)
    assert [] == list(tmp_path.iterdir())


async def test_ctrl_c_ends_it_while_stdin_says_nothing() -> None:
    async with opened(Animal("begins", begin)) as cage:
        address = f"127.0.0.1:{cage.port}"
        with started(address, "-d", "@-", "-v", stdin=subprocess.PIPE) as command:
            command.stdin.write(b"x")
            command.stdin.flush()
            await until_async(lambda: not waiting_in(command.stdin.fileno()))
            os.kill(command.pid, signal.SIGINT)
            assert 130 == (await ended(command))[0]
        assert not cage.visits


def waiting_in(pipe: int) -> int:
    """Return how many bytes of a pipe nobody has read yet."""
    told = fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4)
    return int.from_bytes(told, sys.byteorder)


async def test_who_has_read_enough_is_not_told_about_the_rest() -> None:
    async with opened(Animal("pours", pour)) as cage:
        with started(f"127.0.0.1:{cage.port}") as command:
            assert LARGE == await asyncio.to_thread(command.stdout.read, len(LARGE))
            command.stdout.close()
            await until_async(lambda: command.poll() is not None, seconds=30)
            assert (141, b"") == (command.returncode, command.stderr.read())


@pytest.mark.parametrize("option", ["--body", "--json"])
async def test_without_stdout_it_says_so(option: str) -> None:
    async with opened(named("plain")) as cage:
        line = f'exec "$0" -m tui get 127.0.0.1:{cage.port} {option} >&-'
        shell = ["sh", "-c", line, sys.executable]
        with subprocess.Popen(shell, cwd=ROOT, stderr=subprocess.PIPE) as command:
            assert (1, None, b"stdout: Bad file descriptor\n") == await ended(command)
