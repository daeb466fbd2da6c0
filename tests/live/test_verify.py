"""Photos are read again, on demand and in time, and what is not what it was is said."""

import subprocess
import sys
from pathlib import Path

import pytest
from live.archiving import Archive, rot, settle
from waiting import until

from servers.photos.keeper import MONTH
from servers.photos.verify import Outcome, verify

ROOT = Path(__file__).parents[2]
PHOTOS = {"a.jpg": b"one photo", "b.jpg": b"another", "été.jpg": b"a third"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "photos")
    for name, data in PHOTOS.items():
        archive.put(name, data)
    return archive


def counts(archive: Archive) -> dict[str, int]:
    report = verify(archive.catalogue, lambda number, total: None)
    return {outcome: count for outcome, count in report.counts.items() if count}


def test_what_is_as_it_was_is_intact(archive: Archive) -> None:
    report = verify(archive.catalogue, lambda number, total: None)
    assert (True, 3, sum(map(len, PHOTOS.values()))) == (report.well, report.read, report.size)
    assert 3 == report.counts[Outcome.INTACT]


def test_what_has_rotted_is_said_until_it_is_whole_again(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    rot(archive.directory / "b.jpg")
    assert {Outcome.INTACT: 2, Outcome.ROTTED: 1} == counts(archive)
    assert {"b.jpg": "rotted"} == archive.problems()
    assert any(message.startswith("b.jpg has rotted") for message in caplog.messages)
    assert {Outcome.INTACT: 2, Outcome.ROTTED: 1} == counts(archive)
    rot(archive.directory / "b.jpg")
    assert {Outcome.INTACT: 3} == counts(archive)
    assert {} == archive.problems()


def test_what_somebody_wrote_has_not_rotted(archive: Archive) -> None:
    (archive.directory / "b.jpg").write_bytes(b"edited")
    (archive.directory / "new.jpg").write_bytes(b"new")
    assert {Outcome.INTACT: 2, Outcome.NEW: 2} == counts(archive)
    assert {Outcome.INTACT: 4} == counts(archive)
    assert {} == archive.problems()


def test_what_replaces_a_rotten_photo_is_well(archive: Archive) -> None:
    rot(archive.directory / "b.jpg")
    counts(archive)
    archive.put("b.jpg", PHOTOS["b.jpg"])
    assert {} == archive.problems()


def test_every_photo_is_read_again_after_a_month(archive: Archive) -> None:
    for name in PHOTOS:
        settle(archive.directory / name)
    with archive.keeper():
        until(lambda: all(known_digest(archive, name) for name in PHOTOS))
        until(lambda: not archive.catalogue.index.unexamined(1))
    rot(archive.directory / "b.jpg")
    archive.ahead = 29
    assert archive.catalogue.index.due(archive.now() - MONTH) is None
    archive.ahead = 31
    with archive.keeper():
        until(archive.problems)
        assert {"b.jpg": "rotted"} == archive.problems()
        until(lambda: archive.catalogue.index.due(archive.now() - 3600) is None)


def known_digest(archive: Archive, name: str) -> str | None:
    known = archive.catalogue.index.get(name)
    return known[0].sha256 if known else None


def command(data: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "servers", "--verify", "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_reports_and_its_status_says_whether_all_is_well(
    archive: Archive, tmp_path: Path
) -> None:
    ran = command(tmp_path)
    assert (0, "") == (ran.returncode, ran.stderr)
    assert "Intact: 3\n" in ran.stdout
    assert ran.stdout.endswith("Everything is as it was.\n")
    rot(archive.directory / "b.jpg")
    (archive.directory / "a.jpg").unlink()
    ran = command(tmp_path)
    assert 7 == ran.returncode
    assert "Rotted: b.jpg\nVanished: a.jpg\n" in ran.stdout
    assert {"a.jpg": "vanished", "b.jpg": "rotted"} == archive.problems()


def test_the_command_says_where_there_is_no_archive(tmp_path: Path) -> None:
    ran = command(tmp_path / "nowhere")
    assert (2, "") == (ran.returncode, ran.stdout)
    assert f"{tmp_path}/nowhere/photos, cannot be used: No such file" in ran.stderr
    assert not (tmp_path / "nowhere").exists()
