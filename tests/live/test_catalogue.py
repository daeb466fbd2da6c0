"""What the archive knows of its photos, beside a directory that its owner changes by hand."""

import hashlib
import os
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from live.archiving import PHOTO_LIMIT, Archive, settle
from PIL import Image
from waiting import until

from protocol import web
from protocol.errors import RemoteProtocolError
from servers.photos.facts import Facts, Header, Stamp
from servers.photos.inspection import Inspector, Unanswered
from servers.photos.watch import Watch

PHOTO = b"a photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "TIFF": "tiff"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "photos")


def picture(path: Path, kind: str = "JPEG", **options: object) -> None:
    Image.new("RGB", (40, 30), "red").save(path, kind, **options)
    settle(path)


def known(archive: Archive, name: str) -> Facts:
    found = archive.catalogue.index.get(name)
    assert found
    return found[0]


def test_what_is_learned_is_known_without_reading(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO, by="10.0.0.7")
    facts = archive.catalogue.facts("a.jpg")
    assert facts is not None
    assert ("a.jpg", len(PHOTO), SHA256, "10.0.0.7") == (
        facts.name,
        facts.size,
        facts.sha256,
        facts.by,
    )
    assert (archive.directory / "a.jpg").stat().st_mtime == pytest.approx(
        facts.modified.timestamp(), abs=1e-5
    )


def test_a_digest_that_nobody_learned_is_computed_when_it_is_asked_for(archive: Archive) -> None:
    (archive.directory / "a.jpg").write_bytes(PHOTO)
    [listed], _, _ = archive.catalogue.page(None, 10)
    assert listed.sha256 is None
    facts = archive.catalogue.facts("a.jpg")
    assert facts is not None
    assert SHA256 == facts.sha256
    assert archive.catalogue.facts("b.jpg") is None


def test_what_was_replaced_since_is_not_taken_for_what_is_open(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO)
    path = archive.directory / "a.jpg"
    unasked = path.stat()
    archive.put("a.jpg", b"another")
    open_now = path.stat()
    other = hashlib.sha256(b"another").hexdigest()
    assert (archive.catalogue.digest("a.jpg", unasked), other) == (
        None,
        archive.catalogue.digest("a.jpg", open_now),
    )
    archive.put("a.jpg", PHOTO)
    assert archive.catalogue.digest("a.jpg", open_now) == other
    assert archive.catalogue.digest("a.jpg", path.stat()) == SHA256


def at_once(archive: Archive, data: bytes) -> os.stat_result:
    """Put a photo there, as if all were written in one tick of the system's clock."""
    path = archive.directory / "a.jpg"
    new = archive.hidden / "new"
    new.write_bytes(data)
    os.utime(new, (0, 1_500_000_000))
    status = new.stat()
    new.replace(path)
    return status


def test_photos_of_one_moment_are_told_apart(archive: Archive) -> None:
    one, other = (hashlib.sha256(data).hexdigest() for data in (b"one", b"two"))
    archive.catalogue.learn("a.jpg", one, None, at_once(archive, b"one"))
    path = archive.directory / "a.jpg"
    with path.open("rb") as held:  # its number is not given to another
        assert one == archive.catalogue.digest("a.jpg", os.fstat(held.fileno()))
        archive.catalogue.learn("a.jpg", other, None, at_once(archive, b"two"))
    assert other == archive.catalogue.digest("a.jpg", path.stat())


def test_who_comes_late_tells_nothing_of_the_photo_that_took_the_name(archive: Archive) -> None:
    one, other = (hashlib.sha256(data).hexdigest() for data in (b"one", b"two"))
    late = at_once(archive, b"one")
    with (archive.directory / "a.jpg").open("rb"):
        archive.catalogue.learn("a.jpg", other, None, at_once(archive, b"two"))
        archive.catalogue.learn("a.jpg", one, None, late)
    facts = archive.catalogue.facts("a.jpg")
    assert facts is not None
    assert other == facts.sha256
    assert archive.catalogue.digest("a.jpg", late) is None


