"""Writes entries into the English catalogues of ``services/``, each with the Chinese it is for as a comment above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from babel.messages.pofile import escape, read_po

from portal.catalogue.stale_english import CATALOGUES, Words, english_catalogue, one_line

_HEAD = """msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def fill(words: Words, translations: Path, wanted: Callable[[str], bool]) -> dict[Path, int]:
    """Add an empty entry for each wanted word of ``words`` that an English catalogue has none for; how many, by file."""
    done: dict[Path, int] = {}
    for name, locale in CATALOGUES:
        empty = {word: (text, "") for word, text in words[locale].items() if wanted(word)}
        path = english_catalogue(translations, name)
        if count := add_entries(path, empty):
            done[path] = count
    return done


def add_entries(path: Path, entries: Mapping[str, tuple[str, str]]) -> int:
    """Append entries, each a word's Chinese and its English, and say how many; those that are there stay as they are."""
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    known = _ids(path) if path.exists() else set[str]()
    added = [
        f"\n#. {one_line(chinese)}\nmsgid {escape(word)}\nmsgstr {escape(english)}\n"
        for word, (chinese, english) in entries.items()
        if word not in known
    ]
    if added:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before.rstrip("\n") + "\n" + "".join(added), encoding="utf-8")
    return len(added)


def _ids(path: Path) -> set[str]:
    with path.open("rb") as file:
        messages: Iterable[object] = [message.id for message in read_po(file)]
    return {str(name) for name in messages}
