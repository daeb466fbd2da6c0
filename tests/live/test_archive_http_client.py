"""The archive's client over HTTP: against a real host, on lines that die, and hostile services."""

import asyncio
import hashlib
import itertools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hosting import ANY, hosting
from live.fake_archive import Caller, answering, fake, line
from live.old_archive_service import old_archive
from PIL import Image
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive as Settings
from tui.clients.archive import connections as connections_
from tui.clients.archive import exchanges
from tui.clients.archive.connections import Connections
from tui.clients.archive.dialect import open_archive
from tui.clients.archive.photo import Ability, Archive, Fetched, Sort, Stored
from tui.clients.archive.sending import Load
from tui.clients.archive.tus import Upload
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.failures import remedy, sentence

LARGE = 24 * 1024 * 1024
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Config]:
    with hosting(tmp_path / "data") as config:
        yield config


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.png"
    Image.new("RGB", (60, 40), "teal").save(path)
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(LARGE))
    return path


@asynccontextmanager
async def opened(
    port: int, wire: Wire | None = None, dialect: str = "http"
) -> AsyncIterator[Archive]:
    archive = open_archive(Settings(port=port, dialect=dialect), wire or Wire())
    try:
        yield archive
    finally:
        await archive.aclose()


async def failing(question: Awaitable[object]) -> Failure:
    with pytest.raises(Failure) as caught:
        await question
    assert sentence(caught.value)
    assert remedy(caught.value)
    return caught.value


def connections(wire: Wire) -> int:
    return sum(piece.data.endswith(b": connected") for piece in wire.pieces)


# --- what both dialects have in common


@pytest.mark.parametrize("dialect", ["http", "classic"])
async def test_both_dialects_answer_the_common_questions_alike(
    host: Config, small: Path, dialect: str
) -> None:
    names = ["a@b.jpg", "l'été.jpg", "z"]
    async with opened(host.archive.port, dialect=dialect) as archive:
        assert ((), None, 0) == (await _page(archive))
        for name in reversed(names):
            assert (await archive.store(name, small)).confirmed
        assert (tuple(names[:2]), names[1], 3) == await _page(archive, limit=2)
        assert (("z",), None, 3) == await _page(archive, after=names[1], limit=2)
        assert (("l'été.jpg",), None, 1) == await _page(archive, match="ÉTÉ")
        assert "z" == (await archive.photo("z")).name
        back = bytearray()
        fetched = await archive.fetch("a@b.jpg", back.extend)
        assert (len(back), small.read_bytes()) == (fetched.size, bytes(back))
        assert "existe" == (await failing(archive.store("z", small, replace=False))).code
        for missing in (archive.photo("y"), archive.fetch("y", back.extend), archive.remove("y")):
            failure = await failing(missing)
            assert (Step.REFUSED, "introuvable") == (failure.step, failure.code)
        for wrong in (archive.photo("../a"), archive.store(".a", small), archive.remove("")):
            failure = await failing(wrong)
            assert (Step.REFUSED, "nom") == (failure.step, failure.code)
        await archive.remove("z")
        assert (tuple(names[:2]), None, 2) == await _page(archive)


async def _page(archive: Archive, **asked: object) -> tuple[tuple[str, ...], str | None, int]:
    page = await archive.page(**asked)  # type: ignore[arg-type]
    return tuple(photo.name for photo in page.photos), page.next, page.total


async def test_what_classic_cannot_is_not_in_can_and_refused(host: Config) -> None:
    async with opened(host.archive.port, dialect="classic") as archive:
        assert frozenset({Ability.MATCH}) == archive.can
        for question in (
            archive.thumbnail("a", 10, 10),
            archive.page(sort=Sort.NEWEST),
            archive.fetch("a", bytes, offset=3),
            archive.rename("a", "b"),
            archive.trash(),
            archive.restore("a"),
            archive.discard("a"),
        ):
            failure = await failing(question)
            assert (Step.REFUSED, "commande") == (failure.step, failure.code)


# --- a real host


