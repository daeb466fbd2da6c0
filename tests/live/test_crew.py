"""Threads that are used again: by whom, how many of them, and for how long."""

import threading
from collections.abc import Iterator

import pytest
from waiting import until

from servers import crew
from servers.crew import SPARE, Crew


@pytest.fixture
def threads() -> Iterator[Crew]:
    threads = Crew("test")
    yield threads
    threads.dismiss()
    until(lambda: not resting())


def named(start: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(start)]


def resting() -> list[threading.Thread]:
    return named("test rests")


def work(threads: Crew, name: str) -> threading.Thread:
    """Have a job done, and return the thread that did it, at rest again."""
    found: list[threading.Thread] = []

    def job() -> None:
        assert threading.current_thread().name == name
        found.append(threading.current_thread())

    threads.do(job, name)
    until(lambda: found and (found[0] in resting() or not found[0].is_alive()))
    return found[0]


def test_jobs_in_a_row_are_done_by_one_thread(threads: Crew) -> None:
    assert 1 == len({work(threads, f"job {number}") for number in range(5)})


def test_no_job_waits_for_another(threads: Crew) -> None:
    crowd = 5 * SPARE
    together = threading.Barrier(crowd + 1, timeout=10)
    for turn in range(2):
        for number in range(crowd):
            threads.do(lambda: together.wait() and None, f"job {turn} {number}")
        together.wait()
        until(lambda: not named("job"))
        assert SPARE == len(resting())


def test_who_rests_for_long_goes_and_work_goes_on(
    threads: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "REST", 0.01)
    first = work(threads, "job 1")
    until(lambda: not first.is_alive())
    assert first is not work(threads, "job 2")


def test_who_is_dismissed_goes_at_once_and_the_others_when_they_are_done(threads: Crew) -> None:
    rests, ends = work(threads, "job 1"), threading.Event()
    threads.do(lambda: None, "job 2")
    until(lambda: rests in resting())
    threads.do(lambda: ends.wait(10) and None, "job 3")
    threads.dismiss()
    assert rests.is_alive()
    ends.set()
    until(lambda: not rests.is_alive())
