"""The bar: it shows every screen's state by shape, and what is unread, within 80 columns."""

import pytest
from waiting import until_async

from protocol.config import Config
from protocol.sections import Clock
from tui import words
from tui.app import VasistasApp
from tui.beacon import Beacon, State, Told
from tui.widgets.top_bar import SIGNS, TopBar, names

NOWHERE = Config(clock=Clock(port=1))


def shown(app: VasistasApp) -> str:
    return str(app.screen.query_one(TopBar).render())


async def test_unread_messages_and_states_are_shown_on_every_screen() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)):
        app.post_message(Beacon("chat", State.CONNECTED, "connected", 7))
        app.post_message(Beacon("photos", State.RETRYING, "again in 4 s"))
        await until_async(lambda: "photos" in app.beacons)
        for tab in (" F3 · Web ", " F4 ● Chat 7 ", " F5 ◐ Photos "):
            assert tab in shown(app)


def test_every_state_has_a_shape_of_its_own() -> None:
    assert len({sign for sign, _colour in SIGNS.values()}) == len(State)


async def test_the_state_of_the_open_screen_stands_in_words_where_there_is_room() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(120, 24)) as pilot:
        app.post_message(Beacon("web", State.FAILED, "as it [should] be"))
        await pilot.press("f3")
        await until_async(lambda: shown(app).endswith(" as it [should] be"))
        await pilot.resize_terminal(80, 24)
        await until_async(lambda: "should" not in shown(app))


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_five_names_fit_80_columns_with_much_unread(language: str) -> None:
    words.use(language)
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)):
        app.post_message(Beacon("chat", State.CONNECTED, unread=5000))
        app.told = Told("14:57:08Z", "≠", "$error")
        await until_async(lambda: "99+" in shown(app))
        assert len(shown(app)) == 80
        assert shown(app).endswith(" ≠ 14:57:08Z ")
        assert all(name in shown(app) for _key, name in names().values())


async def test_a_click_on_a_name_opens_its_screen() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(TopBar, offset=(shown(app).index("Console"), 0))
        await until_async(lambda: app.current_mode == "console")
