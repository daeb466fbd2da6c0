"""The journal of lines that wait: what is in it outlives the program, whatever happens to it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import LocalProtocolError
from protocol.lines import LIMIT
from tui.clients.chat.events import Verb
from tui.screens.chat.journal import HEAD, LARGEST, SPARE, Journal
from tui.screens.chat.journal_lines import WAITING, Waiting, parse, render, render_gone
from tui.screens.chat.queue import Queue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def line(number: int, text: str = "bonjour", sent: str = "") -> Waiting:
    return Waiting(f"ref-{number}", "#lobby", text, Verb.SAY, NOW, sent)


def journal(directory: Path, login: str = "manu") -> tuple[Journal, list[Waiting]]:
    opened = Journal(directory, "127.0.0.1", 7777)
    return opened, opened.open(login)


def file_in(directory: Path) -> Path:
    return next(directory.glob("*.jsonl"))


TEXT = st.text(min_size=1, max_size=50).filter(lambda text: not {"\r", "\n", "\0"} & set(text))


@given(TEXT, st.sampled_from(Verb), st.sampled_from(["", "manu"]), st.datetimes())
def test_a_line_is_read_as_it_was_written(
    text: str, verb: Verb, sent: str, moment: datetime
) -> None:
    waiting = Waiting("r", "zoé", text, verb, moment.replace(tzinfo=UTC), sent)
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert waiting == parse(render(waiting))
    assert parse(render_gone("r")) == "r"


def test_what_waits_is_found_again_in_order_and_what_is_gone_is_not(tmp_path: Path) -> None:
    before, found = journal(tmp_path)
    assert found == []
    for number in range(5):
        before.note(line(number))
    before.note(line(1, sent="manu"))
    before.forget("ref-3")
    after, found = journal(tmp_path / "nowhere")
    assert found == []
    before.close()
    after, found = journal(tmp_path)
    assert found == [line(0), line(1, sent="manu"), line(2), line(4)]
    assert after.told() == []
    after.close()


def test_logins_and_hosts_have_journals_of_their_own(tmp_path: Path) -> None:
    manu, _ = journal(tmp_path)
    manu.note(line(1))
    bruno, found = journal(tmp_path, "bruno")
    assert found == []
    other = Journal(tmp_path, "127.0.0.1", 7778)
    assert other.open("manu") == []
    for one in (manu, bruno, other):
        one.close()
    assert journal(tmp_path, "MANU")[1] == [line(1)]


def test_a_second_program_keeps_its_own_lines_and_says_so(tmp_path: Path) -> None:
    first, _ = journal(tmp_path)
    first.note(line(1))
    second, found = journal(tmp_path)
    assert found == []
    assert len(second.told()) == 1
    second.note(line(2))
    second.close()
    first.close()
    assert journal(tmp_path)[1] == [line(1)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"{HEAD}\n{render(line(1))}\n{{broken\n{render(line(2))}\n", [line(1), line(2)]),
        (f"{HEAD}\n{render(line(1))}\n{render(line(2))[:30]}", [line(1)]),
        (f"{HEAD}\n{render(line(1))}\n\x00\x00\x00\n", [line(1)]),
        ('{"vasistas": "chat", "version": 2}\n', []),
        ("", []),
        ('[]\n{"ref": 1}\n{"ref": "a", "gone": false}\n', []),
        (render(line(1)).replace("#lobby", "a b") + "\n", []),
    ],
)
def test_a_damaged_file_is_set_aside_said_and_read_as_far_as_it_goes(
    tmp_path: Path, content: str, found: list[Waiting]
) -> None:
    journal(tmp_path)[0].close()
    path = file_in(tmp_path)
    path.write_text(content, encoding="utf-8")
    opened, read = journal(tmp_path)
    opened.close()
    aside = next(tmp_path.glob("*.damaged1"))
    assert (read, aside.read_text(encoding="utf-8")) == (found, content)
    assert str(aside) in opened.told()[-1]
    assert journal(tmp_path)[1] == found


def test_a_file_of_absurd_size_is_set_aside_unread(tmp_path: Path) -> None:
    journal(tmp_path)[0].close()
    with file_in(tmp_path).open("ab") as file:
        file.truncate(LARGEST + 1)
    opened, found = journal(tmp_path)
    opened.close()
    assert (found, len(opened.told())) == ([], 2)


def test_no_more_lines_are_read_than_may_wait(tmp_path: Path) -> None:
    opened, _ = journal(tmp_path)
    for number in range(WAITING + 5):
        opened.note(line(number))
    opened.close()
    assert len(journal(tmp_path)[1]) == WAITING


def test_a_long_talk_does_not_let_the_file_grow(tmp_path: Path) -> None:
    opened, _ = journal(tmp_path)
    opened.note(line(0))
    for number in range(1, 10 * SPARE):
        opened.note(line(number))
        opened.forget(f"ref-{number}")
    longest = len(render(line(10 * SPARE))) + 1
    assert file_in(tmp_path).stat().st_size < (SPARE + 3) * longest
    opened.close()
    assert journal(tmp_path)[1] == [line(0)]


def test_a_directory_that_cannot_be_is_said_and_lines_wait_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    opened, found = journal(tmp_path / "file")
    opened.note(line(1))
    opened.forget("ref-1")
    assert (found, len(opened.told())) == ([], 1)


@pytest.mark.parametrize(
    "text",
    ["", "un\ndeux", "un\rdeux", "\0", "x" * (LIMIT + 1)],
    ids=["nothing", "two lines", "a return", "a zero", "too long"],
)
def test_what_could_not_be_read_again_is_not_let_wait(tmp_path: Path, text: str) -> None:
    queue = Queue(Journal(tmp_path, "127.0.0.1", 7777))
    queue.open("manu")
    with pytest.raises(LocalProtocolError):
        queue.write(line(1, text))
    assert len(queue) == 0
    queue.close()
    assert journal(tmp_path)[1] == []
