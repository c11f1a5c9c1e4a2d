"""English that no longer says what the Chinese says: written for another sentence, or for one that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.problems import Kind, Problem, Severity
from portal.catalogue.saying import say
from portal.catalogue.untranslated import ENGLISH
from portal.catalogue.wording import PLAIN

CATALOGUES = (("services.po", SOURCE_LOCALE), ("services_plain.po", SOURCE_LOCALE + PLAIN))
"""The English catalogues, and the words each is a translation of."""

Words = Mapping[str, Mapping[str, str]]


def stale_english(content: Words, city: Words, translations: Path) -> Iterator[Problem]:
    """Entries of the English catalogues that were written for another Chinese text, or for none of ``content`` and ``city``.

    Above each entry stands, as a comment, the Chinese it was written for; an entry without one cannot be judged.
    """
    for name, locale in CATALOGUES:
        path = english_catalogue(translations, name)
        if not path.exists():
            continue
        today = {**city.get(locale, {}), **content.get(locale, {})}
        file = f"translations/{ENGLISH}/LC_MESSAGES/{name}"
        with path.open("rb") as opened:
            messages = [message for message in read_po(opened) if message.id]
        for message in messages:
            word, line = str(message.id), message.lineno or 0
            if word not in today:
                what, advice, kind = (
                    say("the Chinese that this was the English of is gone"),
                    say("take the entry out"),
                    Kind.LEFTOVER_TRANSLATION,
                )
            elif message.auto_comments and one_line(today[word]) != one_line(
                " ".join(message.auto_comments)
            ):
                what, advice, kind = (
                    say("the Chinese is now %(chinese)r", chinese=one_line(today[word])),
                    say("mend the English, then the Chinese in the comment above it"),
                    Kind.STALE_TRANSLATION,
                )
            else:
                continue
            yield Problem(file, word, what, advice, line, Severity.WARN, kind)


def english_catalogue(translations: Path, name: str) -> Path:
    """Where an English catalogue lies."""
    return translations / ENGLISH / "LC_MESSAGES" / name


def one_line(text: str) -> str:
    """A text as it stands in a comment."""
    return " ".join(text.split())
