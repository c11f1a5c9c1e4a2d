"""What one should look at before sending: the same, filed before for the same person, and what looks mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.casework.opening import lay_out
from portal.casework.subjects import applied_before
from portal.domain.doubts import DoubtKind, doubts
from portal.domain.permissions import Permission, allowed
from portal.domain.progress import case_status
from portal.domain.states import COUNTING
from portal.persistence.queries import accounts, cases
from portal.persistence.queries.whole_case import WholeCase
from portal.persistence.queries.whole_cases import whole_cases
from portal.web.citizen.drafts import Draft
from portal.web.citizen.standing import is_held, standings
from portal.web.citizen.way import mend_url
from portal.web.citizen.wording import CASE_STATUS_NAMES
from portal.web.house import actor, gettext, house, reader
from portal.web.rendering import labels_for
from portal.words import _

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


@dataclass(frozen=True, slots=True)
class Own:
    """The reader's own phone, and their own ID number as it was checked; empty while nobody has."""

    phone: str
    number: str


def own_numbers() -> Own:
    """What the reader has signed in with."""
    me = actor()
    assert me.id is not None
    account, person, _until = accounts.visitor(reader(), me.id, me.person)
    return Own(
        account.phone if account is not None else "", person.id_number if person is not None else ""
    )


def before(draft: Draft, own: Own) -> list[Before]:
    """Every case the reader may know of that is about the same subject and one of the same items."""
    work = house().casework
    with work.db.reading() as session:
        opened = lay_out(work, session, actor(), draft.case, seen=draft.whole)
        found = applied_before(opened, own.number)
        wholes = whole_cases(session, [case.id for case in found])
    return [_line(wholes[case.id], draft, own) for case in found if case.id in wholes]


def doubtful(draft: Draft, own: Own) -> list[dict[str, str]]:
    """What looks mixed up between people, in words, each with where to look again. It may be right as it is."""
    labels = draft.labels
    found = doubts(
        labels.catalogue,
        labels.bundle,
        draft.facts,
        applicant=cases.APPLICANT,
        own_phone=own.phone,
        own_number=own.number,
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


def _line(whole: WholeCase, draft: Draft, own: Own) -> Before:
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
        href=_where(whole, own),
    )


def _where(whole: WholeCase, own: Own) -> str:
    """One's own case, or the question that somebody else's asks."""
    if allowed(Permission.CASE_READ, actor(), whole.scope):
        return url_for("citizen.case", case_id=whole.case.id)
    return next(
        (
            url_for("citizen.confirmation", request_id=request.id)
            for request in reversed(whole.confirmations)
            if own.number and request.id_number == own.number
        ),
        url_for("citizen.cases"),
    )
