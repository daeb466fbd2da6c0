"""The way through an archive's list: it comes to an end, and every list that has one is read."""

import argparse
import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screens.archives import FakeArchive, photos
from textual.message import Message
from waiting import until_async

from tui.clients.archive.photo import PAGE, Page, Photo, Sort
from tui.clients.archive.walking import SLACK, Way
from tui.clients.failure import Failure, Step
from tui.commands.photos_desk import Desk
from tui.screens.photos import orders
from tui.screens.photos.album import Album
from tui.screens.photos.asking import Person
from tui.screens.photos.entries import Entry
from tui.screens.photos.lister import Lister, Lost


class Circle(FakeArchive):
    """An archive whose second page leads to itself by way of a third one."""

    async def page(
        self,
        after: str | None = None,
        *,
        limit: int = PAGE,
        sort: Sort = Sort.NAME,
        match: str = "",
    ) -> Page:
        assert len(self.pages) < 100, "nobody asks for ever"
        self.pages.append((after, limit, sort, match))
        return Page((), "b" if after == "a" else "a", 10**9, left_out=1)


def walked(pages: Iterator[Page]) -> int:
    """Walk; return how many pages were passed until it was refused."""
    way = Way()
    for passed, page in enumerate(pages):
        if not way.leads_on(page):
            with pytest.raises(Failure) as refused:
                way.on(page)
            assert (Step.BODY, "forme") == (refused.value.step, refused.value.code)
            return passed
        way.on(page)
    raise AssertionError("these pages have no end")


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_circle_is_noticed_wherever_it_begins(before: int, around: int) -> None:
    names = [*map(str, range(before)), *[f"c{place}" for place in range(around)]]
    numbers = (place if place < before else before + (place - before) % around for place in count())
    pages = (Page((), names[number], 10**9, left_out=1) for number in numbers)
    assert walked(pages) <= 4 * (before + around) + 4


def test_a_list_without_end_ends_when_it_is_much_longer_than_it_said() -> None:
    pages = (Page((Photo(f"{number}"),) * 1000, f"{number}", 5000) for number in count())
    assert 10 + SLACK // 1000 == walked(pages)


def test_pages_with_nothing_on_them_come_to_an_end_too() -> None:
    assert 10 + SLACK == walked(Page((), f"{number}", 5) for number in count())


@given(st.integers(1, 300), st.integers(1, 100))
def test_a_list_that_has_an_end_is_read_to_it_though_photos_move_on_meanwhile(
    pages: int, size: int
) -> None:
    way, total = Way(), pages * size
    for number in range(pages + min(pages, SLACK // size)):
        part = tuple(Photo(f"{number}-{place}") for place in range(size))
        assert f"{number}" == way.on(Page(part, f"{number}", total))
    assert way.on(Page((), None, total)) is None


async def test_who_lists_or_sends_many_photos_stops_in_a_circle(tmp_path: Path) -> None:
    archive = Circle([])
    with pytest.raises(Failure) as refused:
        await Desk(archive, argparse.Namespace(), "host:1").photos()
    assert ("forme", "host:1") == (refused.value.code, refused.value.peer)
    archive.pages.clear()
    names = [photo.name for photo in photos(orders.SINGLY + 1)]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    person = Person(_yes, print)
    with pytest.raises(Failure):
        await orders.to_archive(
            [Entry(name, name) for name in names], tmp_path, archive, (), person
        )


async def test_a_view_says_so_and_waits_before_it_asks_again() -> None:
    archive, said = Circle([]), list[Message]()
    reading = asyncio.create_task(Lister(archive, said.append).begin(Album(), "", 0))
    await until_async(lambda: said)
    reading.cancel()
    [lost] = said
    assert isinstance(lost, Lost)
    assert "forme" == lost.failure.code


async def _yes(_question: object) -> bool:
    return True
