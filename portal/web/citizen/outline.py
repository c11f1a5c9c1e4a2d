"""What a draft will do, put into words: items and offices, limits, materials, who must confirm."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.bundles import depths, predecessors
from portal.domain.ceilings import legal_ceiling
from portal.domain.conditions import applies
from portal.domain.items import Provision
from portal.domain.limits import critical_path_days
from portal.domain.questions import MaterialQuestion
from portal.domain.regional import promise_in
from portal.web.because import item_reason, paper_reasons
from portal.web.citizen.drafts import Draft
from portal.web.house import gettext, house, ngettext
from portal.web.relay import Node


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the plan."""

    id: str
    name: str
    summary: str
    department: str
    office: str
    promised: str
    ceiling: str
    result: str
    visits: str
    visit_note: str
    after: tuple[str, ...]
    optional: bool
    chosen: bool
    because: str
    """What was answered that brought it here; empty for what belongs to every case."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One material of the plan, and how it reaches the office."""

    name: str
    hint: str
    way: str
    because: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The three figures of design rule 7, each in words of its own; empty where there is none to tell."""

    promised: str
    note: str
    computed: str
    ceiling: str
    ceiling_note: str


def days_text(days: int | None) -> str:
    """A limit in working days, or that none is recorded."""
    if days is None:
        return gettext("none recorded")
    if days == 0:
        return gettext("on the spot")
    return ngettext("%(num)s working day", "%(num)s working days", days)


def item_lines(draft: Draft) -> list[ItemLine]:
    """Every item this situation allows, the chosen ones and those that could be added."""
    return [
        _line(draft, place.item, optional=place.optional)
        for place in draft.labels.bundle.items.values()
        if applies(place.when, draft.facts)
    ]


def _line(draft: Draft, item_id: str, *, optional: bool) -> ItemLine:
    labels = draft.labels
    item = labels.catalogue.items[item_id]
    routed = draft.offices.get(item_id)
    before = predecessors(labels.bundle, item_id)
    return ItemLine(
        id=item_id,
        name=labels.item(item_id),
        summary=labels.item(item_id, "summary"),
        department=labels.department(item.department),
        office=labels.office(routed.office) if routed is not None and routed.certain else "",
        promised=days_text(promised_in_place(draft, item_id)),
        ceiling=days_text(item.statutory_days),
        result=labels.item(item_id, "result_name"),
        visits=_visits(item.visits),
        visit_note=labels.item(item_id, "visit_note") if item.visits else "",
        after=tuple(labels.item(other) for other in draft.active if other in before),
        optional=optional,
        chosen=item_id in draft.active,
        because=item_reason(labels, item_id),
    )


def promised_in_place(draft: Draft, item_id: str) -> int | None:
    """The promise of an item where it will be handled, in working days; the usual one while that is open."""
    routed, city = draft.offices.get(item_id), house().casework.city
    at = city.offices[routed.office].region if routed is not None and routed.certain else None
    catalogue = draft.labels.catalogue
    return promise_in(catalogue, item_id, catalogue.items[item_id].promised_days, at, city.regions)


def _visits(visits: int) -> str:
    if visits == 0:
        return gettext("no visit needed")
    return ngettext("%(num)s visit to the counter", "%(num)s visits to the counter", visits)


def figures(draft: Draft) -> Figures:
    """Promised, computed and legal figures of the items chosen, none trimmed to fit another."""
    labels, catalogue = draft.labels, draft.labels.catalogue
    days = {
        item: figure
        for item in draft.active
        if (figure := promised_in_place(draft, item)) is not None
    }
    after = {item: predecessors(labels.bundle, item) & set(draft.active) for item in draft.active}
    longest = critical_path_days(days, after)
    text = days_text(longest if days else None)
    if days and len(days) < len(draft.active):
        text = gettext("at least %(days)s; for some items none is recorded", days=text)
    legal = legal_ceiling(catalogue.items[item].statutory_days for item in draft.active)
    return Figures(
        promised=days_text(labels.bundle.promised_days),
        note=labels.own("promise_note"),
        computed=text,
        ceiling=gettext("the law names no number of days")
        if legal.longest is None
        else days_text(legal.longest),
        ceiling_note=gettext("For the other parts the law names no number of days.")
        if legal.partly
        else "",
    )


def papers(draft: Draft) -> list[Paper]:
    """What has to be handed in, brought or signed."""
    ways = {
        Provision.UPLOAD: gettext("take a photo and add it here"),
        Provision.BRING: gettext("bring the original when you go there"),
        Provision.SIGN: gettext("sign it on paper"),
    }
    return [
        Paper(
            draft.labels.material(paper.material),
            draft.labels.material(paper.material, "hint"),
            ways[paper.provision]
            if paper.required
            else gettext("%(way)s, if you have it", way=ways[paper.provision]),
            _because(draft, paper),
        )
        for paper in draft.papers
    ]


def _because(draft: Draft, paper: MaterialQuestion) -> str:
    seen = draft.labels.bundle.seen(draft.facts)
    needs = [
        (item, need.when)
        for item in paper.items
        for need in draft.labels.catalogue.items[item].materials
        if need.material == paper.material and applies(need.when, seen)
    ]
    # All of them were chosen, and each alone would be enough.
    return min(paper_reasons(draft.labels, needs), key=len, default="")


def confirmers(draft: Draft) -> list[str]:
    """What somebody else will be asked to agree to, in words."""
    seen = draft.labels.bundle.seen(draft.facts)
    names = [
        draft.labels.words.get(f"item.{item}.confirmations.{rule.id}.name")
        for item in draft.active
        for rule in draft.labels.catalogue.items[item].confirmations
        if applies(rule.when, seen)
    ]
    return [name for name in dict.fromkeys(names) if name]


def nodes(draft: Draft, lines: list[ItemLine]) -> list[Node]:
    """The relay of departments as it will be."""
    bundle = draft.labels.bundle
    depth = depths(bundle, draft.active)
    order = sorted(
        (line for line in lines if line.chosen),
        key=lambda line: (depth[line.id], draft.active.index(line.id)),
    )
    return [
        Node(
            id=line.id,
            name=line.name,
            state_kind="theirs" if depth[line.id] == 0 else "waiting",
            state_text=gettext("Begins first")
            if depth[line.id] == 0
            else gettext("Follows by itself"),
            office=line.office or line.department,
            due_text=gettext("Promised: %(days)s", days=line.promised),
            depth=depth[line.id],
            after=tuple(o for o in draft.active if o in predecessors(bundle, line.id)),
            href="",
        )
        for line in order
    ]


def total_visits(draft: Draft) -> str:
    """How often one has to go somewhere."""
    return _visits(sum(draft.labels.catalogue.items[item].visits for item in draft.active))
