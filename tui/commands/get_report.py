"""What `get` writes about exchanges, beside their answers: nothing, lines of JSON, a HAR file."""

import json
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import Spool
from tui.commands.get_output import Passing, opened, stdout
from tui.commands.get_told import times
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept

KEPT = 64 * 1024 * 1024
"""Bytes of a body that go into a HAR file, which is in memory while it is written."""


class Report:
    """What is written about each exchange: nothing."""

    def spool(self) -> Spool:
        """Choose where the body of the next exchange goes."""
        return Passing()

    def add(self, record: Exchange) -> None:
        """Take an exchange that is over, however it ended."""

    def end(self) -> None:
        """Nothing more comes."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


class JsonLines(Report):
    """A line of JSON for each, on stdout."""

    def spool(self) -> Spool:
        """Have the body's digest taken."""
        return Passing(digested=True)

    def add(self, record: Exchange) -> None:
        """Write the line."""
        digest = record.body.sha256 if isinstance(record.body, Passing) else ""
        print(json.dumps(_described(record, digest)), file=stdout(), flush=True)


class HarFile(Report):
    """An HTTP archive of all of them, which browsers open."""

    def __init__(self, draft: Draft, path: str | None) -> None:
        self._draft = draft
        self._path = path
        self._kept: list[Kept] = []

    def spool(self) -> Spool:
        """Keep the body."""
        return Spool()

    def add(self, record: Exchange) -> None:
        """Keep what is written in the end."""
        from tui.exchanges.keeping import taken

        asked = record.request
        hop = replace(self._draft, method=asked.method, address=asked.address)
        self._kept.append(taken(record, hop, 0, KEPT))

    def end(self) -> None:
        """Write it."""
        from tui.exchanges.har import to_har

        with opened(self._path) as write:
            write(to_har(self._kept))


def _described(record: Exchange, sha256: str) -> dict[str, Any]:
    """Describe an exchange; bytes of theirs that are no UTF-8 are `\\udc80` to `\\udcff`."""
    failure = record.failure
    return {
        "method": record.request.method,
        "address": record.request.address,
        "version": record.version,
        "status": record.status,
        "reason": record.reason,
        "fields": record.fields,
        "trailers": record.trailers,
        "size": record.size,
        "sha256": sha256,
        "whole": record.whole,
        "sent": record.sent,
        "tls": record.agreed,
        "times": times(record),
        "failure": failure
        and {
            "step": failure.step.value,
            "code": failure.code,
            "reason": failure.reason,
            "detail": failure.detail,
            "peer": failure.peer,
        },
    }
