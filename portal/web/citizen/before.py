"""What one should look at before sending: the same, filed before for the same person, and what looks mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import url_for

from portal.casework.reading import read_case
from portal.casework.subjects import applied_before
from portal.domain.doubts import DoubtKind, doubts
from portal.domain.permissions import Permission, allowed
from portal.domain.progress import case_status
from portal.domain.states import COUNTING
from portal.persistence.queries import accounts, cases, tasks
from portal.persistence.queries.whole_case import WholeCase, whole_case
from portal.web.citizen.drafts import Draft
from portal.web.citizen.standing import is_held, standings
from portal.web.citizen.way import mend_url
from portal.web.citizen.wording import CASE_STATUS_NAMES
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def _(message: str) -> str:
    """Mark a message for translation without translating it."""
    return message


_DOUBTS = {
    DoubtKind.SAME_PHONE: _(
        "%(this)s and %(other)s are the same. Is that right? Each is sent messages of their own."
    ),
    DoubtKind.OWN_PHONE_ELSEWHERE: _(
        "%(this)s is the number you signed in with. Could it have been mixed up with %(other)s?"
    ),
    DoubtKind.OWN_NUMBER_ELSEWHERE: _(
        "%(this)s is your own number, as it was checked. Could it have been mixed up with %(other)s?"
    ),
}


@dataclass(frozen=True, slots=True)
class Before:
    """One earlier case: its number, when it was sent, where it stands, and what is the same in it."""

    number: str
    filed_at: datetime | None
    status: str
    items: str
    href: str


def before(draft: Draft) -> list[Before]:
    """Every case the reader may know of that is about the same subject and one of the same items."""
    me = actor()
    with read_case(house().casework, me, draft.case.id, Permission.CASE_SUBMIT) as opened:
        session = opened.session
        return [
            _line(session, whole, draft)
            for case in applied_before(opened)
            if (whole := whole_case(session, case.id)) is not None
        ]


def doubtful(draft: Draft) -> list[dict[str, str]]:
    """What looks mixed up between people, in words, each with where to look again. It may be right as it is."""
    me, labels = actor(), draft.labels
    assert me.id is not None
    with house().casework.db.reading() as session:
        account = accounts.account(session, me.id)
        person = accounts.person(session, me.person) if me.person else None
    found = doubts(
        labels.catalogue,
        labels.bundle,
        draft.facts,
        applicant=cases.APPLICANT,
        own_phone=account.phone,
        own_number=person.id_number if person is not None else "",
    )
    return [
        {
            "text": gettext(
                _DOUBTS[one.kind], this=labels.fact(one.key), other=labels.fact(one.other)
            ),
            "href": mend_url(draft, one.key),
        }
        for one in found
    ]


def _line(session: Session, whole: WholeCase, draft: Draft) -> Before:
    case = whole.case
    labels = labels_for(case.bundle, case.release_id)
    known = list(standings(whole).values())
    status = case_status(case.state, known, held=is_held(case.state, case.released_at))
    return Before(
        number=case.number or "",
        filed_at=case.filed_at,
        status=gettext(CASE_STATUS_NAMES[status]),
        items=labels.listed(
            labels.item(task.item)
            for task in whole.tasks
            if task.item in draft.active and task.state in COUNTING
        ),
        href=_where(session, whole),
    )


def _where(session: Session, whole: WholeCase) -> str:
    """One's own case, or the question that somebody else's asks."""
    me = actor()
    if allowed(
        Permission.CASE_READ, me, cases.scope(whole.case, cases.people(session, whole.case.id))
    ):
        return url_for("citizen.case", case_id=whole.case.id)
    person = accounts.person(session, me.person) if me.person else None
    asked = tasks.confirmations_for(session, person.id_number) if person else []
    return next(
        (
            url_for("citizen.confirmation", request_id=request.id)
            for request, case in asked
            if case.id == whole.case.id
        ),
        url_for("citizen.cases"),
    )
