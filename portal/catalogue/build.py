"""Makes domain objects of a release's content."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from portal.catalogue.build_bundles import make_bundle
from portal.catalogue.build_items import make_element, make_item, regional_of
from portal.catalogue.problems import CatalogueError, Problem
from portal.catalogue.rules import Content, Rules
from portal.catalogue.saying import say
from portal.catalogue.unbuilt import unbuilt
from portal.domain.bundles import Catalogue, Material, RegistryRule
from portal.domain.conditions import Condition

T = TypeVar("T")


def build(content: Content) -> Catalogue:
    """Domain objects of a release. Raises CatalogueError with every entry that cannot be read."""
    problems: list[Problem] = []
    rules = Rules.of(content)

    def each(kind: str, make: Callable[[str, Any], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        # A release made before there were conditions of that kind has none.
        for key, entry in content.get(kind, {}).items():
            try:
                made[key] = make(key, entry)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                what, advice = unbuilt(error)
                problems.append(Problem(kind, key, what, advice))
        return made

    regional = each("regional", regional_of)
    catalogue = Catalogue(
        elements=each("elements", make_element),
        items=each("items", partial(make_item, rules)),
        bundles=each("bundles", partial(make_bundle, rules)),
        materials=each("materials", _material),
        registries=each("registries", _registry),
        templates=dict(content["templates"]),
        words=content["words"],
        regional={(one.region, one.item): one for ones in regional.values() for one in ones},
        conditions=each("conditions", partial(_named, rules)),
    )
    if problems:
        raise CatalogueError(problems)
    return catalogue


def _named(rules: Rules, key: str, entry: Content) -> Condition:
    condition = rules.of_entry(entry)
    if condition is None:
        raise ValueError(say("a named condition needs when"))
    return condition


PAPER, THING = "paper", "thing"
"""What the picture of a material shows."""


def _material(key: str, entry: Content) -> Material:
    picture = entry.get("picture", PAPER)
    if picture not in {PAPER, THING}:
        raise ValueError(say("picture %(picture)r is neither paper nor thing", picture=picture))
    return Material(
        key,
        bool(entry.get("certificate", False)),
        entry.get("issuer"),
        entry.get("copies", 1),
        is_thing=picture == THING,
    )


def _registry(key: str, entry: Content) -> RegistryRule:
    if entry["ground"] not in {"statutory_duty", "consent"}:
        raise ValueError(
            say("ground %(ground)r is neither statutory_duty nor consent", ground=entry["ground"])
        )
    return RegistryRule(
        key,
        entry["authority"],
        entry["ground"],
        acting=bool(entry.get("acting", False)),
        only_the_dead=bool(entry.get("only_the_dead", False)),
    )
