"""A draft whose form has changed since it was begun: what is new, in words, and one press to go on with it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.casework.renew import is_outdated, renew
from portal.casework.save import situation_of
from portal.catalogue.labels import Labels
from portal.domain.permissions import Permission
from portal.domain.questions import questions
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.apply import first_open
from portal.web.citizen.drafts import Draft, own_draft
from portal.web.citizen.outline import days_text
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for


@blueprint.get("/cases/<uuid:case_id>/renewal")
@requires(Permission.CASE_EDIT)
def renewal(case_id: UUID) -> ResponseReturnValue:
    """Say what has changed since the draft was begun. GET changes nothing."""
    draft = own_draft(case_id, as_begun=True)
    if not is_outdated(house().casework.shelf, draft.case):
        return redirect(url_for("citizen.plan", case_id=case_id))
    now = labels_for(draft.case.bundle)
    return render_template(
        "pages/apply/renewal.html", draft=draft, changes=list(_changes(draft, now))
    )


@blueprint.post("/cases/<uuid:case_id>/renew")
@requires(Permission.CASE_EDIT)
def renew_draft(case_id: UUID) -> ResponseReturnValue:
    """Move the draft, then ask what is new at the beginning, else show the plan."""
    renew(house().casework, actor(), case_id)
    draft = own_draft(case_id)
    step = first_open(draft.labels.bundle, situation_of(draft.labels.bundle, draft.facts))
    if step is not None:
        return redirect(url_for("citizen.change_situation", case_id=case_id, step=step))
    return redirect(url_for("citizen.plan", case_id=case_id))


def _changes(draft: Draft, now: Labels) -> Iterator[str]:
    """What is different for this very draft, one sentence each."""
    before = draft.labels
    for item in now.bundle.items:
        if item not in before.bundle.items:
            yield gettext("New: %(item)s", item=now.item(item))
    for item in before.bundle.items:
        if item not in now.bundle.items:
            yield gettext("No longer part of it: %(item)s", item=before.item(item))
            continue
        was = before.catalogue.items[item].promised_days
        promised = now.catalogue.items[item].promised_days
        if was != promised:
            yield gettext(
                "%(item)s: promised within %(now)s instead of %(before)s",
                item=now.item(item),
                now=days_text(promised),
                before=days_text(was),
            )
    chosen = [place.item for place in now.bundle.items.values() if place.item in draft.case.chosen]
    active = now.bundle.active_items(draft.facts, chosen)
    asked = {q.key for q in questions(now.catalogue, now.bundle, draft.facts, active)}
    known = {question.key for question in draft.asked}
    for key in sorted(asked - known):
        yield gettext("Asked now as well: %(question)s", question=now.fact(key))
    for key in sorted(known - asked):
        yield gettext("Not asked any more: %(question)s", question=before.fact(key))
