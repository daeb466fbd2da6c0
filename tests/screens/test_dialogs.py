"""Dialogs: answered with the keyboard alone, never taller than a small terminal."""

import pytest
from textual.screen import ModalScreen
from textual.widgets import Static
from waiting import until_async

from protocol.config import Config
from protocol.sections import Clock
from tui.app import VasistasApp
from tui.clients.failure import Failure, Step
from tui.dialogs import Ask, Confirm, FailureDialog
from tui.failures import remedy, sentence

UNANSWERED = object()


class Asking:
    """An app with a dialog open; `answer` is what the dialog closed with."""

    def __init__(self, dialog: ModalScreen) -> None:
        self.app = VasistasApp(Config(clock=Clock(port=1)))
        self.dialog = dialog
        self.answer: object = UNANSWERED

    async def press(self, *keys: str) -> object:
        async with self.app.run_test(size=(80, 24)) as pilot:
            self.app.push_screen(self.dialog, lambda answer: setattr(self, "answer", answer))
            await until_async(lambda: self.app.screen is self.dialog and self.app.focused)
            await pilot.pause()
            self.look()
            await pilot.press(*keys)
            await pilot.pause()
            if self.answer is UNANSWERED:
                self.look()
        return self.answer

    def look(self) -> None:
        self.shown = "\n".join(str(text.content) for text in self.dialog.query(Static))
        self.region = self.dialog.query_one(".dialog").region
        self.buttons = self.dialog.query_one(".dialog-buttons").region
        self.scrolled = max(box.scroll_y for box in self.dialog.query("*"))


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], True),
        (["escape"], False),
        (["right", "enter"], False),
        (["tab", "left", "enter"], True),
        (["right", "right", "enter"], True),
        (["q", "f2", "1"], UNANSWERED),
    ],
)
async def test_a_question_is_answered_by_keys(keys: list[str], answer: object) -> None:
    assert await Asking(Confirm("Delete it?", "It goes to the trash.")).press(*keys) is answer


async def test_a_careful_question_is_not_answered_yes_in_passing() -> None:
    assert await Asking(Confirm("Replace it?", careful=True)).press("enter") is False


async def test_a_long_text_fits_a_small_terminal_and_its_buttons_too() -> None:
    asking = Asking(Confirm("Why? " * 200, "[b]Because.[/b] " * 300))
    await asking.press("down")
    assert asking.region.height <= 24
    assert asking.region.width <= 80
    assert asking.buttons.bottom <= asking.region.bottom
    assert "[b]Because.[/b]" in asking.shown, "words are words, not markup"
    assert asking.scrolled == 1


async def test_a_text_is_asked_for_until_it_is_right() -> None:
    def check(text: str) -> str:
        return "" if text == "manu" else "That is not manu."

    asking = Asking(Ask("Chat", "Your login", "man", check))
    assert await asking.press("enter") is UNANSWERED
    assert "That is not manu." in asking.shown
    assert await Asking(Ask("Chat", "Your login", "man", check)).press("enter", "u") is UNANSWERED
    assert await Asking(Ask("Chat", "Your login", "man", check)).press("u", "enter") == "manu"


async def test_no_text_is_given_by_escape_or_cancel() -> None:
    assert await Asking(Ask("Chat", "Your login", "manu")).press("escape") is None
    assert await Asking(Ask("Chat", "Your login", "manu")).press("tab", "tab", "enter") is None


async def test_numbers_are_typed_into_a_field_of_a_dialog() -> None:
    asking = Asking(Ask("Chat", "Your login"))
    assert await asking.press("m", "2", "q", "enter") == "m2q"


async def test_a_failure_says_the_step_the_reason_and_what_to_do() -> None:
    failure = Failure(Step.CONNECT, "Connection refused", peer="[::1]:7777", code="ECONNREFUSED")
    asking = Asking(FailureDialog(failure))
    assert await asking.press("enter") is True
    assert "Nothing listens at [::1]:7777." in asking.shown
    assert "python -m servers" in asking.shown
    assert await Asking(FailureDialog(failure)).press("escape") is False


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize(
    "code",
    [
        *("", "ECONNREFUSED", "ENAME", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ECONNRESET"),
        *("EPIPE", "EOF", "EACCES", "forme", "login", "quota", "\x1b[31m"),
    ],
)
def test_every_failure_has_words_and_a_way_out_and_none_is_dangerous(step: Step, code: str) -> None:
    failure = Failure(step, "bad \x1b[31m\u202e news {peer}.", peer="evil\n:1", code=code)
    told = sentence(failure)
    assert told.endswith(".")
    assert told[0].isupper() or told.startswith("evil␊:1 ")  # a name is written as it is
    assert "\x1b" not in told
    assert "\n" not in told
    assert "{" not in told.replace("{peer}", "")
    assert remedy(failure).endswith((".", "servers", "127.0.0.1"))


def test_the_steps_of_a_time_out_are_told_apart() -> None:
    steps = [step for step in Step if step not in (Step.NAME, Step.REFUSED)]
    told = {sentence(Failure(step, "", peer="h:1", code="ETIMEDOUT")) for step in steps}
    assert len(told) == len(steps)


def test_a_peer_that_has_no_name_is_still_a_sentence() -> None:
    assert (
        sentence(Failure(Step.WAIT, "", code="EPIPE")) == "The service hung up before it answered."
    )
    assert sentence(Failure(Step.REFUSED, "a  b.", code="nom")) == (
        "The service does not accept this name: a  b."
    )