def test_photos_that_are_written_in_place_are_other_photos(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO, by="10.0.0.7")
    (archive.directory / "a.jpg").write_bytes(b"another photo")
    facts = archive.catalogue.facts("a.jpg")
    assert facts is not None
    assert hashlib.sha256(b"another photo").hexdigest() == facts.sha256
    assert facts.by is None


def test_links_folders_and_names_that_nobody_may_say_are_no_photos(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO)
    (archive.directory / "link.jpg").symlink_to(archive.directory / "a.jpg")
    (archive.directory / "folder.jpg").mkdir()
    (archive.directory / "bad\n.jpg").write_bytes(PHOTO)
    (archive.directory / ".hidden.jpg").write_bytes(PHOTO)
    assert ["a.jpg"] == archive.names()
    for name in ("link.jpg", "folder.jpg", "bad\n.jpg", "../a.jpg", ".vasistas"):
        assert archive.catalogue.facts(name) is None


def test_what_vanishes_is_said_and_what_was_deleted_or_renamed_is_not(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("deleted.jpg", "vanished.jpg", "renamed.jpg", "classic.jpg"):
        archive.put(name, name.encode(), by="10.0.0.7")
    archive.names()
    archive.delete("deleted.jpg")
    archive.shelf.delete("classic.jpg")
    (archive.directory / "vanished.jpg").unlink()
    (archive.directory / "renamed.jpg").rename(archive.directory / "new.jpg")
    assert ["new.jpg"] == archive.names()
    assert {"vanished.jpg": "vanished"} == archive.problems()
    assert "vanished: vanished.jpg" in caplog.messages
    facts = archive.catalogue.facts("new.jpg")
    assert facts is not None
    assert "10.0.0.7" == facts.by
    (archive.directory / "vanished.jpg").write_bytes(PHOTO)
    assert ["new.jpg", "vanished.jpg"] == archive.names()
    assert {} == archive.problems()


def test_the_same_bytes_under_a_second_name_are_noticed(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "vasistas")
    archive.put("a.jpg", PHOTO)
    archive.put("b.jpg", PHOTO)
    assert ["a.jpg"] == archive.catalogue.twins("b.jpg")
    assert "b.jpg has the same bytes as a.jpg" in caplog.messages


def test_nothing_is_looked_at_twice_when_nothing_has_changed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put("a.jpg", PHOTO)
    archive.ahead = 1
    assert ["a.jpg"] == archive.names()
    monkeypatch.setattr(archive.catalogue.watch, "_names", lambda: pytest.fail("looked"))
    assert ["a.jpg"] == archive.names()


def test_within_a_second_only_the_first_who_asks_looks(archive: Archive) -> None:
    archive.names()
    (archive.directory / "a.jpg").write_bytes(PHOTO)
    assert 0 == archive.catalogue.count()
    archive.clock.moment += 2
    assert 1 == archive.catalogue.count()


def test_a_walk_through_ten_thousand_names_meets_each_once(archive: Archive) -> None:
    names = [f"{number:05} été.jpg" if number % 2 else f"{number}.JPG" for number in range(10_000)]
    moments = {name: number // 7 for number, name in enumerate(names)}
    sizes = {name: number % 5 for number, name in enumerate(names)}
    for name, moment in moments.items():
        path = archive.directory / name
        path.write_bytes(bytes(sizes[name]))
        os.utime(path, ns=(0, moment * 10**9))
    by_name = archive.names("name", limit=777)
    by_time = archive.names("newest", limit=777)
    assert sorted(names) == by_name
    assert sorted(names, key=lambda name: (moments[name], name), reverse=True) == by_time
    assert by_time[::-1] == archive.names("oldest", limit=777)
    largest = archive.names("largest", limit=777)
    assert sorted(names, key=lambda name: (sizes[name], name), reverse=True) == largest
    assert 10_000 == archive.catalogue.count()
    matching = [name for name in by_time if "7 été" in name]
    assert matching == archive.names("newest", "7 ÉTÉ", limit=100)


def test_a_page_by_time_goes_on_after_a_photo_that_went(archive: Archive) -> None:
    for number in range(6):
        archive.put(f"{number}.jpg", PHOTO)
    [_, second], after, _ = archive.catalogue.page(None, 2, "newest")
    assert after is not None
    assert second.name == after.partition("/")[2]
    archive.delete(second.name)
    for place in (after, second.name):
        rest, _, total = archive.catalogue.page(place, 10, "newest")
        assert (["3.jpg", "2.jpg", "1.jpg", "0.jpg"], 5) == ([one.name for one in rest], total)
    with pytest.raises(RemoteProtocolError, match="introuvable"):
        archive.catalogue.page("never.jpg", 2, "newest")


def test_what_no_photo_may_be_called_is_said_once_and_counted(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    archive.put("a.jpg", PHOTO)
    (archive.directory / "a\\b.jpg").write_bytes(PHOTO)
    (archive.directory / ".hidden").write_bytes(PHOTO)
    assert (["a.jpg"], 1) == (archive.names(), archive.catalogue.watch.unlisted)
    archive.put("b.jpg", PHOTO)
    archive.names()
    said = [words for words in caplog.messages if "not listed" in words]
    assert ["a\\b.jpg"] == [words.rpartition(": ")[2] for words in said]
    (archive.directory / "a\\b.jpg").rename(archive.directory / "c.jpg")
    archive.names()
    assert 0 == archive.catalogue.watch.unlisted


def test_accents_that_stand_apart_are_composed_unless_another_photo_has_the_name(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    apart, composed = archive.directory / "e\u0301te\u0301.jpg", archive.directory / "été.jpg"
    apart.write_bytes(PHOTO)
    assert (["été.jpg"], 0) == (archive.names(), archive.catalogue.watch.unlisted)
    assert (PHOTO, False) == (composed.read_bytes(), apart.exists())
    apart.write_bytes(b"another")
    assert (["été.jpg"], 1) == (archive.names(), archive.catalogue.watch.unlisted)
    assert (PHOTO, b"another") == (composed.read_bytes(), apart.read_bytes())
    archive.delete("été.jpg")
    assert (["été.jpg"], 0) == (archive.names(), archive.catalogue.watch.unlisted)
    assert b"another" == composed.read_bytes()
    assert not [words for words in caplog.messages if "vanished" in words]


def test_where_both_forms_are_one_name_a_photo_is_listed_by_the_composed_one(
    archive: Archive,
) -> None:
    apart, composed = archive.directory / "e\u0301te\u0301.jpg", archive.directory / "été.jpg"
    apart.write_bytes(PHOTO)
    composed.hardlink_to(apart)  # as such a file system shows it to who asks for either
    assert (["été.jpg"], 0) == (archive.names(), archive.catalogue.watch.unlisted)
    assert apart.exists()


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zeroed(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(2048)
        file.write(bytes(path.stat().st_size - 2048))


def of_another_version(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(60)
        file.write((99).to_bytes(4, "big"))


def half_written(path: Path) -> None:
    """Let an index know nothing of the rows, as where a power failure took one page of two."""
    with closing(sqlite3.connect(path)) as other:
        [(root,)] = other.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'by_size'")
        [(size,)] = other.execute("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x0a" + bytes(4) + size.to_bytes(2, "big") + bytes(size - 7))


@pytest.mark.parametrize("harm", [garbage, truncated, zeroed, half_written, of_another_version])
def test_a_database_that_cannot_be_used_is_set_aside_and_made_again(
    archive: Archive, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(50):
        archive.put(f"{number:02}.jpg", PHOTO)
    archive.catalogue.close()
    harm(archive.file)
    archive.catalogue = archive.open()
    assert [f"{number:02}.jpg" for number in range(50)] == archive.names()
    facts = archive.catalogue.facts("07.jpg")
    assert facts is not None
    assert SHA256 == facts.sha256
    assert archive.file.with_suffix(".damaged").exists()
    assert any("kept as catalogue.damaged" in message for message in caplog.messages)


def test_a_database_that_is_damaged_while_it_is_used_is_made_again(archive: Archive) -> None:
    for number in range(3000):
        (archive.directory / f"{number:04}.jpg").touch()
    assert 3000 == len(archive.names())
    with closing(sqlite3.connect(archive.file)) as other:
        other.execute("INSERT INTO problems VALUES ('a.jpg', 'rotted', 0)")
        other.commit()
    zeroed(archive.file)
    assert 3000 == len(archive.names())
    assert archive.file.with_suffix(".damaged").exists()
    archive.put("new.jpg", PHOTO)
    assert "new.jpg" in archive.names()


def test_no_file_of_the_database_is_mapped(archive: Archive) -> None:
    """Who cuts off a file that is mapped kills the host: it lies where people copy files."""
    archive.put("a.jpg", PHOTO)
    assert ["a.jpg"] == archive.names()
    assert {"", "-journal"} == {path.name[17:] for path in archive.hidden.glob("catalogue*")}
    assert "catalogue.sqlite3" not in Path("/proc/self/maps").read_text()


def test_a_database_with_a_wal_is_used_as_a_killed_host_left_it(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO, by="10.0.0.7")
    archive.catalogue.close()
    with closing(sqlite3.connect(archive.file)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE photos SET by = '10.0.0.8'")
        other.commit()
        left = {path: path.read_bytes() for path in archive.hidden.glob("catalogue*")}
    for path, data in left.items():
        path.write_bytes(data)
    assert 3 == len(left)
    archive.catalogue = archive.open()
    assert "10.0.0.8" == known(archive, "a.jpg").by
    assert not list(archive.hidden.glob("*-[ws]*"))


@pytest.mark.parametrize("data", [b"", b"this is no database" * 1000])
def test_a_file_that_is_written_over_the_database_is_survived(
    archive: Archive, data: bytes
) -> None:
    archive.put("a.jpg", PHOTO)
    archive.names()
    archive.file.write_bytes(data)
    assert ["a.jpg"] == archive.names()
    archive.file.write_bytes(data)
    archive.put("b.jpg", PHOTO)
    assert ["a.jpg", "b.jpg"] == archive.names()


def test_an_older_copy_of_the_database_is_compared_with_what_is_there(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO)
    archive.names()
    copy = shutil.copy(archive.file, archive.hidden / "copy")
    archive.put("b.jpg", PHOTO)
    archive.delete("a.jpg")
    archive.ahead = 1
    assert ["b.jpg"] == archive.names()
    Path(copy).replace(archive.file)
    assert ["b.jpg"] == archive.names()


def test_a_database_that_is_thrown_away_is_made_again(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO)
    archive.names()
    for path in archive.hidden.glob("catalogue*"):
        path.unlink()
    assert ["a.jpg"] == archive.names()
    assert archive.file.exists()


def test_a_directory_that_was_away_for_a_moment_is_as_it_was(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO)
    archive.names()
    away = archive.directory.with_name("away")
    archive.directory.rename(away)
    with pytest.raises(RemoteProtocolError, match="disque"):
        archive.names()
    away.rename(archive.directory)
    assert ["a.jpg"] == archive.names()


def test_a_photo_that_is_open_needs_no_catalogue(archive: Archive) -> None:
    archive.put("a.jpg", PHOTO)
    archive.catalogue.close()
    assert archive.catalogue.digest("a.jpg", (archive.directory / "a.jpg").stat()) is None


def test_without_a_file_for_it_the_catalogue_lives_in_memory(tmp_path: Path) -> None:
    (tmp_path / ".vasistas" / "catalogue.sqlite3").mkdir(parents=True)
    archive = Archive(tmp_path)
    archive.put("a.jpg", PHOTO)
    assert ["a.jpg"] == archive.names()


def test_the_newest_is_what_was_taken_last_wherever_one_goes_on(archive: Archive) -> None:
    """A photo that is archived today may have been taken years ago."""
    for year in (2019, 2017, 2018):
        exif = Image.Exif()
        exif[306] = f"{year}:08:22 14:57:08"
        picture(archive.directory / f"{year}.jpg", exif=exif)
    picture(archive.directory / "today.jpg")
    index = archive.catalogue.index
    with archive.keeper():
        until(lambda: index.names() and not index.unexamined(1))
    assert ["today.jpg", "2019.jpg", "2018.jpg", "2017.jpg"] == archive.names("newest", limit=1)
    (archive.directory / "2018.jpg").unlink()
    archive.catalogue.watch.look()
    rest, _, _ = archive.catalogue.page("2018.jpg", 9, "newest")
    assert ["2017.jpg"] == [one.name for one in rest]


def test_a_page_goes_on_where_a_photo_stood_before_anybody_looked_into_it(archive: Archive) -> None:
    for year in range(2005, 2009):
        (archive.directory / f"{year}.jpg").write_bytes(PHOTO)
        os.utime(archive.directory / f"{year}.jpg", (0, (year - 1970) * 31_556_952))
    exif = Image.Exif()
    exif[306] = "1998:08:22 14:57:08"
    picture(archive.directory / "fresh.jpg", exif=exif)
    [fresh], after, _ = archive.catalogue.page(None, 1, "newest")
    with archive.keeper():
        until(lambda: not archive.catalogue.index.unexamined(1))
    rest, _, _ = archive.catalogue.page(after, 9, "newest")
    expected = ["2008.jpg", "2007.jpg", "2006.jpg", "2005.jpg", "fresh.jpg"]
    assert ("fresh.jpg", expected) == (fresh.name, [one.name for one in rest])


@given(
    sort=st.sampled_from(web.SORTS),
    limit=st.integers(1, 3),
    changes=st.lists(
        st.tuples(
            st.sampled_from(["a.jpg", "m.jpg", "z.jpg"]),
            st.none() | st.integers(0, 9),
            st.booleans(),
        ),
        min_size=6,
        max_size=12,
    ),
)
@settings(max_examples=100, deadline=None)
def test_photos_that_stay_are_met_once_while_others_come_go_and_change(
    sort: str, limit: int, changes: list[tuple[str, int | None, bool]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        staying = [f"{place}{letter}.jpg" for place in range(0, 10, 2) for letter in "ny"]
        for name in staying:
            dated(archive, name, int(name[0]))
        for name in ("a.jpg", "m.jpg", "z.jpg"):
            dated(archive, name, 5)
        met, after = [], ""
        while after is not None:
            photos, after, _ = archive.catalogue.page(after, limit, sort)
            met += [photo.name for photo in photos if photo.name in staying]
            if changes:
                change(archive, *changes.pop())
        archive.catalogue.close()
        assert staying == sorted(met)


def dated(archive: Archive, name: str, place: int) -> None:
    """Write a photo that stands at this place by time and by size."""
    path = archive.directory / name
    path.write_bytes(bytes(place + 1))
    os.utime(path, (0, place))


def change(archive: Archive, name: str, place: int | None, again: bool) -> None:
    """Write a photo or remove it; start the archive again, or have it look."""
    if place is None:
        (archive.directory / name).unlink(missing_ok=True)
    else:
        dated(archive, name, place)
    if again:
        archive.catalogue.close()
        archive.catalogue = archive.open()
    archive.catalogue.watch.look(closely=True)


@pytest.mark.parametrize("year", [1, 1600, 2300, 9999])
def test_pages_by_time_go_on_beyond_the_calendar_of_the_disk(archive: Archive, year: int) -> None:
    names = ["a.jpg", "b.jpg", "c.jpg"]
    for place, name in enumerate(names):
        exif = Image.Exif()
        exif[306] = f"{year:04}:08:22 14:57:0{place}"
        picture(archive.directory / name, exif=exif)
    with archive.keeper():
        until(lambda: archive.catalogue.index.names() and not archive.catalogue.index.unexamined(1))
    assert names == archive.names("oldest", limit=1)
    assert names[::-1] == archive.names("newest", limit=1)


@pytest.mark.parametrize("seconds", [-(2**31), 2**32, 2**34])
def test_a_photo_can_be_dated_as_one_likes(archive: Archive, seconds: int) -> None:
    """Cameras and disks forget the time, and an archive of files can say any: ext4 until 2446."""
    picture(archive.directory / "b.jpg")
    path = archive.directory / "a.jpg"
    picture(path)
    os.utime(path, (0, seconds))
    with archive.keeper():
        until(lambda: archive.catalogue.index.names() and not archive.catalogue.index.unexamined(1))
    facts = archive.catalogue.facts("a.jpg")
    assert facts is not None
    assert ("image/jpeg", hashlib.sha256(path.read_bytes()).hexdigest()) == (
        facts.type,
        facts.sha256,
    )
    names = ["a.jpg", "b.jpg"] if seconds < 0 else ["b.jpg", "a.jpg"]
    assert names == archive.names("oldest", limit=1)


@pytest.mark.parametrize(("mtime", "year"), [(0, 1970), (10**30, 2262), (-(10**30), 1677)])
def test_a_stamp_is_within_the_calendar(mtime: int, year: int) -> None:
    stamp = Stamp.of(1, mtime)
    assert (year, stamp) == (stamp.modified.year, Stamp.of(*stamp))


def test_the_keeper_finds_out_what_photos_are(archive: Archive) -> None:
    exif = Image.Exif()
    exif[271], exif[272], exif[274], exif[306] = "Canon", "EOS 5D\0", 6, "2017:08:22 14:57:08"
    picture(archive.directory / "turned.jpg", exif=exif)
    for kind, suffix in FORMATS.items():
        picture(archive.directory / f"a.{suffix}", kind)
    (archive.directory / "text.jpg").write_bytes(PHOTO)
    settle(archive.directory / "text.jpg")
    with archive.keeper():
        until(lambda: archive.catalogue.index.get("text.jpg"))
        until(lambda: not archive.catalogue.index.unexamined(1))
    for kind, suffix in FORMATS.items():
        facts = archive.catalogue.index.get(f"a.{suffix}")
        assert facts is not None
        assert (f"image/{kind.lower()}", 40, 30) == (facts[0].type, facts[0].width, facts[0].height)
    turned = known(archive, "turned.jpg")
    assert (30, 40, 6) == (turned.width, turned.height, turned.orientation)
    assert ("2017-08-22T14:57:08", "Canon EOS 5D") == (turned.taken, turned.camera)
    text = known(archive, "text.jpg")
    assert (None, SHA256) == (text.type, text.sha256)


def test_a_picture_may_say_its_orientation_as_a_fraction(archive: Archive) -> None:
    exif = b"Exif\0\0II*\0" + struct.pack("<IHHHIII", 8, 1, 274, 5, 1, 26, 0)
    picture(archive.directory / "a.jpg", exif=exif + struct.pack("<II", 6, 1))
    with archive.keeper():
        until(lambda: archive.catalogue.index.names() and not archive.catalogue.index.unexamined(1))
    facts = known(archive, "a.jpg")
    assert ("image/jpeg", 6, 30) == (facts.type, facts.orientation, facts.width)


def endless_tiff() -> bytes:
    """A BigTIFF that says it is 2**64 - 1 pixels wide."""
    tags = [
        (256, 16, 2**64 - 1), (257, 16, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1),
        (273, 16, 8), (277, 3, 1), (278, 16, 1), (279, 16, 1),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHQQ", tag, kind, 1, value) for tag, kind, value in tags)
    head = b"II\x2b\x00" + struct.pack("<HHQQ", 8, 0, 16, len(tags))
    return head + entries + bytes(8) + b"x" * 64


def test_a_picture_may_say_any_size_and_is_none_then(archive: Archive) -> None:
    path = archive.directory / "a.tiff"
    path.write_bytes(endless_tiff())
    settle(path)
    picture(archive.directory / "b.jpg")
    with archive.keeper():
        until(lambda: archive.catalogue.index.names() and not archive.catalogue.index.unexamined(1))
    facts = known(archive, "a.tiff")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (digest, None, None) == (facts.sha256, facts.type, facts.width)
    assert ("image/jpeg", 40) == (known(archive, "b.jpg").type, known(archive, "b.jpg").width)


def test_one_header_that_cannot_be_written_down_does_not_keep_the_others_from_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        picture(archive.directory / name)
    said, widths = Inspector.header, iter([1, 2**64, 3])
    monkeypatch.setattr(
        Inspector, "header", lambda inspector: replace(said(inspector), width=next(widths))
    )
    with archive.keeper():
        until(lambda: archive.catalogue.index.names() and not archive.catalogue.index.unexamined(1))
    assert [1, None, 3] == [known(archive, name).width for name in ("a.jpg", "b.jpg", "c.jpg")]
    assert known(archive, "b.jpg").sha256


def test_of_what_is_larger_than_a_photo_may_be_only_the_header_is_read(archive: Archive) -> None:
    for name, size in (("largest.jpg", PHOTO_LIMIT), ("endless.jpg", 2**42)):
        picture(archive.directory / name)
        os.truncate(archive.directory / name, size)
        settle(archive.directory / name)
    index = archive.catalogue.index
    with archive.keeper():
        until(lambda: index.names() and not index.unexamined(1))
    largest, endless = known(archive, "largest.jpg"), known(archive, "endless.jpg")
    assert (40, 40, None) == (largest.width, endless.width, endless.sha256)
    assert largest.sha256
    archive.ahead = 31
    with archive.keeper():
        until(lambda: index.due(archive.now() - 3600) is None)


def test_the_smallest_photos_are_looked_into_first(archive: Archive) -> None:
    for name, size in (("a.jpg", 3), ("b.jpg", 1), ("c.jpg", 2)):
        (archive.directory / name).write_bytes(bytes(size))
    archive.names()
    photos = archive.catalogue.index.unexamined(3)
    assert ["b.jpg", "c.jpg", "a.jpg"] == [facts.name for facts, _ in photos]


def test_the_keeper_goes_on_after_a_mistake(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    picture(archive.directory / "a.jpg")
    monkeypatch.setattr("servers.photos.keeper.ROUND", 0.01)
    mistakes = iter([ZeroDivisionError("by zero")])

    def look(*, closely: bool = False) -> None:
        for mistake in mistakes:
            raise mistake
        Watch.look(archive.catalogue.watch, closely=closely)

    monkeypatch.setattr(archive.catalogue.watch, "look", look)
    archive.clock.moment += 2
    with archive.keeper():
        until(lambda: archive.catalogue.index.get("a.jpg"))
        until(lambda: not archive.catalogue.index.unexamined(1))
    said = [words for words in caplog.messages if "ZeroDivisionError: by zero (test_cata" in words]
    assert 1 == len(said)


@pytest.mark.parametrize("kind", FORMATS)
def test_pictures_that_are_cut_short_or_lie_are_survived(tmp_path: Path, kind: str) -> None:
    whole = tmp_path / "whole"
    picture(whole, kind)
    data = whole.read_bytes()
    inspector = Inspector(tmp_path)
    try:
        for length in range(1, len(data), max(1, len(data) // 25)):
            (tmp_path / "cut").write_bytes(data[:length])
            assert not inspector.read("cut", length, digest=True).failed
            inspector.header()
            lying = bytearray(data)
            lying[length : length + 4] = b"\xff\xff\xff\x7f"
            (tmp_path / "lying").write_bytes(lying)
            assert not inspector.read("lying", len(data), digest=True).failed
            inspector.header()
        assert not inspector.read("whole", len(data), digest=False).failed
        assert Header(f"image/{kind.lower()}", 40, 30) == inspector.header()
        assert inspector.read("missing", 1, digest=True).failed
        inspector.header()
    finally:
        inspector.end()


def test_a_process_that_dies_is_replaced_and_one_that_was_stopped_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(PHOTO)
    inspector = Inspector(tmp_path)
    try:
        assert SHA256 == inspector.read("a.jpg", 1, digest=True).sha256
        assert inspector._process
        inspector._process.kill()
        with pytest.raises(Unanswered):
            inspector.read("a.jpg", 1, digest=True) and inspector.header() and inspector.header()
        assert SHA256 == inspector.read("a.jpg", 1, digest=True).sha256
        inspector.kill()
        with pytest.raises(Unanswered):
            inspector.header() and inspector.read("a.jpg", 1, digest=True)
    finally:
        inspector.end()


NAMES = st.sampled_from(["a.jpg", "B.jpg", "été.jpg", "z@1.png"])
DATA = st.binary(min_size=1, max_size=8)


class Shelves(RuleBasedStateMachine):
    """An archive against a dictionary: by its own hand, and by its owner's."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.archive = Archive(self.folder)
        self.photos: dict[str, bytes] = {}
        self.tick = 1_500_000_000 * 10**9

    def teardown(self) -> None:
        self.archive.catalogue.close()
        shutil.rmtree(self.folder)

    @rule(name=NAMES, data=DATA)
    def archived(self, name: str, data: bytes) -> None:
        self.archive.put(name, data)
        self.photos[name] = data

    @rule(name=NAMES, data=DATA)
    def written_by_hand(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)
        self.tick += 10**9
        os.utime(self.folder / name, ns=(self.tick, self.tick))
        self.photos[name] = data

    @rule(name=NAMES)
    def deleted(self, name: str) -> None:
        if self.photos.pop(name, None) is not None:
            self.archive.delete(name)

    @rule(name=NAMES)
    def removed_by_hand(self, name: str) -> None:
        if self.photos.pop(name, None) is not None:
            (self.folder / name).unlink()

    @rule(old=NAMES, new=NAMES)
    def renamed_by_hand(self, old: str, new: str) -> None:
        if old in self.photos and old != new:
            (self.folder / old).rename(self.folder / new)
            self.photos[new] = self.photos.pop(old)

    @rule(old=NAMES, new=NAMES)
    def renamed(self, old: str, new: str) -> None:
        if old in self.photos and old != new:
            self.archive.rename(old, new)
            self.photos[new] = self.photos.pop(old)

    @rule()
    def restored(self) -> None:
        items, _, _ = self.archive.shelf.trash.items(1)
        if items:
            _, path = self.archive.shelf.trash.find(items[0].id)
            data = path.read_bytes()
            self.photos[self.archive.shelf.restore(items[0].id)] = data

    @rule()
    def started_again(self) -> None:
        self.archive.catalogue.close()
        self.archive.catalogue = self.archive.open()

    @rule()
    def thrown_away(self) -> None:
        self.archive.file.unlink()

    @invariant()
    def it_knows_what_is_there(self) -> None:
        archive = self.archive
        assert sorted(self.photos) == archive.names(limit=2)
        moments = {name: (self.folder / name).stat().st_mtime_ns for name in self.photos}
        newest = sorted(self.photos, key=lambda name: (moments[name], name), reverse=True)
        assert newest == archive.names("newest", limit=3)
        assert newest[::-1] == archive.names("oldest", limit=3)
        sizes = {name: len(data) for name, data in self.photos.items()}
        largest = sorted(self.photos, key=lambda name: (sizes[name], name), reverse=True)
        assert largest == archive.names("largest", limit=3)
        assert [name for name in sorted(self.photos) if "b" in name.lower()] == archive.names(
            match="b"
        )
        assert len(self.photos) == archive.catalogue.count()
        for name, data in self.photos.items():
            facts = archive.catalogue.facts(name)
            assert facts is not None
            assert (len(data), hashlib.sha256(data).hexdigest()) == (facts.size, facts.sha256)


TestShelves = Shelves.TestCase
TestShelves.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
