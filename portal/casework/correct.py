"""Correct: everything sent back is mended in one place and sent once (补正)."""

from __future__ import annotations

from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.context import Casework
from portal.casework.errors import Incomplete, WrongMoment
from portal.casework.marks import corrections_in, open_marks
from portal.casework.opening import OpenCase, open_case
from portal.casework.save import asked_questions
from portal.domain.actors import Actor
from portal.domain.answers import BadAnswer, Fault, check_answer
from portal.domain.permissions import Permission
from portal.domain.questions import items_touched
from portal.domain.states import CaseState, TaskState
from portal.persistence.models import FactHistory
from portal.persistence.models.case import FactCheck, Stream
from portal.persistence.models.correction import CorrectionState
from portal.persistence.queries import cases


def correct(work: Casework, actor: Actor, case_id: UUID, *, version: int | None = None) -> None:
    """Send what was mended. Raises Incomplete when something marked was not touched or is still wrong, StaleVersion,
    NotFound, and WrongMoment when nothing was sent back.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT, version=version) as opened:
        sent = corrections_in(opened, CorrectionState.SENT)
        if opened.case.state is not CaseState.FILED or not sent:
            raise WrongMoment("nothing_to_mend")
        faults = not_mended(opened)
        if faults:
            raise Incomplete(faults)
        keys, papers = _merge_facts(opened), _merge_uploads(opened)
        own = {correction.task_id for correction in sent}
        for correction in sent:
            correction.state, correction.answered_at = CorrectionState.ANSWERED, opened.at
        opened.touch()
        opened.record(
            "correct",
            payload={
                "facts": {key: opened.mac(key) for key in sorted(keys)},
                "materials": sorted(papers),
                "tasks": sorted(str(task) for task in own),
            },
        )
        mark_reliant(opened, keys, papers, own)
        opened.later("ask_registries", f"correct:{opened.case.version}")
        advance_tasks(opened)


def not_mended(opened: OpenCase) -> dict[str, Fault]:
    """What was marked and is untouched, or was touched and is still wrong."""
    faults: dict[str, Fault] = {}
    elements = {q.key: q for q in asked_questions(opened)}
    fresh = {
        u.material
        for u in cases.uploads(opened.session, opened.case.id)
        if u.stream is Stream.PENDING
    }
    for mark in open_marks(opened):
        if mark.kind == "material":
            if mark.reference not in fresh:
                faults[f"material.{mark.reference}"] = Fault("not_mended")
            continue
        row = opened.rows.get((mark.reference, Stream.PENDING))
        question = next((q for key, q in elements.items() if key == mark.reference), None)
        if row is None:
            faults[mark.reference] = Fault("not_mended")
        elif question is not None:
            try:
                if (
                    not check_answer(question.element, row.value, opened.today)
                    and question.required
                ):
                    faults[mark.reference] = Fault("required")
            except BadAnswer as error:
                faults[mark.reference] = error.fault
    return faults


def _merge_facts(opened: OpenCase) -> set[str]:
    changed: set[str] = set()
    for (key, stream), row in list(opened.rows.items()):
        if stream is not Stream.PENDING:
            continue
        current = opened.rows.get((key, Stream.CURRENT))
        if current is not None and current.value != row.value:
            changed.add(key)
            opened.session.add(
                FactHistory(
                    case_id=opened.case.id,
                    key=key,
                    value=current.value,
                    source=current.source,
                    set_at=current.set_at,
                    replaced_at=opened.at,
                )
            )
            current.value, current.source = row.value, row.source
            current.check, current.set_at = FactCheck.NONE, opened.at
        opened.session.delete(row)
        del opened.rows[key, Stream.PENDING]
    return changed


def _merge_uploads(opened: OpenCase) -> set[str]:
    uploads = cases.uploads(opened.session, opened.case.id)
    fresh = {u.material for u in uploads if u.stream is Stream.PENDING}
    for upload in uploads:
        if upload.stream is Stream.CURRENT and upload.material in fresh:
            upload.replaced_at = opened.at
        elif upload.stream is Stream.PENDING:
            upload.stream = Stream.CURRENT
    return fresh


def mark_reliant(opened: OpenCase, keys: set[str], papers: set[str], own: set[UUID]) -> None:
    """待复核: approvals and reviews of other departments that relied on what changed are marked (design rule 5)."""
    touched = items_touched(
        opened.catalogue, opened.bundle, opened.facts, opened.active, keys, papers
    )
    for item in touched:
        task = opened.tasks[item]
        if task.id not in own and task.state in {TaskState.APPROVED, TaskState.IN_REVIEW}:
            task.review_mark = True
            task.version += 1
            opened.record("mark_review", task=task, payload={"item": item})
