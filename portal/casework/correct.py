"""Correct: everything sent back is mended in one place and sent once (补正)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import put_again_where_changed
from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import Incomplete, WrongMoment
from portal.casework.facts import put_fact
from portal.casework.marks import corrections_in, open_marks
from portal.casework.opening import OpenCase, open_case
from portal.casework.save import editable_questions
from portal.casework.subjects import note_subject
from portal.casework.submit import date_faults
from portal.domain.actors import Actor
from portal.domain.answers import BadAnswer, Fault, check_answer
from portal.domain.facts import FactSource, Stream
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Permission
from portal.domain.questions import Question, items_touched
from portal.domain.states import OPEN, CaseState, TaskState
from portal.persistence.models import FactHistory, Upload
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
        keys, fresh = _merge_facts(opened), _merge_uploads(opened)
        papers = {upload.material for upload in fresh}
        own = {correction.task_id for correction in sent}
        for correction in sent:
            correction.state, correction.answered_at = CorrectionState.ANSWERED, opened.at
        opened.touch()
        event = opened.record(
            "correct",
            payload={
                "facts": {key: opened.mac(key) for key in sorted(keys)},
                "materials": sorted(papers),
                "uploads": {str(upload.id): upload.digest for upload in fresh},
                "tasks": sorted(str(task) for task in own),
            },
        )
        note_subject(opened)
        mark_reliant(opened, keys, papers, own)
        put_again_where_changed(opened, keys, event)
        opened.later("ask_registries", f"correct:{opened.case.version}")
        advance_tasks(opened)


def not_mended(opened: OpenCase) -> dict[str, Fault]:
    """What was marked and is untouched, or was touched and is still wrong; and what is asked because of it."""
    faults: dict[str, Fault] = {}
    uploads = cases.uploads(opened.session, opened.case.id)
    fresh = {u.material for u in uploads if u.stream is Stream.PENDING}
    for mark in open_marks(opened):
        if mark.kind == "material" and mark.reference not in fresh:
            faults[f"material.{mark.reference}"] = Fault("not_mended")
    for question in editable_questions(opened):
        fault = _fault(opened, question)
        if fault is not None:
            faults[question.key] = fault
    pending = {key: row.value for (key, s), row in opened.rows.items() if s is Stream.PENDING}
    faults.update(date_faults(opened, {**opened.facts, **pending}, pending.keys() - faults.keys()))
    return faults


def _fault(opened: OpenCase, question: Question) -> Fault | None:
    row = opened.rows.get((question.key, Stream.PENDING))
    if row is None:
        return Fault("not_mended")
    try:
        value = check_answer(question.element, row.value, opened.today)
    except BadAnswer as error:
        return error.fault
    return None if value or not question.required else Fault("required")


def _merge_facts(opened: OpenCase) -> set[str]:
    """Put what was mended in force; what was typed for a correction that fell away is dropped. Changed keys."""
    mended = {question.key for question in editable_questions(opened)}
    before = {
        key: (row.value, row.source, row.set_at)
        for (key, stream), row in opened.rows.items()
        if stream is Stream.CURRENT
    }
    for (key, stream), row in list(opened.rows.items()):
        if stream is Stream.PENDING:
            there = before.get(key)
            if key in mended and (there is None or there[0] != row.value):
                put_fact(opened, key, row.value, row.source, Stream.CURRENT)
            opened.drop_row(key, stream)
    derive(opened)
    now = {key: row.value for (key, _), row in opened.rows.items()}
    for key, (value, source, set_at) in before.items():
        if now.get(key) != value:
            opened.session.add(_history(opened, key, value, source, set_at))
    return {
        key for key in before.keys() | now.keys() if before.get(key, ("",))[0] != now.get(key, "")
    }


def _history(
    opened: OpenCase, key: str, value: str, source: FactSource, set_at: datetime
) -> FactHistory:
    return FactHistory(
        case_id=opened.case.id,
        key=key,
        value=value,
        source=source,
        set_at=set_at,
        replaced_at=opened.at,
    )


def _merge_uploads(opened: OpenCase) -> list[Upload]:
    """Put new files in the place of those that were marked; what was added without being asked is dropped. New files."""
    uploads = cases.uploads(opened.session, opened.case.id)
    asked = {mark.reference for mark in open_marks(opened) if mark.kind == "material"}
    fresh = [u for u in uploads if u.stream is Stream.PENDING and u.material in asked]
    mended = {upload.material for upload in fresh}
    for upload in uploads:
        if upload in fresh:
            upload.stream = Stream.CURRENT
        elif upload.stream is Stream.PENDING or upload.material in mended:
            upload.replaced_at = opened.at
    return fresh


def mark_reliant(opened: OpenCase, keys: set[str], papers: set[str], own: set[UUID]) -> None:
    """待复核: approvals and reviews of other departments that relied on what changed are marked (design rule 5).

    Whoever still has an older look of a touched task on the screen must look again before acting on it.
    """
    touched = items_touched(
        opened.catalogue, opened.bundle, opened.facts, opened.active, keys, papers
    )
    for item, task in opened.tasks.items():
        relied = item in touched and task.state in {TaskState.APPROVED, TaskState.IN_REVIEW}
        if task.id in own or (item in touched and task.state in OPEN) or relied:
            task.version += 1
        if relied and task.id not in own:
            task.review_mark = True
            opened.record("mark_review", task=task, payload={"item": item})
