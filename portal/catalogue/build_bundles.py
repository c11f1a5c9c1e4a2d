"""Makes bundles of a release's content."""

from __future__ import annotations

from datetime import date

from portal.catalogue.rules import Content, Rules, whole
from portal.catalogue.saying import say
from portal.domain.bundles import (
    Bundle,
    BundleItem,
    Dependency,
    Derivation,
    FormSection,
    Part,
    Party,
    PartyKind,
    Relation,
    Represented,
    Source,
)
from portal.domain.dates import Bound, DateRule
from portal.domain.elements import FactKey
from portal.domain.situations import Advice, Situation, SituationOption, WayOut
from portal.domain.windows import Window


def _bundle_item(rules: Rules, entry: Content) -> BundleItem:
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
        when=rules.of_entry(entry),
        standalone=bool(entry.get("standalone", False)),
        once_for_all=bool(entry.get("once_for_all", False)),
    )


def _party(rules: Rules, key: str, entry: Content) -> Party:
    return Party(
        id=key,
        kind=PartyKind(entry["kind"]),
        same_as=tuple((s["party"], rules.of_entry(s)) for s in entry.get("same_as", ())),
        is_subject=bool(entry.get("subject", False)),
        one_case_each=bool(entry.get("one_case_each", False)),
        represented=Represented(entry["represented"]) if "represented" in entry else None,
        papers=tuple(entry.get("papers", ())),
    )


def _situation(rules: Rules, entry: Content) -> Situation:
    options = tuple(
        SituationOption(
            str(o["code"]),
            bool(o.get("fast_path", True)),
            tuple(_advice(a) for a in o.get("advice", ())),
            tuple(o.get("still_possible", ())),
            WayOut(o.get("way_out", WayOut.OTHER_WAY)),
        )
        for o in entry["answers"]
    )
    return Situation(entry["id"], options, rules.of_entry(entry))


def _advice(entry: Content) -> Advice:
    return Advice(entry["id"], _phone(entry), str(entry.get("department", "")))


def _phone(entry: Content) -> str:
    return str(entry.get("phone", {}).get("number", ""))


def _source(rules: Rules, entry: Content) -> Source:
    return Source(
        registry=entry["registry"],
        about=entry["about"],
        gives=_pairs(entry["gives"]),
        when=rules.of_entry(entry),
        proves=tuple(entry.get("proves", ())),
        relation=Relation(entry["relation"]["registry"], entry["relation"]["field"])
        if "relation" in entry
        else None,
    )


def _pairs(entry: Content) -> tuple[tuple[FactKey, str], ...]:
    return tuple((FactKey(key), str(entry[key])) for key in sorted(entry))


def make_bundle(rules: Rules, key: str, entry: Content) -> Bundle:
    """One bundle of bundles/."""
    return Bundle(
        id=key,
        audience=entry["audience"],
        lead_department=entry["lead_department"],
        parties={p: _party(rules, p, value) for p, value in entry["parties"].items()},
        situations=tuple(_situation(rules, s) for s in entry.get("situations", ())),
        items={i["item"]: _bundle_item(rules, i) for i in entry["items"]},
        sources=tuple(_source(rules, s) for s in entry.get("sources", ())),
        sections=tuple(
            FormSection(s["id"], tuple(FactKey(k) for k in s["asks"])) for s in entry["sections"]
        ),
        promised_days=whole(entry, "promised_days"),
        promised_source=str(entry.get("promised_source", "")),
        phone=_phone(entry),
        icon=entry.get("icon", "file-text"),
        life_event=entry["life_event"],
        legal_basis=tuple(entry.get("legal_basis", ())),
        derivations=tuple(_derivation(rules, d) for d in entry.get("derivations", ())),
        one_of=tuple(tuple(group) for group in entry.get("one_of", ())),
        window=_window(entry["window"]) if "window" in entry else None,
        checks=tuple(_check(rules, c) for c in entry.get("checks", ())),
    )


def _derivation(rules: Rules, entry: Content) -> Derivation:
    target, when = FactKey(entry["fact"]), rules.of_entry(entry)
    if "formula" in entry:
        formula = rules.formula(str(entry["formula"]))
        return Derivation(target, tuple(map(FactKey, sorted(formula.names))), when, None, formula)
    part = Part(entry["part"]) if "part" in entry else None
    return Derivation(target, (FactKey(entry["from"]),), when, part)


def _check(rules: Rules, entry: Content) -> DateRule:
    bounds = [bound for bound in Bound if bound in entry]
    if len(bounds) != 1:
        raise ValueError(
            say("check %(check)r needs either less_than or at_least", check=entry["id"])
        )
    distance = entry[bounds[0]]
    months = 12 * distance.get("years", 0) + distance.get("months", 0)
    if not isinstance(months, int) or months < 0:
        raise ValueError(say("check %(check)r needs whole years or months", check=entry["id"]))
    return DateRule(
        entry["id"],
        FactKey(entry["fact"]),
        bounds[0],
        months,
        distance["before"],
        rules.of_entry(entry),
    )


def _window(entry: Content) -> Window:
    for key in ("opens", "closes"):
        try:
            # Of a year without a 29 February, since a window must open and close in every year.
            date.fromisoformat(f"2023-{entry[key]}")
        except ValueError:
            raise ValueError(
                say(
                    "window.%(key)s %(day)r is no day of every year; write it as '05-10'",
                    key=key,
                    day=entry[key],
                )
            ) from None
    return Window(entry["opens"], entry["closes"])
