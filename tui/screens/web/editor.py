"""The editor of a request, below its address: fields, query, content and the way, one at a time.

It holds a draft but for method and address, which have a line of their own; the screen gives them.
"""

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static, TextArea

from tui.exchanges.draft import Draft, Kind
from tui.screens.web import editor_fields, editor_query, editor_raw, wording
from tui.screens.web.editor_content import ContentSection
from tui.screens.web.editor_lines import LineArea
from tui.screens.web.editor_way import WaySection, versions
from tui.words import _

SECTIONS = ("head", "query", "content", "way")
"""Their names, in the order in which one goes through them."""


class SectionNames(Widget, can_focus=True):
    """One line: the sections and what is in them; arrows go from one to the other."""

    ALLOW_SELECT = False
    BINDINGS = [
        Binding("left", "screen.section(-1)", _("Section before"), show=False, system=True),
        Binding("right", "screen.section(1)", _("Next section"), show=False, system=True),
        Binding("down,enter", "screen.enter_section", _("Go in"), show=False, system=True),
        Binding("up", "screen.focus_address", _("Address"), show=False, system=True),
    ]

    current: reactive[str] = reactive(SECTIONS[0])
    """The section that is seen."""
    words: reactive[tuple[str, ...]] = reactive(("", "", "", ""))
    """What is in each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.set_reactive(Widget.auto_links, False)

    def render(self) -> Content:
        """Name them."""
        titles = (_("Fields"), _("Query"), _("Content"), _("Way"))
        return Content(" ").join(
            Content.styled(
                f" {title} {words} " if words else f" {title} ",
                "reverse bold" if name == self.current else "",
            ).stylize(Style.from_meta({"@click": f"screen.to_section('{name}')"}))
            for name, title, words in zip(SECTIONS, titles, self.words, strict=True)
        )


class Editor(Vertical):
    """What is asked beside method and address."""

    BINDINGS = [
        Binding("escape", "screen.edit(False)", _("Close"), id="editor.close"),
        Binding("ctrl+j", "screen.send", _("Send"), system=True),
        Binding(
            "ctrl+pagedown",
            "screen.section(1)",
            _("Next section"),
            id="editor.next",
            show=False,
            tooltip=_("Next section of the request"),
        ),
        Binding(
            "ctrl+pageup",
            "screen.section(-1)",
            _("Section before"),
            id="editor.before",
            show=False,
            tooltip=_("The section before"),
        ),
    ]

    class Changed(Message):
        """A person changed something."""

    class QueryChanged(Message):
        """A person changed the query: the address is this now."""

        def __init__(self, address: str) -> None:
            super().__init__()
            self.address = address

    def __init__(self, variables: tuple[str, ...] = ()) -> None:
        super().__init__(id="editor")
        self._variables = variables
        self._base = Draft()
        """Method and address as they stand above, and what has no section."""

    def compose(self) -> ComposeResult:
        """The names of the sections, and the one that is seen."""
        yield SectionNames()
        with ContentSwitcher(initial=SECTIONS[0], id="sections"):
            with Vertical(id="head"):
                yield editor_fields.FieldsArea(
                    id="fields-lines",
                    placeholder=_("Name: value — Tab completes"),
                    variables=self._variables,
                )
                yield Static(id="fields-note", markup=False)
            yield LineArea(id="query", placeholder=_("name=value"), variables=self._variables)
            yield ContentSection(self._variables)
            yield WaySection()

    def on_mount(self) -> None:
        """Say that there is nothing yet."""
        self._name_sections()

    @property
    def draft(self) -> Draft:
        """What is there; lines that are wrong are not in it."""
        fields, _wrong = editor_fields.parse(self._fields.text)
        content = self.query_one(ContentSection)
        made = replace(self._base, fields=fields, kind=content.kind, content=content.content)
        return self.query_one(WaySection).put_into(made)

    @property
    def wrong(self) -> str:
        """What keeps it from being sent, in words; nothing, mostly."""
        if self.query_one(ContentSection).kind is Kind.RAW:
            return ""  # its own fields count, and they may be wrong
        _fields, wrong = editor_fields.parse(self._fields.text)
        return wrong[0] if wrong else ""

    @property
    def enciphered(self) -> bool:
        """Whether what travels below TLS is shown too."""
        return self.query_one(WaySection).enciphered

    @property
    def current(self) -> str:
        """The section that is seen."""
        return self.query_one(SectionNames).current

    @property
    def names_have_focus(self) -> bool:
        """Whether the line of the sections' names has the keys."""
        return self.query_one(SectionNames).has_focus

    def show(self, draft: Draft) -> None:
        """Have another draft."""
        self._fields.load_text(editor_fields.written(draft.fields))
        self.query_one(ContentSection).show(draft.kind, draft.content)
        self.query_one(WaySection).show(draft)
        self._base = replace(draft, fields=(), kind=Kind.NONE, content="")
        self.asked_of(draft.method, draft.address)

    def asked_of(self, method: str, address: str) -> None:
        """Follow what stands above: the query is a part of the address."""
        self._base = replace(self._base, method=method, address=address)
        area = self.query_one("#query", LineArea)
        if editor_query.with_query(address, area.text) != address:
            with area.prevent(TextArea.Changed):
                area.load_text("\n".join(editor_query.lines(address)))
        self._name_sections()

    def begin_raw(self, draft: Draft) -> None:
        """Write by hand, as a whole request, what would be sent for this draft."""
        self.query_one(ContentSection).begin(editor_raw.begun(draft))

    def turn_to(self, name: str) -> None:
        """Show another section."""
        self.query_one("#sections", ContentSwitcher).current = name
        self.query_one(SectionNames).current = name

    def turn(self, by: int) -> None:
        """Show the next section, or the one before."""
        self.turn_to(SECTIONS[(SECTIONS.index(self.current) + by) % len(SECTIONS)])

    def enter(self) -> None:
        """Give the keys to what one writes in."""
        holders = {
            "head": "#fields-lines",
            "query": "#query",
            "content": "#kind",
            "way": "#version",
        }
        self.query_one(holders[self.current]).focus()

    @on(TextArea.Changed, "#fields-lines")
    def fields_changed(self, event: TextArea.Changed) -> None:
        """Say what is wrong with them."""
        event.stop()
        self._tell_changed()

    @on(TextArea.Changed, "#query")
    def query_changed(self, event: TextArea.Changed) -> None:
        """Have it in the address."""
        event.stop()
        address = editor_query.with_query(self._base.address, event.text_area.text)
        if address != self._base.address:
            self._base = replace(self._base, address=address)
            self.post_message(self.QueryChanged(address))
        self._tell_changed()

    @on(ContentSection.Changed)
    @on(WaySection.Changed)
    def section_changed(self, event: Message) -> None:
        """Say so."""
        event.stop()
        self._tell_changed()

    @on(WaySection.Authorized)
    def authorize(self, event: WaySection.Authorized) -> None:
        """Write the field, and show it."""
        event.stop()
        text = editor_fields.replaced(self._fields.text, "Authorization", event.value)
        self._fields.load_text(text)
        self.turn_to("head")
        self.enter()

    @property
    def _fields(self) -> editor_fields.FieldsArea:
        return self.query_one("#fields-lines", editor_fields.FieldsArea)

    def _tell_changed(self) -> None:
        self._name_sections()
        self.post_message(self.Changed())

    def _name_sections(self) -> None:
        draft = self.draft
        _fields, wrong = editor_fields.parse(self._fields.text)
        note = self.query_one("#fields-note", Static)
        note.update(wrong[0] if wrong else "")
        query = len(editor_query.lines(draft.address))
        self.query_one(SectionNames).words = (
            f"{len(draft.fields) or ''}{' !' if wrong else ''}",
            str(query or ""),
            "" if draft.kind is Kind.NONE else wording.kinds()[draft.kind],
            dict(versions())[draft.version] if draft.version else "",
        )
