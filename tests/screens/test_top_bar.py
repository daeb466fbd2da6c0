"""The bar: it shows every screen's state by shape, and what is unread, within 80 columns."""

import pytest
from waiting import until_async

from protocol.config import Clock, Config
from tui import words
from tui.app import VasistasApp
from tui.beacon import Beacon, State
from tui.widgets.top_bar import SIGNS, Tab, TopBar

NOWHERE = Config(clock=Clock(port=1))


def shown(app: VasistasApp, mode: str) -> str:
    return str(app.screen.query_one(f"#tab-{mode}", Tab).content)


async def test_unread_messages_and_states_are_shown_on_every_screen() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)):
        app.post_message(Beacon("chat", State.CONNECTED, "connected", 7))
        app.post_message(Beacon("photos", State.RETRYING, "again in 4 s"))
        await until_async(lambda: "photos" in app.beacons)
        assert shown(app, "chat") == "F4 ● Chat 7"
        assert shown(app, "photos") == "F5 ◐ Photos"
        assert shown(app, "web") == "F3 · Web"


def test_every_state_has_a_shape_of_its_own() -> None:
    assert len({sign for sign, _colour in SIGNS.values()}) == len(State)


async def test_the_state_of_the_open_screen_stands_in_words_where_there_is_room() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(120, 24)) as pilot:
        app.post_message(Beacon("clock", State.CONNECTED, "as it [should] be"))
        await until_async(lambda: app.beacons["clock"].words == "as it [should] be")
        await pilot.pause()
        assert str(app.screen.query_one("#bar-words").render()) == "as it [should] be"
        await pilot.resize_terminal(80, 24)
        await until_async(lambda: not app.screen.query_one("#bar-words").display)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_five_names_fit_80_columns_with_much_unread(language: str) -> None:
    words.use(language)
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(Beacon("chat", State.CONNECTED, unread=5000))
        await until_async(lambda: "chat" in app.beacons)
        await pilot.pause()
        assert shown(app, "chat").endswith(" 99+")
        bar = app.screen.query_one(TopBar)
        assert bar.size.width == 80
        assert max(tab.region.right for tab in bar.query(Tab)) <= 80
