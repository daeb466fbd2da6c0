"""The host's words, in the operator's language: gettext, English as written, French from `fr`.

Everything asks at the moment it speaks; what travels on the wire is never translated.
"""

import gettext as gettext_library
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("en", "fr")
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class _Words:
    """What is in force; English until `use` says otherwise."""

    language = "en"
    catalogue: gettext_library.NullTranslations = gettext_library.NullTranslations()


def use(language: str) -> None:
    """Speak this language from now on: `en` or `fr`."""
    _Words.language = language
    _Words.catalogue = gettext_library.translation(
        "vasistas-servers", Path(__file__).parent / "locales", [language], fallback=True
    )


def language() -> str:
    """Which language is spoken."""
    return _Words.language


def preferred(setting: str, environ: Mapping[str, str]) -> str:
    """Choose: the setting, then the environment in gettext's order, then English."""
    if setting in LANGUAGES:
        return setting
    said = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    codes = (code[:2].lower() for code in said.split(":"))
    return next((code for code in codes if code in LANGUAGES), "en")


def _(text: str) -> str:
    """Translate one text."""
    return _Words.catalogue.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Translate a text that counts; the text has `{number}` where the number goes."""
    return _Words.catalogue.ngettext(one, many, number).format(number=number)
