"""Moments that strangers tell, in this machine's time: they may be beyond its calendar."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tui.clients.archive.photo import Photo
from tui.local_time import day, local, minute, second
from tui.screens.chat.conversation import Kind, Line
from tui.screens.chat.folding import Folded, Sheet, folded
from tui.screens.photos import columns, information, trash_list
from tui.screens.photos.subject import Subject

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@pytest.fixture(params=["Europe/Paris", "America/New_York"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_a_moment_is_told_in_the_time_of_this_machine(zone: str) -> None:
    hour = local(datetime(2017, 8, 22, 14, 57, tzinfo=UTC)).hour
    assert {"Europe/Paris": 16, "America/New_York": 10}[zone] == hour


@pytest.mark.parametrize("moment", [FIRST, LAST])
@pytest.mark.usefixtures("zone")
def test_a_stranger_may_tell_any_moment_of_the_calendar(moment: datetime) -> None:
    assert local(moment).year == moment.year
    line = Line(1, Kind.SAID, moment, "bruno", "hello")
    sheet = folded(Sheet((line, replace(line, number=2))), 60, Folded(), {})
    assert any("hello" in piece for row in sheet.rows for piece, _style in row)
    photo = Photo("a.jpg", modified=moment)
    assert str(moment.year) in columns.described(photo)
    told = dict(information.rows(Subject("a.jpg", photo=photo), None, None))
    assert str(moment.year) in told["Changed"]
    assert str(moment.year) in trash_list.moment(moment)


def test_a_file_may_be_dated_beyond_any_calendar() -> None:
    told = dict(information.rows(Subject("a.jpg", changed=10**21), None, None))
    assert "Changed" not in told


def test_a_year_before_1000_has_four_digits_and_all_moments_are_as_wide() -> None:
    assert ("0001-01-01", "0001-01-01 00:00", "0001-01-01 00:00:00") == (
        day(FIRST),
        minute(FIRST),
        second(FIRST),
    )
    assert ("9999-12-31", "9999-12-31 23:59", "9999-12-31 23:59:59") == (
        day(LAST),
        minute(LAST),
        second(LAST),
    )
    photo = Photo("a.jpg", 1, FIRST)
    assert trash_list.moment(FIRST).startswith("0001-01-01")
    assert "0001-01-01" in [column.say(photo) for column in columns.COLUMNS]
    told = dict(information.rows(Subject(photo.name, photo=photo), None, None))
    assert told["Changed"].startswith("0001-01-01")
