"""Drafts in a few words, so that 继续上次草稿 comes before 新办: three statements, however many drafts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.domain.identity import subject_name
from portal.domain.items import Provision
from portal.domain.permissions import Permission
from portal.domain.questions import materials, questions
from portal.persistence.queries import cases
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.drafts import own_draft
from portal.web.citizen.way import go_on
from portal.web.house import actor, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import Case


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft in a few words: for whom, how far, when saved, where it goes on."""

    id: UUID
    subject: str
    items: str
    done: int
    wanted: int
    saved_at: datetime
    filed_before: bool
    href: str


@blueprint.get("/cases/<uuid:case_id>/resume")
@requires(Permission.CASE_EDIT)
def resume(case_id: UUID) -> ResponseReturnValue:
    """Lead to where a draft was left: the plan when nothing was answered yet, else the first thing missing."""
    draft = own_draft(case_id)
    return redirect(go_on(draft) if draft.begun else url_for("citizen.plan", case_id=case_id))


def draft_cards(bundle: str) -> list[DraftCard]:
    """The actor's drafts of a bundle, the latest first."""
    me = actor()
    assert me.id is not None
    with house().casework.db.reading() as session:
        found = cases.drafts(session, me.id, me.person, bundle)
        ids = [case.id for case in found]
        facts = cases.current_facts(session, ids)
        handed_in = cases.materials_there(session, ids)
    return [_card(case, facts[case.id], handed_in[case.id]) for case in found]


def _card(case: Case, facts: Mapping[str, str], handed_in: Collection[str]) -> DraftCard:
    labels = labels_for(case.bundle, case.release_id)
    active = labels.bundle.active_items(facts, case.chosen)
    asked = [
        q.key in facts
        for q in questions(labels.catalogue, labels.bundle, facts, active)
        if q.required
    ]
    papers = [
        paper.material in handed_in
        for paper in materials(labels.catalogue, labels.bundle, facts, active)
        if paper.required and paper.provision is Provision.UPLOAD
    ]
    return DraftCard(
        id=case.id,
        subject=subject_name(labels.catalogue, labels.bundle, facts),
        items=labels.listed(labels.item(item) for item in active),
        done=sum(asked) + sum(papers),
        wanted=len(asked) + len(papers),
        saved_at=case.saved_at,
        filed_before=case.number is not None,
        href=url_for("citizen.resume", case_id=case.id),
    )
