"""What went wrong on the network, by the step that failed; words for it are in `tui.failures`."""

import errno
import os
import socket
from enum import StrEnum

from protocol.reasons import said


class Step(StrEnum):
    """The steps of an exchange, in the order in which they happen."""

    NAME = "name"
    CONNECT = "connect"
    TUNNEL = "tunnel"
    """A proxy is asked to lead on."""
    TLS = "tls"
    SEND = "send"
    WAIT = "wait"
    HEADERS = "headers"
    BODY = "body"
    REFUSED = "refused"
    """They answered, and the answer is no; `code` is the protocol's word for it."""


class Failure(Exception):
    """A step failed. `reason` is the system's or the peer's sentence, and a stranger's text; so is
    `detail`: what we found out about it, in our words around theirs.
    """

    def __init__(
        self, step: Step, reason: str, *, peer: str = "", code: str = "", detail: str = ""
    ) -> None:
        super().__init__(f"{step} {peer}: {reason}")
        self.step = step
        self.reason = reason
        self.peer = peer
        self.code = code
        self.detail = detail


def from_os_error(step: Step, error: OSError, peer: str) -> Failure:
    """Turn a system's error into a Failure; a name that does not resolve moves it to that step.

    `code` is errno's name (`ECONNREFUSED`), or `ETIMEDOUT` for a time-out of ours.
    """
    if isinstance(error, socket.gaierror):
        return Failure(Step.NAME, said(error), peer=peer, code="ENAME")
    if isinstance(error, TimeoutError):
        return Failure(step, os.strerror(errno.ETIMEDOUT), peer=peer, code="ETIMEDOUT")
    number = error.errno
    if number is None:
        return Failure(step, str(error), peer=peer)
    return Failure(step, os.strerror(number), peer=peer, code=errno.errorcode.get(number, ""))
