"""The past: what was asked before and what has a name is listed, and something is done with it."""

import sqlite3
from pathlib import Path

import pytest
from screens.pasts import HOSTILE, failed, history, kept, opened, seen
from textual.app import App
from textual.widgets import Input
from waiting import until_async

from tui.clients.failure import Step
from tui.dialogs import Ask, Confirm
from tui.exchanges.collection import Collection
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.screens.web.differing import Differing
from tui.screens.web.past import Past, Picked
from tui.screens.web.past_collection import CollectionList
from tui.screens.web.past_history import PAGE, HistoryList
from tui.screens.web.past_record import PastExchange, remarks
from tui.widgets.rows import Rows


def three(place: Path) -> Past:
    """A list of an answer, a refusal and a failure."""
    those = (kept("/one"), kept("/two", 404), failed(Step.CONNECT, "ECONNREFUSED", "/three"))
    return Past(history(place, *those), Collection(place / "named"))


def ids(past: Past) -> list[int]:
    return [line.id for line in past.query_one(HistoryList).lines]


async def loaded(past: Past, number: int = 3) -> None:
    await until_async(lambda: len(ids(past)) == number)


async def test_the_newest_is_first_and_how_it_went_is_said_by_signs_too(tmp_path: Path) -> None:
    past = three(tmp_path)
    async with opened(past) as (pilot, _closed):
        await loaded(past)
        rows = seen(pilot).splitlines()
        assert "✗ connect   http://lab.example/three" in rows[1]
        assert "! 404       http://lab.example/two" in rows[2]
        assert "✓ 200       http://lab.example/one" in rows[3]
        assert "6 bytes" in rows[3]
        assert "3.6 ms" in rows[3]


async def test_that_there_is_nothing_yet_is_said_in_one_row(tmp_path: Path) -> None:
    past = Past(history(tmp_path), Collection(tmp_path / "named"))
    async with opened(past) as (pilot, _closed):
        await until_async(lambda: past.query_one(HistoryList).words)
        await pilot.pause()
        assert seen(pilot).count("Nothing was asked yet.") == 1


async def test_words_said_before_the_layout_are_folded_by_it() -> None:
    class Early(Rows):
        def on_mount(self) -> None:
            self.set_rows(0, 0, "Nothing was asked yet.")

    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.mount(Early(id="early"))
        await pilot.pause()
        assert seen(pilot).splitlines()[0].strip() == "Nothing was asked yet."


async def test_enter_closes_with_the_whole_exchange_and_s_with_its_draft(tmp_path: Path) -> None:
    for key, wanted in (("enter", Kept), ("s", Picked)):
        past = three(tmp_path / key)
        async with opened(past) as (pilot, closed):
            await loaded(past)
            await pilot.press("end", key)
            await until_async(lambda closed=closed: closed)
            assert isinstance(closed[0], wanted)
            if isinstance(closed[0], Kept):
                assert closed[0].body == b"hello\n"
            else:
                assert closed[0] == Picked(Draft("GET", "http://lab.example/one"), send=True)


async def test_words_narrow_the_list_and_escape_shows_all_then_closes(tmp_path: Path) -> None:
    past = three(tmp_path)
    async with opened(past) as (pilot, closed):
        await loaded(past)
        await pilot.press("slash", *"two")
        await loaded(past, 1)
        await pilot.press("enter")
        assert isinstance(pilot.app.focused, HistoryList)
        await pilot.press("escape")
        await loaded(past)
        await pilot.press("escape")
        await until_async(lambda: closed == [None])


async def test_what_is_forgotten_comes_back_until_the_list_is_closed(tmp_path: Path) -> None:
    past = three(tmp_path)
    async with opened(past) as (pilot, closed):
        await loaded(past)
        await pilot.press("d", "d")
        assert ids(past) == [1]
        await pilot.press("u")
        assert ids(past) == [2, 1]
        assert [one.id for one in history(tmp_path).list()] == [3, 2, 1]
        await pilot.press("escape")
        await until_async(lambda: closed == [None])
        await until_async(lambda: [one.id for one in history(tmp_path).list()] == [2, 1])


async def test_all_is_forgotten_after_a_question_that_enter_denies(tmp_path: Path) -> None:
    past = three(tmp_path)
    async with opened(past) as (pilot, _closed):
        await loaded(past)
        for keys, left in ((("enter",), 3), (("left", "enter"), 0)):
            await pilot.press("D")
            await until_async(lambda: isinstance(pilot.app.screen, Confirm))
            await pilot.press(*keys)
            await loaded(past, left)
            await until_async(lambda left=left: len(history(tmp_path).list()) == left)


