"""Catalogues of words: extracted from the code, merged into the .po files, compiled to .mo.

`python build_catalogues.py` compiles what changed, `python build_catalogues.py words` looks for
new words in the code first. hatchling runs it as a hook, so that a wheel holds the .mo files.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
LANGUAGES = ("fr",)
"""English is as it is written in the code."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A program's catalogue, and the folders whose words are in it."""

    name: str
    package: str
    folders: tuple[str, ...]

    def po(self, root: Path, language: str) -> Path:
        """Where the translator's file is."""
        return root / self.package / "locales" / language / "LC_MESSAGES" / f"{self.name}.po"


DOMAINS = (
    Domain("vasistas", "tui", ("tui", "protocol")),
    Domain("vasistas-servers", "servers", ("servers", "protocol")),
)


class Catalogues(BuildHookInterface[BuilderConfig]):
    """What hatchling calls before it packs."""

    PLUGIN_NAME = "catalogues"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue."""
        list(compile_changed(Path(self.root)))


def extract(root: Path, domain: Domain) -> Catalog:
    """Find every word of a program in its code."""
    found = Catalog(domain=domain.name, fuzzy=False)
    for folder in domain.folders:
        for name, _line, message, comments, context in extract_from_dir(
            root / folder, keywords=KEYWORDS
        ):
            place = (f"{folder}/{name}", 0)
            found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def read(path: Path, language: str, domain: Domain) -> Catalog:
    """Read a translator's file; one that is not there yet is empty."""
    if not path.is_file():
        return Catalog(
            language,
            domain.name,
            header_comment="",
            project="Vasistas",
            version="1",
            msgid_bugs_address="Vasistas contributors",
            last_translator="Vasistas contributors",
            language_team=language,
            revision_date=BEGINNING,
            creation_date=BEGINNING,
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain.name)


def merge(root: Path) -> Iterator[Path]:
    """Bring new words into the translators' files, and drop those that nobody says any more."""
    for domain in DOMAINS:
        words = extract(root, domain)
        for language in LANGUAGES:
            path = domain.po(root, language)
            catalogue = read(path, language, domain)
            catalogue.update(words, no_fuzzy_matching=True, update_creation_date=False)
            written = io.BytesIO()
            write_po(
                written,
                catalogue,
                width=100,
                sort_by_file=True,
                ignore_obsolete=True,
                include_lineno=False,
            )
            if path.is_file() and path.read_bytes() == written.getvalue():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written.getvalue())
            yield path


def compile_changed(root: Path) -> Iterator[Path]:
    """Compile the translators' files that are newer than their .mo."""
    for domain in DOMAINS:
        for language in LANGUAGES:
            po = domain.po(root, language)
            mo = po.with_suffix(".mo")
            if not po.is_file() or (mo.is_file() and mo.stat().st_mtime > po.stat().st_mtime):
                continue
            with mo.open("wb") as file:
                write_mo(file, read(po, language, domain))
            yield mo


def main(arguments: list[str]) -> None:
    """Do what the command says."""
    written = [*merge(ROOT)] if arguments == ["words"] else []
    for path in (*written, *compile_changed(ROOT)):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
