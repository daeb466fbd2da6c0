"""The list of transfers: what it says of each, what its keys do, and how little it paints."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from waiting import until_async

from protocol import config
from tui.clients.archive.classic_archive import Classic
from tui.clients.archive.photo import Ability, Progress, Stored
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.screens.photos import journal
from tui.screens.photos.transfer import Kind, Order, Stage, Transfer
from tui.screens.photos.transfer_list import TransferList
from tui.widgets.rows import Rows

SIZE = 8_000_000


class Obedient(Classic):
    """An archive that takes as much as a test says, and then answers as the test says."""

    can = frozenset({Ability.VERIFY})

    def __init__(self) -> None:
        super().__init__(config.Archive(), Wire())
        self.asked: dict[str, Progress] = {}
        self.answers: dict[str, asyncio.Future[Stored]] = {}

    async def store(
        self,
        name: str,
        path: Path,
        *,
        replace: bool = True,
        sha256: str | None = None,
        upload: str | None = None,
        on_upload: Callable[[str], object] | None = None,
        progress: Progress | None = None,
    ) -> Stored:
        assert progress is not None
        self.asked[name] = progress
        self.answers[name] = asyncio.get_running_loop().create_future()
        return await self.answers[name]

    async def moves(self, name: str, moved: int) -> None:
        await until_async(lambda: name in self.asked)
        self.asked[name](moved, SIZE)

    async def answer(self, name: str, answer: Stored | Exception) -> None:
        await until_async(lambda: name in self.answers)
        future = self.answers.pop(name)
        del self.asked[name]
        if isinstance(answer, Stored):
            future.set_result(answer)
        else:
            future.set_exception(answer)


class OneList(App[None]):
    """An app of nothing but the list."""

    CSS = "TransferList { height: auto; max-height: 10; border: round grey; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, archive: Classic, path: Path) -> None:
        super().__init__()
        self.traffic = TransferList(archive, path, id="traffic")
        self.ended: list[Transfer] = []

    def compose(self) -> ComposeResult:
        yield self.traffic

    def on_transfer_list_ended(self, event: TransferList.Ended) -> None:
        self.ended.append(event.transfer)


@asynccontextmanager
async def opened(
    archive: Classic, tmp_path: Path, names: list[str], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], TransferList]]:
    app = OneList(archive, tmp_path / "queue.jsonl")
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        app.traffic.place(Order(Kind.STORE, name, tmp_path / name, replace=True) for name in names)
        if names:
            app.traffic.focus()
            await until_async(lambda: app.traffic.has_focus)
        yield pilot, app.traffic


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """Files that are to be sent."""
    found = ["plage.jpg", "une photo dont le nom est long.jpg", "c.jpg", "d.jpg"]
    for name in found:
        (tmp_path / name).write_bytes(b"x")
    return found


def shown(rows: Rows) -> list[str]:
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def stages(traffic: TransferList) -> list[Stage]:
    transfers = traffic.transfers
    return [one.stage for one in [*transfers.running, *transfers.waiting, *transfers.ended]]


VERIFIED = Stored(confirmed=True, verified=True, replaced=False)


async def test_columns_stay_where_they_are_while_a_photo_travels(
    tmp_path: Path, names: list[str]
) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names) as (pilot, traffic):
        places = set()
        for moved in (0, 40_000, 900_000, 5_600_000, 7_999_999):
            for name in names[:2]:
                await archive.moves(name, moved)
            await pilot.pause()
            rows = shown(traffic)
            assert [len(row) <= 78 for row in rows]
            places |= {row.index("%") for row in rows[:2]}
        assert rows[0].startswith("↑ plage.jpg ")
        assert rows[1].startswith("↑ une photo dont …")
        assert "━" in rows[0]
        assert len(places) == 1
        assert rows[2].split() == ["↑", "c.jpg", "waits"]
        assert traffic.border_title == "Under way: 4 of 4"


async def test_only_rows_that_say_something_else_are_painted(
    tmp_path: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names) as (pilot, traffic):
        for name in names[:2]:
            await archive.moves(name, 1000)
        await until_async(lambda: sum("0 %" in row for row in shown(traffic)) == 2)
        await until_async(lambda: not traffic._changed)
        traffic._redraw()
        await pilot.pause()
        painted: list[tuple[Region, ...]] = []
        paint = traffic.refresh
        monkeypatch.setattr(
            traffic, "refresh", lambda *parts, **how: painted.append(parts) or paint(*parts, **how)
        )
        await archive.moves(names[1], SIZE // 2)
        traffic._redraw()
        assert painted
        assert {region.y for parts in painted for region in parts} <= {0, 1}
        assert all(region.height == 1 for parts in painted for region in parts)
        assert all(painted), "a refresh without regions paints the whole list"


async def test_one_pauses_and_goes_on_and_so_do_all(tmp_path: Path, names: list[str]) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names) as (pilot, traffic):
        await archive.moves("plage.jpg", SIZE // 4)
        await pilot.press("p")
        await until_async(lambda: stages(traffic).count(Stage.PAUSED) == 1)
        await until_async(lambda: any("pauses at 25 %" in row for row in shown(traffic)))
        paused = next(one for one in traffic.transfers.waiting if one.stage is Stage.PAUSED)
        assert paused.order.name == "plage.jpg"
        assert len(traffic.transfers.running) == 2
        await until_async(lambda: traffic._pointed() == [paused])
        await pilot.press("p")
        await until_async(lambda: Stage.PAUSED not in stages(traffic))
        await pilot.press("P")
        await until_async(lambda: stages(traffic) == [Stage.PAUSED] * 4)
        await pilot.press("P")
        await until_async(lambda: len(traffic.transfers.running) == 2)
        assert traffic.transfers.running[0].order.name == "plage.jpg"


async def test_a_failed_one_says_why_and_is_tried_again(tmp_path: Path, names: list[str]) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names[:1]) as (pilot, traffic):
        await archive.answer("plage.jpg", Failure(Step.REFUSED, "", peer="there", code="quota"))
        await until_async(lambda: stages(traffic) == [Stage.FAILED])
        await until_async(lambda: "is full. Enter tries again." in shown(traffic)[0])
        await pilot.press("enter")
        await archive.answer("plage.jpg", VERIFIED)
        await until_async(lambda: stages(traffic) == [Stage.DONE])
        await until_async(lambda: not traffic.display)
        app = pilot.app
        assert isinstance(app, OneList)
        assert len(app.ended) == 2


async def test_a_reason_without_room_says_that_it_is_cut(tmp_path: Path, names: list[str]) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names[:1]) as (_pilot, traffic):
        long = Failure(Step.REFUSED, "of a reason that needs " + "m" * 99, peer="there", code="")
        await archive.answer("plage.jpg", long)
        await until_async(lambda: stages(traffic) == [Stage.FAILED])
        await until_async(lambda: "…" in shown(traffic)[0])
        assert cell_len(shown(traffic)[0]) <= traffic.size.width


async def test_what_is_cancelled_stays_to_be_read_until_it_is_put_away(
    tmp_path: Path, names: list[str]
) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names) as (pilot, traffic):
        await archive.moves("plage.jpg", 5)
        await pilot.press("delete")
        await until_async(lambda: Stage.CANCELLED in stages(traffic))
        await until_async(lambda: any("nothing half" in row for row in shown(traffic)))
        await pilot.press("D")
        await until_async(lambda: stages(traffic) == [Stage.CANCELLED] * 4)
        await pilot.press("delete")
        await until_async(lambda: stages(traffic) == [Stage.CANCELLED] * 3)
        await pilot.press("D")
        await until_async(lambda: not traffic.display)


async def test_whether_a_photo_was_compared_is_said(tmp_path: Path, names: list[str]) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names) as (_pilot, traffic):
        await archive.answer(names[0], VERIFIED)
        await archive.answer(names[1], Stored(confirmed=False, verified=False, replaced=False))
        await until_async(lambda: any("stored, verified" in row for row in shown(traffic)))
        assert any(row.startswith("✓ plage.jpg") for row in shown(traffic))
        assert any("Sent, not confirmed" in row for row in shown(traffic))


async def test_while_the_archive_is_away_all_wait_for_it(tmp_path: Path, names: list[str]) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names) as (_pilot, traffic):
        for name in names[:2]:
            gone = Failure(Step.CONNECT, "", peer="there", code="ECONNREFUSED")
            await archive.answer(name, gone)
        await until_async(lambda: "waiting for the archive" in str(traffic.border_title))
        assert Stage.FAILED not in stages(traffic)
        await until_async(lambda: any("asks again in" in row for row in shown(traffic)))
        traffic.hurry()
        await archive.moves(names[0], SIZE // 2)
        await until_async(lambda: len(traffic.transfers.running) == 2)
        await until_async(lambda: "waiting" not in str(traffic.border_title))


async def test_the_next_program_goes_on_and_says_so(tmp_path: Path, names: list[str]) -> None:
    archive = Obedient()
    async with opened(archive, tmp_path, names):
        await archive.moves("plage.jpg", 5)
    archive = Obedient()
    async with opened(archive, tmp_path, []) as (_pilot, traffic):
        assert len(traffic.transfers.running) == 2
        assert [one.order.name for one in traffic.transfers.waiting] == ["c.jpg", "d.jpg"]
        assert traffic.border_subtitle == "4 go on from where they were"
        async with opened(Obedient(), tmp_path, []) as (other, second):
            said = [notification.message for notification in other.app._notifications]
            assert "Another Vasistas keeps the list of transfers" in said[0]
            assert not second.transfers.busy


def test_the_list_is_kept_where_a_program_keeps_its_state(home: Path) -> None:
    path = journal.place("127.0.0.1", 7788)
    assert path == home / ".local/state/vasistas/transfers/127.0.0.1_7788.jsonl"
