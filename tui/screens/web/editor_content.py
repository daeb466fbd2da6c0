"""The content of a request: of what kind it is, and what it is."""

import json
import re

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import ContentSwitcher, Input, Static, TextArea

from tui import numbers
from tui.exchanges.draft import Kind
from tui.printable import printable
from tui.screens.web import editor_raw, wording
from tui.screens.web.address import KeptLine
from tui.screens.web.editor_choice import Choice
from tui.screens.web.editor_lines import LineArea
from tui.screens.web.editor_path import Paths
from tui.screens.web.editor_raw import Ends, RawArea
from tui.words import _

GREATEST = 256 * 1024
"""Characters that one can write and have checked with every key; more is kept, and not shown."""

_VARIABLE = re.compile(r"\{\{[^{}\n]*\}\}")
_LINES = (Kind.TEXT, Kind.JSON, Kind.FORM, Kind.MULTIPART)


class ContentSection(Vertical):
    """A choice, and below it what fits it."""

    class Changed(Message):
        """A person wrote or chose."""

    class RawWanted(Message):
        """A whole request is to be written, and there is none to begin with."""

    def __init__(self, variables: tuple[str, ...] = ()) -> None:
        super().__init__(id="content")
        self._variables = variables
        self._given = ("", "")
        """What the area made of a content, and the content: what is not touched stays whole."""

    def compose(self) -> ComposeResult:
        """The kind, the content, what is to be said of it."""
        yield Choice(_("Content"), list(wording.kinds().items()), id="kind")
        with ContentSwitcher(initial="no-content"):
            yield Static(_("The request has no content."), id="no-content", markup=False)
            yield LineArea(id="text", variables=self._variables)
            yield KeptLine("file", _("path of a file"), Paths())
            with Vertical(id="whole"):
                yield Choice(_("A line ends with"), ends(), id="ends")
                yield RawArea(id="raw")
        yield Static(id="content-note", markup=False)

    @property
    def kind(self) -> Kind:
        """What the content is."""
        return Kind(self.query_one("#kind", Choice).value)

    @property
    def content(self) -> str:
        """The content, as a draft has it."""
        if self.kind in _LINES:
            made, content = self._given
            text = self.query_one("#text", LineArea).text
            return content if text == made else text
        if self.kind is Kind.FILE:
            return self.query_one("#file", KeptLine).value
        return self.query_one(RawArea).text if self.kind is Kind.RAW else ""

    def show(self, kind: Kind, content: str) -> None:
        """Have this to go on with."""
        self.query_one("#kind", Choice).value = kind
        area = self.query_one("#text", LineArea)
        text = content if kind in _LINES else ""
        area.disabled = len(text) > GREATEST
        area.load_text("" if area.disabled else text)
        self._given = area.text, text
        self.query_one("#file", KeptLine).value = printable(content) if kind is Kind.FILE else ""
        self.query_one(RawArea).load_text(content if kind is Kind.RAW else "")
        self._turn()

    @on(Choice.Changed, "#kind")
    def kind_chosen(self, event: Choice.Changed) -> None:
        """Show what fits."""
        event.stop()
        self._turn()
        if self.kind is Kind.RAW and not self.query_one(RawArea).text:
            self.post_message(self.RawWanted())
        self.post_message(self.Changed())

    def begin(self, content: str) -> None:
        """Have a whole request to go on with."""
        self.query_one(RawArea).load_text(content)
        self._tell()

    @on(Choice.Changed, "#ends")
    def ends_chosen(self, event: Choice.Changed) -> None:
        """Let the ends of lines mean something else."""
        event.stop()
        raw = self.query_one(RawArea)
        text = editor_raw.with_ends(raw.text, Ends(event.value))
        if text != raw.text:
            place = raw.cursor_location
            raw.text = text
            raw.move_cursor(place)

    @on(TextArea.Changed)
    @on(Input.Changed)
    def changed(self, event: Message) -> None:
        """Say what is to be said of it."""
        event.stop()
        self._tell()
        self.post_message(self.Changed())

    def _turn(self) -> None:
        pages = {Kind.NONE: "no-content", Kind.FILE: "file", Kind.RAW: "whole"}
        self.query_one(ContentSwitcher).current = pages.get(self.kind, "text")
        self.query_one("#text", LineArea).placeholder = _hint(self.kind)
        self._tell()

    def _tell(self) -> None:
        if self.kind is Kind.RAW:
            self.query_one("#ends", Choice).value = editor_raw.ends_of(self.content)
        words, wrong = self._words()
        note = self.query_one("#content-note", Static)
        note.update(words)
        note.set_class(wrong, "-wrong")

    def _words(self) -> tuple[str, bool]:
        """Return what is to be said, and whether something is wrong."""
        kind = self.kind
        if kind in _LINES and self.query_one("#text", LineArea).disabled:
            many = numbers.whole(len(self._given[1]))
            words = _("{number} characters: kept as they are, too many to edit")
            return words.format(number=many), False
        if kind in _LINES and self._given[0] != self._given[1] and self.content != self._given[1]:
            return _("Its ends of lines are LF now, since it was changed."), False
        if kind is Kind.JSON:
            said = wrong_json(self.content)
            return said, bool(said)
        if kind is Kind.RAW:
            size, trouble = editor_raw.problem(self.content)
            words = _("{size}, sent as they are, to the machine of the address above")
            return trouble or words.format(size=numbers.size(size)), bool(trouble)
        return "", False


def ends() -> list[tuple[str, str]]:
    """Return what lines of a raw request may end with, and the words."""
    return [
        (Ends.CRLF, "CR LF ␍␊"),
        (Ends.LF, "LF ␊"),
        (Ends.TYPED, _("what is typed")),
    ]


def wrong_json(text: str) -> str:
    """Say what is wrong with JSON, or nothing; a variable may stand for any value."""
    if not text.strip():
        return _("Nothing is no JSON.")
    held = _VARIABLE.sub(lambda match: "0".ljust(len(match[0])), text)
    try:
        json.loads(held)
    except json.JSONDecodeError as error:
        words = _("No JSON yet, from line {line}, column {column} on: {reason}")
        return words.format(line=error.lineno, column=error.colno, reason=error.msg)
    except RecursionError:
        return _("It is nested too deep to be checked.")
    return ""


def _hint(kind: Kind) -> str:
    hints = {
        Kind.JSON: '{"name": "value"}',
        Kind.FORM: _("name=value"),
        Kind.MULTIPART: _("name=value, or name=@path of a file"),
    }
    return hints.get(kind, "")