async def test_two_that_are_marked_are_compared_the_older_left(tmp_path: Path) -> None:
    past = three(tmp_path)
    async with opened(past) as (pilot, _closed):
        await loaded(past)
        await pilot.press("space", "space", "equals_sign")
        await until_async(lambda: isinstance(pilot.app.screen, Differing))
        differing = pilot.app.screen
        assert isinstance(differing, Differing)
        assert (differing.one.id, differing.other.id) == (2, 3)
        await pilot.press("escape", "c")
        await until_async(lambda: isinstance(pilot.app.screen, Differing))


async def test_one_is_named_renamed_and_removed(tmp_path: Path) -> None:
    past = three(tmp_path)
    named = Collection(tmp_path / "named")
    async with opened(past) as (pilot, closed):
        await loaded(past)
        await pilot.press("n")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press(*"lab/three", "enter")
        await until_async(lambda: list(named.names()) == ["lab/three"])
        await until_async(lambda: pilot.app.screen is past)
        await pilot.press("tab")
        listed = past.query_one(CollectionList)
        await until_async(lambda: listed.name_here == "lab/three")
        assert "\n lab/\n   three\n" in seen(pilot)
        await until_async(lambda: "GET http://lab.example/three" in seen(pilot))
        await pilot.press("r")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        pilot.app.screen.query_one(Input).value = "lab/one"
        await pilot.press("enter")
        await until_async(lambda: list(named.names()) == ["lab/one"])
        await until_async(lambda: pilot.app.screen is past and listed.name_here == "lab/one")
        await pilot.press("d")
        await until_async(lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("left", "enter")
        await until_async(lambda: not list(named.names()))
        assert not closed


async def test_a_name_that_is_taken_is_replaced_only_after_a_question(tmp_path: Path) -> None:
    past = three(tmp_path)
    named = Collection(tmp_path / "named")
    named.save(Draft("PUT", "http://lab.example/kept", name="a"))
    async with opened(past) as (pilot, _closed):
        await loaded(past)
        await pilot.press("n")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press("a", "enter")
        await until_async(lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("enter")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        assert named.load("a").method == "PUT"


async def test_a_name_is_taken_to_the_editor_or_sent(tmp_path: Path) -> None:
    Collection(tmp_path / "named").save(Draft("PUT", "http://lab.example/", name="a"))
    for key, send in (("enter", False), ("s", True)):
        past = three(tmp_path)
        async with opened(past) as (pilot, closed):
            await pilot.press("tab")
            await until_async(lambda past=past: past.query_one(CollectionList).name_here)
            await pilot.press(key)
            await until_async(lambda closed=closed: closed)
            assert isinstance(closed[0], Picked)
            assert (closed[0].draft.method, closed[0].send) == ("PUT", send)


async def test_a_long_past_is_read_page_by_page(tmp_path: Path) -> None:
    made = history(tmp_path, kept())
    with sqlite3.connect(tmp_path / "past.sqlite3") as file:
        [names] = [
            [row[1] for row in file.execute("PRAGMA table_info(exchanges)") if row[1] != "id"]
        ]
        columns = ", ".join(names)
        file.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)"
            f" INSERT INTO exchanges ({columns}) SELECT {columns} FROM exchanges, n"
        )
    past = Past(made, Collection(tmp_path / "named"))
    async with opened(past) as (pilot, _closed):
        await loaded(past, PAGE)
        assert "200+" in seen(pilot)
        await pilot.press("end")
        await loaded(past, 2 * PAGE)
        assert past.query_one(HistoryList).cursor == PAGE - 1


async def test_nothing_of_the_past_reaches_the_terminal_unfiltered(tmp_path: Path) -> None:
    hostile = kept(status=200, reason=HOSTILE, draft=Draft(HOSTILE, f"http://lab/{HOSTILE}"))
    past = Past(history(tmp_path, hostile), Collection(tmp_path / "named"))
    for size in ((80, 24), (160, 45)):
        async with opened(past, size) as (pilot, _closed):
            await loaded(past, 1)
            assert "␛" in seen(pilot)
        past = Past(history(tmp_path), Collection(tmp_path / "named"))


@pytest.mark.parametrize("status", [200, 0])
def test_a_kept_exchange_is_a_record_again(status: int) -> None:
    one = kept() if status else failed(Step.TLS, "EXPIRED")
    record = PastExchange(one)
    assert (record.status, record.asked, record.answered) == (status, one.asked, one.answered)
    assert record.body.read(0, 100) == one.body
    assert record.phases() == list(one.phases)
    assert record.fields == ((("Content-Length", "6"),) if status else ())
    assert (record.failure is None) == bool(status)
    record.close()


def test_what_was_not_kept_of_an_exchange_is_said() -> None:
    one = kept(size=3_000_000, masked=True)
    record = PastExchange(one)
    assert record.body.lost == 3_000_000 - 6
    words = " ".join(remarks(one))
    assert "•••" in words
    assert "2.9 MiB were not kept" in words
    record.close()
