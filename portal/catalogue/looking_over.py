"""Looks a services folder over for its author: everything it is refused for, or everything that deserves a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.city import check_city, read_city
from portal.catalogue.demo_data import demo_warnings
from portal.catalogue.demo_people import people_warnings
from portal.catalogue.files import read_content
from portal.catalogue.places import located
from portal.catalogue.problems import CatalogueError, Problem, Severity
from portal.catalogue.promising import promising_warnings
from portal.catalogue.reach import reach_warnings
from portal.catalogue.shown import icon_faults
from portal.catalogue.stale_english import Words, stale_english
from portal.catalogue.unread import unread_keys
from portal.catalogue.untranslated import missing_plain, missing_translations, unnamed_city
from portal.catalogue.wording import lay_over, read_words
from portal.domain.bundles import Catalogue


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found. ``content`` and ``catalogue`` are None when the folder is refused before they could be made."""

    problems: tuple[Problem, ...]
    content: dict[str, Any] | None = None
    catalogue: Catalogue | None = None
    city_words: Words = field(default_factory=dict)
    """Names of the city's departments, regions and offices, by locale; empty where the city is refused."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """What the folder is refused for."""
        return tuple(one for one in self.problems if one.severity is Severity.REFUSE)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What deserves a look."""
        return tuple(one for one in self.problems if one.severity is Severity.WARN)


def look_over(
    services: Path,
    translations: Path,
    *,
    untranslated: Severity = Severity.WARN,
    icons: Collection[str] | None = None,
) -> Looked:
    """Read a services folder as at start, and look closer. Warnings are told only when nothing is refused.

    ``untranslated`` says what a text without English means; ``icons`` are those that pages can draw,
    where the caller knows them.
    """
    found: list[Problem] = []
    words: Words = {}
    demo: tuple[Problem, ...] = ()
    try:
        content = read_content(services)
        lay_over(content, translations)
        catalogue = build(content)
    except CatalogueError as error:
        return Looked(tuple(located(error.problems, services)))
    try:
        check(catalogue)
    except CatalogueError as error:
        found += error.problems
    if icons is not None:
        found += icon_faults(catalogue, icons)
    try:
        city = read_city(services, read_words(translations))
        words = city.words
        check_city(catalogue, city)
        demo = (*demo_warnings(catalogue, services), *people_warnings(services))
    except CatalogueError as error:
        found += error.problems
    if not found:
        found += unread_keys(content)
        found += reach_warnings(catalogue)
        found += promising_warnings(catalogue)
        found += missing_translations(catalogue, untranslated)
        found += sorted(unnamed_city(words), key=lambda one: one.where)
        found += missing_plain(catalogue)
        found += stale_english(content["words"], words, translations)
        found += demo
    return Looked(tuple(located(found, services)), content, catalogue, words)