async def test_what_is_known_of_a_photo_comes_with_it(host: Config, small: Path) -> None:
    digest = hashlib.sha256(small.read_bytes()).hexdigest()
    async with opened(host.archive.port) as archive:
        assert Stored(True, verified=True, replaced=False) == await archive.store("a.png", small)
        assert Stored(True, verified=True, replaced=True) == await archive.store("a.png", small)
        await archive.store("ba.png", small)
        await archive.store("a.pnga.png", small)
        photo = await archive.photo("a.png")
        assert (small.stat().st_size, digest) == (photo.size, photo.sha256)
        fetched = await archive.fetch("a.png", lambda _data: None, sha256=digest)
        assert Fetched(small.stat().st_size, verified=True) == fetched


async def test_questions_share_a_connection(host: Config, small: Path) -> None:
    wire = Wire()
    async with opened(host.archive.port, wire) as archive:
        for name in ("a", "b"):
            await archive.store(name, small)
            await archive.page()
            await archive.thumbnail(name, 20, 20)
            await archive.fetch(name, lambda _data: None)
            await failing(archive.remove("nowhere"))
    assert 1 == connections(wire)
    assert wire.pieces[-1].data.endswith(b": closed")


async def test_many_thumbnails_come_over_four_connections(host: Config, small: Path) -> None:
    wire = Wire()
    async with opened(host.archive.port, wire) as archive:
        await archive.store("a", small)
        many = await asyncio.gather(*(archive.thumbnail("a", 20 + n, 20) for n in range(24)))
    assert all(picture.startswith(b"\xff\xd8") for picture in many)
    assert connections(wire) <= 4


async def test_a_photo_goes_to_the_trash_and_comes_back(host: Config, small: Path) -> None:
    async with opened(host.archive.port) as archive:
        await archive.store("a.png", small)
        await archive.store("b.png", small)
        await archive.remove("a.png")
        await archive.remove("b.png")
        trash = await archive.trash()
        assert (["b.png", "a.png"], 2) == ([item.name for item in trash.items], trash.total)
        assert "a.png" == await archive.restore(trash.items[1].id)
        await archive.discard(trash.items[0].id)
        assert () == (await archive.trash()).items
        assert "introuvable" == (await failing(archive.restore("../photos"))).code


async def test_a_photo_gets_another_name_if_that_is_free(host: Config, small: Path) -> None:
    async with opened(host.archive.port) as archive:
        await archive.store("a", small)
        await archive.store("b", small)
        assert "existe" == (await failing(archive.rename("a", "b"))).code
        await archive.rename("a", "l'été @ 100%.png")
        assert (("b", "l'été @ 100%.png"), None, 2) == await _page(archive)
        assert "introuvable" == (await failing(archive.rename("a", "c"))).code


async def test_pages_of_every_order_have_every_photo_once(host: Config, small: Path) -> None:
    names = {f"{number:02} photo" for number in range(12)}
    wire = Wire()
    async with opened(host.archive.port, wire) as archive:
        for name in names:
            await archive.store(name, small)
        for sort in Sort:
            seen: list[str] = []
            page = await archive.page(limit=5, sort=sort)
            seen += (photo.name for photo in page.photos)
            while page.next:
                page = await archive.page(page.next, limit=5, sort=sort)
                seen += (photo.name for photo in page.photos)
            assert (12, names) == (len(seen), set(seen))
    assert any(b"Content-Encoding: gzip" in piece.data for piece in wire.pieces)


async def test_retrieving_goes_on_where_it_stopped_unless_the_photo_is_another(
    host: Config, large: Path
) -> None:
    whole, digest = large.read_bytes(), hashlib.sha256(large.read_bytes()).hexdigest()
    heard: list[tuple[int, int]] = []
    async with opened(host.archive.port) as archive:
        await archive.store("a", large)
        back = bytearray(whole[:-70_000])
        await archive.fetch(
            "a",
            back.extend,
            offset=len(back),
            sha256=digest,
            progress=lambda *count: heard.append(count),
        )
        assert (True, (LARGE, LARGE)) == (back == whole, heard[-1])
        assert heard[0][0] > LARGE - 70_000
        await archive.fetch("a", back.extend, offset=LARGE, sha256=digest)
        assert LARGE == len(back)
        for offset in (5, LARGE, LARGE + 1):
            wrong = archive.fetch("a", back.extend, offset=offset, sha256="0" * 64)
            assert "change" == (await failing(wrong)).code
        assert LARGE == len(back)


