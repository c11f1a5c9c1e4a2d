"""Writes the first files of an item or a bundle from ``services/patterns/``, so that an author begins with something that works."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import yaml

from portal.catalogue.files import read_content, read_yaml
from portal.catalogue.filling import add_entries
from portal.catalogue.saying import say
from portal.catalogue.stale_english import CATALOGUES, english_catalogue

ID = re.compile(r"[a-z][a-z0-9_]{1,38}[a-z0-9]")
PLAIN_TITLE = re.compile(r"[^\s\"'#&*!|>%@`:{}\[\],\\$][^\"'#&*!|>%@`:{}\[\],\\$\n]{0,38}")
"""What stands in YAML without quotes."""
LIFE_EVENT = "home"


class BadDraft(ValueError):
    """Something that cannot be drafted, said so that the author can mend it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Files to be written below ``services/``, and English words: id to English and plain English."""

    files: Mapping[str, str]
    english: Mapping[str, tuple[str, str]]
    registered: tuple[str, ...] = field(default=())
    """The items it makes."""


def draft_bundle(
    patterns: Path,
    name: str,
    title: str,
    english: str | None,
    department: str,
    life_event: str,
    second_department: str | None = None,
) -> Draft:
    """A bundle of two items, the second after the first and perhaps of another department. Raises BadDraft.

    Without ``english`` (here and below), whatever would say it is left untranslated.
    """
    values = _values(name, title, english, department, life_event)
    parts = {"registration": f"{name}_registration", "certificate": f"{name}_certificate"}
    files = {f"bundles/{name}.yaml": _filled(patterns / "bundle.yaml", values)}
    words = _words(patterns, "bundle", values)
    for part, item in parts.items():
        own = {**values, "name": item}
        folder = second_department or department if part == "certificate" else department
        files[f"items/{folder}/{item}.yaml"] = _filled(patterns / f"{part}.yaml", own)
        words |= _words(patterns, part, own)
    return Draft(files, words, tuple(parts.values()))


def draft_item(
    patterns: Path, name: str, title: str, english: str | None, department: str
) -> Draft:
    """One item, which an author then puts into a bundle. Raises BadDraft."""
    values = _values(name, title, english, department, LIFE_EVENT)
    files = {f"items/{department}/{name}.yaml": _filled(patterns / "item.yaml", values)}
    return Draft(files, _words(patterns, "item", values), (name,))


def write(drafts: Sequence[Draft], services: Path, translations: Path) -> list[Path]:
    """Write the files of drafts and add their English words; whatever is there already is never written over.

    Raises BadDraft when one of them cannot be written; then none is.
    """
    files = {name: text for draft in drafts for name, text in draft.files.items()}
    items = [item for draft in drafts for item in draft.registered]
    _refuse_what_is_there(files, items, services)
    written = []
    for name, text in files.items():
        path = services / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    english = {word: said for draft in drafts for word, said in draft.english.items()}
    add_english(english, services, translations)
    return written


def _refuse_what_is_there(files: Collection[str], items: Collection[str], services: Path) -> None:
    for name in files:
        if (services / name).exists() and name.startswith("bundles/"):
            bundle = Path(name).stem
            raise BadDraft(
                say("there is a bundle %(bundle)s already; choose another name", bundle=bundle)
            )
    there = {path.stem for path in services.glob("items/*/*.yaml")}
    for item in items:
        if item in there:
            raise BadDraft(say("there is an item %(item)s already; choose another name", item=item))
    for name in files:
        if (services / name).exists():
            raise BadDraft(say("%(name)s is there already; choose another name", name=name))


def add_english(english: Mapping[str, tuple[str, str]], services: Path, translations: Path) -> None:
    """Add words to the English catalogues, with the Chinese above each as there; those that are there stay as they are."""
    if not english:
        return
    words = read_content(services)["words"]
    for column, (name, locale) in enumerate(CATALOGUES):
        entries = {
            word: (words[locale][word], texts[column])
            for word, texts in english.items()
            if word in words[locale]
        }
        add_entries(english_catalogue(translations, name), entries)


def _values(
    name: str, title: str, english: str | None, department: str, life_event: str
) -> dict[str, str]:
    if not ID.fullmatch(name):
        raise BadDraft(
            say("%(name)r is no id: 3 to 40 small letters, digits and _, a letter first", name=name)
        )
    for text in (title, english):
        if text is not None and not PLAIN_TITLE.fullmatch(text):
            raise BadDraft(
                say("%(text)r is no title: up to 39 signs without quotes or brackets", text=text)
            )
    return {
        "name": name,
        "title": title,
        "english": english or "",
        "department": department,
        "life_event": life_event,
    }


def _filled(pattern: Path, values: Mapping[str, str]) -> str:
    try:
        return Template(pattern.read_text(encoding="utf-8")).substitute(values)
    except FileNotFoundError as error:
        raise BadDraft(say("there is no pattern %(pattern)s", pattern=pattern)) from error


def _words(patterns: Path, part: str, values: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    listed: dict[str, Any] = read_yaml(patterns / "words.yaml")
    text = Template(yaml.safe_dump(listed[part], allow_unicode=True)).substitute(values)
    found = yaml.safe_load(text)
    untold = {
        Template(str(word)).substitute(values)
        for word, texts in listed[part].items()
        if not values["english"] and any("$english" in text for text in texts)
    }
    return {
        str(word): ("", "") if word in untold else (str(texts[0]), str(texts[-1]))
        for word, texts in found.items()
    }
