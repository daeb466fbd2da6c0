"""Rows of a text end at spaces, and never at a no-break space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.prose import fold


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("Supprimer quand même\xa0?", 21, ["Supprimer quand", "même\xa0?"]),
        ("Supprimer quand même\xa0?", 22, ["Supprimer quand même\xa0?"]),
        ("le nom «\xa0a\xa0» est pris", 10, ["le nom", "«\xa0a\xa0» est", "pris"]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("anticonstitutionnellement dit", 10, ["anticonstitutionnellement", "dit"]),
        ("", 10, [""]),
    ],
)
def test_a_text_is_folded_at_spaces(text: str, width: int, rows: list[str]) -> None:
    assert rows == fold(text, width).split("\n")


@given(st.text(alphabet="ab \xa0海\n", max_size=80), st.integers(min_value=1, max_value=20))
def test_nothing_is_lost_and_only_single_words_are_too_wide(text: str, width: int) -> None:
    folded = fold(text, width)
    assert text.replace("\n", " ") == folded.replace("\n", " ")
    assert all(cell_len(row) <= width or " " not in row for row in folded.split("\n"))
