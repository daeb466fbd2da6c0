"""The words on screen, in the person's language: gettext, English as written, French from `fr`.

`use` comes before the first screen is imported: keys and titles are translated where a class is
made. Everything else asks at the moment it speaks.
"""

import gettext as catalogues
import os
from pathlib import Path

from protocol.languages import Words, preferred

__all__ = ["_", "language", "ngettext", "preferred", "speak", "use"]


_DOMAIN = "vasistas"
_FOLDER = Path(__file__).parent / "locales"


def _load(name: str) -> catalogues.NullTranslations:
    return catalogues.translation(_DOMAIN, _FOLDER, [name], fallback=True)


_words = Words(_load)
use, _, ngettext = _words.use, _words.one, _words.many


def speak(language: str) -> None:
    """Have the process speak it: argparse asks gettext, which asks the environment."""
    use(language)
    os.environ["LANGUAGE"] = language
    catalogues.bindtextdomain(_DOMAIN, _FOLDER)
    catalogues.textdomain(_DOMAIN)


def language() -> str:
    """Which language is spoken."""
    return _words.language
