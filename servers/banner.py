"""What a host says on the terminal as it starts: what listens where, and how to join it."""

import ipaddress
import socket
import sys
from pathlib import Path

import protocol
from protocol.config import Config
from servers.host import SECTIONS, Host
from servers.journal import escape
from servers.sockets import name as peer_name
from servers.words import _

_ELSEWHERE = (
    (socket.AF_INET, "192.0.2.1"),
    (socket.AF_INET6, "2001:db8::1"),
)
"""Addresses that nobody has (RFC 5737, RFC 3849): the system says from which of its own it would
speak to them, and connecting a UDP socket sends nothing.
"""


def render(host: Host) -> str:
    """Return the words, many lines."""
    lines = [_("Vasistas {version} is at your service.").format(version=protocol.__version__), ""]
    lines += [
        f"  {name:9} {escape(peer_name((host.listen, port)))}" for name, port in host.ports.items()
    ]
    if "archive" in host.ports:
        photos = escape(str(host.photos.absolute()))
        lines += ["", _("Photos: {directory}").format(directory=photos)]
    lines += ["", *_how_to_join(host), "", _("Ctrl-C stops the host.")]
    return "\n".join(lines)


def program(module: str, script: str) -> str:
    """Name a program of ours as this one was called: installed, or with `python -m`."""
    called = Path(sys.argv[0]).stem
    return script if called.startswith("vasistas") else f"python -m {module}"


def _how_to_join(host: Host) -> list[str]:
    tui = program("tui", "vasistas")
    address = _address(host.listen)
    if address is None:
        here = "127.0.0.1" if host.listen == "localhost" else host.listen
        differing = _differing(host, host.config, here)
        words = (
            _("Join it on this machine: {program}, with this in config.ini:")
            if differing
            else _("Join it on this machine: {program}")
        )
        return [
            words.format(program=tui),
            *differing,
            _("Other machines cannot; for them: --listen 0.0.0.0, and open = yes in config.ini."),
        ]
    return [
        _("Anybody on the network may come in. To join, put this into config.ini there,"),
        _("then start {program}").format(program=tui),
        *_differing(host, Config(), address),
    ]


def _differing(host: Host, config: Config, address: str) -> list[str]:
    """Return the settings that a program with this config.ini needs to find the host."""
    lines = []
    for name, port in host.ports.items():
        section = SECTIONS[name]
        here = {"address": escape(address), "port": port}
        changes = [
            f"  {key} = {value}"
            for key, value in here.items()
            if getattr(getattr(config, section), key) != value
        ]
        lines += [f"  [{section}]", *changes] if changes else []
    return lines


def _address(listen: str) -> str | None:
    """Return the address at which other machines find this one; None where they cannot."""
    try:
        place = ipaddress.ip_address(listen.partition("%")[0])
    except ValueError:
        return None if listen == "localhost" else listen
    if place.is_loopback:
        return None
    return _own_address() if place.is_unspecified else listen


def _own_address() -> str:
    for family, nobody in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((nobody, 9))
                return str(probe.getsockname()[0])
        except OSError:
            continue
    return socket.gethostname()
