"""Questions about cases, their facts, uploads and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    String,
    TextualSelect,
    and_,
    bindparam,
    column,
    delete,
    exists,
    select,
    text,
)
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.domain.permissions import Scope
from portal.domain.states import CaseState
from portal.persistence.models import Case, CasePerson, Fact, Upload

APPLICANT = "applicant"
"""The role of the one whose case it is."""
FIRM = "firm"
"""The role of the firm that the applicant acts for."""


# ``key_share``: whoever only refers to the case, as the note of a look does, need not wait.
_LOCKED = select(Case).where(Case.id == bindparam("case")).with_for_update(key_share=True)
_FACTS = select(Fact).where(Fact.case_id == bindparam("case")).order_by(Fact.key, Fact.stream)
_UPLOADS = (
    select(Upload)
    .where(Upload.case_id == bindparam("case"), Upload.replaced_at.is_(None))
    .order_by(Upload.added_at, Upload.material, Upload.id)
)
_PEOPLE = (
    select(CasePerson).where(CasePerson.case_id == bindparam("case")).order_by(CasePerson.role)
)
"""What every verb asks, built once: to build and recognise a statement takes longer than to run it."""


def lock(session: Session, case_id: UUID) -> Case | None:
    """The case, held until the transaction ends, so that its record grows in one order."""
    return session.scalar(_LOCKED, {"case": case_id})


def one(session: Session, case_id: UUID) -> Case | None:
    """The case, without holding it."""
    return session.get(Case, case_id)


def scope(case: Case, people: Iterable[CasePerson]) -> Scope:
    """Whose a case is, for the table of permissions."""
    person = next((each.person_id for each in people if each.role == APPLICANT), None)
    return Scope(account=case.account_id, person=person)


def owned_by(
    account: UUID | BindParameter[UUID], person: UUID | BindParameter[UUID] | None
) -> ColumnElement[bool]:
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


def of_beginning(session: Session, key: UUID) -> Case | None:
    """The case that one press has begun."""
    return session.scalar(select(Case).where(Case.begun_key == key))


def of_account(session: Session, account: UUID, *, limit: int = 50) -> Sequence[Case]:
    """An account's cases, the latest first."""
    return session.scalars(
        select(Case).where(Case.account_id == account).order_by(Case.saved_at.desc()).limit(limit)
    ).all()


def of_person(session: Session, account: UUID, person: UUID) -> Sequence[UUID]:
    """The cases of an account that belong to one checked person."""
    return session.scalars(
        select(Case.id)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(
            Case.account_id == account,
            CasePerson.role == APPLICANT,
            CasePerson.person_id == person,
        )
        .order_by(Case.created_at, Case.id)
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
    return session.scalars(_FACTS, {"case": case_id}).all()


def current_facts(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The current values of several cases at once, empty ones left out."""
    found: dict[UUID, dict[str, str]] = {case_id: {} for case_id in case_ids}
    rows = session.scalars(
        select(Fact).where(Fact.case_id.in_(case_ids), Fact.stream == Stream.CURRENT)
    )
    for row in rows:
        if row.value:
            found[row.case_id][row.key] = row.value
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
    return session.scalars(_UPLOADS, {"case": case_id}).all()


def upload(session: Session, upload_id: UUID) -> Upload | None:
    """One upload."""
    return session.get(Upload, upload_id)


def people(session: Session, case_id: UUID) -> Sequence[CasePerson]:
    """Applicant, subject and acting person."""
    return session.scalars(_PEOPLE, {"case": case_id}).all()


def remove(session: Session, case_id: UUID) -> None:
    """Forget a draft and everything in it."""
    session.execute(delete(Case).where(Case.id == case_id))


def next_number(session: Session, series: str) -> int:
    """The next number of a series, from 1. Call it last in a transaction: the row stays locked until the end."""
    return next_numbers(session, series)[0]


def next_numbers(session: Session, *series: str) -> list[int]:
    """The next number of each series, in one statement. Whoever draws of several names them in the same order as everybody else."""
    # Past the session: there is nothing of its own that would have to be written first.
    named = {f"series_{n}": name for n, name in enumerate(series)}
    drawn = dict[str, int](session.connection().execute(_next(len(series)), named).all())
    return [drawn[name] for name in series]


@cache
def _next(several: int) -> TextualSelect:
    # In words that both databases know: an insert of several rows would be compiled anew each time.
    rows = ", ".join(f"(:series_{n}, 1)" for n in range(several))
    return text(
        f"INSERT INTO counter (series, last) VALUES {rows} "  # noqa: S608 — made of figures alone
        "ON CONFLICT (series) DO UPDATE SET last = counter.last + 1 RETURNING series, last"
    ).columns(column("series", String()), column("last", Integer()))


def held_before(session: Session, instant: datetime, limit: int = 100) -> Sequence[UUID]:
    """Filed cases whose time for taking back is over and that were not released yet."""
    return session.scalars(
        select(Case.id)
        .where(
            Case.state == CaseState.FILED, Case.released_at.is_(None), Case.release_after <= instant
        )
        .order_by(Case.release_after, Case.id)
        .limit(limit)
    ).all()
