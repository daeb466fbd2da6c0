"""Numbers for people: the decimal mark of their language, sizes that can be read."""

import pytest

from tui import numbers, words
from tui.screens.photos.photo_list import short_size
from tui.screens.web.wording import answered


@pytest.mark.parametrize(
    ("size", "in_english", "in_french"),
    [
        (0, "0 bytes", "0 octet"),
        (1, "1 byte", "1 octet"),
        (1023, "1,023 bytes", "1\u202f023 octets"),
        (3277, "3.2 KiB", "3,2 Kio"),
        (40 * 1024**2, "40 MiB", "40 Mio"),
        (1024**2 - 1, "1.0 MiB", "1,0 Mio"),
        (5 * 1024**5, "5120 TiB", "5120 Tio"),
    ],
)
def test_a_size_is_said_in_the_largest_unit_that_suits_it(
    size: int, in_english: str, in_french: str
) -> None:
    assert in_english == numbers.size(size).replace("\xa0", " ")
    words.use("fr")
    assert in_french == numbers.size(size).replace("\xa0", " ")


def test_the_largest_size_that_an_archive_can_say_has_room_in_a_list() -> None:
    assert ("1.0E", "8.0E") == (short_size(2**60), short_size(2**63 - 1))


def test_french_numbers_have_a_comma_and_english_ones_a_point() -> None:
    assert ("0.5", "+1.3", "0.012") == (
        numbers.decimal(0.5),
        numbers.decimal(1.25001, "+.1f"),
        numbers.decimal(0.0123, ".3f"),
    )
    assert "2.0K" == short_size(2048)
    words.use("fr")
    assert "-0,5" == numbers.decimal(-0.5)
    assert "2,0K" == short_size(2048)
    assert answered(200, "OK", 2048, 0.25).replace("\xa0", " ").endswith("2,0 Kio · 0,250 s")
