"""What keeps a host from starting, in one sentence each: what is wrong, and the way out."""

import errno
import socket
import sys
from pathlib import Path

from protocol.reasons import said
from servers.journal import escape
from servers.words import _

SYSTEM_PORTS = 1024
"""Ports below are the system's: an ordinary user may not listen there."""


class CannotStart(Exception):
    """The host cannot start; `str()` is a sentence for the person who starts it."""


def not_listening(service: str, section: str, address: str, port: int, error: OSError) -> str:
    """Say why a service cannot listen."""
    facts = {
        "service": service,
        "place": escape(f"[{address}]:{port}" if ":" in address else f"{address}:{port}"),
        "address": escape(address),
        "port": port,
        "key": f"VASISTAS_{section.upper()}__PORT",
        "section": section,
        "python": Path(sys.executable).resolve(),
        "reason": _reason(error),
    }
    return _template(port, error).format(**facts)


def not_writable(path: Path, error: OSError) -> str:
    """Say why the photos' directory cannot be used."""
    return _(
        "The directory of the photos, {path}, cannot be used: {reason}; "
        "name another one with --data, or as [archive] photos in config.ini."
    ).format(path=escape(str(path)), reason=_reason(error))


def no_history(path: Path, error: OSError) -> str:
    """Say why the chat's history cannot be used."""
    return _(
        "The history of the chat, {path}, cannot be used: {reason}; make room or put a copy in "
        "its place, move it away to begin a new one, or name another directory with --data."
    ).format(path=escape(str(path)), reason=_reason(error))


def same_port(one: str, other: str, port: int) -> str:
    """Say that two services of ours want one port."""
    return _(
        "{one} and {other} cannot both listen at port {port}: "
        "give one of them another port in config.ini."
    ).format(one=one, other=other, port=port)


def not_open(address: str) -> str:
    """Say why a host without accounts does not listen beyond its machine."""
    return _(
        "At {address} anybody on the network could come in, and there are no accounts yet: "
        "allow that with open = yes in [servers] of config.ini (or VASISTAS_SERVERS__OPEN=yes), "
        "or listen at 127.0.0.1."
    ).format(address=escape(address))


def no_thread(error: RuntimeError) -> str:
    """Say that the system gives us no threads."""
    return _(
        "The system gives this host no thread ({reason}): "
        "end other programs, or raise the limit (ulimit -u)."
    ).format(reason=error)


def _template(port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return _(
            "No machine is known as “{address}”: listen in [servers] of config.ini is one of this "
            "machine's addresses, 127.0.0.1, or 0.0.0.0 for every network it has."
        )
    if error.errno == errno.EADDRINUSE:
        return _(
            "{service} cannot listen at {place}: that port is taken by another program "
            "(perhaps a host that runs already); end that one, or choose another port: "
            "port in [{section}] of config.ini, or {key}=0 in the environment for any free one."
        )
    if error.errno in (errno.EACCES, errno.EPERM) and 0 < port < SYSTEM_PORTS:
        return _(
            "{service} may not listen at port {port}, since ports below 1024 need permission: "
            "choose another port in [{section}] of config.ini, or permit it, with "
            "AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit, or with "
            "sudo setcap cap_net_bind_service=+ep {python}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return _(
            "{service} cannot listen at {address}, which is no address of this machine: "
            "listen in [servers] of config.ini is one that it has, 127.0.0.1, "
            "or 0.0.0.0 for every network it has."
        )
    return _(
        "{service} cannot listen at {place} ({reason}): choose another address or port in "
        "config.ini, listen in [servers] or port in [{section}]."
    )


def unreadable(error: OSError) -> str:
    """Say that a settings file cannot be read."""
    return _("{path} cannot be read: {reason}.").format(
        path=escape(str(error.filename)), reason=_reason(error)
    )


def _reason(error: OSError) -> str:
    return escape(_(said(error)))
