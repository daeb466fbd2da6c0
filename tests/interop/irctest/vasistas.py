"""The controller that progval/irctest starts our chat with: see docs/irc.md.

It runs in irctest's own environment and imports nothing of ours; the chat is a process of ours,
started with the Python that `VASISTAS_PYTHON` names.
"""

import os
from pathlib import Path

from irctest.basecontrollers import BaseServerController
from irctest.runner import NotImplementedByController

ROOT = Path(__file__).resolve().parents[3]


class VasistasController(BaseServerController):
    """One chat for each test, on the port that the suite chose."""

    software_name = "Vasistas"
    supported_sasl_mechanisms: set[str] = set()
    supports_sts = False
    _port_wait_interval = 0.02

    def run(
        self,
        hostname,
        port,
        *,
        password,
        ssl,
        run_services,
        faketime,
        websocket_hostname,
        websocket_port,
    ):
        """Start the chat."""
        del faketime
        if ssl or run_services:
            raise NotImplementedByController("TLS" if ssl else "services")
        if websocket_hostname is not None or websocket_port is not None:
            raise NotImplementedByController("WebSocket")
        self.port, self.hostname = port, hostname
        python = os.environ.get("VASISTAS_PYTHON", str(ROOT / ".venv/bin/python"))
        command = [python, "-m", "tests.interop.irctest.host", str(port)]
        if password:
            command.append(password)
        self.proc = self.execute(command, cwd=ROOT)


def get_irctest_controller_class():
    """Return what irctest's `--controller` looks for."""
    return VasistasController
