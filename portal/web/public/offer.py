"""What a guide says about one thing or one item: what is needed, what comes of it, how long, by whom, on what ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.catalogue.labels import Labels
from portal.domain.bundles import Bundle, depths, predecessors
from portal.domain.items import Item, MaterialNeed, Provision, ResultKind
from portal.domain.limits import critical_path_days
from portal.web.public.wording import NECESSITY, PROVISIONS, RESULTS, ROUTES
from portal.web.relay import Node


@dataclass(frozen=True, slots=True)
class Paper:
    """One material: how needed it is, how to hand it in, and which registers save handing it in."""

    name: str
    hint: str
    how: str
    necessity: str
    necessity_text: str
    provision: str
    proved_by: tuple[str, ...]
    used_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fee:
    """What something costs: ``yuan`` as decimal text."""

    name: str
    yuan: str


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


@dataclass(frozen=True, slots=True)
class Figures:
    """Three figures in working days, never trimmed to fit each other. None: none recorded."""

    promised: int | None
    promise_note: str
    computed: int | None
    legal: int | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """The authority that reviews decisions of some departments."""

    body: str
    departments: tuple[str, ...]


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
        result_how=labels.gettext(RESULTS[item.result.kind]),
        result_note=labels.item(item_id, "result_note"),
        issuer=labels.department(issuer)
        if issuer and item.result.kind is ResultKind.LICENCE_ELSEWHERE
        else "",
        promised=item.promised_days,
        legal=item.statutory_days,
        visits=item.visits,
        optional=place.optional,
        standalone=place.standalone,
        waits_for=tuple(
            labels.item(other)
            for other in labels.bundle.items
            if other in predecessors(labels.bundle, item_id)
        ),
        stages=tuple(
            labels.words.get(f"item.{item_id}.stages.{s.id}.name", s.id) for s in item.stages
        ),
        route=labels.gettext(ROUTES[item.routing]),
        confirmations=tuple(
            dict.fromkeys(
                labels.words.get(f"item.{item_id}.confirmations.{rule.id}.name")
                for rule in item.confirmations
            )
        ),
        fees=tuple(
            Fee(labels.words.get(f"item.{item_id}.fees.{fee.id}.name"), fee.yuan)
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
            due_text=labels.gettext("Only if you want it")
            if labels.bundle.items[item].optional
            else "",
            depth=deep[item],
            after=tuple(other for other in every if other in predecessors(labels.bundle, item)),
            href=f"#part-{item.replace('_', '-')}",
        )
        for item in sorted(every, key=lambda name: (deep[name], every.index(name)))
    )


def _days(labels: Labels, days: int | None) -> str:
    if days is None:
        return labels.gettext("No limit recorded")
    return labels.gettext("%(days)s working days", days=days)


def papers(labels: Labels, items: Sequence[Item]) -> tuple[Paper, ...]:
    """Every material of some items once, the needed ones first."""
    needs: dict[str, list[tuple[Item, MaterialNeed]]] = {}
    for item in items:
        for need in item.materials:
            needs.setdefault(need.material, []).append((item, need))
    made = [_paper(labels, material, used) for material, used in needs.items()]
    order = list(NECESSITY)
    return tuple(sorted(made, key=lambda paper: order.index(paper.necessity)))


def _paper(labels: Labels, material: str, used: Sequence[tuple[Item, MaterialNeed]]) -> Paper:
    necessity = _necessity(labels.bundle, used)
    provision = next(
        (need.provision for _, need in used if need.provision is Provision.UPLOAD),
        used[0][1].provision,
    )
    proving = {s.registry for s in labels.bundle.sources if material in s.proves}
    return Paper(
        name=labels.material(material),
        hint=labels.material(material, "hint"),
        how=labels.material(material, "how") or labels.gettext(PROVISIONS[provision]),
        necessity=necessity,
        necessity_text=labels.gettext(NECESSITY[necessity]),
        provision=provision.value,
        proved_by=tuple(
            labels.words.get(f"registry.{name}.name", name) for name in sorted(proving)
        ),
        used_in=tuple(dict.fromkeys(labels.item(item.id) for item, _ in used)),
    )


def _necessity(bundle: Bundle, used: Sequence[tuple[Item, MaterialNeed]]) -> str:
    always = [
        need.when is None and not bundle.items[item.id].optional
        for item, need in used
        if need.required
    ]
    if any(always):
        return "required"
    return "sometimes" if always else "optional"


def figures(labels: Labels) -> Figures:
    """The promised figure, the one computed from the parts that everybody gets, and the legal ceiling."""
    usual = [
        labels.catalogue.items[place.item]
        for place in labels.bundle.items.values()
        if not place.optional or place.chosen_at_first
    ]
    after = {item.id: predecessors(labels.bundle, item.id) for item in usual}
    promised = {item.id: item.promised_days for item in usual if item.promised_days is not None}
    legal = {item.id: item.statutory_days for item in usual if item.statutory_days is not None}
    return Figures(
        promised=labels.bundle.promised_days,
        promise_note=labels.own("promise_note"),
        computed=critical_path_days(promised, after) if len(promised) == len(usual) else None,
        legal=critical_path_days(legal, after) if len(legal) == len(usual) else None,
    )


def remedies(labels: Labels, departments: Iterable[str]) -> tuple[Remedy, ...]:
    """Who reviews decisions of these departments."""
    by_body: dict[str, list[str]] = {}
    for department in dict.fromkeys(departments):
        body = labels.city.get(f"department.{department}.review_body")
        by_body.setdefault(body, []).append(labels.department(department))
    return tuple(Remedy(body, tuple(names)) for body, names in by_body.items())
