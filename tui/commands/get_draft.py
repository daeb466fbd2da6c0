"""What `get` was told -> a draft. Bodies from stdin pass by a file without a name, whatever their
size; a file that is stdin itself is read where it is.
"""

import argparse
import os
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode

from tui.commands import stdin
from tui.exchanges import typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.forms import FORM_TYPE
from tui.exchanges.unfit import Unfit
from tui.words import _

RAW = 1024 * 1024
"""Bytes of a raw request: people write them by hand, or have a program try a head of a megabyte."""

_STDIN = "-"


@asynccontextmanager
async def drafted(arguments: argparse.Namespace) -> AsyncIterator[Draft]:
    """Yield the draft; what it refers to lasts as long as the block. Raises Unfit."""
    draft = Draft() if arguments.curl is None else _imported(arguments.curl)
    if arguments.url is None and not draft.address:
        raise Unfit(_("An address is missing: URL, or --curl with one."))
    draft = _way(replace(draft, address=arguments.url or draft.address), arguments)
    draft = replace(draft, fields=(*draft.fields, *map(_field, arguments.header)))
    with tempfile.TemporaryFile(dir=_place()) as kept:
        sent = arguments.written != "curl"
        draft = await _with_body(draft, arguments, kept if sent else None)
        yield replace(draft, method=arguments.method or draft.method)


def _imported(command: str) -> Draft:
    from tui.exchanges.curl import from_curl

    return from_curl(command)


def _way(draft: Draft, arguments: argparse.Namespace) -> Draft:
    return replace(
        draft,
        version=arguments.http or draft.version,
        proxy=arguments.proxy or draft.proxy,
        verified=draft.verified and not arguments.insecure,
        authority=arguments.cacert or draft.authority,
        certificate=arguments.cert or draft.certificate,
        key=arguments.key or draft.key,
    )


def _field(said: str) -> tuple[str, str]:
    said.encode()  # what is no text is found before anybody is called
    name, colon, value = said.partition(":")
    if not colon:
        raise Unfit(_("{field}: what is meant is NAME:VALUE.").format(field=said))
    return name, value.strip()


async def _with_body(draft: Draft, arguments: argparse.Namespace, kept: BinaryIO | None) -> Draft:
    if arguments.raw is not None:
        content = typed.from_bytes(await _raw(arguments.raw))
        return replace(draft, kind=Kind.RAW, content=content)
    method = "POST" if draft.method == "GET" else draft.method
    draft_with = replace(draft, method=method)
    if arguments.multipart is not None:
        return replace(draft_with, kind=Kind.MULTIPART, content=_lines(arguments.multipart))
    if arguments.form is not None:
        return _form(draft_with, arguments.form)
    if arguments.json_data is not None:
        return await _content(draft_with, arguments.json_data, Kind.JSON, kept)
    if arguments.data is not None:
        return await _content(draft_with, arguments.data, Kind.TEXT, kept)
    return draft


async def _content(draft: Draft, said: str, kind: Kind, kept: BinaryIO | None) -> Draft:
    """Take words, @FILE, or @- for stdin, which is not read where nothing is kept."""
    if not said.startswith("@"):
        return replace(draft, kind=kind, content=said)
    path = said[1:] if said != f"@{_STDIN}" or kept is None else await _stdin(kept)
    if kind is Kind.JSON:
        draft = _typed(draft, "application/json")
    return replace(draft, kind=Kind.FILE, content=path)


async def _stdin(kept: BinaryIO) -> str:
    """Return where stdin can be read from, as often as needed."""
    if stat.S_ISREG(os.fstat(0).st_mode) and not os.lseek(0, 0, os.SEEK_CUR):
        return "/dev/stdin"
    async for block in stdin.blocks():
        kept.write(block)
    kept.flush()
    kept.seek(0)
    return f"/dev/fd/{kept.fileno()}"


async def _raw(said: str) -> bytes:
    """Read a raw request; the end of one that is too long is not looked for."""
    data = b""
    if said == _STDIN:
        async for block in stdin.blocks():
            data += block
            if len(data) > RAW:
                break
    else:
        with Path(said).open("rb") as file:
            data = file.read(RAW + 1)
    if len(data) > RAW:
        raise Unfit(_("A raw request has at most {most} bytes here.").format(most=RAW))
    return data


def _form(draft: Draft, members: list[str]) -> Draft:
    if not any("\n" in member for member in members):
        return replace(draft, kind=Kind.FORM, content=_lines(members))
    pairs = [_member(member) for member in members]  # lines in values: the draft's own are no way
    content = urlencode(pairs, errors="surrogateescape")
    return replace(_typed(draft, FORM_TYPE), kind=Kind.TEXT, content=content)


def _lines(members: list[str]) -> str:
    for member in members:
        _member(member)
        if "\n" in member:
            raise Unfit(_("A value of several lines is sent from a file: NAME=@FILE."))
    return "\n".join(members)


def _member(said: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not equals:
        raise Unfit(_("{member}: what is meant is NAME=VALUE.").format(member=said))
    return name, value


def _typed(draft: Draft, media: str) -> Draft:
    """Say what the body is, unless that was said."""
    if any(name.strip().lower() == "content-type" for name, _value in draft.fields):
        return draft
    return replace(draft, fields=(*draft.fields, ("Content-Type", media)))


def _place() -> str | None:
    """Choose a directory on a disk: /tmp often is memory."""
    if "TMPDIR" not in os.environ and os.access("/var/tmp", os.W_OK):
        return "/var/tmp"
    return None
