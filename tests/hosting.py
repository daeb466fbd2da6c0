"""A whole host on loopback, on ports that the system chooses, and the settings to reach it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from protocol.config import Config
from protocol.sections import Archive, Chat, Clock, Echo, Limits
from servers.host import Host

ANY = Config(
    clock=Clock(port=0, health="good"),
    echo=Echo(port=0),
    chat=Chat(port=0),
    archive=Archive(port=0),
    limits=Limits(free_mebibytes=0),
)
"""Settings of a host for tests: any free port, a clock that is good whatever the machine says of
its own, and a full disk is no reason to fail."""


@contextmanager
def hosting(data: Path, config: Config = ANY) -> Iterator[Config]:
    """Run a host whose data are in `data`; yield the settings of a program that uses it."""
    with Host(config, data) as host:
        ports = host.ports
        yield replace(
            config,
            clock=replace(config.clock, port=ports["daytime"]),
            echo=replace(config.echo, port=ports["echo"]),
            chat=replace(config.chat, port=ports["chat"]),
            archive=replace(config.archive, port=ports["archive"]),
        )


def ini(config: Config) -> str:
    """Write the settings that a program needs to reach this host, as config.ini."""
    lines = []
    for name in ("clock", "echo", "chat", "archive"):
        section = getattr(config, name)
        lines += [f"[{name}]", f"address = {section.address}", f"port = {section.port}"]
        if name == "chat" and config.chat.login:
            lines.append(f"login = {config.chat.login}")
    return "\n".join(lines) + "\n"
