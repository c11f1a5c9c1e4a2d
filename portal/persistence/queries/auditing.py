"""Questions of whoever checks the record: case by case in the order of their ids, so that no more is held than a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import exists, func, inspect, select
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.persistence.models import Case, Document, Event, Fact, Remark, Upload

Row = TypeVar("Row", Remark, Fact, Upload, Document)
UNREADABLE = (ValueError, TypeError, AttributeError)
"""What reading a column raises when somebody put into it what does not belong there."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the audit names it."""

    id: UUID
    number: str | None
    release_id: str


@dataclass
class Rows:
    """One case and what its record vouches for. ``unreadable`` holds the numbers of events that cannot be read,
    ``spoiled`` the names of other tables in which the case has a row that cannot be.
    """

    case: CaseRow
    events: list[Event] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    spoiled: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


_CASE = select(Case.id, Case.number, Case.release_id)


def count(session: Session) -> int:
    """How many cases there are, drafts among them."""
    return session.scalar(select(func.count()).select_from(Case)) or 0


def page(session: Session, after: UUID | None, limit: int) -> list[CaseRow]:
    """The next cases by id."""
    query = _CASE.order_by(Case.id).limit(limit)
    if after is not None:
        query = query.where(Case.id > after)
    return [CaseRow(*row) for row in session.execute(query)]


def by_number(session: Session, number: str) -> CaseRow | None:
    """The case with a receipt number."""
    row = session.execute(_CASE.where(Case.number == number)).one_or_none()
    return CaseRow(*row) if row else None


def by_id(session: Session, case_id: UUID) -> CaseRow | None:
    """The case with an id."""
    row = session.execute(_CASE.where(Case.id == case_id)).one_or_none()
    return CaseRow(*row) if row else None


def hold(session: Session, case_id: UUID) -> None:
    """Keep everybody from writing to a case until the transaction ends, whatever its row says."""
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update())


def rows_of(session: Session, found: Sequence[CaseRow]) -> list[Rows]:
    """Everything the audit looks at in some cases, in their order."""
    ids = [case.id for case in found]
    rows = {case.id: Rows(case) for case in found}
    _events(session, ids, rows)
    for remark in _beside(session, Remark, rows):
        rows[remark.case_id].remarks.append(remark)
    for fact in _beside(session, Fact, rows):
        if fact.stream is Stream.CURRENT:
            rows[fact.case_id].facts.append(fact)
    for upload in _beside(session, Upload, rows):
        rows[upload.case_id].uploads.append(upload)
    for document in _beside(session, Document, rows):
        rows[document.case_id].documents.append(document)
    return list(rows.values())


def _beside(session: Session, model: type[Row], rows: dict[UUID, Rows]) -> list[Row]:
    """The rows of one table; of a case with one that cannot be read, none."""
    of_cases = select(model).order_by(*inspect(model).primary_key)
    try:
        return list(session.scalars(of_cases.where(model.case_id.in_(list(rows)))))
    except UNREADABLE:
        found: list[Row] = []
        for case_id, row in rows.items():
            try:
                found += session.scalars(of_cases.where(model.case_id == case_id)).all()
            except UNREADABLE:
                row.spoiled.append(model.__tablename__)
        return found


def _events(session: Session, ids: Sequence[UUID], rows: dict[UUID, Rows]) -> None:
    events = select(Event).where(Event.case_id.in_(ids)).order_by(Event.case_id, Event.sequence)
    read: dict[UUID, list[Event]] = defaultdict(list)
    try:
        for event in session.scalars(events):
            read[event.case_id].append(event)
    except UNREADABLE:
        for case_id in ids:
            _one_by_one(session, rows[case_id])
    else:
        for case_id, found in read.items():
            rows[case_id].events = found


def _one_by_one(session: Session, rows: Rows) -> None:
    numbers = select(Event.sequence).where(Event.case_id == rows.case.id)
    for number in session.scalars(numbers.order_by(Event.sequence)).all():
        one = select(Event).where(Event.case_id == rows.case.id, Event.sequence == number)
        try:
            rows.events.append(session.scalars(one).one())
        except UNREADABLE:
            rows.unreadable.append(number)


def has_events(session: Session, case_id: UUID) -> bool:
    """Whether there are events of a case, be it there itself or not."""
    return session.scalar(select(exists().where(Event.case_id == case_id))) is True


def without_case(session: Session, limit: int = 1000) -> Sequence[UUID]:
    """Cases that are gone while events of theirs are still there."""
    there = exists().where(Case.id == Event.case_id)
    return session.scalars(
        select(Event.case_id).where(~there).distinct().order_by(Event.case_id).limit(limit)
    ).all()
