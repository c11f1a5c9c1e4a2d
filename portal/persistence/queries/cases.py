"""Questions about cases, their facts, uploads and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.domain.permissions import Scope
from portal.domain.states import CaseState
from portal.persistence.inserting import insert_into
from portal.persistence.models import Case, CasePerson, Counter, Fact, Upload

APPLICANT = "applicant"
"""The role of the one whose case it is."""


def lock(session: Session, case_id: UUID) -> Case | None:
    """The case, held until the transaction ends, so that its record grows in one order."""
    return session.scalar(select(Case).where(Case.id == case_id).with_for_update())


def one(session: Session, case_id: UUID) -> Case | None:
    """The case, without holding it."""
    return session.get(Case, case_id)


def scope(session: Session, case: Case) -> Scope:
    """Whose a case is, for the table of permissions."""
    person = session.scalar(
        select(CasePerson.person_id).where(
            CasePerson.case_id == case.id, CasePerson.role == APPLICANT
        )
    )
    return Scope(account=case.account_id, person=person)


def owned_by(account: UUID, person: UUID | None) -> ColumnElement[bool]:
    """Cases that an account acting as a person may know of: the same rule as ``scope``, for lists."""
    somebody_elses: ColumnElement[bool] = CasePerson.person_id.is_not(None)
    if person is not None:
        somebody_elses = CasePerson.person_id != person
    return and_(
        Case.account_id == account,
        ~exists().where(
            CasePerson.case_id == Case.id, CasePerson.role == APPLICANT, somebody_elses
        ),
    )


def by_number(session: Session, number: str) -> Case | None:
    """The case with a receipt number."""
    return session.scalar(select(Case).where(Case.number == number))


def of_submission(session: Session, key: UUID) -> UUID | None:
    """The case that a key has sent."""
    return session.scalar(select(Case.id).where(Case.submission_key == key))


def of_beginning(session: Session, key: UUID) -> Case | None:
    """The case that one press has begun."""
    return session.scalar(select(Case).where(Case.begun_key == key))


def made_together(
    session: Session, group: UUID, account: UUID, person: UUID | None
) -> Sequence[Case]:
    """The cases made from one form that an account acting as a person has, in the order they were begun."""
    return session.scalars(
        select(Case)
        .where(Case.siblings == group, owned_by(account, person))
        .order_by(Case.created_at, Case.id)
    ).all()


def of_account(session: Session, account: UUID, *, limit: int = 50) -> Sequence[Case]:
    """An account's cases, the latest first."""
    return session.scalars(
        select(Case).where(Case.account_id == account).order_by(Case.saved_at.desc()).limit(limit)
    ).all()


def drafts(session: Session, account: UUID, person: UUID | None, bundle: str) -> Sequence[Case]:
    """Drafts of one bundle that an account acting as a person has, the latest first."""
    return session.scalars(
        select(Case)
        .where(owned_by(account, person), Case.bundle == bundle, Case.state == CaseState.DRAFT)
        .order_by(Case.saved_at.desc())
    ).all()


def facts(session: Session, case_id: UUID) -> Sequence[Fact]:
    """Every value of a case, both streams."""
    return session.scalars(
        select(Fact).where(Fact.case_id == case_id).order_by(Fact.key, Fact.stream)
    ).all()


def current_facts(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The current values of several cases at once, empty ones left out."""
    found: dict[UUID, dict[str, str]] = {case_id: {} for case_id in case_ids}
    rows = session.execute(
        select(Fact.case_id, Fact.key, Fact.value).where(
            Fact.case_id.in_(case_ids), Fact.stream == Stream.CURRENT, Fact.value != ""
        )
    )
    for case_id, key, value in rows:
        found[case_id][key] = value
    return found


def materials_there(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """For which materials several cases have a file."""
    found: dict[UUID, set[str]] = {case_id: set() for case_id in case_ids}
    rows = session.execute(
        select(Upload.case_id, Upload.material)
        .where(Upload.case_id.in_(case_ids), Upload.replaced_at.is_(None))
        .distinct()
    )
    for case_id, material in rows:
        found[case_id].add(material)
    return found


def uploads(session: Session, case_id: UUID) -> Sequence[Upload]:
    """Every upload of a case that has not been replaced, in the order they were added."""
    return session.scalars(
        select(Upload)
        .where(Upload.case_id == case_id, Upload.replaced_at.is_(None))
        .order_by(Upload.added_at)
    ).all()


def upload(session: Session, upload_id: UUID) -> Upload | None:
    """One upload."""
    return session.get(Upload, upload_id)


def people(session: Session, case_id: UUID) -> Sequence[CasePerson]:
    """Applicant, subject and acting person."""
    return session.scalars(
        select(CasePerson).where(CasePerson.case_id == case_id).order_by(CasePerson.role)
    ).all()


def remove(session: Session, case_id: UUID) -> None:
    """Forget a draft and everything in it."""
    session.execute(delete(Case).where(Case.id == case_id))


def next_number(session: Session, series: str) -> int:
    """The next number of a series, from 1. Call it last in a transaction: the row stays locked until the end."""
    drawn = session.scalar(
        insert_into(session, Counter)
        .values(series=series, last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": Counter.last + 1})
        .returning(Counter.last)
    )
    assert isinstance(drawn, int)
    return drawn


def held_before(session: Session, instant: datetime, limit: int = 100) -> Sequence[UUID]:
    """Filed cases whose time for taking back is over and that were not released yet."""
    return session.scalars(
        select(Case.id)
        .where(
            Case.state == CaseState.FILED, Case.released_at.is_(None), Case.release_after <= instant
        )
        .limit(limit)
    ).all()
