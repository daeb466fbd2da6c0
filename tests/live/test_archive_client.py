"""The archive's client against services on the loopback: of 2017, of today, and worse ones."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hosting import ANY, hosting
from live.old_archive_service import old_archive
from waiting import until_async

from tui.clients.archive import answers
from tui.clients.archive import classic as archive
from tui.clients.failure import Failure, Step
from tui.clients.wire import Direction, Wire

HERE = "127.0.0.1"
PHOTO = bytes(range(256)) * 4000
Session = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def pieces(data: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


@asynccontextmanager
async def service(session: Session) -> AsyncIterator[int]:
    """A service that does what a test says; yields its port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await session(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    server = await asyncio.start_server(handle, HERE, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def saying(answer: bytes) -> Session:
    """A session that reads a request and gives one answer."""

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)

    return session


async def test_an_old_service_lists_archives_gives_back_and_deletes() -> None:
    with old_archive() as old:
        confirmed = await archive.store(
            HERE, old.port, Wire(), "l'été.jpg", len(PHOTO), pieces(PHOTO)
        )
        assert confirmed is False
        await until_async(lambda: old.photos)
        assert (await archive.names(HERE, old.port, Wire())).names == ("l'été.jpg",)
        back = bytearray()
        assert await archive.fetch(HERE, old.port, Wire(), "l'été.jpg", back.extend) == len(PHOTO)
        assert back == PHOTO
        await archive.remove(HERE, old.port, Wire(), "l'été.jpg")
        assert old.photos == {}


async def test_an_old_service_that_cuts_an_upload_short_is_never_said_to_have_confirmed_it() -> (
    None
):
    with old_archive(hasty=True) as old:
        storing = archive.store(HERE, old.port, Wire(), "a", len(PHOTO), pieces(PHOTO, 100))
        (said,) = await asyncio.gather(storing, return_exceptions=True)
    assert said is False or (isinstance(said, Failure) and said.step is Step.SEND)


async def test_an_old_service_is_asked_again_with_no_newline_after_the_name() -> None:
    with old_archive() as old:
        old.photos["a.jpg"] = b"small"
        back = bytearray()
        await archive.fetch(HERE, old.port, Wire(), "a.jpg", back.extend)
        assert back == b"small"
        assert old.requests == ["récupérer@a.jpg\n", "récupérer@a.jpg"]


async def test_a_photo_that_an_old_service_lacks_is_a_failure_in_words() -> None:
    with old_archive() as old, pytest.raises(Failure, match="hung up without an answer") as caught:
        await archive.remove(HERE, old.port, Wire(), "none.jpg")
    assert (caught.value.step, caught.value.code) == (Step.WAIT, "silence")


async def test_the_second_ok_confirms() -> None:
    heard = bytearray()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readline() == f"archiver@a%40b.jpg@{len(PHOTO)}\n".encode()
        writer.write(b"ok")
        heard.extend(await reader.readexactly(len(PHOTO)))
        writer.write(b"ok")

    seen: list[tuple[int, int]] = []
    async with service(session) as port:
        source = pieces(PHOTO)
        assert await archive.store(
            HERE, port, Wire(), "a@b.jpg", len(PHOTO), source, progress=lambda *x: seen.append(x)
        )
    assert heard == PHOTO
    assert seen[-1] == (len(PHOTO), len(PHOTO))
    assert seen == sorted(seen)


async def test_a_refusal_before_the_photo_is_said_with_its_code() -> None:
    async with service(saying(b"erreur@taille@trop grand\n")) as port:
        with pytest.raises(Failure, match="trop grand") as caught:
            await archive.store(HERE, port, Wire(), "a.jpg", 5, pieces(b"abcde"))
    assert (caught.value.step, caught.value.code) == (Step.REFUSED, "taille")


async def test_a_refusal_in_the_middle_of_the_photo_is_said_with_its_code() -> None:
    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"ok")
        await reader.readexactly(100)
        writer.write(b"erreur@disque@plus de place\n")
        await writer.drain()
        while await reader.read(1 << 20):
            pass

    endless = pieces(bytes(64 * 1024 * 1024), 1 << 20)
    async with service(session) as port:
        with pytest.raises(Failure) as caught:
            await archive.store(HERE, port, Wire(), "a.jpg", 64 * 1024 * 1024, endless)
    assert (caught.value.step, caught.value.code) == (Step.REFUSED, "disque")


