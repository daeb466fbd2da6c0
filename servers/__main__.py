"""`python -m servers`, or `vasistas-servers`: runs a host until it is told to stop."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import protocol
from protocol.config import Config, ConfigError
from servers import banner, journal, process, settings, trouble, verifying, words
from servers.host import SECTIONS, Host
from servers.trouble import CannotStart
from servers.words import _

USAGE = 2
"""Exit status for arguments and settings that cannot be used, and for what cannot be had."""

_STOPPING = ("SIGTERM", "SIGINT", "SIGHUP")


def main(argv: list[str] | None = None) -> int:
    """Run a host until a signal says stop; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")  # a Latin terminal gets what it can show
    words.speak(words.preferred("", os.environ))
    arguments = _parser().parse_args(argv)
    try:
        config = _settings(arguments)
        host = Host(config, settings.data_directory(config), arguments.only)
        if arguments.verify:
            return verifying.run(host.photos)
        return _check(host) if arguments.check else _run(host)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return USAGE


def _settings(arguments: argparse.Namespace) -> Config:
    """Read the settings, those of the command line above the file's; raises CannotStart."""
    try:
        config = settings.load(arguments.config, os.environ)
    except ConfigError as error:
        raise CannotStart(_sentence(error)) from None
    except OSError as error:
        raise CannotStart(trouble.unreadable(error)) from None
    words.speak(words.preferred(config.vasistas.language, os.environ))
    for warning in config.warnings:
        print(_sentence(warning), file=sys.stderr)
    given = {"listen": arguments.listen, "data": arguments.data}
    changes = {key: value for key, value in given.items() if value is not None}
    return replace(config, servers=replace(config.servers, **changes))


def _check(host: Host) -> int:
    host.check()
    _say(_("OK: the settings, the directories and the ports can be used."))
    return 0


def _run(host: Host) -> int:
    with journal.writing(sys.stderr, os.environ), _signals() as wait:
        process.prepare(host.config.limits.connections)
        with host:
            _serve(host, wait)
    return 0


def _serve(host: Host, wait: Callable[[], object]) -> None:
    _say(banner.render(host))
    wait()
    journal.logger("host").info("closing")


@contextmanager
def _signals() -> Iterator[Callable[[], object]]:
    """Catch the signals that mean stop; yield what waits for the first, without polling.

    The system itself rings the bell. Python's handlers run between two steps of Python: one for a
    signal that came just before `read` would run after it, which may be never.
    """
    ear, bell = os.pipe()
    os.set_blocking(bell, False)
    caught = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in caught}
    bell_before = signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    for number in caught:
        if before[number] is not signal.SIG_IGN:  # nohup
            signal.signal(number, lambda *_: None)
    try:
        yield lambda: os.read(ear, 1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(bell_before)
        os.close(ear)
        os.close(bell)


def _parser() -> argparse.ArgumentParser:
    program = banner.program("servers", "vasistas-servers")
    parser = argparse.ArgumentParser(
        prog=program,
        description=_("Runs a host: the time, an upper-case service, a chat, a photo archive."),
    )
    version = f"vasistas-servers {protocol.__version__}"
    parser.add_argument(
        "--version", action="version", version=version, help=_("show the version and end")
    )
    parser.add_argument("--config", metavar=_("FILE"), help=_("the settings; else config.ini here"))
    parser.add_argument(
        "--listen", metavar=_("ADDRESS"), help=_("where to listen, above [servers]")
    )
    parser.add_argument("--data", metavar=_("DIR"), help=_("where to keep data, above [servers]"))
    parser.add_argument(
        "--only", nargs="+", choices=tuple(SECTIONS), metavar=_("NAME"),
        help=_("run only these: {names}").format(names=", ".join(SECTIONS)),
    )  # fmt: skip
    parser.add_argument(
        "--check", action="store_true", help=_("see whether it could start, say so, and end")
    )
    parser.add_argument(
        "--verify", action="store_true", help=_("read every photo again, say what is not intact")
    )
    return parser


def _sentence(error: ConfigError) -> str:
    facts = {name: journal.escape(fact) for name, fact in error.facts.items()}
    return _(error.template).format(**facts)


def _say(text: str) -> None:
    """Print at once; a host whose output nobody reads any more goes on."""
    try:
        print(text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
