"""`photos …` against a whole host: directories, what was interrupted, what is not intact."""

import asyncio
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hosting import ANY, hosting, ini
from live.archiving import rot
from live.commanding import Ran, Run
from live.relay import relaying
from PIL import Image
from waiting import until_async

from protocol.config import Config
from protocol.sections import Chat
from tui.commands.photos_desk import progress
from tui.commands.photos_tokens import KEPT, Tokens

MEBIBYTE = 1024 * 1024
LARGE = 24 * MEBIBYTE
FAR = 12 * MEBIBYTE
"""Bytes after which the line stands still, so that a command can be killed half way."""

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    with hosting(tmp_path / "data", replace(ANY, chat=Chat(port=0, login="manu"))) as config:
        (tmp_path / "config.ini").write_text(ini(config), encoding="utf-8")
        classic = ini(config).replace("[archive]", "[archive]\ndialect = classic")
        (tmp_path / "classic.ini").write_text(classic, encoding="utf-8")
        yield config


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], config: Config) -> Run:
    return Run(tmp_path, capfdbinary)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A directory with three photos, one of them in a directory of its own, and something else."""
    folder = tmp_path / "photos"
    (folder / "sub").mkdir(parents=True)
    for name, data in (("a.jpg", b"aa"), ("b.JPG", b"bbb"), ("sub/c d.png", b"c")):
        (folder / name).write_bytes(data)
    (folder / "note.txt").write_text("no photo")
    (folder / ".hidden.jpg").write_bytes(b"hidden")
    return folder


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that goes up in parts."""
    path = tmp_path / "large.jpg"
    path.write_bytes(os.urandom(LARGE))
    return path


def states(run: Run, *arguments: str | Path) -> tuple[int, dict[str, str]]:
    ran = run("photos", "verify", "--json", *arguments)
    return ran.status, {one["name"]: one["state"] for one in map(json.loads, ran.lines)}


def words(settings: Path, *arguments: str | Path) -> list[str]:
    """Write a command for another process."""
    return [sys.executable, "-m", "tui", "--config", *map(str, (settings, *arguments))]


async def interrupted(folder: Path, config: Config, *arguments: str | Path) -> Ran:
    """Kill a command when half of a photo has gone by, and run it again."""
    command = words(folder / "relay.ini", *arguments)
    async with relaying(config.archive.port, stall_after=FAR) as relay:
        through = replace(config, archive=replace(config.archive, port=relay.port))
        (folder / "relay.ini").write_text(ini(through), encoding="utf-8")
        with subprocess.Popen(command, cwd=ROOT) as process:
            await until_async(lambda: relay.stalls)
            process.kill()
            assert process.wait(10) == -signal.SIGKILL
        relay.stall_after = None
        relay.release()
        ran = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True)
        return Ran(ran.returncode, ran.stdout, ran.stderr.decode())


def travelled(caplog: pytest.LogCaptureFixture, method: str, words: str) -> int:
    """How many bytes went by in requests of this kind that came to their end."""
    pattern = re.compile(rf"{method} {words}[^ ]*: 20\d, (\d+) bytes")
    return sum(int(found[1]) for message in caplog.messages if (found := pattern.search(message)))


def test_directories_are_archived_listed_in_any_order_and_compared(run: Run, photos: Path) -> None:
    assert (0, ["a.jpg", "b.JPG"]) == ((ran := run("photos", "put", photos)).status, ran.lines)
    ran = run("photos", "put", photos, "--recursive", "--json")
    assert [False, False, True] == [json.loads(line)["sent"] for line in ran.lines]
    assert "2 photos were there already" in ran.err
    assert ["b.JPG", "a.jpg", "c d.png"] == run("photos", "ls", "--sort", "largest").lines
    assert ["c d.png", "b.JPG", "a.jpg"] == run("photos", "ls", "--sort", "newest").lines
    assert ["a.jpg", "b.JPG", "c d.png"] == run("photos", "ls", "--sort", "oldest").lines
    assert ["b.JPG"] == run("photos", "ls", "--match", "B.j").lines
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d +2 +- +127.0.0.1 +a.jpg", run("photos", "ls", "--long").lines[0]
    )
    [listed] = run("photos", "ls", "--json", "--match", "a.jpg").json["photos"]
    assert (2, hashlib.sha256(b"aa").hexdigest(), None) == (
        listed["size"],
        listed["sha256"],
        listed["camera"],
    )
    assert (0, []) == ((ran := run("photos", "verify", photos, "--recursive")).status, ran.lines)
    assert "3 photos are intact" in ran.err
    assert 3 == run("photos", "put", photos / "sub" / "..", photos / "none.jpg").status