async def test_hanging_up_in_the_middle_of_an_upload_is_a_failure() -> None:
    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"ok")
        await reader.readexactly(100)

    async with service(session) as port:
        with pytest.raises(Failure) as caught:
            await archive.store(HERE, port, Wire(), "a.jpg", 1 << 26, pieces(bytes(1 << 26)))
    assert caught.value.step is Step.SEND


async def test_a_file_that_shrinks_while_it_is_sent_is_a_failure() -> None:
    lengths: list[int] = []

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"ok")
        lengths.append(len(await reader.read(-1)))

    async with service(session) as port:
        with pytest.raises(Failure, match="shorter"):
            await archive.store(HERE, port, Wire(), "a.jpg", 5000, pieces(bytes(4000)))
        await until_async(lambda: lengths == [4000])


async def test_a_file_that_grows_while_it_is_sent_is_sent_as_it_was_announced() -> None:
    rest: list[bytes] = []

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"ok")
        await reader.readexactly(5000)
        writer.write(b"ok")
        rest.append(await reader.read(-1))

    async with service(session) as port:
        assert await archive.store(HERE, port, Wire(), "a.jpg", 5000, pieces(bytes(9000), 700))
        await until_async(lambda: rest)
    assert rest == [b""]


async def test_a_short_photo_is_a_failure_of_its_body() -> None:
    async with service(saying(b"10\nabc")) as port:
        with pytest.raises(Failure) as caught:
            await archive.fetch(HERE, port, Wire(), "a.jpg", bytearray().extend)
    assert (caught.value.step, caught.value.code) == (Step.BODY, "short")


@pytest.mark.parametrize("size", ["2000000000", "-1", "many", "9" * 30, ""])
async def test_an_absurd_size_is_refused_before_anything_is_received(size: str) -> None:
    async with service(saying(f"{size}\nabc".encode())) as port:
        kept = bytearray()
        with pytest.raises(Failure):
            await archive.fetch(HERE, port, Wire(), "a.jpg", kept.extend)
    assert not kept


async def test_our_ok_is_bare_and_an_empty_photo_is_a_photo() -> None:
    oks: list[bytes] = []

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"0\n")
        oks.append(await reader.read(100))

    async with service(session) as port:
        assert await archive.fetch(HERE, port, Wire(), "a.jpg", bytearray().extend) == 0
        await until_async(lambda: oks)
    assert oks == [b"ok"]


async def test_a_list_in_answer_to_something_else_is_recognised() -> None:
    async with service(saying("plage.jpg@l'été.jpg".encode())) as port:
        with pytest.raises(Failure, match="answered with its list") as caught:
            await archive.store(HERE, port, Wire(), "a.jpg", 1, pieces(b"x"))
    assert (caught.value.step, caught.value.code) == (Step.REFUSED, "commande")


async def test_another_service_is_quoted() -> None:
    async with service(saying(b"220 ftp ready\r\n")) as port:
        with pytest.raises(Failure, match="220 ftp ready"):
            await archive.remove(HERE, port, Wire(), "a.jpg")


async def test_names_that_break_the_rule_are_left_out_and_counted() -> None:
    async with service(saying(b"a.jpg@../etc/passwd@.hidden@b%40c.jpg@a.jpg@\x1b[2J")) as port:
        found = await archive.names(HERE, port, Wire())
    assert found == archive.Listing(("a.jpg", "b@c.jpg"), left_out=3)


