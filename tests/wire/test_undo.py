"""What is undone, in which order, and what stays to be undone after a failure."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tui.clients.archive.photo import Trash, Trashed
from tui.clients.failure import Failure, Step
from tui.screens.photos import tending
from tui.screens.photos.asking import Person
from tui.screens.photos.undo import MOST, Deeds, Renamed, undo

NOON = datetime(2017, 8, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Shelf:
    """An archive of which only the trash and the names are real."""

    items: list[Trashed]
    restored: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    fails_at: str = ""
    refuses: dict[str, str] = field(default_factory=dict)
    """The codes with which items and names are refused."""

    async def trash(self) -> Trash:
        return Trash(tuple(self.items), len(self.items))

    async def restore(self, item: str) -> str:
        if item == self.fails_at:
            raise Failure(Step.CONNECT, "refused", code="ECONNREFUSED")
        self._refuse(item)
        self.restored.append(item)
        found = next(one for one in self.items if one.id == item)
        self.items.remove(found)
        return found.name

    async def rename(self, name: str, new: str) -> None:
        self._refuse(name)
        self.renamed.append((name, new))

    async def discard(self, item: str) -> None:
        self._refuse(item)
        self.discarded.append(item)

    def _refuse(self, what: str) -> None:
        if what in self.refuses:
            raise Failure(Step.REFUSED, "no", peer="host:1", code=self.refuses[what])


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


@pytest.mark.parametrize("code", ["introuvable", "existe"])
def test_what_is_refused_for_good_is_said_and_no_longer_stands_before_the_rest(code: str) -> None:
    shelf = Shelf([], refuses={"new.jpg": code})
    deeds = Deeds()
    deeds.add(Renamed("a.jpg", "b.jpg"))
    deeds.add(Renamed("old.jpg", "new.jpg"))
    assert "It can no longer be undone." in asyncio.run(undo(deeds, shelf))
    assert "a.jpg has its old name again." == asyncio.run(undo(deeds, shelf))
    assert [("b.jpg", "a.jpg")] == shelf.renamed


def test_what_is_refused_for_a_moment_can_be_undone_later() -> None:
    shelf = Shelf([], refuses={"new.jpg": "debit"})
    deeds = Deeds()
    deeds.add(Renamed("old.jpg", "new.jpg"))
    with pytest.raises(Failure):
        asyncio.run(undo(deeds, shelf))
    shelf.refuses.clear()
    assert "old.jpg has its old name again." == asyncio.run(undo(deeds, shelf))


def test_a_photo_that_is_refused_does_not_keep_those_deleted_with_it_in_the_trash() -> None:
    shelf = Shelf(
        [Trashed(name, name, 1, NOON) for name in "abcd"],
        refuses={"b": "existe", "c": "introuvable"},
    )
    deeds = Deeds()
    deeds.begin([(name, 1) for name in "abcd"])
    for name in "abcd":
        deeds.arrived(name)
    words = asyncio.run(undo(deeds, shelf))
    assert ["d", "a"] == shelf.restored
    assert words.startswith("2 photos are in the archive again.  1 is no longer in the trash.")
    assert "host:1 has something of that name already" in words
    assert not deeds.can_undo


def test_of_photos_of_one_name_the_latest_is_restored_and_the_older_ones_are_said_to_stay() -> None:
    items = [
        Trashed("1", "a.jpg", 1, NOON),
        Trashed("3", "a.jpg", 1, NOON + 2 * HOUR),
        Trashed("2", "a.jpg", 1, NOON + HOUR),
        Trashed("4", "gone.jpg", 1, NOON),
        Trashed("5", "b.jpg", 1, NOON - HOUR),
    ]
    shelf = Shelf(list(items), refuses={"4": "introuvable"})
    words = asyncio.run(tending.restore(items, shelf))
    assert ["3", "5"] == shelf.restored
    assert words == (
        "2 photos are in the archive again.  1 is no longer in the trash."
        "  2 older ones of the same names stay in the trash."
    )


def test_what_is_no_longer_in_the_trash_keeps_nothing_from_being_discarded() -> None:
    items = [Trashed(name, f"{name}.jpg", 1, NOON) for name in "abc"]
    shelf = Shelf(items, refuses={"b": "introuvable"})
    words = asyncio.run(tending.discard(items, shelf, Person(_yes, print)))
    assert ["a", "c"] == shelf.discarded
    assert "2 photos are gone for good.  1 is no longer in the trash." == words


async def _yes(_question: object) -> bool:
    return True
