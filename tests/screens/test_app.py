"""The app: five screens that stay alive, keys that work everywhere, and help that forgets none."""

import pytest
from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import CommandPalette
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static
from waiting import until_async

from protocol.config import Config, parse
from protocol.sections import Chat, Clock
from tui import app as app_module
from tui import words
from tui.app import SCREENS, VasistasApp
from tui.beacon import State
from tui.dialogs import Ask
from tui.help import HelpScreen
from tui.screens.clock import ClockScreen
from tui.screens.mode import ModeScreen, WirePane

NOWHERE = Config(clock=Clock(port=1))
"""Settings that find no service, so that a test of the app waits for none."""


class Canary(Static):
    """Sings when it is painted."""

    painted = 0

    def render_line(self, y: int) -> Strip:
        type(self).painted += 1
        return super().render_line(y)


class Stub(ModeScreen):
    """A screen with a field and a key."""

    MODE = "chat"
    TITLE_WORD = "Stub"
    HELP = "What one does here."
    BINDINGS = [
        Binding("x", "mark", "Mark", tooltip="Mark what is there"),
        Binding("y", "secret", "Secret"),
    ]
    marked = 0

    def compose_body(self) -> ComposeResult:
        yield Canary("canary")
        yield Input()

    def on_mount(self) -> None:
        self.say(State.CONNECTED, "here", unread=0)

    def action_mark(self) -> None:
        self.marked += 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "secret"


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stub where chat and web are."""
    Canary.painted = 0
    for mode in ("chat", "web"):
        monkeypatch.setitem(app_module.SCREENS, mode, f"{__name__}:Stub")


async def test_all_five_screens_open_and_stay_alive() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)) as pilot:
        met = {}
        for key, mode in zip(("f2", "f3", "f4", "f5", "f6"), SCREENS, strict=True):
            await pilot.press(key)
            await until_async(lambda mode=mode: app.current_mode == mode)
            met[mode] = app.screen_stack[0]
        for mode in SCREENS:
            await app.action_show_mode(mode)
            assert app.screen_stack[0] is met[mode]
            assert met[mode].is_running


@pytest.mark.usefixtures("stubs")
async def test_the_program_opens_with_the_screen_that_was_asked_for() -> None:
    app = VasistasApp(NOWHERE, screen="web")
    async with app.run_test(size=(80, 24)):
        assert app.current_mode == "web"
        assert isinstance(app.screen, Stub)


@pytest.mark.usefixtures("stubs")
async def test_numbers_switch_screens_but_are_typed_into_a_field() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        assert app.current_mode == "chat"
        await pilot.press("1", "q", "x")
        field = app.screen.query_one(Input)
        assert (app.current_mode, field.value) == ("chat", "1qx")
        app.screen.set_focus(None)
        await pilot.press("1")
        assert app.current_mode == "clock"


@pytest.mark.usefixtures("stubs")
async def test_q_leaves_where_no_field_has_the_focus() -> None:
    app = VasistasApp(NOWHERE, screen="chat")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        assert app.return_code is None
        app.screen.set_focus(None)
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.usefixtures("stubs")
async def test_help_tells_what_to_do_and_lists_the_screens_keys_and_everybodys() -> None:
    app = VasistasApp(NOWHERE, screen="chat")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        told = "\n".join(str(text.content) for text in app.screen.query(Static))
        for words in ("What one does here.", "Mark what is there", "F9", "^q", "F6 5"):
            assert words in told
        assert "Secret" not in told, "what cannot be done now is not offered"
        await pilot.press("escape")
        assert isinstance(app.screen, Stub)


@pytest.mark.usefixtures("stubs")
async def test_a_dialog_waits_on_its_own_screen_while_one_looks_at_another() -> None:
    app = VasistasApp(NOWHERE, screen="chat")
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = Ask("Chat", "Your login")
        app.push_screen(dialog)
        await until_async(lambda: app.focused is not None and app.screen is dialog)
        await pilot.press("3", "f2")
        assert isinstance(app.screen, ClockScreen)
        await pilot.press("f4", "4")
        assert app.screen is dialog
        assert dialog.query_one(Input).value == "34"


@pytest.mark.usefixtures("stubs")
async def test_the_palette_finds_and_does_what_the_screen_can_do() -> None:
    app = VasistasApp(NOWHERE, screen="chat")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        offered = [command.title for command in app.get_system_commands(screen)]
        assert "Mark  (x)" in offered
        assert "Web  (F3 2)" in offered
        assert "Light theme" in offered
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*"Mark")
        await until_async(lambda: app.screen.query_one(OptionList).option_count > 0)
        await pilot.press("enter", "enter")
        await until_async(lambda: isinstance(app.screen, Stub) and screen.marked == 1)


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize("height", [24, 5, 4, 1])
@pytest.mark.parametrize("width", [80, 6, 1])
async def test_the_palette_bears_a_window_of_any_size(width: int, height: int) -> None:
    app = VasistasApp(Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "e")
        await until_async(lambda: app.screen.query_one(OptionList).option_count > 0)
        await pilot.resize_terminal(width, height)
        await until_async(lambda: isinstance(app.screen, CommandPalette) == (height > 4))
        await pilot.press("pagedown", "end")
        await pilot.resize_terminal(80, 24)
        await until_async(lambda: app.screen.size == (80, 24))


@pytest.mark.usefixtures("stubs")
async def test_the_palette_stays_closed_where_it_has_no_room() -> None:
    app = VasistasApp(Config())
    async with app.run_test(size=(80, 4)) as pilot:
        await pilot.press("ctrl+p", "a", "pagedown")
        assert not isinstance(app.screen, CommandPalette)


@pytest.mark.usefixtures("stubs")
async def test_the_chat_is_brought_up_behind_the_clock_without_being_painted() -> None:
    app = VasistasApp(Config(clock=Clock(port=1), chat=Chat(login="manu")))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: "chat" in app.beacons)
        await pilot.pause()
        assert app.current_mode == "clock"
        assert app.focused is None
        assert Canary.painted == 0
        await pilot.press("f4")
        await until_async(lambda: Canary.painted > 0)
        assert app.focused is app.screen.query_one(Input)


@pytest.mark.usefixtures("stubs")
async def test_without_a_login_the_chat_waits_to_be_visited() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_async(lambda: "clock" in app.beacons)
        await pilot.pause()
        assert "chat" not in app.beacons


@pytest.mark.usefixtures("stubs")
async def test_the_wire_opens_below_the_screen_and_escape_gives_the_focus_back() -> None:
    app = VasistasApp(NOWHERE, screen="chat")
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.focused
        assert not app.screen.query(WirePane)
        await pilot.press("f9")
        pane = app.screen.query_one(WirePane)
        assert pane.display
        assert 7 <= pane.outer_size.height <= 10, "about 40 % of the terminal"
        assert pane.has_focus_within
        await pilot.press("escape")
        assert not pane.display
        assert app.focused is field
        await pilot.press("f9")
        assert pane.display


async def test_a_warning_about_the_settings_is_said_and_harmless() -> None:
    config = parse("[clock]\nport = 1\ninterwal\x1b = 3\n")
    app = VasistasApp(config)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        told = [notice.message for notice in app._notifications]
        assert told == ["[clock] has no key “interwal␛”; did you mean “interval”?"]


async def test_ctrl_c_says_how_to_leave() -> None:
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+c")
        assert [notice.message for notice in app._notifications] == ["Ctrl+Q leaves the program."]


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast"])
async def test_the_theme_of_the_settings_is_in_force(theme: str) -> None:
    app = VasistasApp(parse(f"[vasistas]\ntheme = {theme}\n[clock]\nport = 1\n"))
    async with app.run_test(size=(80, 24)):
        assert app.theme == theme


async def test_a_terminal_of_sixteen_colours_gets_none_but_those(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    app = VasistasApp(NOWHERE)
    async with app.run_test(size=(80, 24)):
        look = app.current_theme
        assert (look.name, look.background, look.foreground) == ("dark", "#000000", "#ffffff")
        palette = {"00", "55", "aa", "ff"}
        for colour in (look.primary, look.accent, look.success, look.warning, look.error):
            assert {colour[1:3], colour[3:5], colour[5:7]} <= palette


@pytest.mark.parametrize("mode", ["clock", "web", "chat", "photos", "console"])
async def test_one_may_leave_while_a_screen_is_being_opened(mode: str) -> None:
    app = VasistasApp(NOWHERE, screen="console" if mode == "web" else "web")
    async with app.run_test():
        app.exit()
        await app.switch_mode(mode)
    assert app.return_code == 0


@pytest.mark.parametrize(
    ("language", "named"), [("en", ["space", "esc", "del"]), ("fr", ["espace", "échap", "suppr"])]
)
def test_keys_are_named_in_the_persons_language(language: str, named: list[str]) -> None:
    words.use(language)
    app = VasistasApp(NOWHERE)
    keys = [Binding(key, "mark") for key in ("space", "escape", "delete", "f1", "tab", "ctrl+q")]
    assert [*named, "F1", "tab", "^q"] == [app.get_key_display(key) for key in keys]
