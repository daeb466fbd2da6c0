"""The chat screen, told by facts what a connection would tell it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from rich.segment import Segment
from textual.events import Key, Paste
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Chat, Clock
from tui.app import VasistasApp
from tui.beacon import State
from tui.clients.archive.photo import Photo
from tui.clients.chat.events import (
    Arrived,
    Event,
    Found,
    Joined,
    Left,
    Past,
    Rank,
    Refused,
    Roster,
    Said,
    Stored,
    Topic,
)
from tui.clients.chat.session import Ability
from tui.clients.failure import Failure, Step
from tui.dialogs import Ask, Confirm
from tui.screens.chat import ChatScreen, facts
from tui.screens.chat.compose_line import ComposeLine
from tui.screens.chat.conversation import Fate
from tui.screens.chat.deeds import Deeds
from tui.screens.chat.found import FoundList
from tui.screens.chat.journal_lines import WAITING
from tui.screens.chat.link import Link
from tui.screens.chat.notifying import Notifier
from tui.screens.photos.thumb_memory import Thumb
from tui.screens.photos.thumbs import Thumbs

NOW = datetime(2017, 8, 24, 14, 55, tzinfo=UTC)
NOWHERE = Failure(Step.CONNECT, "Connection refused", peer="127.0.0.1:7777", code="ECONNREFUSED")


ALL = frozenset(Ability)


def said(sender: str, text: str, place: str = "", number: int = 0) -> Said:
    """What somebody says; `number` is the host's."""
    moment = NOW + timedelta(minutes=number)
    return Said(place or sender, sender, text, moment, id=f"id{number}" if number else None)


def arrived(login: str) -> Arrived:
    return Arrived(login, NOW)


