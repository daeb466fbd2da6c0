"""A host inside the program, for `--local`: the one place where the program knows the services.

Its services run on threads of their own, as `servers.service` says; whoever enters `hosted` also
leaves it, on one thread. What the host has to say goes to a file, never to the terminal that the
program draws on.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from logging.handlers import RotatingFileHandler

from protocol.config import Config
from servers import journal, settings, sockets
from servers import words as servers_words
from servers.host import SECTIONS, Host
from servers.trouble import CannotStart
from tui.settings import log_directory
from tui.words import language

LISTEN = "127.0.0.1"
"""A host inside the program is for this machine alone, whatever the settings say."""

LOG = 1024 * 1024
"""Bytes of a log file: some ten thousand lines."""

LOGS = 3
"""Log files that are kept beside the one that is written."""


class NoHost(Exception):
    """The host inside the program cannot start; `str()` says why, and the way out."""


@contextmanager
def hosted(config: Config) -> Iterator[Config]:
    """Run a host within; yield the settings with which the program finds it. Raises NoHost.

    A port that is taken, or that needs permission, becomes one that is free.
    """
    servers_words.use(language())
    host = Host(_settings(config), settings.data_directory(config))
    with _logging():
        try:
            host.start()
        except CannotStart as error:
            raise NoHost(str(error)) from None
        try:
            yield _found(config, host.ports)
        finally:
            host.stop()


def _settings(config: Config) -> Config:
    """Write down where the host listens: on this machine, at ports that it can have."""
    changed = replace(config, servers=replace(config.servers, listen=LISTEN))
    for section in SECTIONS.values():
        part = getattr(changed, section)
        if not _is_free(part.port):
            changed = replace(changed, **{section: replace(part, port=0)})
    return changed


def _is_free(port: int) -> bool:
    family, place = sockets.find(LISTEN, port)
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError:
            return False
    return True


def _found(config: Config, ports: dict[str, int]) -> Config:
    """Write down where the program finds each service."""
    for name, port in ports.items():
        section = SECTIONS[name]
        part = replace(getattr(config, section), address=LISTEN, port=port)
        config = replace(config, **{section: part})
    return config


@contextmanager
def _logging() -> Iterator[None]:
    """Send the host's log to a file; to nowhere, where none can be written."""
    logger = logging.getLogger(journal.NAME)
    handler: logging.Handler
    try:
        directory = log_directory()
        directory.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            directory / "host.log", maxBytes=LOG, backupCount=LOGS, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(journal.Lines())
    before = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        handler.close()
