"""Makes elements and items of a release's content."""

from __future__ import annotations

import re
from typing import Any

from portal.catalogue.rules import Content, Rules, whole
from portal.catalogue.saying import say
from portal.domain.elements import DataElement, ElementId, FactKey, Sensitivity, ValueType
from portal.domain.identity import IdentityPart
from portal.domain.items import (
    Amount,
    Benefit,
    CaseType,
    Confirmation,
    DecidedAt,
    Every,
    Fee,
    Item,
    ItemType,
    Level,
    MaterialNeed,
    Need,
    OperatorField,
    Output,
    Provision,
    ResultKind,
    ResultRule,
    Routing,
    StaffRole,
    Stage,
)
from portal.domain.limits import LimitRegime
from portal.domain.regional import Regional

_CASE_TYPES = {"instant": CaseType.INSTANT, "committed": CaseType.COMMITTED}
_YUAN = re.compile(r"\d{1,9}(\.\d{2})?")


def make_element(key: str, entry: Content) -> DataElement:
    """One data element."""
    return DataElement(
        id=ElementId(key),
        type=ValueType(entry["type"]),
        sensitivity=Sensitivity(entry.get("sensitivity", "personal")),
        mask=entry.get("mask", "none"),
        authority=entry.get("authority"),
        also_held_by=tuple(entry.get("also_held_by", ())),
        options=tuple(entry.get("options", ())),
        max_length=entry.get("max_length", 100),
        minimum=entry.get("minimum"),
        maximum=entry.get("maximum"),
        pattern=entry.get("pattern"),
        not_future=entry.get("not_future", False),
        not_past=entry.get("not_past", False),
        autocomplete=entry.get("autocomplete"),
        offered_again=bool(entry.get("offered_again", False)),
        identity=IdentityPart(entry["identity"]).value if "identity" in entry else None,
    )


def _need(rules: Rules, entry: Any) -> Need:
    if isinstance(entry, str):
        return Need(FactKey(entry))
    return Need(FactKey(entry["key"]), bool(entry.get("required", True)), rules.of_entry(entry))


def _material_need(rules: Rules, entry: Any) -> MaterialNeed:
    if isinstance(entry, str):
        return MaterialNeed(entry)
    return MaterialNeed(
        entry["id"],
        Provision(entry.get("provision", "upload")),
        bool(entry.get("required", True)),
        rules.of_entry(entry),
    )


def make_item(rules: Rules, key: str, entry: Content) -> Item:
    """One item of items/."""
    routing, result = entry["routing"], entry["result"]
    return Item(
        id=key,
        department=entry["department"],
        type=ItemType(str(entry["type"])),
        regime=LimitRegime(entry["regime"]),
        decided_at=DecidedAt(entry["decided_at"]),
        routing=Routing(routing["by"]),
        routed_by=FactKey(routing["from"]) if "from" in routing else None,
        level=Level(entry["level"]),
        needs=tuple(_need(rules, need) for need in entry["needs"]),
        materials=tuple(_material_need(rules, need) for need in entry.get("materials", ())),
        stages=tuple(
            Stage(
                s["id"],
                StaffRole(s["role"]),
                whole(s, "limit_days"),
                s.get("same_person_may_continue", True),
                rules.of_entry(s),
            )
            for s in entry["stages"]
        ),
        confirmations=tuple(
            Confirmation(
                c["id"],
                c["by"],
                rules.of_entry(c),
                tuple(FactKey(k) for k in c.get("shows", ())),
                whole(c, "days", 5) or 0,
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
        promised_days=whole(entry, "promised_days"),
        statutory_days=whole(entry, "statutory_days"),
        visits=whole(entry, "visits") or 0,
        legal_basis=tuple(entry.get("legal_basis", ())),
        code=entry.get("code"),
        case_type=_CASE_TYPES[entry.get("case_type", "committed")],
        visits_assumed=bool(entry.get("visits_assumed", False)),
        fees=tuple(_fee(rules, fee) for fee in entry.get("fees", ())),
        operator_fields=tuple(_operator_field(one) for one in entry.get("operator_fields", ())),
        situations=tuple(entry.get("situations", ())),
        benefit=_benefit(rules, entry["benefit"]) if "benefit" in entry else None,
        promised_source=str(entry.get("promised_source", "")),
        promised_as_of=str(entry.get("promised_as_of", "")),
    )


def regional_of(region: str, entry: Content) -> tuple[Regional, ...]:
    """What one region sets for items."""
    return tuple(
        Regional(
            region,
            item,
            figures.get("promised_days"),
            {amount: _yuan({"yuan": yuan}) for amount, yuan in figures.get("amounts", {}).items()},
            str(figures["as_of"]),
        )
        for item, figures in entry.items()
    )


def _yuan(entry: Content) -> str:
    text = str(entry["yuan"])
    if not _YUAN.fullmatch(text):
        raise ValueError(say("%(text)r is no amount in yuan; write it as '12.50'", text=text))
    return text


def _fee(rules: Rules, entry: Content) -> Fee:
    return Fee(entry["id"], _yuan(entry), rules.of_entry(entry))


def _operator_field(entry: Content) -> OperatorField:
    return OperatorField(
        entry["id"],
        make_element(f"operator.{entry['id']}", entry),
        bool(entry.get("required", True)),
        bool(entry.get("printed", True)),
    )


def _month(entry: Content) -> int | None:
    month = whole(entry, "month")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(say("month %(month)s of a check is no month of the year", month=month))
    return month


def _benefit(rules: Rules, entry: Content) -> Benefit:
    return Benefit(
        every=Every(entry["every"]),
        amounts=tuple(
            Amount(one["id"], _yuan(one), rules.of_entry(one)) for one in entry.get("amounts", ())
        ),
        check_month=_month(entry.get("check", {})),
        as_of=str(entry.get("as_of", "")),
    )
