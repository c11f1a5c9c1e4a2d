"""What sending a case looks at before it decides, in one statement: each journey to the database costs everybody who sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam
from sqlalchemy.orm import Session

from portal.persistence.gathering import Gathering, Part, first
from portal.persistence.models import Account, Case, CaseSubject, Event, Person, Upload
from portal.persistence.queries.accounts import OF_ACCOUNT, OF_PERSON
from portal.persistence.queries.subjects import Marks, indexes_of

_CASE, _KEY = bindparam("case_id", type_=Uuid()), bindparam("key", type_=Uuid())
_BEFORE = Gathering(
    sent=Part(Case, [Case.submission_key == _KEY], [Case.id], only=(Case.id,)),
    uploads=Part(
        Upload,
        [Upload.case_id == _CASE, Upload.replaced_at.is_(None)],
        [Upload.added_at, Upload.material, Upload.id],
    ),
    end=Part(
        Event,
        [Event.case_id == _CASE],
        [Event.sequence.desc()],
        only=(Event.sequence, Event.hash),
        most=1,
    ),
    accounts=OF_ACCOUNT,
    persons=OF_PERSON,
    alike=Part(
        CaseSubject,
        [
            CaseSubject.mark_index.in_(bindparam("marks", expanding=True)),
            CaseSubject.case_id != _CASE,
        ],
        [CaseSubject.id],
        only=(CaseSubject.case_id,),
        most=1,
    ),
)


class BeforeSending(NamedTuple):
    """All of it, to be read only."""

    is_key_used: bool
    """Whether the key has sent a case before."""
    uploads: Sequence[Upload]
    end: tuple[int, bytes] | None
    """Sequence and hash of the newest event of the case."""
    account: Account
    person: Person | None
    """The person acted as, if they were checked from the account."""
    is_subject_known: bool
    """Whether any other case is about the same subject, whoever may know of it."""


def before_sending(
    session: Session, case_id: UUID, key: UUID, account: UUID, person: UUID | None, marks: Marks
) -> BeforeSending:
    """Read what must be known of a case, of the key that sends it, of who sends it and of whom its ``marks`` say it is about."""
    found = _BEFORE.read(
        session,
        case_id=case_id,
        key=key,
        account=account,
        person=person,
        marks=indexes_of(session, marks),
    )
    end: Any = first(found["end"])
    return BeforeSending(
        is_key_used=bool(found["sent"]),
        uploads=found["uploads"],
        end=(end.sequence, end.hash) if end is not None else None,
        account=found["accounts"][0],
        person=first(found["persons"]),
        is_subject_known=bool(found["alike"]),
    )
