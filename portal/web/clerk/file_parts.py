"""The parts of a task's file: facts, materials, corrections, result. Built from a whole case, cut down to one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.casework.outcome import FIELDS
from portal.catalogue.labels import SITUATION, Labels
from portal.domain.conditions import applies
from portal.domain.items import Item, MaterialNeed, ResultKind
from portal.persistence.queries.whole_case import WholeCase
from portal.web import desk_words
from portal.web.house import gettext


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact the item needs. ``raw`` is kept for copying; ``value`` is what people read."""

    key: str
    label: str
    value: str
    raw: str
    source: str
    check: str
    check_kind: str
    before: str
    is_output: bool
    markable: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file handed in."""

    id: UUID
    name: str
    size: int
    pages: int
    media_type: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One material the item needs, and what was handed in for it."""

    material: str
    name: str
    provision: str
    online: bool
    required: bool
    files: tuple[FileLine, ...]
    proved_by: str


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One request to mend something, with what was marked and why."""

    asked_at: datetime
    state: str
    is_open: bool
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What came out, and how far it has come."""

    kind: ResultKind
    state: str
    state_text: str
    number: str
    issued_on: date | None
    details: Mapping[str, Any]
    own: tuple[tuple[str, str], ...]
    """What whoever decided filled in beside it: names and values."""


@dataclass(frozen=True, slots=True)
class NeedToKnow:
    """What an item may see of this very case: keys in the order of its needs, its own outputs last."""

    keys: tuple[str, ...]
    outputs: frozenset[str]
    made_by: Mapping[str, str]
    """Facts that another item of the case brings into being, with that item."""
    materials: tuple[MaterialNeed, ...]

    @classmethod
    def of(cls, item: Item, labels: Labels, whole: WholeCase) -> NeedToKnow:
        """Needs whose condition does not hold in this case are left out: they are not needed here."""
        values = {fact.key: fact.value for fact in whole.facts if fact.value}
        resolve, seen = labels.bundle.resolve, labels.bundle.seen(values)
        needs = [resolve(need.key, values) for need in item.needs if applies(need.when, seen)]
        outputs = [resolve(output.key, values) for output in item.result.outputs]
        made_by: dict[str, str] = {
            resolve(output.key, values): task.item
            for task in whole.tasks
            for output in labels.catalogue.items[task.item].result.outputs
        }
        papers = tuple(need for need in item.materials if applies(need.when, seen))
        answers = [f"{SITUATION}{one}" for one in item.situations if f"{SITUATION}{one}" in values]
        return cls(
            tuple(dict.fromkeys([*answers, *needs, *outputs])), frozenset(outputs), made_by, papers
        )


def fact_lines(
    known: NeedToKnow, labels: Labels, whole: WholeCase, before: Mapping[str, str]
) -> tuple[FactLine, ...]:
    """Every fact the item needs; one that is not there yet stands with an empty value."""
    rows = {fact.key: fact for fact in whole.facts}
    values = {fact.key: fact.value for fact in whole.facts if fact.value}
    lines: list[FactLine] = []
    for key in known.keys:
        row = rows.get(key)
        raw = row.value if row is not None else ""
        check = row.check.value if row is not None else "none"
        lines.append(
            FactLine(
                key=key,
                label=labels.fact(key),
                value=labels.value(key, raw),
                raw=raw,
                source=_source(
                    key, row.source.value if row is not None and raw else "", known, labels, values
                ),
                check=gettext(desk_words.CHECKS[check]) if check in desk_words.CHECKS else "",
                check_kind=desk_words.CHECK_KINDS.get(check, ""),
                before=labels.value(key, before.get(key, "")),
                is_output=key in known.outputs,
                markable=key not in known.made_by and not key.startswith(SITUATION),
            )
        )
    return tuple(lines)


