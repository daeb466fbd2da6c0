"""A saved photo is whole or is not there, and takes no other file's place."""

import errno
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