class Chatting:
    """The app with the chat screen open, and what a test says and sees."""

    def __init__(self, app: VasistasApp, pilot: Pilot[None], screen: ChatScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.screen = screen
        self.logins: list[str] = []

    @property
    def line(self) -> ComposeLine:
        return self.screen.view.typed

    async def told(self, *known: Event) -> None:
        for event in known:
            self.screen.post_message(facts.Heard(event))
        await self.settled()

    async def connected(
        self, login: str = "manu", *others: str, can: frozenset[Ability] = frozenset()
    ) -> None:
        self.screen.link.is_connected = True
        self.screen.post_message(facts.Connected(login, can))
        people = tuple((name, Rank.MEMBER) for name in (*others, login))
        await self.told(Roster("#lobby", people))

    async def lost(self) -> None:
        self.screen.link.is_connected = False
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
        return [(line.to, line.text) for line in self.screen.talk.waiting.values()]

    def shown(self) -> str:
        """What the talk and the list of people show, row by row."""
        rows = []
        view = self.screen.view
        for widget in (view.lines, view.people, view.members):
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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the host is asked for, and told."""
    deeds: list[tuple[object, ...]] = []
    for name in ("join", "part", "topic", "ask", "past", "search", "read", "recent", "away"):

        def do(_link: Deeds, *words: object, name: str = name) -> None:
            deeds.append((name, *words))

        monkeypatch.setattr(Deeds, name, do)
    return deeds


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
        await chat.told(said("bruno", "psst"), said("bruno", "tu es là ?"))
        assert " ● bruno         2" in chat.shown()
        await until_async(lambda: chat.app.beacons["chat"].unread == 2)
        chat.app.post_message(Key("alt+a", "a"))  # as most terminals say it
        await until_async(lambda: "tu es là ?" in chat.shown())
        assert chat.line.value == ""
        await until_async(lambda: chat.app.beacons["chat"].unread == 0)


async def test_what_is_said_while_another_screen_is_shown_is_unread() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.app.action_show_mode("clock")
        await chat.told(said("bruno", "salut", "#lobby"))
        await until_async(lambda: chat.app.beacons["chat"].unread == 1)
        await chat.app.action_show_mode("chat")
        await until_async(lambda: chat.app.beacons["chat"].unread == 0)


async def test_strangers_words_reach_the_terminal_filtered_and_are_no_markup() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(said("bruno", "[bold]\x1b[31m\u202e[/]", "#lobby"), arrived("\x1b]0;x"))
        assert "[bold]␛[31m⟨202E⟩[/]" in chat.shown()
        assert "\x1b" not in chat.shown()


async def test_arrivals_departures_and_presence_are_shown() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(said("bruno", "à plus"), Left("bruno", NOW), arrived("zoé"))
        shown = chat.shown()
        assert "←  │ bruno left" in shown
        assert "→  │ zoé arrived" in shown
        assert " ○ bruno" in shown
        assert " ● zoé" in shown


async def test_a_reader_who_scrolled_up_stays_there_until_escape() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(*(said("bruno", f"n° {number}.", "#lobby") for number in range(60)))
        assert "n° 59." in chat.shown()
        assert "follow" not in chat.footer()
        await chat.pilot.press("pageup")
        await chat.settled()
        before = chat.shown()
        await chat.told(said("bruno", "something new", "#lobby"))
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
        await chat.told(said("bruno", "psst"))
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
        chat.line.value = "salut à brig"
        await chat.pilot.press("tab")
        assert chat.line.value == "salut à brigitte "
        chat.line.value = "/sea"
        await chat.pilot.press("tab")
        assert chat.line.value == "/search "
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


async def test_each_line_tells_what_became_of_it_and_one_that_failed_is_sent_again() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        for text in ("un", "deux", "trois"):
            await chat.wrote(text)
        refs = list(chat.screen.talk.waiting)
        for ref in refs[:2]:
            chat.screen.post_message(facts.Sent(ref, NOW))
        await chat.told(Stored(refs[0], "id1", NOW), Refused("debit", "", ref=refs[1]))
        shown = chat.shown()
        assert ["manu✓✓│ un" in shown, "✗ │ deux" in shown, "○ │ trois" in shown] == [True] * 3
        assert "│ Not delivered: too many lines" in shown
        assert "send_again" in chat.footer()
        await chat.pilot.press("ctrl+r")
        await chat.settled()
        assert [text for _to, text in chat.queued()] == ["trois", "deux"]
        assert "Not delivered" not in chat.shown()


async def test_what_the_classic_dialect_refuses_is_found_among_what_was_sent() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        for text in ("à tous", "@bruno à toi"):
            await chat.wrote(text)
        for ref in list(chat.screen.talk.waiting):
            chat.screen.post_message(facts.Sent(ref, NOW))
        await chat.told(Refused("destinataire", "personne de ce nom"))
        assert "│ Not delivered: nobody of that name" in chat.shown()
        await chat.lost()
        await chat.pilot.press("alt+up")
        await chat.settled()
        lobby = chat.screen.talk.conversations["#lobby"]
        assert [line.fate for line in lobby.lines if line.fate] == [Fate.SENT]
        assert "Nothing listens at 127.0.0.1:7777" in chat.shown()


async def test_a_text_that_is_too_long_is_said_and_kept() -> None:
    async with chatting() as chat:
        await chat.connected()
        long = "x" * 8001
        await chat.wrote(long)
        assert "Too long" in chat.words("state")
        assert (len(chat.line.value), chat.queued()) == (len(long), [])
        await chat.pilot.press("backspace")
        await chat.settled()
        assert chat.words("state") == "Connected as manu"


async def test_the_line_grows_with_its_text_and_brings_back_what_was_written() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.wrote("un")
        await chat.wrote("deux")
        chat.line.value = "mot " * 60
        await chat.settled()
        assert chat.line.size.height == 4
        chat.line.value = "brouillon"
        recalled = []
        for key in ("up", "up", "up", "down", "down"):
            await chat.pilot.press(key)
            recalled.append(chat.line.value)
        assert recalled == ["deux", "un", "un", "deux", "brouillon"]


# Commands


async def test_commands_do_what_irc_people_expect(asked: list[tuple[object, ...]]) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        asked.clear()
        for typed in (
            "/join #salle secret",
            "/topic le protocole",
            "/kick bruno assez !",
            "/msg bruno psst",
            "//rien",
        ):
            await chat.wrote(typed)
        assert [deed for deed in asked if deed[0] in ("join", "topic", "ask")] == [
            ("join", "#salle", "secret"),
            ("topic", "#salle", "le protocole"),
            ("ask", "KICK #salle bruno :assez !"),
        ]
        assert chat.queued() == [("bruno", "psst"), ("bruno", "/rien")]


async def test_what_is_no_command_is_said_and_kept() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.wrote("/jion #salle")
        assert "Did you mean /join" in chat.words("state")
        assert chat.line.value == "/jion #salle"
        chat.line.value = ""
        await chat.wrote("/away")
        assert "cannot" in chat.words("state")
        assert chat.queued() == []


async def test_who_is_ignored_stays_so_in_the_next_program() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.wrote("/ignore bruno")
        await chat.told(said("bruno", "tu m'entends ?", "#lobby"))
        assert "tu m'entends" not in chat.shown()
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(said("bruno", "et là ?", "#lobby"))
        assert "et là ?" not in chat.shown()
        await chat.wrote("/unignore bruno")
        await chat.told(said("bruno", "enfin", "#lobby"))
        assert "enfin" in chat.shown()


async def test_a_link_goes_to_the_web_screen_and_is_not_asked_for_yet() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(said("bruno", "rien", "#lobby"))
        assert "open_link" not in chat.footer()
        await chat.told(said("bruno", "voir http://localhost:8000/a.", "#lobby"))
        assert "open_link" in chat.footer()
        await chat.pilot.press("ctrl+o")
        await until_async(lambda: chat.app.current_mode == "web")
        await until_async(lambda: isinstance(chat.app.focused, Input))
        field = chat.app.focused
        assert isinstance(field, Input)
        assert field.value == "http://localhost:8000/a"


async def test_a_photo_is_drawn_where_it_is_named_unless_the_archive_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def see(_thumbs: Thumbs, photo: Photo, columns: int, rows: int) -> Thumb:
        asked.append(photo.name)
        there = photo.name == "plage.jpg"
        return Thumb((Strip([Segment("▄" * columns)]),) * rows if there else ())

    monkeypatch.setattr(Thumbs, "_see", see)
    async with chatting() as chat:
        await chat.connected("manu", "bruno", "zoé")
        await chat.wrote("/ignore zoé")
        await chat.told(said("zoé", "photo:chat.jpg", "#lobby"))
        await chat.told(said("bruno", "regarde photo:plage.jpg et photo:rien.jpg", "#lobby"))
        await until_async(lambda: "▄" * 20 in chat.shown())
        assert asked == ["plage.jpg", "rien.jpg"]
        assert chat.screen.view.lines.follows


async def test_who_looks_away_is_rung_for_what_is_for_them_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[tuple[str, str]] = []
    monkeypatch.setattr(Notifier, "ring", lambda _self, who, words: rung.append((who, words)))
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.told(said("bruno", "manu !", "#lobby"))
        await chat.app.action_show_mode("clock")
        await chat.told(said("bruno", "tous", "#lobby"), said("bruno", "manu ?", "#lobby"))
        await chat.told(said("bruno", "psst"))
        assert rung == [("bruno", "manu ?"), ("bruno", "psst")]


# The past


async def test_paging_back_asks_the_host_and_the_line_in_sight_stays(
    asked: list[tuple[object, ...]],
) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        await chat.told(Joined("#lobby", "manu", NOW))
        assert ("past", "#lobby", None, 50) in asked
        page = tuple(said("bruno", f"n° {number}.", "#lobby", number) for number in range(51, 101))
        await chat.told(Past("#lobby", page, more=True))
        while ("past", "#lobby", "id51", 50) not in asked:
            await chat.pilot.press("pageup")
            await chat.settled()
        log = chat.screen.view.lines
        before = [line.text for line in log.in_sight()]
        older = tuple(said("bruno", f"n° {number}.", "#lobby", number) for number in range(1, 51))
        await chat.told(Past("#lobby", older, more=False))
        assert [line.text for line in log.in_sight()] == before
        for _page in range(5):
            await chat.pilot.press("pageup")
        await chat.settled()
        assert "The beginning of the history" in chat.shown()
        await chat.pilot.press("escape")
        await chat.settled()
        assert "n° 100." in chat.shown()


async def test_a_message_of_next_year_keeps_nothing_that_was_missed_from_being_asked_for(
    asked: list[tuple[object, ...]],
) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        await chat.told(said("bruno", "salut", "#lobby", 7))
        moment = datetime.now(UTC) + timedelta(days=365)
        await chat.told(Said("zoé", "zoé", "demain", moment, id="id8"))
        await chat.lost()
        await chat.connected("manu", "bruno", can=ALL)
        since = [deed[1] for deed in asked if deed[0] == "recent"]
        assert since[1:] == [NOW + timedelta(minutes=7)]


async def test_what_was_seen_is_told_to_the_host(asked: list[tuple[object, ...]]) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        await chat.told(said("bruno", "salut", "#lobby", 7))
        seen = ("read", "#lobby", NOW + timedelta(minutes=7))
        await until_async(lambda: seen in asked)


async def test_a_search_goes_to_the_place_in_its_conversation(
    asked: list[tuple[object, ...]],
) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        await chat.told(said("bruno", "maintenant", "#lobby", 900))
        await chat.wrote("/search le protocole")
        assert ("search", "le protocole") in asked
        found = said("bruno", "le protocole de 1983", "#lobby", 30)
        await chat.told(Found("le protocole", (found,)))
        await until_async(lambda: isinstance(chat.app.screen, FoundList))
        assert chat.app.screen.query_one(OptionList).option_count == 1
        await chat.pilot.press("enter")
        await until_async(lambda: asked[-1][0] == "past")
        numbers = (*range(1, 30), *range(31, 80))
        page = [said("bruno", f"n° {number}", "#lobby", number) for number in numbers]
        page.insert(29, found)
        await chat.told(Past("#lobby", tuple(page), more=True))
        assert "le protocole de 1983" in chat.shown()
        assert "maintenant" not in chat.shown()
        assert standing_out(chat) == ["le protocole de 1983"]
        await chat.pilot.press("escape")
        assert asked[-1] == ("past", "#lobby", None, 50)
        assert standing_out(chat) == []


def standing_out(chat: Chatting) -> list[str]:
    """The rows of the talk that have another ground than most."""
    log = chat.screen.view.lines
    strips = log.render_lines(Region(0, 0, log.size.width, log.size.height))
    grounds = [[*strip][1].style.bgcolor for strip in strips]
    usual = max(grounds, key=grounds.count)
    rows = zip(strips, grounds, strict=True)
    return [strip.text.partition("│")[2].strip() for strip, ground in rows if ground != usual]


async def test_what_a_search_found_waits_until_somebody_looks(
    asked: list[tuple[object, ...]],
) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        await chat.wrote("/search protocole")
        await chat.pilot.press("f2")
        await chat.told(Found("protocole", (said("bruno", "le protocole", "#lobby", 30),)))
        assert not isinstance(chat.app.screen, FoundList)
        await chat.pilot.press("f4")
        await until_async(lambda: isinstance(chat.app.screen, FoundList))
        await chat.pilot.press("escape")
        assert chat.app.screen is chat.screen


async def test_keys_that_come_in_one_piece_are_done_in_order_and_nothing_is_lost() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        names = {"@": "at", " ": "space", ",": "comma"}
        pressed = ["u", "x", "backspace", "n", "enter", *"@br", "tab", *"ok", "enter"]
        for key in (*pressed, *"@a,b y", "enter", "z"):
            chat.app.post_message(Key(names.get(key, key), key if len(key) == 1 else None))
        await until_async(lambda: chat.line.value == "@a,b yz")
        assert chat.queued() == [("#lobby", "un"), ("bruno", "ok")]


async def test_a_pasted_text_of_several_lines_asks_first() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        chat.line.post_message(Paste("un\ndeux\r\n\x1btrois"))
        await until_async(lambda: isinstance(chat.app.screen, Confirm))
        await chat.pilot.press("escape")
        assert chat.line.value == "un deux ␛trois"
        chat.line.value = ""
        chat.line.post_message(Paste("/un\ndeux\n"))
        await until_async(lambda: isinstance(chat.app.screen, Confirm))
        await chat.pilot.press("tab", "enter")
        await chat.settled()
        assert chat.queued() == [("#lobby", "/un"), ("#lobby", "deux")]


async def test_what_was_copied_in_the_program_is_pasted_as_what_was_copied_elsewhere() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        chat.app.copy_to_clipboard("un\x1b\n")
        await chat.pilot.press("ctrl+v")
        assert chat.line.value == "un␛"
        chat.app.copy_to_clipboard("un\ndeux")
        await chat.pilot.press("ctrl+v")
        await until_async(lambda: isinstance(chat.app.screen, Confirm))
        await chat.pilot.press("tab", "enter")
        await chat.settled()
        assert chat.queued() == [("#lobby", "un"), ("#lobby", "deux")]


async def test_pasted_lines_for_which_there_is_no_room_come_back_in_order() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        await chat.lost()
        lines = [f"n° {number}" for number in range(WAITING + 30)]
        chat.line.post_message(Paste("\n".join(lines)))
        await until_async(lambda: isinstance(chat.app.screen, Confirm))
        await chat.pilot.press("tab", "enter")
        await chat.settled()
        assert chat.queued() == [("#lobby", line) for line in lines[:WAITING]]
        assert chat.line.value.split("\n") == lines[WAITING:]
        assert "200 lines wait for the connection already" in chat.words("state")
        await chat.pilot.press("enter")
        await until_async(lambda: isinstance(chat.app.screen, Confirm))
        await chat.pilot.press("escape")
        assert chat.line.value == " ".join(lines[WAITING:])


async def test_a_text_of_several_lines_waits_as_a_whole_or_not_at_all() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        await chat.lost()
        for _ in range(WAITING - 1):
            chat.screen.link.write("#lobby", "x")
        long = "x" * 500
        await chat.wrote(long)
        assert (chat.queued(), chat.line.value) == ([], long)
        assert "199 lines wait for the connection already" in chat.words("state")


@pytest.mark.parametrize("command", ["/msg bruno ", "/query bruno ", "/me "])
async def test_a_command_s_text_that_is_too_long_is_said_and_kept(command: str) -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno", can=ALL)
        typed = command + "x" * 8001
        await chat.wrote(typed)
        assert "Too long" in chat.words("state")
        assert (chat.line.value, chat.queued()) == (typed, [])


async def test_a_busy_room_is_drawn_at_every_size() -> None:
    async with chatting() as chat:
        await chat.connected("manu", *(f"somebody{number}" for number in range(300)))
        await chat.told(*(said("zoé", f"{number} " * 40, "#lobby") for number in range(200)))
        for size in ((40, 10), (200, 50), (80, 24)):
            await chat.pilot.resize_terminal(*size)
            await chat.settled()
            assert "199 199 199" in chat.shown()
            assert "somebody0" in chat.shown() or size[0] == 40
        await chat.told(Topic("#lobby", "le protocole", "zoé"))
        assert "le protocole" in chat.words("topic")


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_a_long_name_leaves_half_of_the_line_to_write(size: tuple[int, int]) -> None:
    async with chatting() as chat:
        await chat.pilot.resize_terminal(*size)
        await chat.connected("manu", "bruno", can=ALL)
        for room in ("#" + "a" * 49, "#" + "漢" * 49):
            await chat.wrote(f"/join {room}")
            prompt = chat.screen.query_one("#chat-prompt")
            line = chat.line.region
            assert prompt.outer_size.height == 1
            assert line.width >= prompt.outer_size.width
            assert chat.screen.region.contains_region(line)


async def test_a_thousand_lines_at_once_are_painted_in_few_goes() -> None:
    async with chatting() as chat:
        await chat.connected("manu", "bruno")
        painted = 0
        paint = chat.screen.view._paint_talk

        def count() -> None:
            nonlocal painted
            painted += 1
            paint()

        chat.screen.view._paint_talk = count  # type: ignore[method-assign]
        await chat.told(*(said("bruno", f"n° {number}.", "#lobby") for number in range(1000)))
        assert "n° 999." in chat.shown()
        assert painted < 50
