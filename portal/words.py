"""The portal's own words: English in the code, other languages and plain wordings in ``translations/``.

Language and mode are arguments here; nothing is read from a request, so that a worker words a message as the person
who will read it chose. In 长辈版 a second catalogue, ``portal_plain``, is laid over the first.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

SOURCE = "en"
LOCALES = ("zh_Hans_CN", "en")
MODES = ("standard", "elder")
ELDER = "elder"


class Words:
    """Messages in one language and one mode."""

    def __init__(self, translations: NullTranslations, locale: str, mode: str) -> None:
        self._translations = translations
        self.locale = locale
        self.mode = mode

    @property
    def plain(self) -> bool:
        """Whether the plain wordings are laid over."""
        return self.mode == ELDER

    def gettext(self, message: str, /, **params: object) -> str:
        """A message in this language, with its figures put in."""
        text = self._translations.gettext(message)
        return text % params if params else text

    def ngettext(self, singular: str, plural: str, count: int, /, **params: object) -> str:
        """A message that depends on a number, which it may name as ``%(num)s``."""
        return self._translations.ngettext(singular, plural, count) % {"num": count, **params}

    __call__ = gettext


class WordsShelf:
    """Every language and mode of the portal, read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pick = lru_cache(maxsize=None)(self._pick)

    def _pick(self, locale: str, mode: str) -> Words:
        """Words for a locale and a mode; an unknown one falls back to the first of its kind."""
        locale = locale if locale in LOCALES else LOCALES[0]
        mode = mode if mode in MODES else MODES[0]
        base = self._read(locale, "portal")
        if mode == ELDER:
            plain = self._read(locale, "portal_plain")
            plain.add_fallback(base)
            base = plain
        return Words(base, locale, mode)

    def of_domain(self, locale: str, domain: str) -> Words:
        """The words of another catalogue, such as that for authors; no plain wordings lie over it."""
        return Words(self._read(locale, domain), locale, MODES[0])

    def _read(self, locale: str, domain: str) -> NullTranslations:
        path = self._folder / locale / "LC_MESSAGES" / f"{domain}.mo"
        if not path.exists():
            return NullTranslations()
        with path.open("rb") as file:
            return GNUTranslations(file)


def _(message: str) -> str:
    """Mark a message for translation where it stands in a table; it is translated when it is shown."""
    return message
