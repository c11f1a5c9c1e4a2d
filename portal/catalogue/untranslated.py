"""Words that only some people can read: without English, or without a plain wording for 长辈版."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portal.catalogue.concerning import asked_keys
from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.problems import Kind, Problem, Severity
from portal.catalogue.saying import say
from portal.catalogue.wording import PLAIN
from portal.domain.bundles import Catalogue
from portal.domain.elements import split_key

ENGLISH = "en"
_SPOKEN = frozenset({"name", "question", "label", "hint", "how", "rule"})
"""Words read by everybody; each is worded plainly, or written the same again under ``plain`` where it is plain already."""
_SPLIT = {
    "element": "elements.yaml",
    "material": "materials.yaml",
    "registry": "registries.yaml",
    "condition": "conditions/",
    "regional": "regional.yaml",
    "office": "regions.yaml",
    "region": "regions.yaml",
    "city": "departments.yaml",
}


def missing_translations(catalogue: Catalogue, severity: Severity) -> Iterator[Problem]:
    """Every text that has no English."""
    english = catalogue.words.get(ENGLISH, {})
    for word in catalogue.words[SOURCE_LOCALE]:
        if word not in english:
            yield Problem(
                file_of(catalogue, word),
                word,
                say("has no English"),
                say("add it to translations/en/LC_MESSAGES/services.po"),
                severity=severity,
                kind=Kind.MISSING_TRANSLATION,
            )


def unnamed_city(words: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Names of departments, regions and offices that have no English. No release holds them, so nothing is refused for it."""
    for word in words[SOURCE_LOCALE].keys() - words.get(ENGLISH, {}).keys():
        kind, _, rest = word.partition(".")
        yield Problem(
            _SPLIT.get(kind, f"{kind}s.yaml"),
            f"{kind}s.{rest}",
            say("has no English"),
            say("add it to translations/en/LC_MESSAGES/services.po"),
            severity=Severity.WARN,
            kind=Kind.MISSING_TRANSLATION,
        )


def missing_plain(catalogue: Catalogue) -> Iterator[Problem]:
    """Every text that everybody reads and that has no plain wording, in Chinese; and in English, where Chinese has one."""
    plain = catalogue.words.get(SOURCE_LOCALE + PLAIN, {})
    english = catalogue.words.get(ENGLISH + PLAIN, {})
    unseen = _unseen_hints(catalogue)
    for word in catalogue.words[SOURCE_LOCALE]:
        if word not in plain:
            if word.rpartition(".")[2] in _SPOKEN and word not in unseen:
                yield _plain(
                    catalogue,
                    word,
                    say("has no plain wording"),
                    say("write plain beside it, the same words if they are plain already"),
                )
        elif word not in english:
            yield _plain(
                catalogue,
                word,
                say("has no plain English"),
                say("add it to translations/en/LC_MESSAGES/services_plain.po"),
            )


def _unseen_hints(catalogue: Catalogue) -> set[str]:
    """Hints of elements that every bundle which asks them words itself. Their labels are read elsewhere, in the list of who looked."""
    words = catalogue.words[SOURCE_LOCALE]
    own, shared = set[str](), set[str]()
    for bundle in catalogue.bundles.values():
        for key in asked_keys(catalogue, bundle):
            mine = f"bundle.{bundle.id}.fact.{key}.hint" in words
            (own if mine else shared).add(f"element.{split_key(key)[1]}.hint")
    return own - shared


def file_of(catalogue: Catalogue, word: str) -> str:
    """The file that a text stands in, as far as its id tells."""
    kind, _, rest = word.partition(".")
    name = rest.partition(".")[0]
    if kind == "item" and name in catalogue.items:
        return f"items/{catalogue.items[name].department}/{name}.yaml"
    return f"bundles/{name}.yaml" if kind == "bundle" else _SPLIT.get(kind, f"{kind}s.yaml")


def _plain(catalogue: Catalogue, word: str, what: str, advice: str) -> Problem:
    return Problem(
        file_of(catalogue, word),
        word,
        what,
        advice,
        severity=Severity.WARN,
        kind=Kind.MISSING_PLAIN,
    )
