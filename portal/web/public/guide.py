"""办事指南: everything about one thing, or about one item of it, before anybody applies."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.domain.bundles import Bundle
from portal.web.access import public
from portal.web.house import house
from portal.web.public import blueprint, offer
from portal.web.public.counters import districts
from portal.web.public.eligibility import questions
from portal.web.rendering import labels_for
from portal.web.season import season_of

REVIEW_DAYS = 60
"""Administrative Reconsideration Law, article 20."""
ACTION_MONTHS = 6
"""Administrative Litigation Law, article 46."""


def begin_address(bundle: str) -> str:
    """Where an application for a bundle begins."""
    return url_for("citizen.begin", bundle=bundle)


@blueprint.get("/guide/<string:bundle>")
@public
def guide(bundle: str) -> ResponseReturnValue:
    """The guide of one thing."""
    catalogue = house().casework.shelf.current
    if bundle not in catalogue.bundles:
        abort(404)
    labels = labels_for(bundle)
    items = [catalogue.items[item] for item in labels.bundle.items]
    departments = [item.department for item in items]
    return render_template(
        "pages/public/guide.html",
        title=labels.own("name"),
        summary=labels.own("summary"),
        begin=begin_address(bundle),
        season=season_of(labels),
        questions=questions(labels),
        papers=offer.papers(labels, items),
        figures=offer.figures(labels),
        nodes=offer.nodes(labels),
        parts=offer.parts(labels),
        visits=sum(item.visits for item in items if not labels.bundle.items[item.id].optional),
        legal_basis=labels.bundle.legal_basis,
        item_basis=tuple(dict.fromkeys(law for item in items for law in item.legal_basis)),
        remedies=offer.remedies(labels, departments),
        districts=districts({labels.bundle.lead_department, *departments}),
        review_days=REVIEW_DAYS,
        action_months=ACTION_MONTHS,
    )


@blueprint.get("/guide/items/<string:item>")
@public
def item(item: str) -> ResponseReturnValue:
    """The guide of one item. An item of several bundles is shown as the first of them has it."""
    bundle = _bundle_of(item)
    if bundle is None:
        abort(404)
    labels = labels_for(bundle.id)
    known = labels.catalogue.items[item]
    return render_template(
        "pages/public/item.html",
        part=offer.parts(labels, [item])[0],
        bundle=bundle.id,
        bundle_name=labels.own("name"),
        begin=begin_address(bundle.id),
        papers=offer.papers(labels, [known]),
        legal_basis=known.legal_basis,
        remedies=offer.remedies(labels, [known.department]),
        districts=districts({known.department}),
        review_days=REVIEW_DAYS,
        action_months=ACTION_MONTHS,
    )


def _bundle_of(item: str) -> Bundle | None:
    bundles = house().casework.shelf.current.bundles.values()
    return next((bundle for bundle in bundles if item in bundle.items), None)
