"""The names that conditions use: a misspelt one would silently never hold, so each is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.catalogue.conditions import CelCondition
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Condition
from portal.domain.elements import FactKey, split_key

_COMPARED = re.compile(r"([a-z_][a-z0-9_.]*)\s*[!=]=\s*(?:'([^']*)'|\"([^\"]*)\")")
_SITUATION = "situation."
_ITEM = "item "


def conditions_of(catalogue: Catalogue, bundle: Bundle) -> Iterator[tuple[str, Condition]]:
    """Every condition that is weighed in a bundle, with the place it stands in."""
    for where, condition in _all(catalogue, bundle):
        if condition is not None:
            yield where, condition


def _all(catalogue: Catalogue, bundle: Bundle) -> Iterator[tuple[str, Condition | None]]:
    for party in bundle.parties.values():
        yield from ((f"parties.{party.id}", when) for _, when in party.same_as)
    yield from ((f"sources.{source.registry}", source.when) for source in bundle.sources)
    yield from ((f"derivations.{rule.target}", rule.when) for rule in bundle.derivations)
    yield from ((f"checks.{rule.id}", rule.when) for rule in bundle.checks)
    yield from ((f"situations.{one.id}", one.when) for one in bundle.situations)
    for place in bundle.items.values():
        yield f"items.{place.item}", place.when
        item = catalogue.items.get(place.item)
        if item is not None:
            yield from ((f"item {item.id}, {need.key}", need.when) for need in item.needs)
            yield from ((f"item {item.id}, {stage.id}", stage.when) for stage in item.stages)
            yield from ((f"item {item.id}, {need.material}", need.when) for need in item.materials)
            yield from ((f"item {item.id}, {rule.id}", rule.when) for rule in item.confirmations)
            yield from ((f"item {item.id}, {fee.id}", fee.when) for fee in item.fees)
            if item.benefit is not None:
                yield from ((f"item {item.id}, {one.id}", one.when) for one in item.benefit.amounts)


def wrong_names(catalogue: Catalogue, bundle: Bundle, condition: Condition) -> Iterator[str]:
    """What a condition names that does not exist: questions, answers, parties, elements, options."""
    names = condition.names if isinstance(condition, CelCondition) else frozenset[str]()
    unknown = {name for name in names if codes_of(catalogue, bundle, name) is None}
    for name in sorted(unknown):
        yield say(
            "condition %(source)r names %(name)s, which nobody asks",
            source=condition.source,
            name=name,
        )
    for name, single, double in _COMPARED.findall(condition.source):
        codes, code = codes_of(catalogue, bundle, name), single or double
        if codes and code not in codes:
            yield say(
                "condition %(source)r: %(code)r is no answer to %(name)s",
                source=condition.source,
                code=code,
                name=name,
            )


def codes_of(catalogue: Catalogue, bundle: Bundle, name: str) -> tuple[str, ...] | None:
    """The answers a name may have: empty when anything goes, None when there is no such name."""
    if name.startswith(_SITUATION):
        for situation in bundle.situations:
            if situation.id == name.removeprefix(_SITUATION):
                return tuple(option.code for option in situation.options)
        return None
    party, _, element = name.partition(".")
    if party not in bundle.parties or element not in catalogue.elements:
        return None
    return catalogue.elements[element].options


def stands_in(catalogue: Catalogue, bundle: Bundle, where: str) -> tuple[str, str]:
    """The file and the place in it that a place of :func:`conditions_of` means."""
    if not where.startswith(_ITEM):
        return f"bundles/{bundle.id}.yaml", where
    item, _, part = where.removeprefix(_ITEM).partition(", ")
    return f"items/{catalogue.items[item].department}/{item}.yaml", part


def holders(bundle: Bundle, key: FactKey) -> Iterator[FactKey]:
    """The keys that may really hold a fact: those of the parties that its party can turn out to be."""
    party, element = split_key(key)
    others = bundle.parties[party].same_as if party in bundle.parties else ()
    for other, _ in others:
        yield from holders(bundle, FactKey(f"{other}.{element}"))
    if not others:
        yield key