def _source(
    key: str, source: str, known: NeedToKnow, labels: Labels, values: Mapping[str, str]
) -> str:
    if not source:
        return ""
    if source == "output" and key in known.made_by:
        return gettext("Output of: %(item)s", item=labels.item(known.made_by[key]))
    if source == "registry":
        return gettext("Register: %(register)s", register=_registry(key, labels, values))
    return gettext(desk_words.SOURCES[source])


def _registry(key: str, labels: Labels, values: Mapping[str, str]) -> str:
    for given in labels.bundle.sources:
        asked = given.registry in labels.catalogue.registries and applies(given.when, values)
        if asked and key in {labels.bundle.resolve(fact, values) for fact, _ in given.gives}:
            return labels.words.get(f"registry.{given.registry}.name", given.registry)
    any_register = desk_words.SOURCES["registry"]
    return gettext(any_register)


def material_lines(known: NeedToKnow, labels: Labels, whole: WholeCase) -> tuple[MaterialLine, ...]:
    """Every material the item needs, with the files that were sent; what is still being mended is not shown."""
    from_registry = {fact.key for fact in whole.facts if fact.source == "registry" and fact.value}
    sent = [upload for upload in whole.uploads if upload.stream == "current"]
    return tuple(
        MaterialLine(
            material=need.material,
            name=labels.material(need.material),
            provision=gettext(desk_words.PROVISIONS[need.provision.value]),
            online=need.provision == "upload",
            required=need.required,
            files=tuple(
                FileLine(u.id, u.display_name, u.size, u.pages, u.media_type, u.added_at)
                for u in sent
                if u.material == need.material
            ),
            proved_by=_proof(need.material, labels, whole, from_registry),
        )
        for need in known.materials
    )


def _proof(material: str, labels: Labels, whole: WholeCase, from_registry: set[str]) -> str:
    values = {fact.key: fact.value for fact in whole.facts if fact.value}
    for source in labels.bundle.sources:
        if material in source.proves and applies(source.when, values):
            keys = {labels.bundle.resolve(key, values) for key, _ in source.gives}
            if keys & from_registry:
                return labels.words.get(f"registry.{source.registry}.name", source.registry)
    return ""


def correction_lines(
    known: NeedToKnow, labels: Labels, whole: WholeCase, task_id: UUID
) -> tuple[CorrectionLine, ...]:
    """What this office asked to be mended, the latest first."""
    lines = [
        CorrectionLine(
            asked_at=correction.asked_at,
            state=gettext(desk_words.CORRECTIONS[correction.state.value]),
            is_open=correction.state in {"written", "sent"},
            marks=tuple(
                (
                    labels.fact(mark.reference)
                    if mark.kind == "fact"
                    else labels.material(mark.reference),
                    # What the portal itself asks for was written by nobody.
                    mark.why or gettext("This item was added after filing, and needs it."),
                )
                for mark in whole.marks
                if mark.correction_id == correction.id
            ),
        )
        for correction in whole.corrections
        if correction.task_id == task_id
    ]
    return tuple(sorted(lines, key=lambda line: line.asked_at, reverse=True))


def result_line(whole: WholeCase, task_id: UUID, labels: Labels, item: Item) -> ResultLine | None:
    """What came out of this task."""
    found = next((result for result in whole.results if result.task_id == task_id), None)
    if found is None:
        return None
    filled = found.details.get(FIELDS, {})
    return ResultLine(
        kind=found.kind,
        state=found.state.value,
        state_text=gettext(desk_words.RESULT_STATES[found.state.value])
        if found.kind
        in {ResultKind.ISSUED_HERE, ResultKind.REGISTRY_ENTRY, ResultKind.LICENCE_ELSEWHERE}
        else gettext(desk_words.STEPS[found.state.value]),
        number=found.number or "",
        issued_on=found.issued_on,
        details=found.details,
        own=tuple(
            (labels.own_field(item.id, field), labels.own_value(item.id, field, filled[field.id]))
            for field in item.operator_fields
            if filled.get(field.id)
        ),
    )
