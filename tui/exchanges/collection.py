"""The collection: requests that have a name, in plain files that git and other programs like.

    collection = Collection(place(settings))
    collection.names()              # "health", "group/name", "group/file#name"
    collection.load("health")
    collection.save(replace(draft, name="group/other"))

A directory is a group, a file (`.http`, `.rest`) is a request, or several of them: each then has a
name of its own behind `#`. Everything waits for the disk, and belongs into a thread. What is wrong
with a name or a file is Unfit, in words; what is wrong with the disk is OSError.
"""

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from protocol.sections import Http
from tui.exchanges import naming, paths
from tui.exchanges.draft import Draft
from tui.exchanges.http_file.file import RequestFile
from tui.exchanges.http_file.section import Section
from tui.exchanges.naming import DEEPEST, Name
from tui.exchanges.unfit import Unfit
from tui.homes import expanded
from tui.printable import printable
from tui.saving import Part
from tui.words import _

MOST = 5000
"""Files that are listed: more are something else than requests."""

ENDINGS = (".http", ".rest")
"""What files of requests are called; ours have the first."""

_Stamp = tuple[int, int, int]


def place(settings: Http) -> Path:
    """Where the collection is: where the settings say, or in the user's data directory."""
    if settings.collection:
        return expanded(settings.collection)
    from platformdirs import user_data_path

    return user_data_path("vasistas") / "requests"


class Collection:
    """A directory of requests. One lock lets one thread at a time in."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = Lock()
        self._known: dict[Path, tuple[_Stamp, list[str]]] = {}
        """What is in files as they were when they were read."""

    def names(self) -> list[str]:
        """Return the names of all requests, sorted."""
        with self._lock:
            found: list[str] = []
            known: dict[Path, tuple[_Stamp, list[str]]] = {}
            for path in paths.files(self.directory, ENDINGS, DEEPEST, MOST):
                base = path.relative_to(self.directory).with_suffix("").as_posix()
                with suppress(OSError):
                    known[path] = self._labels(path)
                    labels = known[path][1]
                    many = len(labels) > 1
                    found += [f"{base}#{label}" for label in labels] if many else [base]
            self._known = known
            return sorted(set(found))

    def load(self, name: str) -> Draft:
        """Read the request of this name; what of it is not done is in its remarks."""
        with self._lock:
            return self._load(naming.parse(name), name)

    def save(self, draft: Draft) -> None:
        """Write a request under its name, in place of the one that has it."""
        with self._lock:
            self._save(draft, naming.parse(draft.name), None)

    def rename(self, name: str, new: str) -> None:
        """Give a request another name, which nobody has; its comments go with it."""
        with self._lock:
            one, other = naming.parse(name), naming.parse(new)
            if one == other:
                return
            if self._has(other):
                raise Unfit(_("There is {name} already.").format(name=printable(new)))
            path = self._existing(one)
            file = RequestFile.read(path)
            if one.path == other.path and other.label:
                file.call(one.label, other.label)
                self._write(path, file)
            else:
                self._save(self._load(one, name), other, file.find(one.label))
                self._remove(one)

    def remove(self, name: str) -> None:
        """Take a request away; its file goes with the last one."""
        with self._lock:
            self._remove(naming.parse(name))

    def _labels(self, path: Path) -> tuple[_Stamp, list[str]]:
        facts = path.stat()
        stamp = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
        if (known := self._known.get(path)) and known[0] == stamp:
            return known
        try:
            return stamp, RequestFile.read(path).labels
        except Unfit:  # it is too large; whoever asks for it hears that
            return stamp, []

    def _load(self, name: Name, said: str) -> Draft:
        path = self._existing(name)
        draft = RequestFile.read(path).load(name.label, str(path.parent))
        return replace(draft, name=said)

    def _save(self, draft: Draft, name: Name, like: Section | None) -> None:
        path = self._path(name)
        file = RequestFile.read(path) if path.is_file() else RequestFile()
        draft = paths.moved(draft, path.parent, self.directory)
        file.put(name.label, draft, like)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write(path, file)

    def _remove(self, name: Name) -> None:
        path = self._existing(name)
        file = RequestFile.read(path)
        file.drop(name.label)
        if file.labels:
            self._write(path, file)
            return
        path.unlink()
        for directory in path.parents:
            if directory == self.directory or not directory.is_relative_to(self.directory):
                break
            try:
                directory.rmdir()
            except OSError:  # there is something else in it
                break

    def _has(self, name: Name) -> bool:
        path = self._path(name)
        if not path.is_file():
            return False
        return not name.label or name.label in RequestFile.read(path).labels

    def _existing(self, name: Name) -> Path:
        path = self._path(name)
        if not path.is_file():
            words = _("There is no {name} in the collection.")
            raise Unfit(words.format(name=printable("/".join(name.path))))
        return path

    def _path(self, name: Name) -> Path:
        """Say where a request is or would be: never outside of the directory."""
        base = self.directory.joinpath(*name.path)
        found = [base.with_name(base.name + ending) for ending in ENDINGS]
        path = next((one for one in found if os.path.lexists(one)), found[0])
        if not paths.is_inside(path, self.directory):
            words = _("{name} leads out of the collection's directory.")
            raise Unfit(words.format(name=printable("/".join(name.path))))
        return path

    def _write(self, path: Path, file: RequestFile) -> None:
        try:
            with Part(path.resolve(), replace=True) as part:
                part.write(file.to_bytes())
                part.keep()
        except FileExistsError:
            words = _("What is in {path} is no file.")
            raise Unfit(words.format(path=printable(str(path)))) from None
