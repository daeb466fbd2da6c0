"""What may be said on the wire: no sockets, threads, clocks, files or screens in here (sans-IO).

Bytes go in and events come out; events go in and bytes come out. `servers` and `tui` bring the
sockets. `docs/protocols.md` shows every dialect as a transcript.
"""

__version__ = "0.1.0"
