"""Every bundle in ``services/`` runs from the application to its documents, on every path that stays on the fast one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from portal.casework.opening import OpenCase, open_case
from portal.casework.save import asked_questions
from portal.catalogue.build import build
from portal.catalogue.release import read_release
from portal.domain.actors import SYSTEM
from portal.domain.elements import split_key
from portal.domain.facts import FactSource
from portal.domain.states import TaskState
from portal.jobs.documents import make_document
from portal.wiring import Portal, open_portal
from tests.databases import Databases, Install
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.driver import Driver, NoAnswer, StoodStill, fast_paths, known_person
from tests.guards.sources import SERVICES, TRANSLATIONS
from tests.walking.ways import ALL, pairwise

OpenHouse = Callable[[Path], Portal]

CATALOGUE = build(read_release(SERVICES, TRANSLATIONS))
BUNDLES = sorted(CATALOGUE.bundles)
DEMO = SERVICES / "demo"
GIVEN = {FactSource.REGISTRY, FactSource.IDENTITY, FactSource.DERIVED}
FEW = 12
"""So many paths are all gone on SQLite; of more, PORTAL_PATHS=all goes every one, and else as on PostgreSQL any two answers meet."""
KNOWN_PATHS = 2
"""Paths of each bundle that somebody goes whom the registries know."""


@pytest.fixture
def open_house(install: Install) -> Iterator[OpenHouse]:
    """Opens a house of this test's own on some services."""
    opened: list[Portal] = []

    def open_on(services: Path) -> Portal:
        opened.append(open_portal(install(PORTAL_SERVICES=str(services)), Clock()))
        return opened[-1]

    yield open_on
    for each in opened:
        each.casework.db.close()


@pytest.fixture
def portal(open_house: OpenHouse) -> Portal:
    """A house of its own, on the real services."""
    return open_house(SERVICES)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_everything_is_granted_with_one_application_on_every_path(
    portal: Portal, databases: Databases, bundle: str
) -> None:
    offered = CATALOGUE.bundles[bundle]
    ways = list(fast_paths(offered))
    every = len(ways) <= FEW or ALL
    for path in ways if every and databases.kind == "sqlite" else pairwise(ways):
        driver = Driver(portal.casework, offered)
        case = driver.apply(path)
        driver.grant(case)
        assert set(see.states_of(portal.casework, case).values()) == {TaskState.APPROVED}, path
        templates = {document.template for document in see.documents_of(portal.casework, case)}
        assert {"receipt", "decision_approved"} <= templates


@pytest.mark.parametrize("bundle", BUNDLES)
def test_whom_the_registries_know_types_less_and_is_granted_the_same(
    portal: Portal, bundle: str
) -> None:
    offered, known = CATALOGUE.bundles[bundle], known_person(CATALOGUE.bundles[bundle], DEMO)
    for path in list(fast_paths(offered))[:KNOWN_PATHS]:
        driver = Driver(portal.casework, offered, known=known)
        case = driver.apply(path)
        with open_case(portal.casework, SYSTEM, case, None) as opened:
            rows = [row for (key, _), row in opened.rows.items() if key in keys_of(opened)]
        given = [row for row in rows if row.source in GIVEN]
        driver.grant(case)
        assert set(see.states_of(portal.casework, case).values()) == {TaskState.APPROVED}, path
        assert len(given) >= len(rows) / 3, (path, [row.key for row in rows if row not in given])


def keys_of(opened: OpenCase) -> set[str]:
    """What a case asks."""
    return {question.key for question in asked_questions(opened)}


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_document_on_the_way_can_be_made(portal: Portal, bundle: str) -> None:
    driver = Driver(portal.casework, CATALOGUE.bundles[bundle])
    case = driver.apply(next(fast_paths(driver.bundle)))
    driver.grant(case)
    for document in see.documents_of(portal.casework, case):
        make_document(portal, document.id)
    made = see.documents_of(portal.casework, case)
    assert made
    assert all(document.made_at and document.size for document in made)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_answer_either_goes_on_or_says_where_to_go(bundle: str) -> None:
    for question in CATALOGUE.bundles[bundle].situations:
        assert any(option.fast_path for option in question.options)
        assert all(option.fast_path or option.advice for option in question.options)


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.fixture
def services(tmp_path: Path) -> Path:
    """A copy of the services to plant faults in."""
    return Path(shutil.copytree(SERVICES, tmp_path / "services"))


def replace(path: Path, before: str, after: str) -> None:
    """Plant a fault in a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def first_bundle(portal: Portal) -> Driver:
    """A driver of the first bundle of a house in which somebody must confirm something."""
    catalogue = portal.casework.shelf.current
    waiting = {item.id for item in catalogue.items.values() if item.confirmations}
    return Driver(
        portal.casework,
        next(bundle for bundle in catalogue.bundles.values() if waiting & bundle.items.keys()),
    )


class Forgetful(Driver):
    """Somebody whose family never opens its messages."""

    def _confirm(self, case: UUID) -> None:
        """Nothing is confirmed."""


def test_a_bundle_that_cannot_end_is_found(open_house: OpenHouse, services: Path) -> None:
    portal = open_house(services)
    driver = Forgetful(portal.casework, first_bundle(portal).bundle)
    case = driver.apply(next(fast_paths(driver.bundle)))
    waits_for_somebody = any(
        rule.confirmations for rule in portal.casework.shelf.current.items.values()
    )
    assert waits_for_somebody
    with pytest.raises(StoodStill):
        driver.grant(case)


def test_an_element_that_cannot_be_answered_is_told_by_name(
    open_house: OpenHouse, services: Path
) -> None:
    keys = {k for s in CATALOGUE.bundles["newborn"].sections for k in s.keys}
    asked = {split_key(key)[1] for key in keys}
    element = next(
        e for e in CATALOGUE.elements.values() if e.pattern is not None and e.id in asked
    )
    replace(
        services / "elements.yaml",
        f"pattern: {_pattern(services, element.id)}",
        'pattern: "no-such-[0-9]{9}"',
    )
    driver = first_bundle(open_house(services))
    with pytest.raises(NoAnswer, match=element.id):
        driver.apply(next(fast_paths(driver.bundle)))


def _pattern(services: Path, element: str) -> str:
    """The pattern of an element as it stands in the file."""
    text = (services / "elements.yaml").read_text(encoding="utf-8")
    entry: Any = text.partition(f"\n{element}:\n")[2]
    return str(entry.partition("pattern: ")[2].partition("\n")[0])
