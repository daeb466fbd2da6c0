"""What is undone, in which order, and what stays to be undone after a failure."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from tui.clients.archive.photo import Trash, Trashed
from tui.clients.failure import Failure, Step
from tui.screens.photos.undo import MOST, Deeds, Renamed, undo

NOON = datetime(2017, 8, 24, 12, tzinfo=UTC)


@dataclass
class Shelf:
    """An archive of which only the trash and the names are real."""

    items: list[Trashed]
    restored: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    fails_at: str = ""

    async def trash(self) -> Trash:
        return Trash(tuple(self.items), len(self.items))

    async def restore(self, item: str) -> str:
        if item == self.fails_at:
            raise Failure(Step.CONNECT, "refused", code="ECONNREFUSED")
        self.restored.append(item)
        found = next(one for one in self.items if one.id == item)
        self.items.remove(found)
        return found.name

    async def rename(self, name: str, new: str) -> None:
        self.renamed.append((name, new))


def test_what_was_deleted_together_comes_back_together_the_latest_of_its_name_and_size() -> None:
    shelf = Shelf(
        [
            Trashed("5", "a.jpg", 7, NOON),
            Trashed("4", "a.jpg", 10, NOON),
            Trashed("3", "b.jpg", 20, NOON),
            Trashed("2", "a.jpg", 10, NOON),
        ]
    )
    deeds = Deeds()
    deeds.begin([("a.jpg", 10), ("b.jpg", None), ("c.jpg", 30)])
    assert not deeds.can_undo
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        deeds.arrived(name)
    words = asyncio.run(undo(deeds, shelf))
    assert sorted(shelf.restored) == ["3", "4"]
    assert words == "2 photos are in the archive again.  1 is no longer in the trash."
    assert not deeds.can_undo


def test_the_latest_deed_is_undone_first_level_by_level() -> None:
    shelf = Shelf([Trashed("2", "a.jpg", 10, NOON), Trashed("1", "b.jpg", 10, NOON)])
    deeds = Deeds()
    deeds.begin([("b.jpg", 10)])
    deeds.arrived("b.jpg")
    deeds.add(Renamed("old.jpg", "new.jpg"))
    deeds.begin([("a.jpg", None)], replaced=True)
    deeds.arrived("a.jpg", replaced=True)
    asyncio.run(undo(deeds, shelf))
    assert (["2"], []) == (shelf.restored, shelf.renamed)
    assert "old.jpg has its old name again." == asyncio.run(undo(deeds, shelf))
    assert [("new.jpg", "old.jpg")] == shelf.renamed
    asyncio.run(undo(deeds, shelf))
    assert ["2", "1"] == shelf.restored
    assert "There is nothing to undo." == asyncio.run(undo(deeds, shelf))


def test_a_failure_in_the_middle_leaves_the_rest_to_be_undone() -> None:
    shelf = Shelf([Trashed(name, name, 1, NOON) for name in "abc"], fails_at="b")
    deeds = Deeds()
    deeds.begin([(name, 1) for name in "abc"])
    for name in "abc":
        deeds.arrived(name)
    with pytest.raises(Failure):
        asyncio.run(undo(deeds, shelf))
    assert ["c"] == shelf.restored
    shelf.fails_at = ""
    asyncio.run(undo(deeds, shelf))
    assert ["c", "b", "a"] == shelf.restored


def test_what_fails_to_be_deleted_is_not_undone_and_deeds_are_bounded() -> None:
    deeds = Deeds()
    deeds.begin([("a.jpg", 1)])
    assert deeds.take() is None
    for number in range(MOST + 10):
        deeds.add(Renamed(str(number), "x"))
    taken = [deed.old for deed in iter(deeds.take, None)]
    assert taken == [str(number) for number in range(MOST + 9, 9, -1)]
