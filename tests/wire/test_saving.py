"""A saved photo is whole or is not there, and takes no other file's place."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from tui.saving import Part


def test_what_is_kept_is_there_and_nothing_else_is(tmp_path: Path) -> None:
    with Part(tmp_path / "a.jpg", replace=False) as part:
        part.write(b"abc")
        part.write(b"def")
        assert not (tmp_path / "a.jpg").exists()
        part.keep()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.jpg": b"abcdef"}


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with Part(tmp_path / "a.jpg", replace=True) as part:
        part.write(b"abc")
    with pytest.raises(KeyError), Part(tmp_path / "a.jpg", replace=True):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_came_meanwhile_is_left_alone(tmp_path: Path) -> None:
    with Part(tmp_path / "a.jpg", replace=False) as part:
        part.write(b"ours")
        (tmp_path / "a.jpg").write_bytes(b"theirs")
        with pytest.raises(FileExistsError):
            part.keep()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.jpg": b"theirs"}


def test_a_file_is_replaced_where_that_was_said(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"old")
    with Part(tmp_path / "a.jpg", replace=True) as part:
        part.write(b"new")
        part.keep()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.jpg": b"new"}


def test_a_disk_without_links_is_written_to_as_carefully(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    for name, expected in (("a.jpg", b"ours"), ("b.jpg", b"theirs")):
        with Part(tmp_path / name, replace=False) as part:
            part.write(b"ours")
            if expected == b"theirs":
                (tmp_path / name).write_bytes(expected)
                with pytest.raises(FileExistsError):
                    part.keep()
            else:
                part.keep()
        assert (tmp_path / name).read_bytes() == expected
    assert len(list(tmp_path.iterdir())) == 2


def test_a_name_of_255_bytes_can_be_saved(tmp_path: Path) -> None:
    target = tmp_path / ("é" * 125 + ".jpeg")
    with Part(target, replace=False) as part:
        part.keep()
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_part_with_a_name_stays_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with Part(tmp_path / "a.jpg", replace=False, name=".a.part") as part:
        part.write(b"abc")
    assert [path.name for path in tmp_path.iterdir()] == [".a.part"]
    with Part(tmp_path / "a.jpg", replace=False, name=".a.part") as part:
        assert part.size == 3
        part.write(b"def")
        assert part.digest() == hashlib.sha256(b"abcdef").hexdigest()
        part.write(b"ghi")
        part.keep()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.jpg": b"abcdefghi"}


def test_a_part_can_begin_anew_and_can_be_dropped(tmp_path: Path) -> None:
    (tmp_path / ".a.part").write_bytes(b"of another photo")
    with Part(tmp_path / "a.jpg", replace=False, name=".a.part") as part:
        part.begin_anew()
        part.write(b"abc")
        assert (part.size, part.digest()) == (3, hashlib.sha256(b"abc").hexdigest())
        part.drop()
    assert list(tmp_path.iterdir()) == []


def test_who_was_killed_between_two_names_ends_what_he_began(tmp_path: Path) -> None:
    (tmp_path / ".a.part").write_bytes(b"abc")
    (tmp_path / "a.jpg").hardlink_to(tmp_path / ".a.part")
    with Part(tmp_path / "a.jpg", replace=False, name=".a.part") as part:
        part.keep()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.jpg": b"abc"}


def test_a_part_is_no_link_to_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    (tmp_path / ".a.part").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        Part(tmp_path / "a.jpg", replace=False, name=".a.part")
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs"


def test_a_pipe_is_never_replaced(tmp_path: Path) -> None:
    """What it stands for is /dev/null, under the name of which nothing but that device belongs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with Part(pipe, replace=True) as part:
        part.write(b"photo")
        with pytest.raises(FileExistsError):
            part.keep()
    assert pipe.is_fifo()
    assert [pipe] == list(tmp_path.iterdir())
