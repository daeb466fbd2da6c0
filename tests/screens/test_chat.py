"""The chat screen, told by facts what a connection would tell it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Input, Static
from waiting import until_async

from protocol.chat import Arrived, FromService, Heard, Left, Present, Refused
from protocol.config import Chat, Clock, Config
from protocol.lines import LIMIT
from tui.app import VasistasApp
from tui.beacon import State
from tui.clients.failure import Failure, Step
from tui.dialogs import Ask
from tui.screens.chat import ChatScreen, facts
from tui.screens.chat.classic_link import Link
from tui.screens.chat.conversation import Fate

NOW = datetime(2017, 8, 24, 14, 55, tzinfo=UTC)
NOWHERE = Failure(Step.CONNECT, "Connection refused", peer="127.0.0.1:7777", code="ECONNREFUSED")


class Chatting:
    """The app with the chat screen open, and what a test says and sees."""

    def __init__(self, app: VasistasApp, pilot: Pilot[None], screen: ChatScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.screen = screen
        self.logins: list[str] = []

    @property
    def line(self) -> Input:
        return self.screen.view.typed

    async def told(self, *known: FromService) -> None:
        for event in known:
            self.screen.post_message(facts.EventHeard(event, NOW))
        await self.settled()

    async def connected(self, login: str = "manu", *others: str) -> None:
        self.screen.post_message(facts.Connected(login))
        await self.told(Present((*others, login)))

    async def lost(self) -> None:
        self.screen.post_message(facts.ConnectionLost(NOWHERE, NOW))
        await self.settled()

    async def wrote(self, text: str) -> None:
        self.line.value = text
        await self.pilot.press("enter")
        await self.settled()

    async def settled(self) -> None:
        await self.pilot.pause()
        await until_async(lambda: not self.screen.view.is_stale)

    def words(self, name: str) -> str:
        return str(self.screen.query_one(f"#chat-{name}", Static).content)

    def queued(self) -> list[tuple[str, str]]:
        queue = self.screen.link.outgoing
        return [(line.to, line.text) for line in (queue.get_nowait() for _ in range(queue.qsize()))]

    def shown(self) -> str:
        """What the talk and the list of people show, row by row."""
        rows = []
        for widget in (self.screen.view.lines, self.screen.view.people):
            strips = (widget.render_line(y) for y in range(widget.size.height))
            rows += [strip.text.rstrip() for strip in strips]
        return "\n".join(rows)

    def footer(self) -> set[str]:
        return {
            active.binding.action
            for active in self.screen.active_bindings.values()
            if active.enabled and active.binding.show
        }


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The link only notes as whom it is to connect."""
    logins: list[str] = []

    async def run(_link: Link, login: str) -> None:
        logins.append(login)
        await asyncio.Event().wait()

    monkeypatch.setattr(Link, "run", run)
    return logins


