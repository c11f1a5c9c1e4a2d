"""Questions about cases with the same subject, found by the whole of what says who it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from portal.domain.identity import SubjectMark
from portal.domain.states import COUNTING, CaseState
from portal.persistence.inserting import insert_rows
from portal.persistence.models import Case, CaseSubject, ConfirmationRequest, Task
from portal.persistence.queries.cases import owned_by
from portal.persistence.sealed import VAULT
from portal.persistence.vault import Vault

Marks = Collection[tuple[str, str]]
"""Kind and text of everything that says who a case is about."""
Question = Select[Case, CaseSubject]
MOST = 20


def put(
    session: Session, case_id: UUID, marks: Iterable[tuple[str, str]], *, first_time: bool = False
) -> None:
    """Set what says whom a case is about; what stood there before goes, unless it is the ``first_time`` anything is written."""
    if not first_time:
        session.connection().execute(_FORGET, {"case": case_id})
    rows = [CaseSubject(case_id=case_id, kind=kind, mark=text) for kind, text in sorted(marks)]
    insert_rows(session, rows)


_FORGET = delete(CaseSubject).where(CaseSubject.case_id == bindparam("case"))


def of_case(session: Session, case_id: UUID) -> set[tuple[str, str]]:
    """What says whom a case is about."""
    found = session.scalars(select(CaseSubject).where(CaseSubject.case_id == case_id))
    return {(row.kind, row.mark) for row in found}


def indexes_of(session: Session, marks: Marks) -> list[bytes]:
    """What marks are found by, under every key that rows may have been written with."""
    vault: Vault = session.info[VAULT]
    # What is said of a number never reads like what is said of kin, so the kind need not be asked.
    return [mark for _, text in marks for mark in vault.indexes(text, CaseSubject.mark.place)]


def own_like(
    session: Session,
    marks: Marks,
    items: Collection[str],
    *,
    account: UUID,
    person: UUID | None,
    number: str,
    besides: UUID,
) -> Sequence[Case]:
    """Filed cases about the same subject, in which one of these items is open or approved: only those that an account
    acting as a person may know of, or that ask whoever has an ID ``number`` (empty: nobody). The latest first.
    """
    values: dict[str, Any] = {"account": account, "items": list(items)}
    if person is not None:
        values["person"] = person
    if number:
        vault: Vault = session.info[VAULT]
        values["numbers"] = vault.indexes(number, ConfirmationRequest.id_number.place)
    question = _own(as_person=person is not None, is_known=bool(number))
    return _like(session, question, marks, besides, values)


def in_office_like(
    session: Session, case_id: UUID, marks: Marks, item: str, office: str
) -> Sequence[Case]:
    """Other released cases about the same subject in which one office has the same item. The latest first."""
    return _like(session, _in_office(), marks, case_id, {"item": item, "office": office})


@cache
def _own(*, as_person: bool, is_known: bool) -> Question:
    whose = owned_by(
        bindparam("account", type_=Uuid()),
        bindparam("person", type_=Uuid()) if as_person else None,
    )
    if is_known:
        numbers = ConfirmationRequest.id_number_index.in_(bindparam("numbers", expanding=True))
        whose = or_(whose, Case.id.in_(select(ConfirmationRequest.case_id).where(numbers)))
    return _alike(whose, Task.item.in_(bindparam("items", expanding=True)))


@cache
def _in_office() -> Question:
    return _alike(
        Case.released_at.is_not(None),
        Task.item == bindparam("item"),
        Task.office == bindparam("office"),
    )


def _alike(whose: ColumnElement[bool], *of_task: ColumnElement[bool]) -> Question:
    """Built once: to build and recognise a question of this size takes much longer than to answer it."""
    alike = select(CaseSubject.case_id).where(
        CaseSubject.mark_index.in_(bindparam("marks", expanding=True))
    )
    # Not joined and made distinct: PostgreSQL cannot compare whole rows that hold JSON.
    tasks = select(Task.case_id).where(Task.state.in_(COUNTING), *of_task)
    ids = (
        select(Case.id)
        .where(
            Case.id.in_(alike),
            Case.id.in_(tasks),
            Case.id != bindparam("besides", type_=Uuid()),
            Case.state == CaseState.FILED,
            whose,
        )
        .order_by(Case.filed_at.desc(), Case.id)
        .limit(MOST)
    )
    return (
        select(Case, CaseSubject)
        .join(CaseSubject, CaseSubject.case_id == Case.id)
        .where(Case.id.in_(ids.correlate(None)))
        .order_by(Case.filed_at.desc(), Case.id, CaseSubject.id)
    )


def _like(
    session: Session, question: Question, marks: Marks, besides: UUID, values: dict[str, Any]
) -> Sequence[Case]:
    if not marks:
        return []
    found = {**values, "marks": indexes_of(session, marks), "besides": besides}
    rows = session.execute(question, found)
    theirs: dict[Case, set[tuple[str, str]]] = defaultdict(set)
    for case, row in rows:
        theirs[case].add((row.kind, row.mark))
    numbers = _numbers(marks)
    return [
        case
        for case, said in theirs.items()
        # Two numbers that differ are two people, whatever else is alike.
        if not numbers or not (other := _numbers(said)) or not numbers.isdisjoint(other)
    ]


def _numbers(marks: Marks) -> set[str]:
    return {text for kind, text in marks if kind == SubjectMark.ID_NUMBER}
