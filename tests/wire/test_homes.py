"""Homes in paths: whose there are, and whose there are not."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from protocol.sections import Http
from tui.exchanges.collection import place
from tui.homes import expanded
from tui.screens.clock.logbook import Logbook


def test_a_home_is_put_into_a_path(home: Path) -> None:
    assert home / "photos" == expanded("~/photos") == expanded(Path("~/photos"))
    assert Path("photos/~") == expanded("photos/~")


def test_the_home_of_somebody_who_has_none_stays_a_name() -> None:
    assert Path("~no-such/x") == expanded("~no-such/x")
    assert Path("~no-such") == place(Http(collection="~no-such"))
    assert Path("~no-such/x.csv") == Logbook("~no-such/x.csv").path


@given(st.text(max_size=20))
def test_no_name_is_too_odd(name: str) -> None:
    assert isinstance(expanded(f"~{name}"), Path)
