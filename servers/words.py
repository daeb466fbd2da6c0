"""The host's words, in the operator's language: gettext, English as written, French from `fr`.

Everything asks at the moment it speaks; what travels on the wire is never translated.
"""

import gettext as catalogues
import os
from functools import cache
from pathlib import Path

from protocol.languages import Words, preferred

__all__ = ["_", "preferred", "speak", "speaking", "spoken", "use"]


_DOMAIN = "vasistas-servers"
_FOLDER = Path(__file__).parent / "locales"


def _load(name: str) -> catalogues.NullTranslations:
    return catalogues.translation(_DOMAIN, _FOLDER, [name], fallback=True)


_words = Words(_load)
use, _ = _words.use, _words.one


def speak(language: str) -> None:
    """Have the process speak it: argparse asks gettext, which asks the environment."""
    use(language)
    os.environ["LANGUAGE"] = language
    catalogues.bindtextdomain(_DOMAIN, _FOLDER)
    catalogues.textdomain(_DOMAIN)


@cache
def speaking(language: str) -> Words:
    """Return the words of a language, for one reader, whatever the process speaks."""
    words = Words(_load)
    words.use(language)
    return words


def spoken() -> str:
    """Return the language that the process speaks."""
    return _words.language
