"""Makes domain objects of a release's content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from portal.catalogue.conditions import BadCondition, CelCondition, compile_condition
from portal.catalogue.problems import CatalogueError, Problem
from portal.domain.bundles import (
    Bundle,
    BundleItem,
    Catalogue,
    Dependency,
    FormSection,
    Material,
    Party,
    RegistryRule,
    Relation,
    Situation,
    SituationOption,
    Source,
)
from portal.domain.dates import Bound, DateRule
from portal.domain.elements import DataElement, ElementId, FactKey, Sensitivity, ValueType
from portal.domain.identity import IdentityPart
from portal.domain.items import (
    Confirmation,
    DecidedAt,
    Item,
    ItemType,
    MaterialNeed,
    Need,
    Output,
    Provision,
    ResultKind,
    ResultRule,
    Routing,
    StaffRole,
    Stage,
)
from portal.domain.limits import LimitRegime

Content = Mapping[str, Any]
T = TypeVar("T")
_compile = lru_cache(maxsize=4096)(compile_condition)


def build(content: Content) -> Catalogue:
    """Domain objects of a release. Raises CatalogueError with every entry that cannot be read."""
    problems: list[Problem] = []

    def each(kind: str, make: Callable[[str, Any], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for key, entry in content[kind].items():
            try:
                made[key] = make(key, entry)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                what = (
                    f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
                )
                problems.append(Problem(kind, key, what, "see services/README.md"))
        return made

    catalogue = Catalogue(
        elements=each("elements", _element),
        items=each("items", _item),
        bundles=each("bundles", _bundle),
        materials=each("materials", _material),
        registries=each("registries", _registry),
        templates=dict(content["templates"]),
        words=content["words"],
    )
    if problems:
        raise CatalogueError(problems)
    return catalogue


def _condition(entry: Mapping[str, Any]) -> CelCondition | None:
    source = entry.get("when")
    if source is None:
        return None
    try:
        return _compile(str(source))
    except BadCondition as error:
        raise ValueError(f"condition {error}") from error


def _element(key: str, entry: Mapping[str, Any]) -> DataElement:
    return DataElement(
        id=ElementId(key),
        type=ValueType(entry["type"]),
        sensitivity=Sensitivity(entry.get("sensitivity", "personal")),
        mask=entry.get("mask", "none"),
        authority=entry.get("authority"),
        options=tuple(entry.get("options", ())),
        max_length=entry.get("max_length", 100),
        minimum=entry.get("minimum"),
        maximum=entry.get("maximum"),
        pattern=entry.get("pattern"),
        not_future=entry.get("not_future", False),
        autocomplete=entry.get("autocomplete"),
        identity=IdentityPart(entry["identity"]).value if "identity" in entry else None,
    )


def _material(key: str, entry: Mapping[str, Any]) -> Material:
    return Material(
        key, bool(entry.get("certificate", False)), entry.get("issuer"), entry.get("copies", 1)
    )


def _registry(key: str, entry: Mapping[str, Any]) -> RegistryRule:
    if entry["ground"] not in {"statutory_duty", "consent"}:
        raise ValueError(f"ground {entry['ground']!r} is neither statutory_duty nor consent")
    return RegistryRule(key, entry["authority"], entry["ground"])


def _need(entry: Any) -> Need:
    if isinstance(entry, str):
        return Need(FactKey(entry))
    return Need(FactKey(entry["key"]), bool(entry.get("required", True)), _condition(entry))


def _material_need(entry: Any) -> MaterialNeed:
    if isinstance(entry, str):
        return MaterialNeed(entry)
    return MaterialNeed(
        entry["id"],
        Provision(entry.get("provision", "upload")),
        bool(entry.get("required", True)),
        _condition(entry),
    )


def _item(key: str, entry: Mapping[str, Any]) -> Item:
    routing, result = entry["routing"], entry["result"]
    return Item(
        id=key,
        department=entry["department"],
        type=ItemType(str(entry["type"])),
        regime=LimitRegime(entry["regime"]),
        decided_at=DecidedAt(entry["decided_at"]),
        routing=Routing(routing["by"]),
        routed_by=FactKey(routing["from"]) if "from" in routing else None,
        level=entry["level"],
        needs=tuple(_need(need) for need in entry["needs"]),
        materials=tuple(_material_need(need) for need in entry.get("materials", ())),
        stages=tuple(
            Stage(
                s["id"],
                StaffRole(s["role"]),
                s.get("limit_days"),
                s.get("same_person_may_continue", True),
            )
            for s in entry["stages"]
        ),
        confirmations=tuple(
            Confirmation(
                c["id"],
                c["by"],
                _condition(c),
                tuple(FactKey(k) for k in c.get("shows", ())),
                c.get("days", 5),
            )
            for c in entry.get("confirmations", ())
        ),
        result=ResultRule(
            kind=ResultKind(result["kind"]),
            template=result.get("template"),
            issuer=result.get("issuer"),
            collect_from=result.get("collect_from"),
            outputs=tuple(Output(FactKey(k)) for k in result.get("outputs", ())),
        ),
        promised_days=entry.get("promised_days"),
        statutory_days=entry.get("statutory_days"),
        visits=entry.get("visits", 0),
        legal_basis=tuple(entry.get("legal_basis", ())),
        code=entry.get("code"),
    )


def _bundle_item(entry: Mapping[str, Any]) -> BundleItem:
    after = tuple(
        Dependency((d,))
        if isinstance(d, str)
        else Dependency(tuple(d["any_of"]), bool(d.get("soft", False)))
        for d in entry.get("after", ())
    )
    return BundleItem(
        item=entry["item"],
        after=after,
        optional=bool(entry.get("optional", False)),
        chosen_at_first=bool(entry.get("chosen_at_first", True)),
        when=_condition(entry),
        standalone=bool(entry.get("standalone", False)),
        once_for_all=bool(entry.get("once_for_all", False)),
    )


def _party(key: str, entry: Mapping[str, Any]) -> Party:
    return Party(
        id=key,
        kind=entry["kind"],
        same_as=tuple((s["party"], _condition(s)) for s in entry.get("same_as", ())),
        is_subject=bool(entry.get("subject", False)),
        one_case_each=bool(entry.get("one_case_each", False)),
        papers=tuple(entry.get("papers", ())),
    )


def _situation(entry: Mapping[str, Any]) -> Situation:
    options = tuple(
        SituationOption(
            str(o["code"]),
            bool(o.get("fast_path", True)),
            tuple(a["id"] for a in o.get("advice", ())),
            tuple(o.get("still_possible", ())),
        )
        for o in entry["answers"]
    )
    return Situation(entry["id"], options)


def _source(entry: Mapping[str, Any]) -> Source:
    return Source(
        registry=entry["registry"],
        about=entry["about"],
        gives=_pairs(entry["gives"]),
        when=_condition(entry),
        proves=tuple(entry.get("proves", ())),
        relation=Relation(entry["relation"]["registry"], entry["relation"]["field"])
        if "relation" in entry
        else None,
    )


def _pairs(entry: Mapping[str, Any]) -> tuple[tuple[FactKey, str], ...]:
    return tuple((FactKey(key), str(entry[key])) for key in sorted(entry))


def _bundle(key: str, entry: Mapping[str, Any]) -> Bundle:
    return Bundle(
        id=key,
        audience=entry["audience"],
        lead_department=entry["lead_department"],
        parties={p: _party(p, value) for p, value in entry["parties"].items()},
        situations=tuple(_situation(s) for s in entry.get("situations", ())),
        items={i["item"]: _bundle_item(i) for i in entry["items"]},
        sources=tuple(_source(s) for s in entry.get("sources", ())),
        sections=tuple(
            FormSection(s["id"], tuple(FactKey(k) for k in s["asks"])) for s in entry["sections"]
        ),
        promised_days=entry.get("promised_days"),
        icon=entry.get("icon", "file"),
        life_event=entry["life_event"],
        legal_basis=tuple(entry.get("legal_basis", ())),
        derivations=tuple(
            (FactKey(d["fact"]), FactKey(d["from"]), _condition(d))
            for d in entry.get("derivations", ())
        ),
        checks=tuple(_check(c) for c in entry.get("checks", ())),
    )


def _check(entry: Mapping[str, Any]) -> DateRule:
    bounds = [bound for bound in Bound if bound in entry]
    if len(bounds) != 1:
        raise ValueError(f"check {entry['id']!r} needs either less_than or at_least")
    distance = entry[bounds[0]]
    months = 12 * distance.get("years", 0) + distance.get("months", 0)
    if not isinstance(months, int) or months < 0:
        raise ValueError(f"check {entry['id']!r} needs whole years or months")
    return DateRule(
        entry["id"],
        FactKey(entry["fact"]),
        bounds[0],
        months,
        distance["before"],
        _condition(entry),
    )