async def test_a_large_photo_is_sent_so_that_it_can_be_interrupted(
    host: Config, large: Path
) -> None:
    heard: list[tuple[int, int]] = []
    tokens: list[str] = []
    async with opened(host.archive.port) as archive:
        stored = await archive.store(
            "a", large, on_upload=tokens.append, progress=lambda *count: heard.append(count)
        )
        assert Stored(True, verified=True, replaced=False) == stored
        assert (1, (LARGE, LARGE)) == (len(tokens), heard[-1])
        assert heard == sorted(heard)
        assert "existe" == (await failing(archive.store("a", large, replace=False))).code
        again = await archive.store("a", large, upload=tokens[0])
        assert Stored(True, verified=True, replaced=False) == again
    assert (1, 1) == (len(tokens), heard.count((LARGE, LARGE)))


async def test_a_line_that_dies_costs_an_upload_a_moment(host: Config, large: Path) -> None:
    async with line(host.archive.port) as wire, opened(wire.port) as archive:
        wire.dead_after = LARGE * 2 // 3
        tokens: list[str] = []
        stored = await archive.store("a", large, on_upload=tokens.append)
        assert Stored(True, verified=True, replaced=False) == stored
        assert (1, 1) == (wire.deaths, len(tokens))
        back = hashlib.sha256()
        await archive.fetch("a", back.update)
        assert hashlib.sha256(large.read_bytes()).digest() == back.digest()


async def test_an_upload_goes_on_after_host_and_program_were_started_again(
    tmp_path: Path, large: Path
) -> None:
    tokens: list[str] = []
    with hosting(tmp_path / "data") as config:
        async with line(config.archive.port) as cut, opened(cut.port) as archive:
            cut.dead_after = LARGE * 2 // 3
            sending = asyncio.create_task(archive.store("a", large, on_upload=tokens.append))
            await until_async(lambda: cut.deaths)
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
    wire = Wire()
    with hosting(tmp_path / "data") as config:
        async with opened(config.archive.port, wire) as archive:
            heard: list[int] = []
            stored = await archive.store(
                "a",
                large,
                upload=tokens[0],
                on_upload=tokens.append,
                progress=lambda count, _size: heard.append(count),
            )
            assert Stored(True, verified=True, replaced=False) == stored
            assert heard[0] > 8 * 1024 * 1024
            again = await archive.store("b", large, upload=tokens[0], on_upload=tokens.append)
            assert Stored(True, verified=True, replaced=False) == again
    assert 2 == len(tokens)


async def test_what_is_no_token_begins_anew(host: Config, large: Path) -> None:
    async with opened(host.archive.port) as archive:
        for number, token in enumerate(("", "../trash", "unknown", "a b\r\nX: y")):
            assert (await archive.store(str(number), large, upload=token)).verified


async def test_refusals_have_the_codes_of_the_classic_dialect(tmp_path: Path, large: Path) -> None:
    limits = replace(ANY.limits, photo_mebibytes=3)
    middle = tmp_path / "middle"
    middle.write_bytes(bytes(3 * 1024 * 1024 + 1))
    empty = tmp_path / "empty"
    empty.touch()
    with hosting(tmp_path / "data", replace(ANY, limits=limits)) as config:
        async with opened(config.archive.port) as archive:
            for path in (large, middle, empty):
                failure = await failing(archive.store("a", path))
                assert (Step.REFUSED, "taille") == (failure.step, failure.code), path
    limits = replace(ANY.limits, archive_mebibytes=1)
    with hosting(tmp_path / "data", replace(ANY, limits=limits)) as config:
        async with opened(config.archive.port) as archive:
            for path in (large, middle):
                assert "quota" == (await failing(archive.store("a", path))).code
            middle.write_bytes(b"words")
            await archive.store("a", middle)
            assert "image" == (await failing(archive.thumbnail("a", 9, 9))).code


async def test_a_file_that_is_not_what_was_hashed_never_becomes_a_photo(
    host: Config, small: Path, large: Path
) -> None:
    async with opened(host.archive.port) as archive:
        await failing(archive.store("a", small, sha256="0" * 64))
        assert "abime" == (await failing(archive.store("a", large, sha256="0" * 64))).code
        assert 0 == (await archive.page()).total
        with pytest.raises(FileNotFoundError):
            await archive.store("a", small.with_name("nowhere"))


