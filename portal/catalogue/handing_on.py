"""Items that take what another item brings into being: they must come after it, or would be decided without it."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.names import holders
from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue, predecessors
from portal.domain.elements import FactKey
from portal.domain.items import Item


def handing_on_faults(catalogue: Catalogue) -> Iterator[Problem]:
    """One fault for each item that takes another's output and does not wait for it, on no way through ``after``."""
    for bundle in catalogue.bundles.values():
        items = [catalogue.items[name] for name in bundle.items if name in catalogue.items]
        brought = {item.id: _made(bundle, item) for item in items}
        for taker in items:
            before = _before(bundle, taker.id)
            taken = _taken(bundle, taker)
            for maker in items:
                made = taken & brought[maker.id]
                if made and maker.id not in before and not _apart(bundle, taker.id, maker.id):
                    what = say(
                        "%(taker)s takes %(made)s from %(maker)s, but does not come after it",
                        taker=taker.id,
                        made=sorted(made),
                        maker=maker.id,
                    )
                    advice = say(
                        "write after: [%(maker)s] beside item: %(taker)s",
                        maker=maker.id,
                        taker=taker.id,
                    )
                    yield Problem(
                        f"bundles/{bundle.id}.yaml",
                        f"items.{taker.id}",
                        what,
                        advice,
                        kind=Kind.NOT_AFTER,
                    )


def bring_or_ask(catalogue: Catalogue, bundle: Bundle, item: str) -> str:
    """What to do about a fact that an item needs, that no page asks and no item brings: the makers it may have had are named."""
    before = [
        name
        for name in sorted(_before(bundle, item))
        if name in catalogue.items and not catalogue.items[name].result.outputs
    ]
    if not before:
        return say("put it into asks of a section")
    return say(
        "put it into asks of a section; or let an item before it bring it: result.outputs of %(items)s",
        items=before,
    )


def _before(bundle: Bundle, item: str) -> set[str]:
    """Every item that an item waits for, directly or through others; in a ring, itself as well."""
    found: set[str] = set()
    left = [item]
    while left:
        new = predecessors(bundle, left.pop()) & bundle.items.keys() - found
        found |= new
        left += new
    return found


def _taken(bundle: Bundle, item: Item) -> set[FactKey]:
    """What an item needs and does not bring itself, and what that is worked out from."""
    keys = {need.key for need in item.needs} | ({item.routed_by} if item.routed_by else set())
    taken = {holder for key in keys for holder in holders(bundle, key)}
    # A later rule may use what an earlier one gave.
    for rule in reversed(bundle.derivations):
        if rule.target in taken:
            taken |= set(rule.origins)
    return taken - _made(bundle, item)


def _made(bundle: Bundle, item: Item) -> set[FactKey]:
    return {holder for one in item.result.outputs for holder in holders(bundle, one.key)}


def _apart(bundle: Bundle, one: str, other: str) -> bool:
    """Whether nobody ever does both."""
    return any(one in group and other in group for group in bundle.one_of)
