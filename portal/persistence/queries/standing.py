"""What the status page says of a case, which is asked for a hundred times as often as anything else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    String,
    Uuid,
    bindparam,
    case,
    literal_column,
    or_,
)
from sqlalchemy.orm import Session

from portal.domain.facts import FactCheck, Stream
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
)
from portal.persistence.queries.cases import APPLICANT, scope
from portal.persistence.queries.whole_case import WholeCase, parts_of, whole_of


def named_or_checking(names: BindParameter[str]) -> ColumnElement[bool]:
    """Answers under some keys, and those still being checked: all that is said of where a case stands and whom it is about."""
    return or_(Fact.key.in_(names), Fact.check == FactCheck.CHECKING)


_CASE = bindparam("case_id", type_=Uuid())
_NAMES = bindparam("names", type_=String(), expanding=True)
_PARTS = parts_of(lambda column: column == _CASE)
_PEOPLE = _PARTS["people"].narrowed(
    CasePerson.role == APPLICANT, only=(CasePerson.role, CasePerson.person_id)
)
TOLD_IN_FULL = ("record_step", "lapse")
"""Verbs of which the status page says more than that it happened; what was sent is a long list of seals of answers."""
_STANDING = Gathering(
    case=_PARTS["case"].narrowed(
        only=(
            Case.id,
            Case.number,
            Case.bundle,
            Case.release_id,
            Case.account_id,
            Case.state,
            Case.version,
            Case.revision,
            Case.release_after,
            Case.released_at,
            Case.ended_at,
        )
    ),
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
        named_or_checking(_NAMES),
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
_CURRENT = Gathering(facts=_PARTS["facts"].narrowed(Fact.stream == Stream.CURRENT))


def case_standing(
    session: Session | Reader, case_id: UUID, names: Collection[str]
) -> WholeCase | None:
    """Read what the status page says of a case: no uploads, nothing that is still being mended, no void documents.

    Of the facts only those named, and those that are still being checked: each is a seal to be carried along, and there are many.
    """
    return whole_of(_STANDING.read(session, case_id=case_id, names=sorted(names)))


def current_facts(session: Session | Reader, case_id: UUID) -> Sequence[Fact]:
    """All that was answered in a case, as it stands."""
    return _CURRENT.read(session, case_id=case_id)["facts"]


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
