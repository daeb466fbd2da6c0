"""The languages that both programs speak, and how each of them finds its words.

No file is opened in here: a program brings what loads a catalogue of its own.
"""

from collections.abc import Callable, Mapping
from gettext import NullTranslations

LANGUAGES = ("en", "fr")
_THOUSANDS = {"en": ",", "fr": "\u202f"}
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Words:
    """A program's words: English as written, until `use` says otherwise.

    `load` returns the catalogue of a language. Any thread may ask; one thread says `use`, first.
    """

    def __init__(self, load: Callable[[str], NullTranslations]) -> None:
        self._load = load
        self._catalogue = NullTranslations()
        self.language = "en"
        """Which language is spoken."""

    def use(self, language: str) -> None:
        """Speak this language from now on: `en` or `fr`."""
        self._catalogue = self._load(language)
        self.language = language

    def one(self, text: str) -> str:
        """Translate one text."""
        return self._catalogue.gettext(text)

    def many(self, one: str, many: str, number: int) -> str:
        """Translate a text that counts; the text has `{number}` where the number goes, and that
        is grouped by thousands: 1,024.
        """
        shown = f"{number:,}".replace(",", _THOUSANDS[self.language])
        return self._catalogue.ngettext(one, many, number).format(number=shown)


def preferred(setting: str, environ: Mapping[str, str]) -> str:
    """Choose: the setting, then the environment in gettext's order, then English."""
    if setting in LANGUAGES:
        return setting
    said = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    codes = (code[:2].lower() for code in said.split(":"))
    return next((code for code in codes if code in LANGUAGES), "en")