async def test_a_sink_that_fails_says_so_itself_and_costs_its_connection_alone(
    host: Config, large: Path
) -> None:
    def full(_data: bytes) -> None:
        raise OSError("the disk is full")

    async with opened(host.archive.port) as archive:
        await archive.store("a", large)
        with pytest.raises(OSError, match="the disk is full"):
            await archive.fetch("a", full)
        assert (await archive.fetch("a", lambda _data: None)).verified


# --- services that are not ours


async def test_an_archive_of_2017_is_told_and_the_way_out_is_said() -> None:
    with old_archive() as old:
        for photos in ({}, {"a.jpg": b"photo"}):
            old.photos.update(photos)
            async with opened(old.port) as archive:
                failure = await failing(archive.page())
                assert "dialecte" == failure.code
                assert "dialect = classic" in remedy(failure)


async def test_a_host_that_is_full_says_so_to_http_too() -> None:
    async def session(caller: Caller) -> None:
        caller.writer.write(b"erreur@interdit@trop de monde\n")

    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.page())
        assert (Step.REFUSED, "interdit") == (failure.step, failure.code)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "forme"),
        (403, "interdit"),
        (404, "introuvable"),
        (405, "commande"),
        (412, "existe"),
        (413, "taille"),
        (415, "image"),
        (418, ""),
        (500, "panne"),
        (501, "commande"),
        (507, "quota"),
    ],
)
async def test_a_refusal_is_told_with_the_hosts_own_words_made_safe(status: int, code: str) -> None:
    body = b'{"detail": "No room\\u001b[2J."}'
    session = answering(lambda caller: caller.say(status, body=body))
    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.remove("a"))
        assert (Step.REFUSED, code) == (failure.step, failure.code)
        assert failure.reason.startswith("No room")
        assert "\x1b" not in failure.reason


HOSTILE: dict[str, tuple[Callable[[Caller], None], Step, str]] = {
    "redirect": (
        lambda caller: caller.say(302, "Location: http://127.0.0.1:1/photos"),
        Step.BODY,
        "forme",
    ),
    "nothing modified": (lambda caller: caller.say(304), Step.BODY, "forme"),
    "another success": (lambda caller: caller.say(206, JSON, body=b"{}"), Step.BODY, "forme"),
    "a page for people": (
        lambda caller: caller.say(200, "Content-Type: text/html", body=b"<html>"),
        Step.BODY,
        "forme",
    ),
    "no json": (lambda caller: caller.say(200, JSON, body=b"{"), Step.BODY, "forme"),
    "no gzip": (
        lambda caller: caller.say(200, JSON, "Content-Encoding: gzip", body=b"{}"),
        Step.BODY,
        "forme",
    ),
    "another coding": (
        lambda caller: caller.say(200, JSON, "Content-Encoding: br", body=b"{}"),
        Step.BODY,
        "forme",
    ),
    "too short": (
        lambda caller: caller.say(200, JSON, "Content-Length: 9", body=b"{}"),
        Step.BODY,
        "EOF",
    ),
    "two lengths": (
        lambda caller: caller.say(200, JSON, "Content-Length: 2", "Content-Length: 3", body=b"{}"),
        Step.HEADERS,
        "HTTP",
    ),
    "a huge head": (
        lambda caller: caller.say(200, "X: " + "x" * 200_000, body=b"{}"),
        Step.HEADERS,
        "HTTP",
    ),
    "no end": (lambda caller: caller.say(200, JSON, CHUNKED), Step.BODY, "longueur"),
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_list_that_is_none_is_a_failure_in_words(kind: str) -> None:
    answer, step, code = HOSTILE[kind]

    async def session(caller: Caller) -> None:
        await caller.head()
        answer(caller)
        if kind == "no end":
            await caller.pour()

    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.page())
        assert (step, code) == (failure.step, failure.code)
        assert 1 == service.connections


