"""The archive: its photos as a grid of pictures or as a list with columns, asked for page by page.

Only the pages that are looked at are asked for; a far place is reached through all pages before it,
and how far that is, is said. A filter (`/`) is a line above the photos: the list narrows as one
types, Enter keeps it, Esc shows all again; letters stay keys of the screen. Keys act at once on
what is known, and wait for nobody.
"""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from tui.clients.archive.photo import Ability, Archive, Photo, Sort
from tui.screens.photos import archive_keys, wording
from tui.screens.photos.album import Album
from tui.screens.photos.archive_messages import Chosen, Listed, Marked, Pointed
from tui.screens.photos.archive_pages import ArchivePages
from tui.screens.photos.columns import Columns, described
from tui.screens.photos.grid import Grid
from tui.screens.photos.lister import Lost
from tui.screens.photos.marks import Marks
from tui.screens.photos.photo_rows import PhotoRows
from tui.widgets.filter_line import FilterLine
from tui.widgets.rows import Rows
from tui.words import _


class ArchiveView(ArchivePages):
    """What the archive holds. It is told its archive, and says what happens in messages."""

    DEFAULT_CSS = """
    ArchiveView {
        layout: vertical;
        height: 1fr;
        width: 1fr;
        .archive-line {
            height: 1;
            width: 1fr;
            color: $text-muted;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        .archive-line.-hidden { display: none; }
        PhotoRows.-hidden { display: none; }
    }
    """
    BINDINGS = [*archive_keys.ALL]

    def __init__(self, archive: Archive, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(archive, id=id)
        self.marks = Marks()
        details = Ability.DETAILS in archive.can
        marked = self.marks.keys()
        self.columns = Columns(self._photo_at, marked, details=details, id="photos-columns")
        self.grid = Grid(self._photo_at, marked, archive, id="photos-grid")
        self.shown = self.grid if self.grid.thumbs.small else self.columns
        self._lost = False
        self._subtitle = ""
        self._filter_line = FilterLine(self.focus)
        self._heading = Static(classes="archive-line -hidden", markup=False)
        self._caption = Static(classes="archive-line", markup=False)

    def compose(self) -> ComposeResult:
        """The filter, the names of the columns, the photos, and what cells have no room for."""
        yield self._filter_line
        yield self._heading
        yield self.grid
        yield self.columns
        yield self._caption

    def on_mount(self) -> None:
        """Ask for the list."""
        self._mark_shown()
        self.shown.set_rows(0, 0, _("Asking the archive …"))
        self.load()

    @property
    def selected(self) -> list[Photo]:
        """The marked photos; without marks, the one under the cursor."""
        if self.marks:
            return list(self.marks.values())
        return [self.photo] if self.photo is not None else []

    def focus(self, scroll_visible: bool = True, **_ways: object) -> "ArchiveView":
        """Give the keys to the photos, at once: more of them may have come in one piece."""
        self.screen.set_focus(self.shown, scroll_visible)
        return self

    def forget(self, name: str) -> None:
        """Leave out a photo that is no longer in the archive, and its mark."""
        self.marks.pop(name, None)
        super().forget(name)
        self._tell_marks()

    def unmark(self) -> None:
        """Take all marks away."""
        self.marks.clear()
        self._tell_marks()

    def show(self, album: Album, cursor: int) -> None:
        """Show this album; marks stay, but of photos that are known to be gone."""
        super().show(album, cursor)
        self.marks.keep_to(album)
        self._tell_marks()

    def look(self) -> None:
        """Ask for what is seen; say how far the list is read where one waits for it."""
        super().look()
        self._say()
        if self.shown is self.grid:
            self.grid.fetch()

    def on_key(self, event: Key) -> None:
        """Have what is typed after `/` written, also where it came together with that."""
        focused = self.screen.focused
        if event.key == "slash" and focused is self.shown:
            event.stop()
            self.action_filter()
        elif focused is self._filter_line and self._filter_line.takes(event):
            event.stop()
            self._filter_line.post_message(Key(event.key, event.character))

    def action_mark(self) -> None:
        """Mark this photo or take its mark away, and go on to the next one."""
        if (photo := self.photo) is not None:
            self.marks.toggle(photo)
            self._tell_marks()
        self.shown.action_move(1)

    def action_mark_all(self) -> None:
        """Mark every photo that is loaded, or none where all of them are marked."""
        marked = self.marks.toggle_all(self.album)
        self._tell_marks()
        if 0 < marked < len(self.album):
            self.notify(wording.marked_so_far(marked, len(self.album)), markup=False)

    def action_toggle_view(self) -> None:
        """Change between the grid and the list, the cursor on the same photo."""
        before = self.shown
        self.shown = self.columns if before is self.grid else self.grid
        self._mark_shown()
        self.shown.set_rows(len(self.album), before.cursor, before.words)
        if self.screen.focused is before:
            self.focus()
        self.call_after_refresh(self._name_columns)

    def action_choose(self) -> None:
        """Open the photo under the cursor."""
        if self.photo is not None:
            self.post_message(Chosen(self.cursor))

    def action_order(self) -> None:
        """Go on to the next order."""
        if Ability.SORT not in self.archive.can:
            self.notify(_("This archive knows no order but that of names."), markup=False)
            return
        orders = list(Sort)
        self.sort(orders[(orders.index(self.album.sort) + 1) % len(orders)])

    def action_filter(self) -> None:
        """Open the line that narrows the list."""
        self._filter_line.open()

    def action_show_all(self) -> None:
        """Take the filter away."""
        self._filter_line.close()
        self.filter("")

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer to show all where that is not what one sees."""
        return bool(self.album.match) if action == "show_all" else True

    @on(Rows.Pointed)
    def follow(self, event: Rows.Pointed) -> None:
        """Tell the screen; ask for what is not known yet."""
        event.stop()
        self.post_message(Pointed())
        self.look()

    @on(PhotoRows.Seen)
    def see(self, event: PhotoRows.Seen) -> None:
        """Ask for what is seen now."""
        event.stop()
        self._name_columns()
        self.look()

    @on(PhotoRows.Opened)
    def open_clicked(self, event: PhotoRows.Opened) -> None:
        """Open the photo that was clicked twice."""
        event.stop()
        self.action_choose()

    @on(FilterLine.Typed)
    def narrow(self, event: FilterLine.Typed) -> None:
        """Look for what was typed."""
        event.stop()
        self.filter(event.text)

    @on(Lost)
    def remember_lost(self) -> None:
        """Know that the next answer is news."""
        self._lost = True

    @on(Grid.Drew)
    def be_back(self, event: Grid.Drew) -> None:
        """Say that the archive answers again."""
        event.stop()
        if self._lost:
            self._lost = False
            self.post_message(Listed(len(self.album), self.album.left_out))

    def load(self) -> None:
        """Ask for the list again; cursor and marks stay with their photos."""
        self.grid.thumbs.try_again()
        super().load()

    def _mark_shown(self) -> None:
        for rows in (self.grid, self.columns):
            rows.set_class(rows is not self.shown, "-hidden")
        self._caption.set_class(self.shown is self.columns, "-hidden")

    def _name_columns(self) -> None:
        words = self.shown.heading()
        self._heading.set_class(not words, "-hidden")
        self._heading.update(words, layout=False)

    def _photo_at(self, index: int) -> Photo | None:
        return self.album.at(index)

    def _tell_marks(self) -> None:
        self.shown.refresh()
        self._say()
        self.post_message(Marked(len(self.marks)))

    def _say(self) -> None:
        """Say below the photos what is not to be seen in them; paint only what changed."""
        caption = described(self.photo) if self.photo is not None else ""
        if caption != str(self._caption.content):
            self._caption.update(Content(caption), layout=False)
        waits = len(self.album) > 0 and self.photo is None
        subtitle = wording.archive_subtitle(self.album, len(self.marks), waits=waits)
        if subtitle != self._subtitle:  # which is painted with all that it surrounds
            self._subtitle = subtitle
            self.border_subtitle = Content(subtitle)
