"""Save: what is typed is kept, right or wrong; what is wrong is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.derive import derive, following, told
from portal.casework.errors import WrongMoment
from portal.casework.facts import put_fact
from portal.casework.marks import open_marks
from portal.casework.opening import OpenCase, open_case
from portal.casework.start import SITUATION, check_situation
from portal.domain.actors import Actor
from portal.domain.answers import LONGEST_INPUT, BadAnswer, Fault, check_answer
from portal.domain.bundles import Bundle
from portal.domain.facts import FactSource, Stream
from portal.domain.permissions import Permission
from portal.domain.questions import Question, questions
from portal.domain.states import CaseState


@dataclass(frozen=True, slots=True)
class Saved:
    """When it was kept, the new version, and what is wrong by fact key."""

    at: datetime
    version: int
    faults: Mapping[str, Fault]


def save(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    typed: Mapping[str, str],
    *,
    version: int | None = None,
) -> Saved:
    """Keep answers of a draft, or of a correction (as pending). Keys the case does not ask are ignored.

    A draft makes no event: nobody but its owner may look at it, and it can be thrown away. Raises NotFound,
    StaleVersion, WrongMoment.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT, version=version) as opened:
        stream = editable_stream(opened)
        faults: dict[str, Fault] = {}
        for question in editable_questions(opened):
            if question.key in typed:
                fault = _keep(opened, question, typed[question.key], stream)
                if fault is not None:
                    faults[question.key] = fault
        derive(opened)
        opened.touch()
        return Saved(opened.at, opened.case.version, faults)


def change_plan(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    *,
    situation: Mapping[str, str] | None = None,
    chosen: Sequence[str] | None = None,
) -> None:
    """Change what a draft is about: its situation answers and the optional items. Answers are kept."""
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        if opened.case.state is not CaseState.DRAFT:
            raise WrongMoment("already_filed")
        if situation is not None:
            check_situation(opened.bundle, situation)
            for question, answer in situation.items():
                put_fact(
                    opened, f"{SITUATION}.{question}", answer, FactSource.PERSON, Stream.CURRENT
                )
        if chosen is not None:
            optional = {place.item for place in opened.bundle.items.values() if place.optional}
            opened.case.chosen = [item for item in chosen if item in optional]
        derive(opened)
        opened.touch()


def editable_stream(opened: OpenCase) -> Stream:
    """Where an edit goes now. Raises WrongMoment when nothing can be edited."""
    if opened.case.state is CaseState.DRAFT:
        return Stream.CURRENT
    if opened.case.state is CaseState.FILED:
        return Stream.PENDING
    raise WrongMoment("ended")


def editable_questions(opened: OpenCase) -> tuple[Question, ...]:
    """What may be edited: everything asked in a draft; in a correction what was marked, and what is asked because of
    how that was mended.
    """
    if opened.case.state is CaseState.DRAFT:
        return asked_questions(opened)
    marked = {mark.reference for mark in open_marks(opened)}
    if not marked:
        return ()
    mended = _as_mended(opened)
    asked = questions(opened.catalogue, opened.bundle, mended, opened.active)
    before = {question.key for question in asked_questions(opened)}
    return tuple(
        question
        for question in asked
        if question.key in marked
        or (question.required and (question.key not in before or question.key not in mended))
    )


def _as_mended(opened: OpenCase) -> dict[str, str]:
    """What the case will say once the correction is sent."""
    pending = {key: row.value for (key, s), row in opened.rows.items() if s is Stream.PENDING}
    facts = {key: value for key, value in {**told(opened), **pending}.items() if value}
    return {**following(opened.bundle, facts), **facts}


def asked_questions(opened: OpenCase) -> tuple[Question, ...]:
    """Every question of the case, held answers included."""
    return questions(opened.catalogue, opened.bundle, opened.facts, opened.active)


def _keep(opened: OpenCase, question: Question, typed: str, stream: Stream) -> Fault | None:
    row = opened.rows.get((question.key, stream))
    fault: Fault | None = None
    try:
        value = check_answer(question.element, typed, opened.today)
    except BadAnswer as error:
        fault, value = error.fault, typed[:LONGEST_INPUT].replace("\x00", "")
    if row is not None and row.value == value:
        return fault
    if row is not None and row.source in {FactSource.REGISTRY, FactSource.IDENTITY} and not value:
        return fault
    put_fact(opened, question.key, value, FactSource.PERSON, stream)
    return fault


def situation_of(bundle: Bundle, facts: Mapping[str, str]) -> dict[str, str]:
    """The situation answers among a case's facts."""
    return {
        q.id: facts[f"{SITUATION}.{q.id}"]
        for q in bundle.situations
        if f"{SITUATION}.{q.id}" in facts
    }