DIGEST = hashlib.sha256(b"photo").hexdigest()
TAG = f'ETag: "{DIGEST}"'
LYING: dict[str, tuple[tuple[str, ...], Step, str]] = {
    "another digest": ((TAG.replace(DIGEST, "0" * 64),), Step.BODY, "abime"),
    "no digest": (("Repr-Digest: sha-256=:AAAA:",), Step.HEADERS, "HTTP"),
    "too short": ((TAG, "Content-Length: 9"), Step.BODY, "EOF"),
    "too long for us": ((TAG, f"Content-Length: {2**50}"), Step.BODY, "longueur"),
    "packed": ((TAG, "Content-Encoding: gzip"), Step.HEADERS, "HTTP"),
    "no length": ((TAG, "Transfer-Encoding: chunked"), Step.HEADERS, "HTTP"),
}


@pytest.mark.parametrize("kind", LYING)
async def test_a_photo_that_is_not_what_was_promised_is_a_failure(kind: str) -> None:
    fields, step, code = LYING[kind]
    session = answering(lambda caller: caller.say(200, *fields, body=b"photo"))
    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.fetch("a", lambda _data: None))
        assert (step, code) == (failure.step, failure.code)


@pytest.mark.parametrize(
    "field",
    ["bytes 0-4/5", "bytes 3-4/6", "bytes 3-9/5", "bytes */5", "bytes 3-4/*", "photos 3-4/5"],
)
async def test_a_part_that_is_not_the_one_asked_for_never_reaches_the_file(field: str) -> None:
    session = answering(lambda caller: caller.say(206, f"Content-Range: {field}", body=b"to"))
    back = bytearray()
    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.fetch("a", back.extend, offset=3))
        assert (Step.HEADERS, "HTTP", b"") == (failure.step, failure.code, back)


async def test_a_thumbnail_without_end_is_cut() -> None:
    async def session(caller: Caller) -> None:
        await caller.head()
        caller.say(200, CHUNKED)
        await caller.pour()

    async with fake(session) as service, opened(service.port) as archive:
        assert "longueur" == (await failing(archive.thumbnail("a", 9, 9))).code


async def test_a_host_with_too_much_to_do_is_asked_again() -> None:
    busy = [True, True, False, True, True, True]

    async def session(caller: Caller) -> None:
        while await caller.head():
            status = 503 if busy.pop(0) else 200
            caller.say(status, "Retry-After: 0", body=b"picture")

    async with fake(session) as service, opened(service.port) as archive:
        assert b"picture" == await archive.thumbnail("a", 9, 9)
        assert "debit" == (await failing(archive.thumbnail("a", 9, 9))).code
        assert ([], 1) == (busy, service.connections)


async def test_a_host_that_hung_up_meanwhile_is_asked_again_and_only_what_is_safe() -> None:
    asked: list[str] = []

    async def session(caller: Caller) -> None:
        asked.append((await caller.head()).split()[0])
        caller.say(200, JSON, body=b'{"photos": [], "next": null, "total": 0}')
        await caller.writer.drain()
        if head := await caller.head():  # it was taken for kept; the question gets no answer
            asked.append(head.split()[0])

    async with fake(session) as service, opened(service.port) as archive:
        await archive.page()
        await archive.page()
        assert (["GET"] * 3, 2) == (asked, service.connections)
        failure = await failing(archive.remove("a"))
        assert (["GET"] * 3 + ["DELETE"], "EOF") == (asked, failure.code)


async def test_a_cancelled_thumbnail_leaves_nothing_behind_for_the_next() -> None:
    async def session(caller: Caller) -> None:
        while head := await caller.head():
            if "/slow/" in head:
                caller.say(200, "Content-Length: 100", body=b"half")
                await caller.reader.read()
                return
            if "/silent/" in head:
                await caller.reader.read()
                return
            caller.say(200, body=head.split("/")[2].encode())

    async with fake(session) as service, opened(service.port) as archive:
        for turn, name in enumerate(("slow", "silent") * 6):
            asking = asyncio.create_task(archive.thumbnail(name, 9, 9))
            await until_async(partial(lambda turn: service.connections > turn, turn))
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        assert b"whole" == await archive.thumbnail("whole", 9, 9)
        assert b"other" == await archive.thumbnail("other", 9, 9)


