"""Asked once: the union of what the active items need, less what others give (design rule 1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Facts, applies
from portal.domain.elements import DataElement, FactKey, split_key
from portal.domain.items import MaterialNeed, Provision

REMAINDER = "more"
"""The page for facts that the bundle's author put on no page."""


@dataclass(frozen=True, slots=True)
class Question:
    """One fact that this case needs, and the items that need it."""

    key: FactKey
    element: DataElement
    items: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class MaterialQuestion:
    """One material that this case needs, and the items that need it."""

    material: str
    provision: Provision
    items: tuple[str, ...]
    required: bool


def proof_key(material: str) -> FactKey:
    """The fact that says which registry proves what a material would have proved."""
    return FactKey(f"proof.{material}")


def given_by_items(
    catalogue: Catalogue, bundle: Bundle, active: Collection[str], facts: Facts
) -> frozenset[FactKey]:
    """Facts that an item of this very case will bring into being; they are never asked."""
    return frozenset(
        bundle.resolve(output.key, facts)
        for item in active
        for output in catalogue.items[item].result.outputs
    )


def questions(
    catalogue: Catalogue, bundle: Bundle, facts: Facts, active: Collection[str]
) -> tuple[Question, ...]:
    """Every fact the active items need and none of them makes, each once, in the order of the form's pages."""
    given = given_by_items(catalogue, bundle, active, facts)
    needed: dict[FactKey, tuple[list[str], bool]] = {}
    seen = bundle.seen(facts)
    for item in active:
        for need in catalogue.items[item].needs:
            if not applies(need.when, seen):
                continue
            key = bundle.resolve(need.key, facts)
            if key in given:
                continue
            items, required = needed.get(key, ([], False))
            needed[key] = ([*items, item], required or need.required)
    order = {key: i for i, key in enumerate(k for section in bundle.sections for k in section.keys)}
    return tuple(
        Question(key, catalogue.elements[split_key(key)[1]], tuple(dict.fromkeys(items)), required)
        for key, (items, required) in sorted(
            needed.items(), key=lambda e: order.get(e[0], len(order))
        )
    )


def materials(
    catalogue: Catalogue, bundle: Bundle, facts: Facts, active: Collection[str]
) -> tuple[MaterialQuestion, ...]:
    """Every material the active items need and no registry has proved, each once."""
    needed: dict[str, tuple[MaterialNeed, list[str], bool]] = {}
    seen = bundle.seen(facts)
    for item in active:
        for need in catalogue.items[item].materials:
            if applies(need.when, seen) and proof_key(need.material) not in facts:
                first, items, required = needed.get(need.material, (need, [], False))
                needed[need.material] = (first, [*items, item], required or need.required)
    return tuple(
        MaterialQuestion(material, need.provision, tuple(items), required)
        for material, (need, items, required) in needed.items()
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form."""

    id: str
    questions: tuple[Question, ...]


def pages(bundle: Bundle, asked: Collection[Question]) -> tuple[Page, ...]:
    """The form's pages in order, empty ones left out."""
    return tuple(page for page in _pages(bundle, asked) if page.questions)


def _pages(bundle: Bundle, asked: Collection[Question]) -> Iterator[Page]:
    placed: set[FactKey] = set()
    for section in bundle.sections:
        keys = set(section.keys)
        placed |= keys
        yield Page(section.id, tuple(q for q in asked if q.key in keys))
    yield Page(REMAINDER, tuple(q for q in asked if q.key not in placed))


def items_touched(
    catalogue: Catalogue,
    bundle: Bundle,
    facts: Facts,
    active: Collection[str],
    keys: Collection[str],
    papers: Collection[str],
) -> frozenset[str]:
    """The items that rely on any of these facts or materials (for the stale-approval rule)."""
    return frozenset(
        item
        for item in active
        if any(bundle.resolve(need.key, facts) in keys for need in catalogue.items[item].needs)
        or not catalogue.items[item].material_ids.isdisjoint(papers)
    )
