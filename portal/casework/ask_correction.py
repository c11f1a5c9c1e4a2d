"""Ask for a correction (补正): the clerk marks the field or material that is wrong and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from portal.casework.context import Casework
from portal.casework.errors import NotFound
from portal.casework.moves import make_move
from portal.casework.notice import send_when_all_have_spoken
from portal.casework.opening import OpenCase, open_task
from portal.casework.save import asked_questions
from portal.domain.actors import Actor
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Permission
from portal.domain.plaintext import tidy
from portal.domain.states import Verb
from portal.persistence.models import Correction, CorrectionMark, Task


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to mend: ``kind`` is ``fact`` or ``material``, ``reference`` its key, ``why`` for the person to read."""

    kind: str
    reference: str
    why: str


def ask_correction(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    marks: Sequence[Mark],
    *,
    version: int | None = None,
) -> None:
    """Write down what must be mended; it reaches the person with what the other offices want.

    Raises NotFound when a mark names something this item does not need, GuardFailed without any mark, StaleVersion.
    """
    with open_task(work, actor, task_id, Permission.TASK_HANDLE, version=version) as (opened, task):
        allowed = markable(opened, task)
        for mark in marks:
            if (mark.kind, mark.reference) not in allowed or not tidy(mark.why):
                raise NotFound(f"{mark.kind} {mark.reference}")
        make_move(
            opened,
            task,
            Verb.ASK_CORRECTION,
            reason="correction" if marks else None,
            payload={"marks": sorted(f"{mark.kind}:{mark.reference}" for mark in marks)},
        )
        correction = Correction(
            id=uuid4(),
            case_id=opened.case.id,
            task_id=task.id,
            state=CorrectionState.WRITTEN,
            asked_by=_staff(actor),
            asked_at=opened.at,
        )
        opened.session.add(correction)
        opened.session.flush()
        for mark in marks:
            opened.session.add(
                CorrectionMark(
                    id=uuid4(),
                    correction_id=correction.id,
                    kind=mark.kind,
                    reference=mark.reference,
                    why=tidy(mark.why, keep_lines=True),
                )
            )
        opened.session.flush()
        send_when_all_have_spoken(opened)


def markable(opened: OpenCase, task: Task) -> frozenset[tuple[str, str]]:
    """What a clerk may mark: what the item asks of a person, nothing else."""
    facts = {question.key for question in asked_questions(opened) if task.item in question.items}
    papers = opened.item(task).material_ids
    return frozenset({("fact", key) for key in facts} | {("material", m) for m in papers})


def _staff(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id
