"""The queue at work against a host: what it survives, what it leaves behind, what it says."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from random import Random

import pytest
from hosting import ANY, hosting
from live.relay import Relay, relaying
from taken import photo
from waiting import until_async

from protocol.config import Config
from protocol.sections import Archive
from tui import exif
from tui.clients.archive.dialect import open_archive
from tui.clients.wire import Wire
from tui.screens.photos.dispatch import Dispatch
from tui.screens.photos.journal import Journal
from tui.screens.photos.reach import Reach
from tui.screens.photos.transfer import Kind, Known, Order, Stage, Transfer

BYTES = Random(4).randbytes(9_000_000)
"""More than is sent with one request."""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    directory = tmp_path / "here"
    directory.mkdir()
    return directory


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return tmp_path / "host" / "photos"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Config]:
    with hosting(tmp_path / "host") as config:
        yield config


@asynccontextmanager
async def dispatching(
    port: int, state: Path | None, *, rest: float = 0.01
) -> AsyncIterator[Dispatch]:
    """Run a queue as the program does; it does not rest long between two tries."""
    archive = open_archive(Archive(port=port), Wire())
    one = Dispatch(archive, state and state / "queue.jsonl", changed=int, ended=ignore)
    one.transfers.reach = Reach(lambda: repeat(rest))
    await one.open()
    try:
        yield one
    finally:
        await one.aclose()
        await archive.aclose()


def ignore(_: Transfer) -> None:
    pass


async def ends(one: Dispatch) -> list[Transfer]:
    await until_async(lambda: not one.transfers.busy, 30)
    print([one.reason for one in one.transfers.ended])
    return one.transfers.ended


def stages(transfers: list[Transfer]) -> list[Stage]:
    return [one.stage for one in transfers]


def listed(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.name != ".vasistas")


def left(state: Path) -> int:
    journal = Journal(state / "queue.jsonl")
    journal.open()
    journal.close()
    return len(journal.found)


async def test_photos_come_and_go_whole_and_compared(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    for name, data in (("small.jpg", b"small"), ("large.jpg", BYTES), ("empty.jpg", b"")):
        (here / name).write_bytes(data)
    (here / "back").mkdir()
    async with dispatching(host.archive.port, tmp_path) as one:
        one.place(Order(Kind.STORE, name, here / name) for name in ("small.jpg", "large.jpg"))
        assert all(transfer.verified for transfer in await ends(one))
        assert (there / "large.jpg").read_bytes() == BYTES
        one.place(
            Order(Kind.FETCH, name, here / "back" / name) for name in ("small.jpg", "large.jpg")
        )
        assert [(end.stage, end.verified) for end in await ends(one)] == [(Stage.DONE, True)] * 2
        assert (here / "back" / "large.jpg").read_bytes() == BYTES
        assert listed(here / "back") == ["large.jpg", "small.jpg"]
        one.place([Order(Kind.REMOVE, "small.jpg")])
        assert stages(await ends(one)) == [Stage.DONE]
        assert listed(there) == ["large.jpg"]
    assert left(tmp_path) == 0


async def test_a_lost_connection_costs_what_was_not_there_yet_and_no_more(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (here / "a.jpg").write_bytes(BYTES)
    async with (
        relaying(host.archive.port, cut_after=4_000_000) as relay,
        dispatching(relay.port, tmp_path) as one,
    ):
        one.place([Order(Kind.STORE, "a.jpg", here / "a.jpg")])
        assert [(end.stage, end.verified) for end in await ends(one)] == [(Stage.DONE, True)]
        assert relay.cuts >= 2
        assert relay.up < len(BYTES) + relay.cuts * 1_000_000
        cuts = relay.cuts
        one.place([Order(Kind.FETCH, "a.jpg", here / "b.jpg")])
        assert stages(await ends(one)) == [Stage.DONE]
        assert (here / "b.jpg").read_bytes() == BYTES
        assert relay.cuts >= cuts + 2
        assert relay.down < len(BYTES) + relay.cuts * 1_000_000
    assert listed(here) == ["a.jpg", "b.jpg"]


async def stalled(one: Dispatch, relay: Relay) -> None:
    await until_async(lambda: relay.stalls and one.transfers.running)


@pytest.mark.parametrize("killed", [False, True])
async def test_the_next_program_goes_on_where_this_one_was(
    here: Path, there: Path, host: Config, tmp_path: Path, killed: bool
) -> None:
    (here / "up.jpg").write_bytes(BYTES)
    async with dispatching(host.archive.port, None) as one:
        one.place([Order(Kind.STORE, "down.jpg", here / "up.jpg")])
        assert stages(await ends(one)) == [Stage.DONE]
    orders = [
        Order(Kind.STORE, "up.jpg", here / "up.jpg"),
        Order(Kind.FETCH, "down.jpg", here / "down.jpg"),
    ]
    state = tmp_path / "state"
    async with (
        relaying(host.archive.port, stall_after=5_000_000) as relay,
        dispatching(relay.port, state) as one,
    ):
        one.place(orders)
        await until_async(lambda: relay.stalls == 2)
        if killed:  # what a killed program leaves is what the journal says at that moment
            (tmp_path / "copy").mkdir()
            data = (state / "queue.jsonl").read_bytes()
            (tmp_path / "copy" / "queue.jsonl").write_bytes(data)
    state = tmp_path / "copy" if killed else state
    assert [name for name in listed(here) if name.endswith(".part")]
    async with relaying(host.archive.port) as relay, dispatching(relay.port, state) as one:
        assert len(one.transfers.running) == 2
        assert [(end.stage, end.verified) for end in await ends(one)] == [(Stage.DONE, True)] * 2
        assert relay.up < 5_000_000
        assert relay.down < 5_000_000
    assert (there / "up.jpg").read_bytes() == (here / "down.jpg").read_bytes() == BYTES
    assert listed(here) == ["down.jpg", "up.jpg"]
    assert left(state) == 0


async def test_while_the_archive_is_away_everything_waits_and_nothing_fails(
    here: Path, there: Path, tmp_path: Path
) -> None:
    with hosting(tmp_path / "host") as config:
        port = config.archive.port
    names = [f"{number}.jpg" for number in range(40)]
    for name in names:
        (here / name).write_bytes(name.encode())
    async with dispatching(port, tmp_path) as one:
        one.place(Order(Kind.STORE, name, here / name) for name in names)
        await until_async(lambda: one.transfers.reach.away)
        await until_async(lambda: one.transfers.reach.ask_at > one.transfers.now() - 1)
        assert len(one.transfers.waiting) + len(one.transfers.running) == 40
        assert one.transfers.ended == []
        with hosting(tmp_path / "host", replace(ANY, archive=Archive(port=port))):
            ended = await ends(one)
    assert stages(ended) == [Stage.DONE] * 40
    assert listed(there) == sorted(names)


async def test_what_pauses_stays_as_it_is_and_goes_on(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (here / "a.jpg").write_bytes(BYTES)
    async with (
        relaying(host.archive.port, stall_after=5_000_000) as relay,
        dispatching(relay.port, tmp_path, rest=1.0) as one,  # the host waits 2 s for the writer
    ):
        one.place([Order(Kind.STORE, "a.jpg", here / "a.jpg")])
        await stalled(one, relay)
        paused = one.transfers.running
        one.pause(paused)
        assert stages(one.transfers.waiting) == [Stage.PAUSED]
        relay.stall_after = None
        up = relay.up
        one.resume(paused)
        assert stages(await ends(one)) == [Stage.DONE]
        assert relay.up - up < 5_000_000
    assert (there / "a.jpg").read_bytes() == BYTES


async def test_what_is_cancelled_leaves_nothing_here(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (there / "a.jpg").write_bytes(BYTES)
    async with (
        relaying(host.archive.port, stall_after=1_000_000) as relay,
        dispatching(relay.port, tmp_path) as one,
    ):
        one.place([Order(Kind.FETCH, "a.jpg", here / "a.jpg")])
        await stalled(one, relay)
        await until_async(lambda: listed(here))
        one.cancel(one.transfers.running)
        assert stages(one.transfers.ended) == [Stage.CANCELLED]
        await until_async(lambda: listed(here) == [])
    assert left(tmp_path) == 0


@pytest.mark.parametrize("when", ["waiting", "travelling"])
async def test_a_file_that_changes_meanwhile_is_sent_anew(
    here: Path, there: Path, host: Config, tmp_path: Path, when: str
) -> None:
    (here / "a.jpg").write_bytes(BYTES)
    async with relaying(host.archive.port, stall_after=5_000_000) as relay:
        async with dispatching(relay.port, tmp_path) as one:
            one.place([Order(Kind.STORE, "a.jpg", here / "a.jpg", replace=True)])
            await stalled(one, relay)
            changed = BYTES[::-1]
            (here / "a.jpg").write_bytes(changed)
            if when == "travelling":
                relay.stall_after = None
                relay.release()
                assert stages(await ends(one)) == [Stage.DONE]
        if when == "waiting":
            relay.stall_after = None
            async with dispatching(relay.port, tmp_path) as one:
                assert stages(await ends(one)) == [Stage.DONE]
    assert (there / "a.jpg").read_bytes() == changed


async def test_a_file_that_has_gone_and_a_name_that_is_taken_fail_in_words(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (here / "mine.jpg").write_bytes(b"mine")
    (there / "mine.jpg").write_bytes(b"theirs")
    async with dispatching(host.archive.port, tmp_path) as one:
        one.place(
            [
                Order(Kind.STORE, "gone.jpg", here / "gone.jpg"),
                Order(Kind.STORE, "mine.jpg", here / "mine.jpg"),
                Order(Kind.FETCH, "mine.jpg", here / "mine.jpg"),
                Order(Kind.FETCH, "nothing.jpg", here / "nothing.jpg"),
            ]
        )
        ended = {(one.order.kind, one.order.name): one for one in await ends(one)}
        assert stages([*ended.values()]) == [Stage.FAILED] * 4
        assert "no longer there" in ended[Kind.STORE, "gone.jpg"].reason
        assert "has something of that name" in ended[Kind.STORE, "mine.jpg"].reason
        assert "was left alone" in ended[Kind.FETCH, "mine.jpg"].reason
        assert "nothing of that name" in ended[Kind.FETCH, "nothing.jpg"].reason
        (here / "gone.jpg").write_bytes(b"here again")
        one.retry(ended[Kind.STORE, "gone.jpg"])
        await until_async(lambda: not one.transfers.busy)
        assert (there / "gone.jpg").read_bytes() == b"here again"
        one.cancel(list(one.transfers.ended))
    assert ((here / "mine.jpg").read_bytes(), (there / "mine.jpg").read_bytes()) == (
        b"mine",
        b"theirs",
    )
    assert listed(here) == ["gone.jpg", "mine.jpg"]
    assert left(tmp_path) == 0


async def test_what_came_is_compared_as_a_whole_before_it_gets_its_name(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (there / "a.jpg").write_bytes(BYTES)
    (here / ".00.part").write_bytes(bytes(1_000_000))
    digest = hashlib.sha256(BYTES).hexdigest()
    known = Known(len(BYTES), None, digest, None, ".00.part")
    journal = Journal(tmp_path / "queue.jsonl")
    journal.open()
    journal.begin([Transfer(1, Order(Kind.FETCH, "a.jpg", here / "a.jpg"), known=known)])
    journal.close()
    async with dispatching(host.archive.port, tmp_path) as one:
        assert stages(await ends(one)) == [Stage.DONE]
    assert (here / "a.jpg").read_bytes() == BYTES
    assert listed(here) == ["a.jpg"]


async def test_a_position_never_leaves_this_machine_where_it_was_to_stay(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (here / "placed.jpg").write_bytes(photo("JPEG"))
    (here / "odd.bin").write_bytes(b"no format that we know")
    assert exif.read(here / "placed.jpg").placed
    copies = tmp_path / "queue.copies"
    copies.mkdir()
    (copies / "of a program that was killed.copy").touch()
    async with dispatching(host.archive.port, tmp_path) as one:
        assert not copies.exists()
        one.place(
            Order(Kind.STORE, name, here / name, strip_position=True)
            for name in ("placed.jpg", "odd.bin")
        )
        ended = {one.order.name: one for one in await ends(one)}
        assert ended["placed.jpg"].stage is Stage.DONE
        assert ended["odd.bin"].stage is Stage.FAILED
        assert "position cannot be taken out" in ended["odd.bin"].reason
    assert listed(there) == ["placed.jpg"]
    assert not exif.read(there / "placed.jpg").placed
    assert exif.read(here / "placed.jpg").placed
    assert not copies.exists()


async def test_a_second_program_leaves_no_part_since_nobody_will_go_on_with_it(
    here: Path, there: Path, host: Config, tmp_path: Path
) -> None:
    (there / "a.jpg").write_bytes(BYTES)
    async with (
        relaying(host.archive.port, stall_after=1_000_000) as relay,
        dispatching(host.archive.port, tmp_path) as first,
    ):
        async with dispatching(relay.port, tmp_path) as second:
            assert second.journal.taken
            second.place([Order(Kind.FETCH, "a.jpg", here / "a.jpg")])
            await until_async(lambda: relay.stalls and listed(here))
        assert listed(here) == []
        assert not first.transfers.busy


async def test_what_removes_is_not_done_by_a_later_program(tmp_path: Path, there: Path) -> None:
    with hosting(tmp_path / "host") as config:
        (there / "a.jpg").write_bytes(b"stays")
    async with dispatching(config.archive.port, tmp_path) as one:
        one.place([Order(Kind.REMOVE, "a.jpg")])
        await until_async(lambda: one.transfers.reach.away)
    assert left(tmp_path) == 0
