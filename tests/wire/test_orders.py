"""What becomes an order, what is asked before, and what does not keep the rest from it."""

import asyncio
from pathlib import Path

import pytest
from screens.archives import FakeArchive

from tui.clients.archive.photo import Photo
from tui.dialogs import Confirm
from tui.screens.photos import orders
from tui.screens.photos.asking import Person
from tui.screens.photos.entries import Entry


class Asked:
    """Somebody who answers no to every question, and remembers it."""

    def __init__(self) -> None:
        self.questions: list[Confirm] = []
        self.told: list[str] = []
        self.person = Person(self._ask, self.told.append)

    async def _ask(self, question: Confirm) -> bool:
        self.questions.append(question)
        return False


@pytest.mark.parametrize("directory", ["a file/directory", "x" * 300])
def test_where_it_cannot_be_seen_what_is_there_it_is_the_transfer_that_says_why(
    tmp_path: Path, directory: str
) -> None:
    (tmp_path / "a file").touch()
    asked = Asked()
    found = asyncio.run(orders.to_here([Photo("a.jpg")], tmp_path / directory, asked.person))
    assert [("a.jpg", False)] == [(order.name, order.replace) for order in found]
    assert not asked.questions


def test_a_file_that_is_gone_is_not_called_no_picture(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"dear diary")
    asked, archive = Asked(), FakeArchive([], can=frozenset())
    entries = [Entry(name, name) for name in ("gone.jpg", "words.txt")]
    found = asyncio.run(orders.to_archive(entries, tmp_path, archive, (), asked.person))
    assert ["gone.jpg"] == [order.name for order in found]
    [question] = asked.questions
    assert question._question.startswith("words.txt is no picture")


def test_a_link_to_nothing_is_in_the_way_of_a_photo_too(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").symlink_to("nowhere")
    asked = Asked()
    assert [] == asyncio.run(orders.to_here([Photo("a.jpg")], tmp_path, asked.person))
    assert 1 == len(asked.questions)
