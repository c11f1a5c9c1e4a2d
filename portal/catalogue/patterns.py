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
from portal.catalogue.saying import say

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
    patterns: Path, name: str, title: str, english: str, department: str, life_event: str
) -> Draft:
    """A bundle of two items, the second after the first. Raises BadDraft."""
    values = _values(name, title, english, department, life_event)
    parts = {"registration": f"{name}_registration", "certificate": f"{name}_certificate"}
    files = {f"bundles/{name}.yaml": _filled(patterns / "bundle.yaml", values)}
    words = _words(patterns, "bundle", values)
    for part, item in parts.items():
        own = {**values, "name": item}
        files[f"items/{department}/{item}.yaml"] = _filled(patterns / f"{part}.yaml", own)
        words |= _words(patterns, part, own)
    return Draft(files, words, tuple(parts.values()))


def draft_item(patterns: Path, name: str, title: str, english: str, department: str) -> Draft:
    """One item, which an author then puts into a bundle. Raises BadDraft."""
    values = _values(name, title, english, department, LIFE_EVENT)
    files = {f"items/{department}/{name}.yaml": _filled(patterns / "item.yaml", values)}
    return Draft(files, _words(patterns, "item", values), (name,))


def write(drafts: Sequence[Draft], services: Path, translations: Path) -> list[Path]:
    """Write the files of drafts and add their English words; whatever is there already is never written over.

    Raises BadDraft when one of them cannot be written; then none is.
    """
    items = {path.stem for path in services.glob("items/*/*.yaml")}
    for draft in drafts:
        _refuse_what_is_there(draft, services, items)
    written = []
    for name, text in ((name, text) for draft in drafts for name, text in draft.files.items()):
        path = services / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    english = {word: said for draft in drafts for word, said in draft.english.items()}
    add_english(english, services, translations)
    return written


def _refuse_what_is_there(draft: Draft, services: Path, items: Collection[str]) -> None:
    for item in draft.registered:
        if item in items:
            raise BadDraft(say("there is an item %(item)s already; choose another name", item=item))
    for name in draft.files:
        if (services / name).exists():
            raise BadDraft(say("%(name)s is there already; choose another name", name=name))


def add_english(english: Mapping[str, tuple[str, str]], services: Path, translations: Path) -> None:
    """Add words to the English catalogues, with the Chinese above each as there; those that are there stay as they are."""
    if not english:
        return
    words = read_content(services)["words"]
    folder = translations / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    for column, (domain, locale) in enumerate(
        (("services", "zh_Hans_CN"), ("services_plain", "zh_Hans_CN_plain"))
    ):
        path = folder / f"{domain}.po"
        before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
        added = [
            f"\n#. {_one_line(words[locale][word])}\nmsgid {_quoted(word)}\nmsgstr {_quoted(texts[column])}\n"
            for word, texts in english.items()
            if word in words[locale] and f"msgid {_quoted(word)}\n" not in before
        ]
        path.write_text(before.rstrip("\n") + "\n" + "".join(added), encoding="utf-8")


_HEAD = """msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def _values(
    name: str, title: str, english: str, department: str, life_event: str
) -> dict[str, str]:
    if not ID.fullmatch(name):
        raise BadDraft(
            say("%(name)r is no id: 3 to 40 small letters, digits and _, a letter first", name=name)
        )
    for text in (title, english):
        if not PLAIN_TITLE.fullmatch(text):
            raise BadDraft(
                say("%(text)r is no title: up to 39 signs without quotes or brackets", text=text)
            )
    return {
        "name": name,
        "title": title,
        "english": english,
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
    return {str(word): (str(texts[0]), str(texts[-1])) for word, texts in found.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
