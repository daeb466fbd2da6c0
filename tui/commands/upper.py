"""`upper`: text goes to the upper-case service, line by line, and comes back in capitals."""

import argparse
from collections.abc import AsyncIterator

from protocol.archive import parse_refusal
from protocol.config import Config
from protocol.errors import RemoteProtocolError
from protocol.lines import LIMIT, PAUSE, Lines
from tui.clients.connection import PATIENCE, Connection
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.commands import stdin
from tui.commands.result import Result, say, show
from tui.words import _

_PREFIX = "Service >"
_END = "fin"


class _Answers:
    """The service's lines, one at a time; one of 2017 sends no newline, but pauses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lines = Lines()

    async def next(self) -> str:
        """Return the next line; raises Failure where none comes."""
        connection, lines = self._connection, self._lines
        while True:
            try:
                for line in lines.events():
                    return line.text
            except RemoteProtocolError as error:
                peer = connection.peer
                raise Failure(Step.BODY, error.detail, peer=peer, code=error.code) from None
            if lines.ended:
                raise Failure(Step.WAIT, "", peer=connection.peer, code="EOF")
            try:
                data = await connection.receive(patience=PAUSE if lines.waiting else PATIENCE)
            except Failure as failure:
                if failure.code != "ETIMEDOUT" or not lines.waiting:
                    raise
                lines.pause()
            else:
                lines.receive(data)


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Send each line when the one before has come back."""
    async with await Connection.open(config.echo.address, config.echo.port, Wire()) as connection:
        answers = _Answers(connection)
        await answers.next()  # the banner
        async for text in _said(arguments.text):
            data = text.encode()
            if len(data) > LIMIT or text.strip().lower() == _END:
                say(_("A line has 8 KiB at most, and “fin” alone would end the service."))
                return Result.USAGE
            await connection.send(data + b"\n", patience=PATIENCE)
            show(_capitals(await answers.next(), connection.peer))
    return Result.DONE


async def _said(words: list[str]) -> AsyncIterator[str]:
    """Yield the lines: of the command, or of stdin as they come."""
    if words:
        for line in " ".join(words).split("\n"):
            yield line
        return
    async for line in stdin.lines():
        yield line


def _capitals(answer: str, peer: str) -> str:
    if refusal := parse_refusal(answer.encode()):
        raise Failure(Step.REFUSED, refusal.detail, peer=peer, code=refusal.code)
    return answer.removeprefix(_PREFIX).removeprefix(" ")