@asynccontextmanager
async def chatting(login: str = "manu", screen: str = "chat") -> AsyncIterator[Chatting]:
    config = Config(clock=Clock(port=1), chat=Chat(login=login))
    app = VasistasApp(config, screen=screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.action_show_mode("chat")
        chat = app.screen_stack[0]
        assert isinstance(chat, ChatScreen)
        chatting = Chatting(app, pilot, chat)
        await chatting.settled()
        yield chatting


pytestmark = pytest.mark.usefixtures("no_network")


# Logging in


async def test_a_login_in_the_settings_connects_at_once(no_network: list[str]) -> None:
    async with chatting("manu"):
        assert no_network == ["manu"]


async def test_without_a_login_the_first_visit_asks_and_escape_leaves_the_screen_usable(
    no_network: list[str],
) -> None:
    async with chatting("") as chat:
        assert isinstance(chat.app.screen, Ask)
        await chat.pilot.press("escape")
        assert chat.app.screen is chat.screen
        assert "Enter" in chat.words("state")
        await chat.app.action_show_mode("clock")
        await chat.app.action_show_mode("chat")
        assert chat.app.screen is chat.screen, "it asks once"
        chat.line.value = "bonjour"
        await chat.pilot.press("enter")
        assert isinstance(chat.app.screen, Ask)
        await chat.pilot.press(*"manu", "enter")
        await chat.settled()
        assert (no_network, chat.line.value) == (["manu"], "bonjour")


async def test_a_login_that_cannot_be_is_said_before_anybody_is_asked(
    no_network: list[str],
) -> None:
    async with chatting("") as chat:
        await chat.pilot.press(*"a b", "enter")
        assert isinstance(chat.app.screen, Ask)
        assert "spaces" in str(chat.app.screen.query_one(".dialog-wrong", Static).content)
        assert no_network == []


async def test_a_refused_login_is_said_and_asked_for_again_with_the_text_kept() -> None:
    async with chatting("manu") as chat:
        chat.line.value = "bonjour"
        refusal = Failure(Step.REFUSED, "il est déjà pris", code="login")
        chat.screen.post_message(facts.LoginRefused("manu", refusal))
        await until_async(lambda: isinstance(chat.app.screen, Ask))
        said = "".join(str(words.content) for words in chat.app.screen.query(Static))
        assert "il est déjà pris" in said
        assert chat.app.screen.query_one(Input).value == "manu"
        assert chat.line.value == "bonjour"


async def test_a_login_refused_while_nobody_looks_waits_for_somebody() -> None:
    async with chatting("manu") as chat:
        await chat.app.action_show_mode("clock")
        refusal = Failure(Step.REFUSED, "il est déjà pris", code="login")
        chat.screen.post_message(facts.LoginRefused("manu", refusal))
        await until_async(lambda: chat.app.beacons["chat"].state is State.FAILED)
        assert len(chat.app.screen_stack) == 1
        await chat.app.action_show_mode("chat")
        await until_async(lambda: isinstance(chat.app.screen, Ask))


# Hearing


async def test_what_is_said_elsewhere_is_counted_in_the_list_and_in_the_bar() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(Heard("bruno", "psst"), Heard("bruno", "tu es là ?"))
        assert " ● bruno          2" in chat.shown()
        await until_async(lambda: chat.app.beacons["chat"].unread == 2)
        await chat.pilot.press("ctrl+n")
        await chat.settled()
        assert "tu es là ?" in chat.shown()
        await until_async(lambda: chat.app.beacons["chat"].unread == 0)


async def test_what_is_said_while_another_screen_is_shown_is_unread() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.app.action_show_mode("clock")
        await chat.told(Heard("bruno", "salut", "#lobby"))
        await until_async(lambda: chat.app.beacons["chat"].unread == 1)
        await chat.app.action_show_mode("chat")
        await until_async(lambda: chat.app.beacons["chat"].unread == 0)


async def test_strangers_words_reach_the_terminal_filtered_and_are_no_markup() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(Heard("bruno", "[bold]\x1b[31m\u202e[/]", "#lobby"), Arrived("\x1b]0;x"))
        assert "[bold]␛[31m⟨202E⟩[/]" in chat.shown()
        assert "\x1b" not in chat.shown()


async def test_arrivals_departures_and_presence_are_shown() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(Heard("bruno", "à plus"), Left("bruno"), Arrived("zoé"))
        shown = chat.shown()
        assert "← │ bruno left" in shown
        assert "→ │ zoé arrived" in shown
        assert " ○ bruno" in shown
        assert " ● zoé" in shown


async def test_a_reader_who_scrolled_up_stays_there_until_escape() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(*(Heard("bruno", f"n° {number}.", "#lobby") for number in range(60)))
        assert "n° 59." in chat.shown()
        assert "follow" not in chat.footer()
        await chat.pilot.press("pageup")
        await chat.settled()
        before = chat.shown()
        await chat.told(Heard("bruno", "something new", "#lobby"))
        assert chat.shown() == before
        assert "1 newer line" in chat.words("counts")
        assert "follow" in chat.footer()
        await chat.pilot.press("escape")
        await chat.settled()
        assert "something new" in chat.shown()


# Writing


async def test_tab_goes_on_where_the_line_is_empty_and_completes_names_where_it_is_not() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", "brigitte")
        await chat.told(Heard("bruno", "psst"))
        await chat.pilot.press("tab")
        await chat.settled()
        assert chat.words("prompt") == "→ bruno"
        await chat.pilot.press("tab", *"@br", "tab")
        assert chat.line.value == "@bruno "
        await chat.pilot.press("tab")
        assert chat.line.value == "@brigitte "
        await chat.settled()
        assert chat.words("prompt") == "→ brigitte"
        await chat.wrote("@brigitte salut")
        assert chat.queued() == [("brigitte", "salut")]


async def test_a_click_on_a_name_makes_it_the_recipient_and_keeps_the_text() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.pilot.press("1")
        chat.line.value += "2 salut /quit"
        await chat.pilot.click("PeopleList", offset=(4, 5))
        await chat.settled()
        assert chat.words("prompt") == "→ bruno"
        await chat.pilot.press("enter")
        assert chat.queued() == [("bruno", "12 salut /quit")]


async def test_what_is_written_while_disconnected_waits_and_leaves_in_order() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.lost()
        for text in ("un", "@bruno deux", "@#lobby trois"):
            await chat.wrote(text)
        chat.line.value = "not yet entered"
        chat.screen.post_message(facts.RetryNears(4))
        await chat.settled()
        assert "Nothing listens at 127.0.0.1:7777. Again in 4 s" in chat.words("state")
        assert "3 lines wait" in chat.words("counts")
        assert chat.app.beacons["chat"].state is State.RETRYING
        await chat.connected("manu", "bruno")
        assert chat.line.value == "not yet entered"
        assert chat.queued() == [("#lobby", "un"), ("bruno", "deux"), ("#lobby", "trois")]


async def test_each_line_tells_what_became_of_it() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        for text in ("à tous", "@bruno à toi"):
            await chat.wrote(text)
        for line in tuple(chat.screen.talk.ledger.waiting):
            chat.screen.post_message(facts.LineSent(line.number, NOW))
        await chat.told(Refused("destinataire", "personne de ce nom"))
        assert "│ Not delivered: nobody of that name is" in chat.shown()
        await chat.lost()
        await chat.pilot.press("alt+up")
        await chat.settled()
        lobby = chat.screen.talk.conversations["#lobby"]
        assert [line.fate for line in lobby.lines if line.fate] == [Fate.SENT]
        assert "Nothing listens at 127.0.0.1:7777" in chat.shown()


async def test_a_line_that_is_too_long_is_said_and_kept() -> None:
    async with chatting() as chat:
        await chat.connected()
        await chat.wrote("x" * (LIMIT + 1))
        assert "Too long" in chat.words("state")
        assert len(chat.line.value) == LIMIT + 1
        assert chat.queued() == []
        await chat.pilot.press("backspace")
        await chat.settled()
        assert chat.words("state") == "Connected as manu"


async def test_keys_that_come_in_one_piece_are_done_in_order_and_nothing_is_lost() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        names = {"@": "at", " ": "space"}
        pressed = ["u", "x", "backspace", "n", "enter", *"@br", "tab", *"ok", "enter"]
        for key in (*pressed, *"@x y", "enter", "z"):
            chat.app.post_message(Key(names.get(key, key), key if len(key) == 1 else None))
        await until_async(lambda: chat.line.value == "@x yz")
        assert chat.queued() == [("#lobby", "un"), ("bruno", "ok")]


async def test_a_pasted_text_of_several_lines_becomes_one_line() -> None:
    async with chatting() as chat:
        chat.line.post_message(Paste("un\ndeux\r\ntrois"))
        await chat.pilot.pause()
        assert chat.line.value == "un deux trois"


async def test_a_busy_room_is_drawn_at_every_size() -> None:
    async with chatting() as chat:
        await chat.connected("manu", *(f"somebody{number}" for number in range(300)))
        await chat.told(*(Heard("zoé", f"{number} " * 40, "#lobby") for number in range(200)))
        for size in ((40, 10), (200, 50), (80, 24)):
            await chat.pilot.resize_terminal(*size)
            await chat.settled()
            assert "199 199 199" in chat.shown()
            assert "somebody0" in chat.shown() or size[0] == 40
