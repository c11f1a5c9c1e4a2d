"""Lays the other languages and the plain wordings over a release's words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from portal.catalogue.files import SOURCE_LOCALE

PLAIN = "_plain"


def read_catalogue(path: Path) -> dict[str, str]:
    """Message ids and texts of one ``.po`` file; a missing file is an empty one."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {
            str(m.id): str(m.string)
            for m in read_po(file)
            if m.id and m.string and isinstance(m.string, str)
        }


def read_words(translations: Path) -> dict[str, dict[str, str]]:
    """Every text of ``translations/`` by locale, the plain wordings under ``<locale>_plain``."""
    words: dict[str, dict[str, str]] = {}
    for folder in sorted(p for p in translations.iterdir() if (p / "LC_MESSAGES").is_dir()):
        messages = folder / "LC_MESSAGES"
        words[folder.name] = read_catalogue(messages / "services.po")
        words[folder.name + PLAIN] = read_catalogue(messages / "services_plain.po")
    return words


def lay_over(content: dict[str, Any], translations: Path) -> None:
    """Add every language of ``translations/`` to the content's words, in both wordings.

    Only ids that the content itself has: names of offices change on their own days and stay out of releases.
    """
    words: dict[str, dict[str, str]] = content["words"]
    known = words[SOURCE_LOCALE].keys()
    for locale, texts in read_words(translations).items():
        if locale != SOURCE_LOCALE:
            found = {message: text for message, text in texts.items() if message in known}
            words.setdefault(locale, {}).update(found)


class ServiceWords:
    """The words of one release in one language and one mode."""

    def __init__(self, words: Mapping[str, Mapping[str, str]], locale: str, *, plain: bool) -> None:
        layers = [words.get(locale, {}), words[SOURCE_LOCALE]]
        if plain:
            layers.insert(0, words.get(locale + PLAIN, {}))
        self._layers = layers

    def __call__(self, message: str) -> str:
        """The text for an id. Raises KeyError when the release has none."""
        for layer in self._layers:
            if message in layer:
                return layer[message]
        raise KeyError(message)

    def get(self, message: str, fallback: str = "") -> str:
        """The text for an id, or ``fallback``: for hints and the like, which may be absent."""
        for layer in self._layers:
            if message in layer:
                return layer[message]
        return fallback