async def test_a_full_host_refuses_the_list_in_its_own_words() -> None:
    async with service(saying(b"erreur@interdit@trop de connexions\n")) as port:
        with pytest.raises(Failure, match="trop de connexions") as caught:
            await archive.names(HERE, port, Wire())
    assert caught.value.code == "interdit"


async def test_an_endless_list_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LIST_LIMIT", 100_000)

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"a.jpg@" * 1000)
            await writer.drain()

    async with service(session) as port:
        with pytest.raises(Failure, match="endless"):
            await archive.names(HERE, port, Wire())


async def test_a_service_that_says_nothing_costs_its_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.05)

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with service(session) as port:
        with pytest.raises(Failure) as caught:
            await archive.fetch(HERE, port, Wire(), "a.jpg", bytearray().extend)
    assert (caught.value.step, caught.value.code) == (Step.WAIT, "ETIMEDOUT")


async def test_a_byte_now_and_then_does_not_hold_a_deadline_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.2)

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"1000\n")
        await reader.read(2)
        while not writer.is_closing():
            writer.write(b"x")
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await reader.read(1)

    async with service(session) as port:
        with pytest.raises(Failure) as caught:
            await archive.fetch(HERE, port, Wire(), "a.jpg", bytearray().extend)
    assert (caught.value.step, caught.value.code) == (Step.BODY, "ETIMEDOUT")


async def test_what_travels_is_on_the_wire() -> None:
    with old_archive() as old:
        old.photos["a.jpg"] = b"small"
        wire = Wire()
        await archive.names(HERE, old.port, wire)
    travelled = [(p.direction, p.data) for p in wire.pieces if p.direction is not Direction.NOTE]
    assert travelled == [(Direction.SENT, b"lister\n"), (Direction.RECEIVED, b"a.jpg")]


async def test_nobody_there_is_said_by_step_and_code() -> None:
    async with service(saying(b"")) as port:
        pass
    with pytest.raises(Failure) as caught:
        await archive.names(HERE, port, Wire())
    assert (caught.value.step, caught.value.code) == (Step.CONNECT, "ECONNREFUSED")


async def test_a_file_is_read_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(PHOTO)
    with path.open("rb") as file:
        assert b"".join([block async for block in archive.blocks(file)]) == PHOTO


async def test_an_error_of_the_disk_is_the_callers() -> None:
    def full(_data: bytes) -> None:
        raise OSError(errno.ENOSPC, "no room")

    async with service(saying(b"3\nabc")) as port:
        with pytest.raises(OSError, match="no room"):
            await archive.fetch(HERE, port, Wire(), "a.jpg", full)


async def test_a_photo_of_12_megapixels_comes_back_from_a_host_byte_for_byte(
    tmp_path: Path,
) -> None:
    photo = os.urandom(6_000_000)
    with hosting(tmp_path) as config:
        where = (HERE, config.archive.port, Wire())
        for _twice in range(2):  # the second time it replaces the first
            assert await archive.store(*where, "a@b.jpg", len(photo), pieces(photo, 1 << 18))
        assert (await archive.names(*where)).names == ("a@b.jpg",)
        back = bytearray()
        assert await archive.fetch(*where, "a@b.jpg", back.extend) == len(photo)
        assert back == photo
        await archive.remove(*where, "a@b.jpg")
        assert (await archive.names(*where)).names == ()
        with pytest.raises(Failure) as caught:
            await archive.fetch(*where, "a@b.jpg", back.extend)
        assert (caught.value.step, caught.value.code) == (Step.REFUSED, "introuvable")


async def test_a_host_refuses_a_photo_that_is_too_large(tmp_path: Path) -> None:
    small = replace(ANY, limits=replace(ANY.limits, photo_mebibytes=1))
    with hosting(tmp_path, small) as config:
        size = 2 * 1024 * 1024
        where = (HERE, config.archive.port, Wire())
        with pytest.raises(Failure) as caught:
            await archive.store(*where, "a.jpg", size, pieces(bytes(size)))
    assert (caught.value.step, caught.value.code) == (Step.REFUSED, "taille")
