"""An IRC server of a few lines, for what a real one never does on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

HOST = "127.0.0.1"
NAME = "fake.example"


class FakeIrc:
    """Lets everybody in, then says what it is told to; `heard` is what clients said."""

    def __init__(self, capabilities: str = "", tokens: str = "", *, lets_in: bool = True) -> None:
        self.heard: list[str] = []
        self.greeting = ""
        self.port = 0
        self.connections = 0
        self._capabilities = capabilities
        self._tokens = tokens
        self._lets_in = lets_in
        self._writers: list[asyncio.StreamWriter] = []

    def says(self, *lines: str | bytes) -> None:
        """Say lines to whoever came last."""
        for line in lines:
            data = line.encode() if isinstance(line, str) else line
            self._writers[-1].write(data + b"\r\n")

    def forgets_all(self) -> None:
        """Be a server that can nothing, from the next connection on."""
        self._capabilities = self._tokens = ""

    def goes_on(self, data: bytes) -> None:
        """Say bytes that end no line."""
        self._writers[-1].write(data)

    @property
    def unsent(self) -> int:
        """How many bytes wait until whoever came last takes them."""
        return self._writers[-1].transport.get_write_buffer_size()

    def hangs_up(self) -> None:
        """Cut whoever came last."""
        self._writers[-1].close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeIrc"]:
        """Listen on any free port."""
        server = await asyncio.start_server(self._serve, HOST, 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            for writer in self._writers:
                writer.close()
                with suppress(ConnectionError):
                    await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self.connections += 1
        with suppress(ConnectionError):
            while data := await reader.readline():
                line = data.decode().rstrip("\r\n")
                self.heard.append(line)
                self._answer(line)
        writer.close()

    def _answer(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        if verb == "CAP" and rest.startswith("LS") and self._capabilities:
            self.says(f":{NAME} CAP * LS :{self._capabilities}")
        elif verb == "CAP" and rest.startswith("REQ"):
            self.says(f":{NAME} CAP * ACK {rest.partition(' ')[2]}")
        elif line == "CAP END" or (verb == "USER" and not self._capabilities):
            self._welcome()

    def _welcome(self) -> None:
        if self._lets_in:
            nick = next(one for one in self.heard if one.startswith("NICK "))[5:]
            self.says(f":{NAME} 001 {nick} :Welcome")
            self.says(f":{NAME} 005 {nick} CHANTYPES=# {self._tokens} :are supported")
            if self.greeting:
                self.says(f":{NAME} 372 {nick} :{self.greeting}")
            self.says(f":{NAME} 376 {nick} :End")
