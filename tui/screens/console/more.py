"""What one does now and then in the console: settings of a line, files, repeating."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from textual import on, work

from tui import numbers
from tui.beacon import State
from tui.clients.console import ConsoleClient
from tui.clients.failure import Failure
from tui.dialogs import Ask, Confirm
from tui.homes import expanded
from tui.menu import Choice, Menu
from tui.printable import printable
from tui.reasons import reason
from tui.screens.console import facts, transcript, wording
from tui.screens.console.calls import Calls
from tui.screens.console.manner import Telnet
from tui.screens.console.repeating import SLOWEST, read_seconds
from tui.screens.console.sending import LARGEST, NotSendable, open_plain, send_file
from tui.screens.console.talk import Talk
from tui.screens.console.transcript import Form
from tui.words import _


class More(Calls):
    """The console's menu, and what is behind it."""

    def action_more(self) -> None:
        """Show the menu; every line says how it is now."""
        talk, habits = self.talk, self.talk.habits
        yes_no = {True: _("yes"), False: _("no")}
        telnet = {
            Telnet.AUTOMATIC: _("on port 23"),
            Telnet.YES: yes_no[True],
            Telnet.NO: yes_no[False],
        }
        every = _("every {seconds} s").format(seconds=talk.repeat.seconds) if talk.repeat else ""
        choices = [
            Choice("l", "ending", _("Line end"), wording.ending(talk)),
            Choice("h", "hex", _("Type hex"), yes_no[habits.is_hex]),
            Choice("t", "tls", _("TLS, from the next call on"), yes_no[habits.tls]),
            Choice("n", "telnet", _("Answer telnet's demands"), telnet[habits.telnet]),
            Choice("r", "repeat", _("Repeat the last line"), every or _("no")),
            Choice("f", "file", _("Send a file"), ""),
            Choice("e", "eof", _("Send nothing more, still listen (EOF)"), ""),
            Choice("s", "text", _("Save what travelled"), _("text, times")),
            Choice("b", "received", _("Save what was received"), _("bytes")),
        ]
        self.app.push_screen(Menu(_("This conversation"), choices), self._chosen)

    def action_repeat(self) -> None:
        """Repeat the last line, or stop that."""
        talk = self.talk
        if talk.repeat is not None:
            self.stop_repeat(talk)
        elif not talk.is_connected or not talk.latest:
            self.tell(talk, talk.state, _("Send a line first: it is then repeated."))
        else:
            asked = Ask(
                _("Repeat the last line"), _("Every how many seconds?"), "5", _seconds_wrong
            )
            self.app.push_screen(asked, partial(self._repeat_every, talk))

    def action_end_of_file(self) -> None:
        """Stop speaking, and still listen."""
        talk = self.talk
        if talk.client is None or talk.has_ended:
            return
        if not talk.client.can_end:
            self.tell(talk, talk.state, _("With TLS one cannot stop speaking and still listen."))
            return
        try:
            talk.client.end()
        except Failure as failure:
            self.post_message(facts.SessionFailed(talk, talk.call, failure))
            return
        talk.has_ended = True
        self.stop_repeat(talk)
        self.tell(talk, talk.state, wording.has_ended(printable(talk.client.peer)))

    def action_send_file(self) -> None:
        """Ask for a file, and send its bytes as they are."""
        talk = self.talk
        if talk.client is None or talk.has_ended or talk.carries:
            self.tell(talk, talk.state, _("Somebody must be on the line, and free to listen."))
            return
        asked = Ask(_("Send a file"), _("Its bytes go as they are."), "", _file_wrong)
        self.app.push_screen(asked, partial(self._send_file_named, talk))

    def action_save(self, form: Form) -> None:
        """Ask for a name, and write down what travelled."""
        talk = self.talk
        if not talk.wire.pieces:
            self.tell(talk, talk.state, _("Nothing has travelled yet."))
            return
        lost = talk.wire.dropped
        detail = _("The first {size} are not kept any more.").format(size=numbers.size(lost))
        stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
        asked = Ask(
            _("Save what travelled") if form is Form.TEXT else _("Save what was received"),
            detail if lost else "",
            transcript.suggested(talk.name, form, stamp),
            _target_wrong,
        )
        self.app.push_screen(asked, partial(self._save_as, talk, form))

    @on(facts.FileSent)
    def file_sent(self, fact: facts.FileSent) -> None:
        """Say that a file has left, or why not."""
        if not fact.is_old:
            fact.talk.carries = False
            state = State.CONNECTED if fact.is_whole else State.FAILED
            self.tell(fact.talk, state, fact.words)

    def _chosen(self, chosen: str | None) -> None:
        changes: dict[str, Callable[[], object]] = {
            "ending": partial(self.run_action, "next_ending"),
            "hex": self._toggle_hex,
            "tls": self._toggle_tls,
            "telnet": self._next_telnet,
            "repeat": self.action_repeat,
            "file": self.action_send_file,
            "eof": self.action_end_of_file,
            "text": partial(self.action_save, Form.TEXT),
            "received": partial(self.action_save, Form.RECEIVED),
        }
        if chosen is not None:
            self.call_later(changes[chosen])

    def _toggle_hex(self) -> None:
        self.talk.habits.is_hex = not self.talk.habits.is_hex
        self.show_news()

    def _toggle_tls(self) -> None:
        self.talk.habits.tls = not self.talk.habits.tls
        self.show_news()

    def _next_telnet(self) -> None:
        ways = list(Telnet)
        habits = self.talk.habits
        habits.telnet = ways[(ways.index(habits.telnet) + 1) % len(ways)]
        self.show_news()

    def _repeat_every(self, talk: Talk, typed: str | None) -> None:
        seconds = read_seconds(typed or "")
        if seconds is not None:
            self.begin_repeat(talk, seconds)

    def _send_file_named(self, talk: Talk, name: str | None) -> None:
        if name and talk.client is not None:
            talk.carries, talk.carried = True, 0
            self._carry(talk, talk.call, talk.client, expanded(name))

    @work(group="file")
    async def _carry(self, talk: Talk, call: int, client: ConsoleClient, path: Path) -> None:
        def told(gone: int) -> None:
            talk.carried = gone
            self.refresh_soon()

        try:
            file, size = await asyncio.to_thread(open_plain, path)
            gone = await send_file(client, file, size, told)
        except NotSendable:
            self.post_message(facts.FileSent(talk, call, _no_plain_file(), is_whole=False))
        except OSError as error:
            words = reason(error)
            self.post_message(facts.FileSent(talk, call, words, is_whole=False))
        except Failure as failure:
            self.post_message(facts.SessionFailed(talk, call, failure))
        else:
            words = _("{name}: {size} sent.")
            words = words.format(name=printable(path.name), size=numbers.size(gone))
            self.post_message(facts.FileSent(talk, call, words, is_whole=True))

    def _save_as(self, talk: Talk, form: Form, name: str | None) -> None:
        if not name:
            return
        path = expanded(name)
        if not path.exists():
            self._write_down(talk, form, path, replace=False)
            return
        question = _("Replace {name}?").format(name=printable(path.name))
        detail = _("What is in that file now will be gone.")
        confirm = Confirm(question, detail, _("Replace"), _("Cancel"), careful=True)
        self.app.push_screen(confirm, partial(self._replace, talk, form, path))

    def _replace(self, talk: Talk, form: Form, path: Path, sure: bool | None) -> None:
        if sure:
            self._write_down(talk, form, path, replace=True)

    @work(group="transcript")
    async def _write_down(self, talk: Talk, form: Form, path: Path, *, replace: bool) -> None:
        blocks = transcript.FORMS[form](list(talk.wire.pieces))
        try:
            size = await asyncio.to_thread(transcript.write, path, blocks, replace=replace)
        except OSError as error:
            words = _("{name} was not written: {reason}.")
            words = words.format(name=printable(str(path)), reason=reason(error))
            self.notify(words, severity="error", markup=False)
        else:
            words = _("{size} written to {name}.")
            words = words.format(name=printable(str(path)), size=numbers.size(size))
            self.notify(words, markup=False)


def _seconds_wrong(text: str) -> str:
    if read_seconds(text) is not None:
        return ""
    return _("A whole number from 1 to {most}.").format(most=SLOWEST)


def _file_wrong(name: str) -> str:
    path = expanded(name)
    try:
        if path.is_file():
            return "" if path.stat().st_size <= LARGEST else _no_plain_file()
    except (OSError, ValueError):
        pass
    return _("There is no such file.")


def _no_plain_file() -> str:
    return _("Only plain files of at most {size}.").format(size=numbers.size(LARGEST))


def _target_wrong(name: str) -> str:
    path = expanded(name)
    try:
        if not name.strip() or path.is_dir() or not path.parent.is_dir():
            return _("A file's name in a directory that is there.")
    except (OSError, ValueError):
        return _("A file's name in a directory that is there.")
    return ""
