"""A whole case at once, for pages that show it: one statement, however large it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    bindparam,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.facts import Stream
from portal.domain.permissions import Scope
from portal.persistence.gathering import Gathering, Part, Reader, first
from portal.persistence.models import (
    Case,
    CasePerson,
    ConfirmationRequest,
    Consent,
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
from portal.persistence.queries.cases import scope


@dataclass(frozen=True, slots=True)
class WholeCase:
    """Everything that belongs to one case, to be read only. ``facts`` are the current ones, as far as they were read."""

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
    grounds: Sequence[Consent]
    """On which sources may be asked, as far as they stand."""


_CASE = bindparam("case_id", type_=Uuid())


Which = Callable[[InstrumentedAttribute[UUID]], ColumnElement[bool]]
"""Says of a column with the id of a case whether it is one of those wanted."""


def everything(which: Which) -> Gathering:
    """A statement that brings all that hangs on some cases."""
    return Gathering(**parts_of(which))


def parts_of(which: Which) -> dict[str, Part[Any]]:
    """All that hangs on some cases, by the names that :class:`WholeCase` has for it."""
    tasks = select(Task.id).where(which(Task.case_id))
    corrections = select(Correction.id).where(which(Correction.case_id))
    return {
        "case": Part(Case, [which(Case.id)], [Case.created_at, Case.id]),
        "people": Part(
            CasePerson, [which(CasePerson.case_id)], [CasePerson.case_id, CasePerson.role]
        ),
        "tasks": Part(Task, [which(Task.case_id)], [Task.item, Task.id]),
        "results": Part(Result, [Result.task_id.in_(tasks)], [Result.task_id]),
        "facts": Part(Fact, [which(Fact.case_id)], [Fact.case_id, Fact.key, Fact.stream]),
        "corrections": Part(
            Correction, [which(Correction.case_id)], [Correction.asked_at, Correction.id]
        ),
        "marks": Part(
            CorrectionMark,
            [CorrectionMark.correction_id.in_(corrections)],
            [CorrectionMark.kind, CorrectionMark.reference, CorrectionMark.id],
        ),
        "confirmations": Part(
            ConfirmationRequest,
            [which(ConfirmationRequest.case_id)],
            [ConfirmationRequest.asked_at, ConfirmationRequest.id],
        ),
        "documents": Part(
            Document, [which(Document.case_id)], [Document.queued_at, Document.number]
        ),
        "uploads": Part(
            Upload,
            [which(Upload.case_id), Upload.replaced_at.is_(None)],
            [Upload.added_at, Upload.material, Upload.id],
        ),
        "events": Part(
            Event,
            [which(Event.case_id)],
            [Event.case_id, Event.sequence],
            # What proves the chain is for those who verify it, not for pages.
            only=(
                Event.case_id,
                Event.sequence,
                Event.verb,
                Event.actor_kind,
                Event.actor_id,
                Event.task_id,
                Event.at,
                Event.reason,
                Event.remark_id,
                Event.payload,
            ),
        ),
        "remarks": Part(Remark, [which(Remark.case_id)], [Remark.id]),
        "grounds": Part(
            Consent,
            [which(Consent.case_id), Consent.withdrawn_at.is_(None)],
            [Consent.given_at, Consent.id],
        ),
    }


_EVERYTHING = everything(lambda column: column == _CASE)


ReadCase = Callable[[Reader, UUID], "WholeCase | None"]
"""A way of reading a case."""


def whole_case(session: Session | Reader, case_id: UUID) -> WholeCase | None:
    """Read a case with all that hangs on it."""
    return whole_of(_EVERYTHING.read(session, case_id=case_id))


def whole_of(found: Mapping[str, list[Any]]) -> WholeCase | None:
    """What a statement brought of one case; None when there is no such case."""
    case: Case | None = first(found["case"])
    if case is None:
        return None
    facts: list[Fact] = found["facts"]
    return WholeCase(
        case=case,
        scope=scope(case, found["people"]),
        tasks=found["tasks"],
        facts=[fact for fact in facts if fact.stream is Stream.CURRENT],
        pending=[fact for fact in facts if fact.stream is Stream.PENDING],
        corrections=found["corrections"],
        marks=found["marks"],
        confirmations=found["confirmations"],
        results=found["results"],
        documents=found["documents"],
        uploads=found.get("uploads", []),
        events=found["events"],
        remarks={remark.id: remark.text for remark in found["remarks"]},
        grounds=found["grounds"],
    )
