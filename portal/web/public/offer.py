"""What a guide says about each item: what comes of it, how long it takes, by whom, after what, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.catalogue.labels import Labels
from portal.catalogue.reasons import reason
from portal.domain.bundles import depths, predecessors
from portal.domain.items import ResultKind, Stage
from portal.web.because import item_reason
from portal.web.house import house
from portal.web.public.terms import Money, money, month, plain_yuan
from portal.web.public.wording import RESULTS, ROUTES
from portal.web.relay import Node

_SAID_BY_NOTE = frozenset({ResultKind.PAYMENT, ResultKind.REGISTRY_ENTRY})
"""Kinds of which nothing is handed over: their notes say what happens, so a general sentence would only repeat it."""


@dataclass(frozen=True, slots=True)
class Fee:
    """What something costs: ``yuan`` as decimal text."""

    name: str
    yuan: str
    basis: str
    only_if: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place with a promise of its own, in working days, and where that is written."""

    place: str
    days: int
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """One item in words. Days are working days; None: no figure is recorded."""

    id: str
    name: str
    summary: str
    department: str
    result_name: str
    result_how: str
    result_note: str
    issuer: str
    promised: int | None
    legal: int | None
    visits: int
    visit_note: str
    visits_assumed: bool
    optional: bool
    standalone: bool
    waits_for: tuple[str, ...]
    stages: tuple[str, ...]
    route: str
    confirmations: tuple[str, ...]
    fees: tuple[Fee, ...]
    elsewhere: tuple[Elsewhere, ...]
    source: str
    """Where the promise is published; empty where none is recorded."""
    source_since: str
    only_if: str
    """What must have been chosen for it to belong to the case; empty for what always does."""
    money: Money | None


@dataclass(frozen=True, slots=True)
class Phone:
    """Whom to call about a thing; without a name it is the city's own number."""

    number: str
    name: str


def phone_of(labels: Labels) -> Phone:
    """The number of those who know this thing best, else the city's."""
    if labels.bundle.phone:
        return Phone(labels.bundle.phone, labels.own("phone.name"))
    return Phone(house().casework.city.phone, "")


def parts(labels: Labels, items: Iterable[str] | None = None) -> tuple[Part, ...]:
    """The bundle's items in words, in its order; only some when they are named."""
    return tuple(_part(labels, item) for item in items or labels.bundle.items)


def _part(labels: Labels, item_id: str) -> Part:
    item, place = labels.catalogue.items[item_id], labels.bundle.items[item_id]
    issuer = item.result.issuer
    return Part(
        id=item_id,
        name=labels.item(item_id),
        summary=labels.item(item_id, "summary"),
        department=labels.department(item.department),
        result_name=labels.item(item_id, "result_name"),
        result_how=_how(labels, item.result.kind, labels.item(item_id, "result_note")),
        result_note=labels.item(item_id, "result_note"),
        issuer=labels.department(issuer)
        if issuer and item.result.kind is ResultKind.LICENCE_ELSEWHERE
        else "",
        promised=item.promised_days,
        legal=item.statutory_days,
        visits=item.visits,
        visit_note=labels.item(item_id, "visit_note"),
        visits_assumed=item.visits_assumed,
        optional=place.optional,
        standalone=place.standalone,
        waits_for=tuple(
            labels.either(labels.item(other) for other in dependency.any_of)
            for dependency in place.after
        ),
        stages=tuple(_stage(labels, item_id, stage) for stage in item.stages),
        route=labels.gettext(ROUTES[item.routing]),
        confirmations=tuple(
            dict.fromkeys(
                labels.words.get(f"item.{item_id}.confirmations.{rule.id}.name")
                for rule in item.confirmations
            )
        ),
        fees=tuple(
            Fee(
                labels.words.get(f"item.{item_id}.fees.{fee.id}.name"),
                plain_yuan(fee.yuan),
                labels.words.get(f"item.{item_id}.fees.{fee.id}.basis"),
                reason(labels, fee.when),
            )
            for fee in item.fees
        ),
        elsewhere=tuple(
            Elsewhere(
                labels.place(one.region),
                one.promised_days,
                labels.words.get(f"regional.{one.region}.{item_id}.source"),
            )
            for one in labels.catalogue.regional.values()
            if one.item == item_id and one.promised_days is not None
        ),
        source=item.promised_source,
        source_since=month(labels, item.promised_as_of),
        only_if=item_reason(labels, item_id),
        money=money(labels, item),
    )


def _how(labels: Labels, kind: ResultKind, note: str) -> str:
    """How a result of some kind reaches people; empty where the item's own note says it better."""
    return "" if note and kind in _SAID_BY_NOTE else labels.gettext(RESULTS[kind])


def _stage(labels: Labels, item: str, stage: Stage) -> str:
    name = labels.words.get(f"item.{item}.stages.{stage.id}.name", stage.id)
    only_if = reason(labels, stage.when)
    if not only_if:
        return name
    return f"{name} · {labels.gettext('Only for “%(answer)s”', answer=only_if)}"


def as_itself(labels: Labels, part: Part) -> Part:
    """A part as the item says it of itself, for one that several things have, each in words of its own."""
    own = f"item.{part.id}"
    note = labels.words.get(f"{own}.result_note")
    return replace(
        part,
        name=labels.words.get(f"{own}.name", part.name),
        summary=labels.words.get(f"{own}.summary", part.summary),
        result_name=labels.words.get(f"{own}.result_name", part.result_name),
        result_how=_how(labels, labels.catalogue.items[part.id].result.kind, note),
        result_note=note,
    )


def nodes(labels: Labels) -> tuple[Node, ...]:
    """The relay of a bundle as a picture, nobody having applied yet."""
    every = list(labels.bundle.items)
    deep = depths(labels.bundle, every)
    return tuple(
        Node(
            id=item,
            name=labels.item(item),
            state_kind="theirs",
            state_text=_days(labels, labels.catalogue.items[item].promised_days),
            office=labels.department(labels.catalogue.items[item].department),
            due_text=_for_whom(labels, item),
            depth=deep[item],
            after=tuple(other for other in every if other in predecessors(labels.bundle, item)),
            href=f"#part-{item.replace('_', '-')}",
        )
        for item in sorted(every, key=lambda name: (deep[name], every.index(name)))
    )


def _for_whom(labels: Labels, item: str) -> str:
    if labels.bundle.items[item].optional:
        return labels.gettext("Only if you want it")
    only_if = item_reason(labels, item)
    return labels.gettext("Only for “%(answer)s”", answer=only_if) if only_if else ""


def _days(labels: Labels, days: int | None) -> str:
    if days is None:
        return labels.gettext("No limit recorded")
    if days == 0:
        return labels.gettext("on the spot")
    return labels.gettext("%(days)s working days", days=days)
