"""The host's words, in the operator's language: gettext, English as written, French from `fr`.

Everything asks at the moment it speaks; what travels on the wire is never translated.
"""

import gettext as catalogues
from functools import cache
from pathlib import Path

from protocol.languages import Words, preferred

__all__ = ["_", "preferred", "speaking", "spoken", "use"]


def _load(name: str) -> catalogues.NullTranslations:
    folder = Path(__file__).parent / "locales"
    return catalogues.translation("vasistas-servers", folder, [name], fallback=True)


_words = Words(_load)
use, _ = _words.use, _words.one


@cache
def speaking(language: str) -> Words:
    """Return the words of a language, for one reader, whatever the process speaks."""
    words = Words(_load)
    words.use(language)
    return words


def spoken() -> str:
    """Return the language that the process speaks."""
    return _words.language