async def test_no_more_than_four_thumbnails_are_asked_for_at_a_time_and_a_list_beside_them() -> (
    None
):
    gate = asyncio.Event()
    under_way = 0

    async def session(caller: Caller) -> None:
        nonlocal under_way
        while head := await caller.head():
            if "thumbnail" not in head:
                caller.say(200, JSON, body=b'{"photos": [], "next": null, "total": 0}')
                continue
            under_way += 1
            await gate.wait()
            caller.say(200, body=b"picture")

    async with fake(session) as service, opened(service.port) as archive:
        many = [asyncio.create_task(archive.thumbnail("a", 9, 9)) for _ in range(10)]
        await until_async(lambda: under_way == 4)
        await archive.page()
        assert (4, 5) == (under_way, service.connections)
        gate.set()
        assert [b"picture"] * 10 == await asyncio.gather(*many)


async def test_an_upload_that_a_strange_host_agrees_to_elsewhere_goes_nowhere(large: Path) -> None:
    for location in ("http://127.0.0.1:1/elsewhere", "/photos/a", "", "//uploads/x"):

        def refuse(caller: Caller, location: str = location) -> None:
            caller.say(201, f"Location: {location}")

        session = answering(lambda caller: caller.say(404), refuse)
        async with fake(session) as service, opened(service.port) as archive:
            failure = await failing(archive.store("a", large))
            assert (Step.HEADERS, "HTTP") == (failure.step, failure.code)


async def test_a_host_that_takes_no_bytes_is_left_after_some_tries(large: Path) -> None:
    offsets = [0, 0, 0, 0]
    load = Load("a", large, LARGE, "0" * 64, True, None)

    async def session(caller: Caller) -> None:
        while head := await caller.head():
            if head.startswith("POST"):
                caller.say(201, "Location: /uploads/x")
            elif head.startswith("PATCH"):
                await caller.reader.readexactly(LARGE)
                caller.say(204, f"Upload-Offset: {offsets.pop()}")
            else:
                caller.say(404)

    async with fake(session) as service:
        connections = Connections("127.0.0.1", service.port, Wire())
        sending = Upload(connections, load, lambda: itertools.repeat(0.0)).send(None)
        failure = await failing(sending)
        await connections.aclose()
        assert (Step.SEND, "ETIMEDOUT", 1) == (failure.step, failure.code, len(offsets))


async def test_a_photo_that_stands_still_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "STALLED", 0.2)

    async def session(caller: Caller) -> None:
        await caller.head()
        caller.say(200, TAG, "Content-Length: 9", body=b"photo")
        await caller.reader.read()

    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.fetch("a", lambda _data: None))
        assert (Step.BODY, "ETIMEDOUT") == (failure.step, failure.code)


async def test_a_refusal_is_heard_though_nothing_more_of_the_photo_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections_, "STALLED", 0.2)
    path = tmp_path / "photo"
    path.write_bytes(bytes(4 * 1024 * 1024))

    async def session(caller: Caller) -> None:
        await caller.head()
        caller.reader._transport.pause_reading()  # type: ignore[attr-defined]
        caller.say(507, body=b'{"detail": "No room."}')
        await asyncio.Event().wait()

    async with fake(session) as service, opened(service.port) as archive:
        failure = await failing(archive.store("a", path))
        assert (Step.REFUSED, "No room.") == (failure.step, failure.reason)


async def test_what_no_utf_8_can_say_is_asked_for_in_vain(host: Config) -> None:
    async with opened(host.archive.port) as archive:
        assert 0 == (await archive.page(match="\udcff")).total
        assert "nom" == (await failing(archive.photo("\udcff"))).code
        assert "introuvable" == (await failing(archive.restore("\udcff"))).code


async def test_an_archive_is_found_over_ipv6_too(tmp_path: Path, small: Path) -> None:
    servers = replace(ANY.servers, listen="::1")
    with hosting(tmp_path / "data", replace(ANY, servers=servers)) as config:
        settings = replace(config.archive, address="::1")
        archive = open_archive(settings, Wire())
        assert (await archive.store("a", small)).verified
        await archive.aclose()


async def test_an_address_that_is_none_is_said_when_it_is_asked() -> None:
    archive = open_archive(Settings(address="two words"), Wire())
    assert (Step.NAME, "URL") == ((failure := await failing(archive.page())).step, failure.code)


async def test_nobody_there_is_said_by_step_and_code() -> None:
    async with fake(answering()) as service:
        port = service.port
    async with opened(port) as archive:
        failure = await failing(archive.page())
        assert (Step.CONNECT, "ECONNREFUSED") == (failure.step, failure.code)
