"""What an author can get wrong across files: dangling names, rings, questions nobody asks."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.acting import acting_faults
from portal.catalogue.completeness import missing_words, stray_facts
from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.names import holders
from portal.catalogue.outputs import output_faults
from portal.catalogue.problems import CatalogueError, Kind, Problem
from portal.catalogue.promising import promising_faults
from portal.catalogue.reach import reach_faults
from portal.catalogue.regional import regional_faults
from portal.catalogue.saying import say
from portal.catalogue.situations import situation_faults
from portal.catalogue.sourcing import known_faults, source_faults
from portal.catalogue.trials import condition_faults
from portal.domain.bundles import BadGraph, Bundle, Catalogue, depths
from portal.domain.dates import DATED, TODAY
from portal.domain.elements import FactKey, split_key
from portal.domain.items import Item, ResultKind


def check(catalogue: Catalogue) -> None:
    """Refuse a catalogue whose parts do not fit together. Raises CatalogueError with every fault."""
    problems = [
        *_items(catalogue),
        *_bundles(catalogue),
        *reach_faults(catalogue),
        *promising_faults(catalogue),
        *output_faults(catalogue),
        *regional_faults(catalogue),
        *stray_facts(catalogue),
        *missing_words(catalogue),
    ]
    if problems:
        raise CatalogueError(problems)


def _items(catalogue: Catalogue) -> Iterator[Problem]:
    for item in catalogue.items.values():
        file = f"items/{item.department}/{item.id}.yaml"
        for key in sorted(_keys(item)):
            if split_key(key)[1] not in catalogue.elements:
                yield Problem(file, key, say("no such element"), say("add it to elements.yaml"))
        for material in sorted(item.material_ids - catalogue.materials.keys()):
            yield Problem(file, material, say("no such material"), say("add it to materials.yaml"))
        yield from _work(item, file)
        yield from _result(catalogue, item, file)


def _work(item: Item, file: str) -> Iterator[Problem]:
    stages = [stage.id for stage in item.stages]
    if not stages:
        yield Problem(file, "stages", say("an item needs at least one stage"))
    if len(set(stages)) < len(stages):
        yield Problem(file, "stages", say("two stages have the same id"))
    if item.promised_days and item.statutory_days and item.promised_days > item.statutory_days:
        yield Problem(
            file, "promised_days", say("a promise may not be longer than the statutory limit")
        )
    for rule in item.confirmations:
        for key in sorted(set(rule.shows) - item.element_keys):
            what = say("%(key)s is shown but not among the needs", key=key)
            yield Problem(file, f"confirmations.{rule.id}", what)


def _result(catalogue: Catalogue, item: Item, file: str) -> Iterator[Problem]:
    kind, template = item.result.kind, item.result.template
    if (kind is ResultKind.ISSUED_HERE) != (template is not None):
        yield Problem(file, "result", say("a template belongs to issued_here, and only to it"))
    if template is not None and template not in catalogue.templates:
        yield Problem(
            file,
            "result.template",
            say("no template %(template)r in documents/", template=template),
        )


def _keys(item: Item) -> set[FactKey]:
    """Every fact an item speaks of."""
    shown = {key for rule in item.confirmations for key in rule.shows}
    return set(item.element_keys) | shown | ({item.routed_by} if item.routed_by else set())


def _bundles(catalogue: Catalogue) -> Iterator[Problem]:
    for bundle in catalogue.bundles.values():
        file = f"bundles/{bundle.id}.yaml"
        yield from _graph(catalogue, bundle, file)
        yield from source_faults(catalogue, bundle, file)
        yield from acting_faults(catalogue, bundle, file)
        items = [catalogue.items[name] for name in bundle.items if name in catalogue.items]
        for item in items:
            yield from _parties(bundle, item, file)
        yield from _pages(catalogue, bundle, items, file)
        yield from situation_faults(bundle, file)
        yield from _repeats(catalogue, bundle, file)
        yield from _dates(catalogue, bundle, file)
        yield from condition_faults(catalogue, bundle)


def _graph(catalogue: Catalogue, bundle: Bundle, file: str) -> Iterator[Problem]:
    for place in bundle.items.values():
        if place.item not in catalogue.items:
            yield Problem(
                file,
                "items",
                say("no item %(item)r", item=place.item),
                say("add its file under items/<department>/"),
            )
    dangling = False
    for place in bundle.items.values():
        for name in sorted({n for d in place.after for n in d.any_of} - bundle.items.keys()):
            dangling = True
            yield Problem(
                file, f"items.{place.item}.after", say("%(name)r is not in this bundle", name=name)
            )
    if dangling:
        return
    try:
        depths(bundle, bundle.items)
    except BadGraph as error:
        yield Problem(
            file,
            "items",
            say("the items wait for each other in a ring: %(ring)s", ring=str(error)),
            kind=Kind.RING,
        )


def _parties(bundle: Bundle, item: Item, file: str) -> Iterator[Problem]:
    for key in sorted(_keys(item)):
        if split_key(key)[0] not in bundle.parties:
            yield Problem(
                file,
                "parties",
                say(
                    "item %(item)s speaks of %(key)s, but the bundle has no such party",
                    item=item.id,
                    key=key,
                ),
            )
    for rule in item.confirmations:
        if rule.by not in bundle.parties:
            yield Problem(
                file,
                "parties",
                say(
                    "item %(item)s asks %(by)r to confirm, but there is no such party",
                    item=item.id,
                    by=rule.by,
                ),
            )


def _pages(catalogue: Catalogue, bundle: Bundle, items: list[Item], file: str) -> Iterator[Problem]:
    placed = [key for section in bundle.sections for key in section.keys]
    for key in sorted({key for key in placed if placed.count(key) > 1}):
        yield Problem(file, "sections", say("%(key)s is asked on two pages", key=key))
    for key in sorted(set(placed)):
        yield from known_faults(catalogue, bundle, key, file, "sections")
    made = {output.key for item in items for output in item.result.outputs}
    derived = {rule.target for rule in bundle.derivations if rule.when is None}
    needed: set[FactKey] = set()
    for item in items:
        for key in sorted(
            {need.key for need in item.needs} | ({item.routed_by} if item.routed_by else set())
        ):
            held_by = set(holders(bundle, key))
            needed |= held_by
            if not held_by & (made | derived):
                for holder in sorted(held_by - set(placed)):
                    yield Problem(
                        file,
                        "sections",
                        say(
                            "item %(item)s needs %(holder)s, but no page asks it",
                            item=item.id,
                            holder=holder,
                        ),
                    )
    for key in sorted(set(placed) - needed):
        yield Problem(file, "sections", say("%(key)s is asked, but no item needs it", key=key))


def _repeats(catalogue: Catalogue, bundle: Bundle, file: str) -> Iterator[Problem]:
    repeating = [party for party in bundle.parties.values() if party.one_case_each]
    if len(repeating) > 1:
        yield Problem(file, "parties", say("only one party can have one_case_each"))
    for party in repeating:
        where = f"parties.{party.id}"
        if not party.is_subject:
            yield Problem(file, where, say("only the subject of a case can have one_case_each"))
        if not catalogue.words[SOURCE_LOCALE].get(
            f"bundle.{bundle.id}.parties.{party.id}.one_more"
        ):
            yield Problem(file, where, say("one_case_each needs one_more: how to ask for another"))
    for party in bundle.parties.values():
        for material in sorted(set(party.papers) - catalogue.materials.keys()):
            yield Problem(
                file,
                f"parties.{party.id}",
                say("no material %(material)r", material=material),
                say("add it to materials.yaml"),
            )


def _dates(catalogue: Catalogue, bundle: Bundle, file: str) -> Iterator[Problem]:
    ids = [rule.id for rule in bundle.checks]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Problem(file, f"checks.{name}", say("two checks have the same id"))
    for rule in bundle.checks:
        where = f"checks.{rule.id}"
        for key in (rule.fact, *(() if rule.before == TODAY else (FactKey(rule.before),))):
            unknown = list(known_faults(catalogue, bundle, key, file, where))
            yield from unknown
            if not unknown and catalogue.elements[split_key(key)[1]].type not in DATED:
                yield Problem(file, where, say("%(key)s holds no date", key=key))
