"""Mends the English catalogues of ``services/`` where the Chinese has moved on, and loses nothing that anybody wrote.

Only English that still is what ``services/patterns/`` brought is emptied or taken out. What somebody wrote stays where it is,
or is set aside as ``#~``, which programs do not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

from babel.messages.pofile import escape

from portal.catalogue.files import read_yaml
from portal.catalogue.problems import Kind, Problem
from portal.catalogue.stale_english import CATALOGUES, Words, english_catalogue, one_line
from portal.catalogue.wording import read_catalogue

_TITLE = "$english"
_EMPTY = 'msgstr ""'

OLD = frozenset({Kind.STALE_TRANSLATION, Kind.LEFTOVER_TRANSLATION})
"""The problems that are mended here."""

Ours = Callable[[int, str, str], bool]
"""Whether an English text is a pattern's: the column of its catalogue, the word, the text."""


@dataclass(slots=True)
class Mended:
    """The words of one English catalogue, by what was done with them."""

    emptied: list[str] = field(default_factory=list)
    """The pattern's English of another Chinese text: empty now, with today's Chinese above."""
    kept: list[str] = field(default_factory=list)
    """Somebody's English of another Chinese text: as it was."""
    removed: list[str] = field(default_factory=list)
    """The pattern's English of what is gone, or none."""
    aside: list[str] = field(default_factory=list)
    """Somebody's English of what is gone: behind ``#~`` now."""


def mend(
    problems: Iterable[Problem], words: Words, translations: Path, patterns: Path
) -> dict[Path, Mended]:
    """Mend what :func:`portal.catalogue.stale_english.stale_english` told; what was done, by file.

    ``words`` are today's. The problems must be of the files as they are, since their lines are trusted.
    """
    told = [one for one in problems if one.kind in OLD]
    ours = _of_patterns(patterns, translations)
    done: dict[Path, Mended] = {}
    for column, (name, locale) in enumerate(CATALOGUES):
        path = english_catalogue(translations, name)
        mine = [one for one in told if one.file.endswith(f"/{name}")]
        if mine:
            lines = path.read_text(encoding="utf-8").split("\n")
            done[path] = Mended()
            # From the end, so that the lines above stay where they were told.
            for problem in sorted(mine, key=lambda one: -one.line):
                _mend(lines, problem, words[locale], done[path], column, ours)
            path.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
    return done


def _mend(
    lines: list[str],
    problem: Problem,
    today: Mapping[str, str],
    done: Mended,
    column: int,
    ours: Ours,
) -> None:
    word, entry = problem.where, _entry(lines, problem.line - 1)
    text = _english(lines[entry])
    free = not text or ours(column, word, text)
    if problem.kind is Kind.STALE_TRANSLATION:
        if free and word in today:
            lines[entry] = [f"#. {one_line(today[word])}", f"msgid {escape(word)}", _EMPTY]
            done.emptied.append(word)
        else:
            done.kept.append(word)
    elif free:
        # With the empty line above it.
        del lines[max(entry.start - 1, 0) : entry.stop]
        done.removed.append(word)
    else:
        lines[entry] = [one if one.startswith("#") else f"#~ {one}" for one in lines[entry]]
        done.aside.append(word)


def _entry(lines: list[str], msgid: int) -> slice:
    """Where the entry lies whose ``msgid`` stands in a line, with the comments above it."""
    first, last = msgid, msgid + 1
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    while last < len(lines) and lines[last].startswith(("msgstr", '"')):
        last += 1
    return slice(first, last)


def _english(entry: list[str]) -> str:
    """The text of an entry, as it is written between quotes."""
    start = next(n for n, line in enumerate(entry) if line.startswith("msgstr"))
    quoted = [line.partition('"')[2].rpartition('"')[0] for line in entry[start:]]
    return "".join(quoted).replace('\\"', '"').replace("\\n", "\n")


def _of_patterns(patterns: Path, translations: Path) -> Ours:
    """Knows the English that patterns bring, under every title that a bundle or the item itself has in English.

    The title is its author's, so where it alone stands as a name it is nobody else's; a copy of it is the pattern's.
    """
    listed: dict[str, dict[str, Any]] = read_yaml(patterns / "words.yaml")
    forms = [
        (re.compile(re.escape(word).replace(r"\$name", "([a-z0-9_]+)")), word, texts)
        for part in listed.values()
        for word, texts in part.items()
    ]
    names = read_catalogue(english_catalogue(translations, CATALOGUES[0][0]))
    titles = {text for word, text in names.items() if re.fullmatch(r"bundle\.\w+\.name", word)}

    def ours(column: int, word: str, text: str) -> bool:
        own = names.get(".".join([*word.split(".")[:2], "name"]))
        known = titles | ({own} if own else set())
        return text in set(_said(forms, column, word, known))

    return ours


def _said(
    forms: list[tuple[re.Pattern[str], str, Any]], column: int, word: str, titles: set[str]
) -> Iterator[str]:
    for shape, pattern, texts in forms:
        text = str(texts[0] if column == 0 else texts[-1])
        if shape.fullmatch(word) and not (
            text == _TITLE and column == 0 and pattern.endswith("$name.name")
        ):
            yield from (Template(text).safe_substitute(english=title) for title in titles or {""})
