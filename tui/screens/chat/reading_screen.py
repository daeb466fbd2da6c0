"""The half of the chat screen with which one reads: from one conversation to the other, back into
the past, to what a search found; photos and links on the way.
"""

import os
from time import monotonic

from textual import on
from textual.timer import Timer

from protocol.config import Config
from tui.clients.chat import events
from tui.colours import depth
from tui.printable import printable
from tui.screens.chat.album import Album
from tui.screens.chat.conversation import Fate, Line
from tui.screens.chat.entries import beside, entries, next_conversation
from tui.screens.chat.folding import links_of, photos_of
from tui.screens.chat.found import FoundList
from tui.screens.chat.log import ChatLog
from tui.screens.chat.notifying import Notifier
from tui.screens.chat.session_screen import SessionScreen
from tui.screens.chat.view import ChatView
from tui.sharing import Share

SEEN = 1.5
"""Seconds for which something is in sight before the host is told that it was read."""


class ReadingScreen(SessionScreen):
    """Conversations that one reads."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._album = Album(config.archive, self.view.changed)
        self._notifier = Notifier(config.chat.notify, self._write, os.environ, monotonic)
        self._said: tuple[object, ...] = ()
        self._offered: tuple[bool, ...] = ()
        self._sought: events.Said | None = None
        """What a search found, while the part of the past that it is in has not come."""
        self._is_close = False
        """That part was asked for again, nearer to it."""
        self._unshown: FoundList | None = None
        """What a search found while nobody looked."""
        self._seeing: Timer | None = None

    def on_screen_resume(self) -> None:
        """Show what a search found meanwhile."""
        self._show_found()

    def on_screen_suspend(self) -> None:
        """Nobody looks: what comes now is unread."""
        self.talk.conversations.watch(False)
        self._album.want((), depth(self.app))

    async def on_unmount(self) -> None:
        """Hang up."""
        await self._album.aclose()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only while it does something."""
        if action == "next_unread":
            return self.talk.conversations.unread > 0
        if action == "follow":
            current = self.talk.conversations.current
            return self.is_mounted and (current.is_apart or not self.view.lines.follows)
        if action == "send_again":
            return self.failed() is not None
        if action == "open_link":
            return self.is_mounted and bool(self._links())
        return super().check_action(action, parameters)

    def react(self, event: events.Event) -> None:
        """Show what a search found, and the part of the past that was sought; ring."""
        match event:
            case events.Said() if self.talk.is_for_us(event):
                if not (self.is_current and self.app.app_focus):
                    self._notifier.ring(event.sender, event.text)
            case events.Found(words, said):
                heard = [one for one in said if not self.talk.is_ignored(printable(one.sender))]
                self._unshown = FoundList(words, heard)
                if self.is_current:
                    self._show_found()
            case events.Past(place) if self._sought and place == self._sought.place:
                self._arrived(self._sought)

    def action_next_unread(self) -> None:
        """Open the next conversation in which something is unread."""
        self.open(next_conversation(entries(self.talk), unread=True))

    def action_step(self, by: int) -> None:
        """Open the next or the previous conversation."""
        self.open(beside(entries(self.talk), by))

    def action_open_number(self, number: int) -> None:
        """Open the conversation at a place of the list."""
        listed = entries(self.talk)
        if number <= len(listed):
            self.open(listed[number - 1].name)

    def action_page(self, by: int) -> None:
        """Scroll the talk by a page; near the top, more is asked for."""
        self.view.lines.page(by)
        self._ask_older()

    def action_follow(self) -> None:
        """Go to the newest line."""
        self.history.return_from(self.talk.conversations.current)
        self.talk.conversations.current.rest()
        self.view.newest()

    def action_open_link(self) -> None:
        """Go to the web screen with the last link in sight; nothing is asked there yet."""
        if links := self._links():
            self.post_message(Share(links[-1], "web"))

    def open(self, name: str) -> None:
        """Open a conversation; what was seen of the one that is left was read."""
        if name == self.talk.conversations.current.name:
            return
        if self.view.lines.follows:
            self.history.read(self.talk.conversations.current)
        self.history.return_from(self.talk.conversations.current)
        self.talk.conversations.open(name)
        self.history.opened(self.talk.conversations.current)
        self.view.newest()

    def failed(self) -> Line | None:
        """Return the oldest line of the open conversation that was refused."""
        lines = self.talk.conversations.current.lines
        return next((line for line in lines if line.fate is Fate.REFUSED), None)

    @on(ChatLog.Scrolled)
    def scrolled(self) -> None:
        """Near the top, ask for more; by wheel as well as by key."""
        self._ask_older()

    @on(ChatView.Painted)
    def painted(self) -> None:
        """Tell the bars, offer the keys that do something now, and note what is being read."""
        unread = self.talk.conversations.unread
        said = (self._state, self._words, unread)
        if said != self._said:
            self._said = said
            self.say(self._state, self._words, unread=unread)
        actions = ("next_unread", "follow", "send_again", "open_link")
        offered = tuple(bool(self.check_action(action, ())) for action in actions)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()
        if self.is_current:
            self._look()

    def _look(self) -> None:
        """Want the pictures of what is in sight, and after a moment call it read."""
        names = [name for line in self.view.lines.in_sight() for name in photos_of(line)]
        self.view.lines.pictures = self._album.pictures
        self._album.want(names, depth(self.app))
        if self.view.lines.follows and self._seeing is None:
            self._seeing = self.set_timer(SEEN, self._seen)

    def _seen(self) -> None:
        self._seeing = None
        if self.is_current and self.view.lines.follows:
            self.history.read(self.talk.conversations.current)

    def _ask_older(self) -> None:
        log = self.view.lines
        if not log.follows and log.is_near_top:
            self.history.older(self.talk.conversations.current)
            self.view.changed()

    def _links(self) -> list[str]:
        return [link for line in self.view.lines.in_sight() for link in links_of(line)]

    def _show_found(self) -> None:
        unshown, self._unshown = self._unshown, None
        if unshown is not None:
            self.app.push_screen(unshown, self._go_to)

    def _go_to(self, said: events.Said | None) -> None:
        """Go to what was found."""
        if said is None:
            return
        self.open(printable(said.place))
        line = self.talk.conversations.current.find(said.id or "")
        if line is not None:
            self.view.lines.go_to(line.number)
        else:
            self._sought, self._is_close = said, False
            self.view.lines.follows = False
            self.history.go_to(said)
        self.view.changed()

    def _arrived(self, sought: events.Said) -> None:
        """Go to what was sought in what came; where too much came after it, ask once more."""
        found = self.talk.conversations.ensure(printable(sought.place)).find(sought.id or "")
        if found is not None:
            self.view.changed()
            self.view.lines.go_to(found.number)
        elif not self._is_close:
            self._is_close = True
            self.history.go_closer(sought)
            return
        self._sought = None

    def _write(self, said: str) -> None:
        # Textual has no public way to say something to the terminal outside of a line.
        if self.app._driver is not None:
            self.app._driver.write(said)
