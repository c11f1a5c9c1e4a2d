"""A whole case at once, for pages that show it: one statement, however large it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Uuid, bindparam, case, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.facts import Stream
from portal.domain.permissions import Scope
from portal.domain.states import CaseState
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
from portal.persistence.queries.cases import APPLICANT, scope


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
    grounds: Sequence[Consent]
    """On which sources may be asked, as far as they stand."""


_CASE = bindparam("case_id", type_=Uuid())


Which = Callable[[InstrumentedAttribute[UUID]], ColumnElement[bool]]
"""Says of a column with the id of a case whether it is one of those wanted."""


def everything(which: Which) -> Gathering:
    """A statement that brings all that hangs on some cases."""
    return Gathering(**_parts(which))


def _parts(which: Which) -> dict[str, Part[Any]]:
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


_PARTS = _parts(lambda column: column == _CASE)
_EVERYTHING = Gathering(**_PARTS)
_PEOPLE = _PARTS["people"].narrowed(
    CasePerson.role == APPLICANT, only=(CasePerson.role, CasePerson.person_id)
)
TOLD_IN_FULL = ("record_step", "lapse")
"""Verbs of which the status page says more than that it happened; what was sent is a long list of seals of answers."""
# Only what the status page says: it is asked for a hundred times as often as anything else.
_STANDING = Gathering(
    case=_PARTS["case"],
    people=_PEOPLE,
    tasks=_PARTS["tasks"].narrowed(
        only=(
            Task.id,
            Task.item,
            Task.department,
            Task.office,
            Task.state,
            Task.due_on,
            Task.remark_id,
        )
    ),
    results=_PARTS["results"].narrowed(
        only=(
            Result.id,
            Result.task_id,
            Result.kind,
            Result.state,
            Result.number_sealed,
            Result.collect_from,
            Result.details_sealed,
        )
    ),
    facts=_PARTS["facts"].narrowed(
        Fact.stream == Stream.CURRENT,
        only=(
            Fact.case_id,
            Fact.key,
            Fact.stream,
            Fact.value_sealed,
            Fact.source,
            Fact.check,
        ),
    ),
    corrections=_PARTS["corrections"].narrowed(
        only=(Correction.id, Correction.task_id, Correction.state)
    ),
    marks=_PARTS["marks"].narrowed(only=(CorrectionMark.correction_id,)),
    confirmations=_PARTS["confirmations"].narrowed(
        only=(ConfirmationRequest.id, ConfirmationRequest.task_id, ConfirmationRequest.state)
    ),
    documents=_PARTS["documents"].narrowed(
        Document.void_at.is_(None),
        only=(
            Document.id,
            Document.task_id,
            Document.template,
            Document.number,
            Document.made_at,
            Document.size,
            Document.void_at,
        ),
    ),
    events=_PARTS["events"].narrowed(
        only=(
            Event.sequence,
            Event.verb,
            Event.actor_kind,
            Event.task_id,
            Event.at,
            Event.payload,
        ),
        instead={
            "payload": case(
                (Event.verb.in_(TOLD_IN_FULL), Event.payload), else_=literal_column("'{}'", JSON())
            )
        },
    ),
    remarks=_PARTS["remarks"].narrowed(only=(Remark.id, Remark.text_sealed)),
    grounds=_PARTS["grounds"].narrowed(
        only=(Consent.source, Consent.ground, Consent.party, Consent.person_id)
    ),
)


ReadCase = Callable[[Reader, UUID], "WholeCase | None"]
"""One of the two ways of reading a case below."""


def whole_case(session: Session | Reader, case_id: UUID) -> WholeCase | None:
    """Read a case with all that hangs on it."""
    return whole_of(_EVERYTHING.read(session, case_id=case_id))


def case_standing(session: Session | Reader, case_id: UUID) -> WholeCase | None:
    """Read what the status page says of a case: no uploads, nothing that is still being mended, no void documents."""
    return whole_of(_STANDING.read(session, case_id=case_id))


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


_HEAD = Gathering(
    case=Part(Case, [Case.id == _CASE], only=(Case.id, Case.account_id, Case.state, Case.revision)),
    people=_PEOPLE,
)


class CaseHead(NamedTuple):
    """Whose a case is, whether it was sent, and the number of its last change."""

    scope: Scope
    state: CaseState
    revision: int


def case_head(session: Session | Reader, case_id: UUID) -> CaseHead | None:
    """What must be known of a case before a page that was made of it can be shown again."""
    found = _HEAD.read(session, case_id=case_id)
    case: Case | None = first(found["case"])
    return CaseHead(scope(case, found["people"]), case.state, case.revision) if case else None
