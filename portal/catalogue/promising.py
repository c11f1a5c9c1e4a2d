"""What an offer says of days, money and what comes out of it, and whether that can be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.names import holders
from portal.catalogue.paths import TooManyPaths
from portal.catalogue.problems import Kind, Problem, Severity
from portal.catalogue.reach import Way, ways
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue, predecessors
from portal.domain.elements import FactKey
from portal.domain.items import Item, ResultKind

CERTIFICATE = "certificate"
"""The template that prints an item's ``statement`` below the holder's name."""


def promising_faults(catalogue: Catalogue) -> Iterator[Problem]:
    """Faults for which a catalogue is refused."""
    for item in catalogue.items.values():
        if item.benefit is not None and item.result.kind is not ResultKind.PAYMENT:
            what = say("a benefit is paid, but the result is %(kind)s", kind=item.result.kind.value)
            yield Problem(_file(item), "benefit", what, say("kind: payment"), kind=Kind.MONEY)


def promising_warnings(catalogue: Catalogue) -> Iterator[Problem]:
    """What an author should look at. The catalogue must be free of faults."""
    used = {name for bundle in catalogue.bundles.values() for name in bundle.items}
    for item in catalogue.items.values():
        yield from _money(catalogue, item)
        yield from _statement(catalogue, item)
        if item.id not in used:
            what, advice = say("no bundle has this item"), say("put it into a bundle's items")
            yield _look(_file(item), "name", what, advice, Kind.UNREACHABLE)
    yield from _unused_outputs(catalogue, used)
    for bundle in catalogue.bundles.values():
        yield from _promise(catalogue, bundle)


def _statement(catalogue: Catalogue, item: Item) -> Iterator[Problem]:
    """A certificate made here certifies one sentence; what invites people to apply does not read as one."""
    certifies = item.result.template == CERTIFICATE
    if certifies and not catalogue.words[SOURCE_LOCALE].get(f"item.{item.id}.statement"):
        what = say("the certificate has no sentence of its own, so it would print the summary")
        advice = say("write statement: what is certified of the holder")
        yield _look(_file(item), "result", what, advice, Kind.MISSING_WORDS)


def _money(catalogue: Catalogue, item: Item) -> Iterator[Problem]:
    words = catalogue.words[SOURCE_LOCALE]
    for fee in item.fees:
        where = f"fees.{fee.id}"
        if Decimal(fee.yuan) == 0:
            what, advice = say("a fee of nothing is no fee"), say("leave it out")
            yield _look(_file(item), where, what, advice, Kind.MONEY)
        if not words.get(f"item.{item.id}.fees.{fee.id}.basis"):
            what, advice = say("a fee without the rule it is taken by"), say("add basis")
            yield _look(_file(item), where, what, advice, Kind.MONEY)
    if item.benefit is None:
        return
    if not item.benefit.amounts:
        what, advice = (
            say("a benefit without amounts: nobody learns how much it is"),
            say("add amounts"),
        )
        yield _look(_file(item), "benefit", what, advice, Kind.MONEY)
    if not item.benefit.as_of:
        what, advice = say("does not say as of when its amounts hold"), say("add as_of: 2026-01")
        yield _look(_file(item), "benefit", what, advice, Kind.MONEY)


def _unused_outputs(catalogue: Catalogue, used: set[str]) -> Iterator[Problem]:
    wanted: set[tuple[str, FactKey]] = set()
    for bundle in catalogue.bundles.values():
        copied = {origin for rule in bundle.derivations for origin in rule.origins}
        takes = {name: _taken(bundle, catalogue.items[name]) for name in bundle.items}
        for name in bundle.items:
            others = copied.union(*(keys for other, keys in takes.items() if other != name))
            for output in catalogue.items[name].result.outputs:
                if others & set(holders(bundle, output.key)):
                    wanted.add((name, output.key))
    for name in sorted(used):
        item = catalogue.items[name]
        for output in item.result.outputs:
            if (name, output.key) not in wanted:
                what = say("%(key)s is made here, but no other item needs it", key=output.key)
                advice = say("leave it out, or add it to the needs of the item that takes it")
                yield _look(_file(item), "result.outputs", what, advice, Kind.UNUSED_OUTPUT)


def _taken(bundle: Bundle, item: Item) -> set[FactKey]:
    keys = {need.key for need in item.needs} | ({item.routed_by} if item.routed_by else set())
    return {holder for key in keys for holder in holders(bundle, key)}


def _promise(catalogue: Catalogue, bundle: Bundle) -> Iterator[Problem]:
    """A bundle's promise may leave something out, and its promise_note says what; the author should know by how much."""
    if bundle.promised_days is None:
        return
    try:
        walked = ways(bundle)
    except TooManyPaths:
        return
    days = {name: catalogue.items[name].promised_days or 0 for name in bundle.items}
    longest: tuple[int, list[str], Way | None] = (0, [], None)
    seen: set[frozenset[str]] = set()
    for way in walked:
        active = frozenset(
            place.item
            for place in bundle.items.values()
            if way.active[place.item] is not False and (not place.optional or place.chosen_at_first)
        )
        if active not in seen:
            seen.add(active)
            length, chain = longest_chain(bundle, active, days)
            longest = max(longest, (length, chain, way), key=lambda one: one[0])
    length, chain, found = longest
    if length > bundle.promised_days:
        told = " → ".join(f"{name} {days[name]}" for name in chain)
        what = say(
            "promises %(promised)d working days, but the longest chain takes %(length)d: %(chain)s (on %(way)s)",
            promised=bundle.promised_days,
            length=length,
            chain=told,
            way=found.says if found is not None else "",
        )
        advice = say("promise more, or say in promise_note what is not counted")
        yield _look(f"bundles/{bundle.id}.yaml", "promised_days", what, advice, Kind.PROMISE)


def longest_chain(
    bundle: Bundle, active: frozenset[str], days: Mapping[str, int]
) -> tuple[int, list[str]]:
    """The chain of active items that takes longest when none waits needlessly, in working days. The bundle has no ring."""
    ends: dict[str, tuple[int, list[str]]] = {}

    def end(name: str) -> tuple[int, list[str]]:
        if name not in ends:
            before = [end(one) for one in sorted(predecessors(bundle, name) & active)]
            length, chain = max(before, key=lambda one: one[0], default=(0, list[str]()))
            ends[name] = (length + days[name], [*chain, name])
        return ends[name]

    none: tuple[int, list[str]] = (0, [])
    return max((end(name) for name in bundle.items if name in active), key=_length, default=none)


def _length(chain: tuple[int, list[str]]) -> int:
    return chain[0]


def _file(item: Item) -> str:
    return f"items/{item.department}/{item.id}.yaml"


def _look(file: str, where: str, what: str, advice: str, kind: Kind) -> Problem:
    return Problem(file, where, what, advice, severity=Severity.WARN, kind=kind)
