"""Which words a catalogue must have. A thing without a name cannot be shown to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.elements import DataElement
from portal.domain.items import Item
from portal.domain.situations import WayOut


def required_words(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The file and the id of every text that must exist in the source language."""
    for element in catalogue.elements.values():
        parts = ["label", "purpose", *_options(element)]
        yield from (("elements.yaml", f"element.{element.id}.{part}") for part in parts)
    for material in catalogue.materials:
        yield "materials.yaml", f"material.{material}.name"
    for name in catalogue.conditions:
        yield "conditions/", f"condition.{name}.name"
    for region, name in catalogue.regional:
        yield "regional.yaml", f"regional.{region}.{name}.source"
    for registry in catalogue.registries:
        yield from (
            ("registries.yaml", f"registry.{registry}.{part}") for part in ("name", "how", "basis")
        )
    for item in catalogue.items.values():
        yield from ((f"items/{item.department}/{item.id}.yaml", word) for word in _item(item))
    for bundle in catalogue.bundles.values():
        yield from ((f"bundles/{bundle.id}.yaml", word) for word in _bundle(bundle))


def _item(item: Item) -> Iterator[str]:
    yield from (f"item.{item.id}.{part}" for part in ("name", "summary", "result_name"))
    yield from (f"item.{item.id}.stages.{stage.id}.name" for stage in item.stages)
    yield from (f"item.{item.id}.confirmations.{rule.id}.name" for rule in item.confirmations)
    yield from (f"item.{item.id}.fees.{fee.id}.name" for fee in item.fees)
    for field in item.operator_fields:
        own = f"item.{item.id}.operator_fields.{field.id}"
        yield from (f"{own}.{part}" for part in ("name", *_options(field.element)))
    if item.benefit is not None:
        yield from (f"item.{item.id}.benefit.amounts.{one.id}.name" for one in item.benefit.amounts)
        yield f"item.{item.id}.benefit.source"


def _options(element: DataElement) -> list[str]:
    return [f"option.{code}" for code in element.options]


def _bundle(bundle: Bundle) -> Iterator[str]:
    own = f"bundle.{bundle.id}"
    yield from (f"{own}.{part}" for part in ("name", "summary", "keywords"))
    yield from (f"{own}.parties.{party}.name" for party in bundle.parties)
    if bundle.window is not None:
        yield f"{own}.window_note"
    if bundle.phone:
        yield f"{own}.phone.name"
    yield from (f"{own}.sections.{section.id}.name" for section in bundle.sections)
    yield from (f"{own}.checks.{rule.id}.wrong" for rule in bundle.checks)
    for situation in bundle.situations:
        question = f"{own}.situations.{situation.id}"
        yield f"{question}.question"
        for option in situation.options:
            answer = f"{question}.answers.{option.code}"
            yield f"{answer}.label"
            if option.way_out is not WayOut.OTHER_WAY:
                yield f"{answer}.rule"
            for advice in option.advice:
                said = f"{answer}.advice.{advice.id}"
                yield from (f"{said}.{part}" for part in ("name", "advice_text"))
                if advice.phone:
                    yield f"{said}.phone.name"


def missing_words(catalogue: Catalogue) -> Iterator[Problem]:
    """Every required text that the source language does not have."""
    words = catalogue.words.get(SOURCE_LOCALE, {})
    for file, word in required_words(catalogue):
        if not words.get(word, "").strip():
            yield Problem(file, word, say("these words are missing"), kind=Kind.MISSING_WORDS)


_FACT = re.compile(r"bundle\.([^.]+)\.fact\.(.+)\.[^.]+")


def stray_facts(catalogue: Catalogue) -> Iterator[Problem]:
    """Facts that a bundle words but does not have."""
    worded: dict[str, set[str]] = {}
    # All words once, not all for each bundle.
    for word in catalogue.words.get(SOURCE_LOCALE, {}):
        found = _FACT.fullmatch(word) if word.startswith("bundle.") else None
        if found is not None:
            worded.setdefault(found[1], set()).add(found[2])
    for bundle in catalogue.bundles.values():
        had: set[str] = {key for section in bundle.sections for key in section.keys}
        for name in bundle.items.keys() & catalogue.items.keys():
            had |= catalogue.items[name].element_keys
        for key in sorted(worded.get(bundle.id, set()) - had):
            what = say("words for a fact that no item of this bundle needs or makes")
            yield Problem(f"bundles/{bundle.id}.yaml", f"facts.{key}", what)
