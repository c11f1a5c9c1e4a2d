"""The first page: one search, what happens in a life, and how my cases stand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.actors import ActorKind
from portal.domain.progress import CaseStatus
from portal.persistence.queries.case_list import CaseRow, case_list
from portal.web.access import public
from portal.web.citizen.standing import status_of_row
from portal.web.citizen.wording import CASE_SENTENCES, CASE_STATUS_NAMES
from portal.web.house import gettext as _
from portal.web.house import house, mode
from portal.web.public import blueprint
from portal.web.public.counting import begin_counting
from portal.web.public.matters import audiences, matters, things
from portal.web.public.search import begin_index
from portal.web.rendering import labels_for
from portal.words import ELDER

URGENCY = (
    CaseStatus.MEND,
    CaseStatus.AWAITS_CONFIRMATION,
    CaseStatus.COLLECT,
    CaseStatus.COLLECT_PART,
    CaseStatus.HELD,
    CaseStatus.DRAFT,
    CaseStatus.PARTLY_DONE,
    CaseStatus.IN_PROGRESS,
    CaseStatus.ENDED,
    CaseStatus.ALL_DONE,
    CaseStatus.WITHDRAWN,
)
"""What a person should hear of first."""
MODE_COOKIE = "portal_mode"


@dataclass(frozen=True, slots=True)
class Standing:
    """The case that needs its owner most, and how many there are."""

    id: UUID
    title: str
    kind: str
    status_text: str
    sentence: str
    count: int
    yours: int


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Home, for everybody. Whoever goes on from here finds search and figures ready."""
    shelf = house().casework.shelf
    begin_index(shelf.current_id, shelf.current, house().words)
    begin_counting(shelf.current_id, shelf.current)
    return render_template(
        "pages/public/home.html",
        audiences=audiences(matters(things(), elders_first=mode() == ELDER)),
        standing=_standing(),
        name_unknown=_is_citizen() and current_user.actor.person is None,
        offer_elder=mode() != ELDER
        and "mode" not in session
        and MODE_COOKIE not in request.cookies,
    )


def _is_citizen() -> bool:
    return current_user.is_authenticated and current_user.actor.kind is ActorKind.CITIZEN


def _standing() -> Standing | None:
    if not _is_citizen():
        return None
    with house().casework.db.reading() as reading:
        rows = case_list(reading, current_user.actor.id, current_user.actor.person, ())
    if not rows:
        return None
    found = [_status(row) for row in rows]
    row, status, kind = min(found, key=lambda one: URGENCY.index(one[1]))
    return Standing(
        id=row.case.id,
        title=labels_for(row.case.bundle, row.case.release_id).own("name"),
        kind=kind,
        status_text=_(CASE_STATUS_NAMES[status]),
        sentence=_(CASE_SENTENCES[status]),
        count=len(rows),
        yours=sum(one[2] == "yours" for one in found),
    )


def _status(row: CaseRow) -> tuple[CaseRow, CaseStatus, str]:
    status, kind, _subject = status_of_row(row, labels_for(row.case.bundle, row.case.release_id))
    return row, status, kind
