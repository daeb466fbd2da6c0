"""All the services of one host: checked, started, and stopped together."""

import ipaddress
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from protocol.config import Config
from protocol.sections import Limits
from servers import settings, sockets, trouble
from servers.door import Door
from servers.service import Service, start, stop
from servers.trouble import CannotStart

if TYPE_CHECKING:
    from servers.chat.history import History
    from servers.photos.shelf import Shelf

SECTIONS = {"daytime": "clock", "echo": "echo", "chat": "chat", "archive": "archive"}
"""The services, in the order in which they start, and their sections in config.ini."""

_HISTORIES = 9
"""Hosts that may use one directory at a time, as programs with a host inside do."""

_MEBIBYTE = 1024 * 1024

_Maker = Callable[[str, int, Door, Limits], Service]


class Host:
    """A host with the services of `only`, or with all of them.

    `start` and `stop`, or `with`, on one thread. To start raises CannotStart, whose sentence says
    what is wrong and the way out; nothing listens then.
    """

    def __init__(self, config: Config, data_dir: Path, only: Collection[str] | None = None) -> None:
        self.config = config
        self.listen = config.servers.listen or "127.0.0.1"
        self.photos = settings.photos_directory(config, data_dir)
        self._data = data_dir
        self._names = [name for name in SECTIONS if only is None or name in only]
        self._services: list[Service] = []

    @property
    def ports(self) -> dict[str, int]:
        """Where each service listens that runs, by its name."""
        return {service.name: service.port for service in self._services}

    def start(self) -> None:
        """Check everything, listen everywhere, then accept."""
        services = self._listen()
        try:
            start(services)
        except RuntimeError as error:
            raise CannotStart(trouble.no_thread(error)) from None
        self._services = services

    def stop(self) -> None:
        """Stop cleanly, within the few seconds that `servers.service.stop` gives."""
        services, self._services = self._services, []
        stop(services)

    def check(self) -> None:
        """Do what `start` does up to listening, and let go of it again; raises CannotStart."""
        stop(self._listen())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _listen(self) -> list[Service]:
        """Make every service, and the directory first: all of them listen, or none."""
        self._check_address()
        self._check_ports()
        makers = {name: self._maker(name) for name in self._names}
        door = Door(self.config.limits)
        services: list[Service] = []
        try:
            for name, make in makers.items():
                services.append(self._bind(name, make, door))
        except CannotStart:
            stop(services)
            raise
        return services

    def _bind(self, name: str, make: _Maker, door: Door) -> Service:
        try:
            return make(self.listen, self._port(name), door, self.config.limits)
        except OSError as error:
            raise self._cannot_listen(name, error) from None
        except RuntimeError as error:
            raise CannotStart(trouble.no_thread(error)) from None

    def _port(self, name: str) -> int:
        port: int = getattr(self.config, SECTIONS[name]).port
        return port

    def _check_ports(self) -> None:
        taken: dict[int, str] = {}
        for name in self._names:
            port = self._port(name)
            if port and taken.setdefault(port, name) != name:
                raise CannotStart(trouble.same_port(taken[port], name, port))

    def _check_address(self) -> None:
        """Refuse to be found beyond this machine unless the owner has said that it is meant."""
        first = self._names[0]
        try:
            _, place = sockets.find(self.listen, self._port(first))
        except OSError as error:
            raise self._cannot_listen(first, error) from None
        if not (self.config.servers.open or ipaddress.ip_address(place[0]).is_loopback):
            raise CannotStart(trouble.not_open(self.listen))

    def _cannot_listen(self, name: str, error: OSError) -> CannotStart:
        return CannotStart(
            trouble.not_listening(name, SECTIONS[name], self.listen, self._port(name), error)
        )

    def _maker(self, name: str) -> _Maker:
        """Import a service when it is wanted: a host of one needs nothing of the others."""
        match name:
            case "daytime":
                return self._daytime()
            case "echo":
                from servers.echo import Echo

                return Echo
            case "chat":
                return self._chat
        from servers.photos.service import ArchiveService

        return partial(ArchiveService, shelf=self._shelf())

    def _daytime(self) -> _Maker:
        from servers import system_clock
        from servers.daytime import Daytime

        clock = self.config.clock
        vouched = system_clock.Condition if clock.health == "good" else system_clock.condition
        return partial(Daytime, on_time=clock.on_time, condition=vouched)

    def _chat(self, address: str, port: int, door: Door, limits: Limits) -> Service:
        """Make the chat, and its history before."""
        from servers.chat.service import ChatService

        history = self._history()
        try:
            return ChatService(address, port, door, limits, history=history)
        except (OSError, RuntimeError):
            history.close()
            raise

    def _history(self) -> "History":
        """Open the chat's history; another host that uses the same directory has another one."""
        from servers.chat.history import History

        chat = self.config.chat
        path = self._data / "chat.sqlite3"
        number = 1
        while True:
            try:
                return History(path, days=chat.history_days, messages=chat.history_messages)
            except BlockingIOError as error:
                number += 1
                if number > _HISTORIES:
                    raise CannotStart(trouble.no_history(path, error)) from None
                path = self._data / f"chat-{number}.sqlite3"
            except OSError as error:
                raise CannotStart(trouble.no_history(path, error)) from None

    def _shelf(self) -> "Shelf":
        from servers.photos.shelf import Shelf

        limits = self.config.limits
        try:
            return Shelf(
                self.photos,
                photo_limit=limits.photo_mebibytes * _MEBIBYTE,
                archive_limit=limits.archive_mebibytes * _MEBIBYTE,
                free_to_leave=limits.free_mebibytes * _MEBIBYTE,
            )
        except OSError as error:
            raise CannotStart(trouble.not_writable(self.photos, error)) from None
