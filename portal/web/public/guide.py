"""办事指南: everything about one thing, or about one item of it, before anybody applies."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.labels import Labels
from portal.web.access import public
from portal.web.house import house
from portal.web.public import blueprint, offer, papers, terms
from portal.web.public.counters import districts
from portal.web.public.eligibility import questions
from portal.web.rendering import labels_for
from portal.web.season import season_of

REVIEW_DAYS = 60
"""Administrative Reconsideration Law, article 20."""
ACTION_MONTHS = 6
"""Administrative Litigation Law, article 46."""


@dataclass(frozen=True, slots=True)
class PartOf:
    """One thing that an item is part of, and what comes before the item there."""

    id: str
    name: str
    begin: str
    waits_for: tuple[str, ...]
    only_if: str
    optional: bool
    standalone: bool


def begin_address(bundle: str) -> str:
    """Where an application for a bundle begins."""
    return url_for("citizen.begin", bundle=bundle)


@blueprint.get("/guide/<string:bundle>")
@public
def guide(bundle: str) -> ResponseReturnValue:
    """The guide of one thing."""
    work = house().casework
    catalogue = work.shelf.current
    if bundle not in catalogue.bundles:
        abort(404)
    labels = labels_for(bundle)
    items = [catalogue.items[item] for item in labels.bundle.items]
    departments = [item.department for item in items]
    always = [item for item in items if not labels.bundle.items[item.id].optional]
    return render_template(
        "pages/public/guide.html",
        bundle=bundle,
        title=labels.own("name"),
        summary=labels.own("summary"),
        begin=begin_address(bundle),
        season=season_of(labels),
        questions=questions(labels),
        papers=papers.papers(labels, items),
        figures=terms.figures(labels),
        nodes=offer.nodes(labels),
        parts=offer.parts(labels),
        visits=sum(item.visits for item in always),
        visit_notes=list(
            filter(None, (labels.item(item.id, "visit_note") for item in always if item.visits))
        ),
        visits_assumed=any(item.visits_assumed for item in always),
        phone=offer.phone_of(labels),
        legal_basis=labels.bundle.legal_basis,
        item_basis=tuple(dict.fromkeys(law for item in items for law in item.legal_basis)),
        remedies=terms.remedies(labels, work.city, departments),
        districts=districts({labels.bundle.lead_department, *departments}),
        review_days=REVIEW_DAYS,
        action_months=ACTION_MONTHS,
    )


@blueprint.get("/guide/items/<string:item>")
@public
def item(item: str) -> ResponseReturnValue:
    """The guide of one item. What things say of it in their own words is left out where several have it."""
    work = house().casework
    every = [labels_for(one.id) for one in work.shelf.current.bundles.values() if item in one.items]
    if not every:
        abort(404)
    labels = every[0]
    known = labels.catalogue.items[item]
    part = offer.parts(labels, [item])[0]
    if len(every) > 1:
        part = offer.as_itself(labels, part)
    return render_template(
        "pages/public/item.html",
        part=part,
        part_of=[_part_of(one, item) for one in every],
        papers=papers.papers_of_item(every, known),
        legal_basis=known.legal_basis,
        remedies=terms.remedies(labels, work.city, [known.department]),
        districts=districts({known.department}),
        review_days=REVIEW_DAYS,
        action_months=ACTION_MONTHS,
    )


def _part_of(labels: Labels, item: str) -> PartOf:
    part = offer.parts(labels, [item])[0]
    return PartOf(
        labels.bundle.id,
        labels.own("name"),
        begin_address(labels.bundle.id),
        part.waits_for,
        part.only_if,
        part.optional,
        part.standalone,
    )
