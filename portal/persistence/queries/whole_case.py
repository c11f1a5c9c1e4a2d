"""A whole case at once, for pages that show it: one statement, however large it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from portal.domain.facts import Stream
from portal.domain.permissions import Scope
from portal.persistence.gathering import Gathering, Part, only
from portal.persistence.models import (
    Case,
    CasePerson,
    ConfirmationRequest,
    Correction,
    CorrectionMark,
    Document,
    Event,
    Fact,
    Remark,
    Result,
    Task,
    Upload,
)
from portal.persistence.queries.cases import APPLICANT


@dataclass(frozen=True, slots=True)
class WholeCase:
    """Everything that belongs to one case, to be read only. ``facts`` are the current ones."""

    case: Case
    scope: Scope
    tasks: Sequence[Task]
    facts: Sequence[Fact]
    pending: Sequence[Fact]
    corrections: Sequence[Correction]
    marks: Sequence[CorrectionMark]
    confirmations: Sequence[ConfirmationRequest]
    results: Sequence[Result]
    documents: Sequence[Document]
    uploads: Sequence[Upload]
    events: Sequence[Event]
    remarks: dict[UUID, str]


_CASE = bindparam("case_id", type_=Uuid())
_EVERYTHING = Gathering(
    case=Part(Case, [Case.id == _CASE]),
    people=Part(CasePerson, [CasePerson.case_id == _CASE], [CasePerson.role]),
    tasks=Part(Task, [Task.case_id == _CASE], [Task.item, Task.id]),
    results=Part(
        Result,
        [Result.task_id.in_(select(Task.id).where(Task.case_id == _CASE))],
        [Result.task_id],
    ),
    facts=Part(Fact, [Fact.case_id == _CASE], [Fact.key, Fact.stream]),
    corrections=Part(
        Correction, [Correction.case_id == _CASE], [Correction.asked_at, Correction.id]
    ),
    marks=Part(
        CorrectionMark,
        [
            CorrectionMark.correction_id.in_(
                select(Correction.id).where(Correction.case_id == _CASE)
            )
        ],
        [CorrectionMark.kind, CorrectionMark.reference, CorrectionMark.id],
    ),
    confirmations=Part(
        ConfirmationRequest,
        [ConfirmationRequest.case_id == _CASE],
        [ConfirmationRequest.asked_at, ConfirmationRequest.id],
    ),
    documents=Part(Document, [Document.case_id == _CASE], [Document.queued_at]),
    uploads=Part(
        Upload, [Upload.case_id == _CASE, Upload.replaced_at.is_(None)], [Upload.added_at]
    ),
    # What proves the chain is for those who verify it, not for pages.
    events=Part(Event, [Event.case_id == _CASE], [Event.sequence], frozenset({"previous", "hash"})),
    remarks=Part(Remark, [Remark.case_id == _CASE], [Remark.id]),
)


def whole_case(session: Session, case_id: UUID) -> WholeCase | None:
    """Read a case with all that hangs on it."""
    found = _EVERYTHING.read(session, case_id=case_id)
    case = only(found["case"], Case)
    if case is None:
        return None
    facts = cast("list[Fact]", found["facts"])
    return WholeCase(
        case=case,
        scope=_scope(case, found["people"]),
        tasks=found["tasks"],
        facts=[fact for fact in facts if fact.stream is Stream.CURRENT],
        pending=[fact for fact in facts if fact.stream is Stream.PENDING],
        corrections=found["corrections"],
        marks=found["marks"],
        confirmations=found["confirmations"],
        results=found["results"],
        documents=found["documents"],
        uploads=found["uploads"],
        events=found["events"],
        remarks={remark.id: remark.text for remark in found["remarks"]},
    )


def _scope(case: Case, people: Sequence[CasePerson]) -> Scope:
    applicant = next((one.person_id for one in people if one.role == APPLICANT), None)
    return Scope(account=case.account_id, person=applicant)
