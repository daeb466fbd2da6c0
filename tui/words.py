"""The words on screen, in the person's language: gettext, English as written, French from `fr`.

`use` comes before the first screen is imported: keys and titles are translated where a class is
made. Everything else asks at the moment it speaks.
"""

import gettext as catalogues
from pathlib import Path

from protocol.languages import Words, preferred

__all__ = ["_", "language", "ngettext", "preferred", "use"]


def _load(name: str) -> catalogues.NullTranslations:
    folder = Path(__file__).parent / "locales"
    return catalogues.translation("vasistas", folder, [name], fallback=True)


_words = Words(_load)
use, _, ngettext = _words.use, _words.one, _words.many


def language() -> str:
    """Which language is spoken."""
    return _words.language