def test_two_files_of_one_name_do_not_replace_each_other(run: Run, photos: Path) -> None:
    (photos / "sub" / "a.jpg").write_bytes(b"another")
    ran = run("photos", "put", photos, "--recursive", "--force")
    assert (4, ["a.jpg", "b.JPG", "c d.png"]) == (ran.status, ran.lines)
    assert b"aa" == run("photos", "get", "a.jpg", "-o", "-").out


def test_a_file_that_is_named_twice_is_sent_once(run: Run, photos: Path) -> None:
    ran = run("photos", "put", photos / "a.jpg", photos / "sub" / ".." / "a.jpg", photos)
    assert (0, ["a.jpg", "b.JPG"]) == (ran.status, ran.lines)


def test_a_link_to_itself_keeps_no_photo_from_the_archive(run: Run, photos: Path) -> None:
    (photos / "aa.jpg").symlink_to("aa.jpg")
    ran = run("photos", "put", photos)
    assert (0, ["a.jpg", "b.JPG"]) == (ran.status, ran.lines)


@pytest.mark.parametrize(
    "command",
    [["put", ""], ["put", "a.jpg", ""], ["get", "--all", "-o", ""], ["verify", ""], ["rm", ""]],
)
def test_an_empty_argument_is_not_the_directory_where_one_is(
    run: Run, photos: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(photos)
    ran = run("photos", *command)
    assert (2, b"") == (ran.status, ran.out)
    assert "An argument is empty" in ran.err
    assert [] == run("photos", "ls").lines


def test_what_differs_is_missing_or_too_much_is_said(run: Run, photos: Path) -> None:
    run("photos", "put", photos, "--recursive")
    (photos / "b.JPG").write_bytes(b"bbc")
    (photos / "new.jpg").write_bytes(b"new")
    (photos / "sub" / "c d.png").unlink()
    expected = {"a.jpg": "intact", "b.JPG": "different", "c d.png": "missing", "new.jpg": "extra"}
    assert (7, expected) == states(run, photos, "--recursive")
    assert (0, {"a.jpg": "intact"}) == states(run, photos, "a.jpg")
    ran = run("photos", "verify", photos)
    assert ["different   b.JPG", "missing     c d.png", "extra       new.jpg"] == ran.lines


def test_accents_of_a_mac_are_those_of_the_archive(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mac"
    folder.mkdir()
    (folder / unicodedata.normalize("NFD", "été.jpg")).write_bytes(b"x")
    assert ["été.jpg"] == run("photos", "put", folder).lines
    assert (0, {"été.jpg": "intact"}) == states(run, folder)


def test_what_rotted_at_the_archive_is_found_and_not_kept(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    run("photos", "put", photos)
    assert (0, {"a.jpg": "intact", "b.JPG": "intact"}) == states(run)
    rot(tmp_path / "data" / "photos" / "b.JPG")
    assert (7, {"a.jpg": "intact", "b.JPG": "damaged"}) == states(run)
    assert (0, {"a.jpg": "intact"}) == states(run, "a.jpg")
    back = tmp_path / "back"
    back.mkdir()
    assert 7 == run("photos", "get", "--all", "-o", back).status
    assert ["a.jpg"] == [path.name for path in back.iterdir()]
    assert 3 == run("photos", "verify", "none.jpg").status


def test_everything_is_fetched_and_not_twice(run: Run, photos: Path, tmp_path: Path) -> None:
    run("photos", "put", photos, "--recursive")
    back = tmp_path / "back"
    back.mkdir()
    (back / "b.JPG").write_bytes(b"mine")
    assert 4 == run("photos", "get", "--all", "-o", back).status
    ran = run("photos", "get", "--all", "--force", "-o", back, "--json")
    assert [("a.jpg", False), ("b.JPG", True), ("c d.png", False)] == [
        (one["name"], one["came"]) for one in map(json.loads, ran.lines)
    ]
    assert (0, b"bbb", b"c") == (
        ran.status,
        (back / "b.JPG").read_bytes(),
        (back / "c d.png").read_bytes(),
    )
    for wrong in ([], ["--all", "a.jpg"], ["--all", "-o", "-"], ["--all", "-o", back / "b.JPG"]):
        assert (2, b"") == ((ran := run("photos", "get", *wrong)).status, ran.out)


def test_what_was_just_put_there_by_hand_is_fetched_too(run: Run, tmp_path: Path) -> None:
    run("photos", "ls")
    (tmp_path / "data" / "photos" / "new.jpg").write_bytes(b"new")
    assert b"new" == run("photos", "get", "new.jpg", "-o", "-").out
    assert 0 == run("photos", "get", "new.jpg", "-o", tmp_path).status
    assert b"new" == (tmp_path / "new.jpg").read_bytes()


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_a_device_is_replaced_by_no_photo_whatever_is_said(
    run: Run, photos: Path, more: list[str]
) -> None:
    run("photos", "put", photos)
    ran = run("photos", "get", "a.jpg", "-o", "/dev/null", *more)
    assert (4, b"") == (ran.status, ran.out)
    assert "/dev/null is no file" in ran.err
    assert "--force" not in ran.err


def test_the_trash_is_listed_and_gives_back(run: Run, photos: Path) -> None:
    run("photos", "put", photos)
    run("photos", "put", "--force", photos)
    (photos / "a.jpg").write_bytes(b"other")
    run("photos", "put", "--force", photos / "a.jpg")
    assert 3 == run("photos", "rm", "none.jpg", "a.jpg").status
    assert ["b.JPG"] == run("photos", "ls").lines
    assert ["a.jpg", "a.jpg"] == run("photos", "ls", "--trash").lines
    trash = run("photos", "ls", "--trash", "--json").json
    assert (2, [5, 2]) == (trash["total"], [item["size"] for item in trash["trash"]])
    assert (0, ["a.jpg"]) == ((ran := run("photos", "restore", "a.jpg")).status, ran.lines)
    assert b"other" == run("photos", "get", "a.jpg", "-o", "-").out
    assert 0 == run("photos", "restore", trash["trash"][1]["id"]).status
    assert b"aa" == run("photos", "get", "a.jpg", "-o", "-").out
    assert 3 == run("photos", "restore", "none.jpg").status


async def test_an_upload_that_was_killed_goes_on_where_it_stopped(
    config: Config, large: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "vasistas")
    ran = await interrupted(tmp_path, config, "photos", "put", "--json", large)
    assert (True, True) == (ran.json["sent"], ran.json["verified"])
    assert 0 < travelled(caplog, "PATCH", "/uploads/") < LARGE
    assert large.read_bytes() == (tmp_path / "data" / "photos" / large.name).read_bytes()


async def test_a_download_that_was_killed_goes_on_where_it_stopped(
    config: Config, large: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "vasistas")
    subprocess.run(words(tmp_path / "config.ini", "photos", "put", large), cwd=ROOT, check=True)
    back = tmp_path / "back"
    back.mkdir()
    ran = await interrupted(tmp_path, config, "photos", "get", "--json", large.name, "-o", back)
    assert (True, LARGE) == (ran.json["verified"], ran.json["size"])
    assert 0 < travelled(caplog, "GET", "/photos/large.jpg") < LARGE
    assert [large.name] == [path.name for path in back.iterdir()]
    assert large.read_bytes() == (back / large.name).read_bytes()


def test_tokens_are_kept_one_by_one_and_for_two_days(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "new" / "uploads")
    keys = [tokens.key("host:1", name, "0" * 64) for name in ("a.jpg", "b.jpg")]
    for key in keys:
        assert tokens.find(key) is None
        tokens.keep(key, f"token-{key[:4]}")
    tokens.drop(keys[0])
    assert [None, f"token-{keys[1][:4]}"] == [tokens.find(key) for key in keys]
    now = (tmp_path / "new" / "uploads" / keys[1]).stat().st_mtime + KEPT
    assert Tokens(tmp_path / "new" / "uploads", lambda: now - 1).find(keys[1])
    assert Tokens(tmp_path / "new" / "uploads", lambda: now + 1).find(keys[1]) is None


def exif_of(path: Path) -> Image.Exif:
    with Image.open(path) as image:
        return image.getexif()


def test_a_photo_is_sent_without_its_position(run: Run, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    path = tmp_path / "placed.jpg"
    Image.new("RGB", (40, 30), "red").save(path, exif=exif)
    (tmp_path / "words.jpg").write_bytes(b"no picture")
    assert exif_of(path).get_ifd(0x8825)
    ran = run("photos", "put", "--no-position", tmp_path / "words.jpg", path)
    assert (1, ["placed.jpg"]) == (ran.status, ran.lines)
    assert "words.jpg" in ran.err
    there = exif_of(tmp_path / "data" / "photos" / "placed.jpg")
    assert ("Maker", {}) == (there[0x010F], there.get_ifd(0x8825))
    assert exif_of(path).get_ifd(0x8825)


def test_a_photo_is_shared_in_the_chat_if_it_is_there(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    run("photos", "put", photos / "a.jpg")
    command = words(tmp_path / "config.ini", "chat", "listen", "--json", "--login", "bruno")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as listener:
        events = (json.loads(line) for line in listener.stdout or ())
        assert next(event for event in events if event["event"] == "arrived")
        assert 0 == run("photos", "share", "a.jpg", "bruno").status
        heard = next(event for event in events if event["event"] == "heard")
        listener.kill()
    assert ("manu", "photo:a.jpg") == (heard["sender"], heard["text"])
    assert 3 == run("photos", "share", "none.jpg", "bruno").status
    assert 3 == run("photos", "share", "a.jpg", "nobody").status
    assert 2 == run("photos", "share", "../a.jpg", "bruno").status


def test_the_classic_dialect_does_what_it_can(run: Run, photos: Path, tmp_path: Path) -> None:
    def classic(*arguments: str | Path) -> Ran:
        return run("photos", *arguments, settings="classic.ini")

    assert (0, ["a.jpg", "b.JPG"]) == ((ran := classic("put", photos)).status, ran.lines)
    assert 4 == classic("put", photos).status
    assert ["a.jpg", "b.JPG"] == classic("ls").lines
    [listed] = classic("ls", "--json", "--match", "B").json["photos"]
    assert ("b.JPG", None, None) == (listed["name"], listed["size"], listed["sha256"])
    (photos / "b.JPG").write_bytes(b"bbc")
    ran = classic("verify", photos, "--json")
    assert (7, ["intact", "different"]) == (
        ran.status,
        [json.loads(line)["state"] for line in ran.lines],
    )
    for unknown in (["verify"], ["ls", "--trash"], ["ls", "--sort", "newest"], ["restore", "a"]):
        assert (1, b"") == ((ran := classic(*unknown)).status, ran.out)
        assert "no word for it" in ran.err
    assert 0 == classic("rm", "a.jpg").status
    assert 3 == classic("get", "a.jpg", "-o", tmp_path / "x").status


def test_progress_is_for_terminals_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("a.jpg") as tell:
        assert tell is None
    assert "" == capsys.readouterr().err


def test_a_terminal_hears_how_far_a_photo_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    moments = iter([0.0, 1.0, 1.01, 2.0])
    with progress("a\x1b.jpg", lambda: next(moments)) as tell:
        assert tell
        for done in (25, 26, 100):
            tell(done * 1_000_000, 100_000_000)
    said = capsys.readouterr().err.split("\r\x1b[K")
    assert ["", " 25 %    25.0 MB/s  a␛.jpg", "100 %    50.0 MB/s  a␛.jpg", ""] == said
