"""Stages (环节): a task passes from one desk of an office to the next, or back."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.moves import make_move, stages_of
from portal.casework.opening import open_task
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import Verb


def pass_stage(
    work: Casework, actor: Actor, task_id: UUID, *, remark: str = "", version: int | None = None
) -> None:
    """Hand a task to the next stage. Raises GuardFailed at the last one or for the wrong role, StaleVersion."""
    with open_task(work, actor, task_id, Permission.TASK_HANDLE, version=version) as (opened, task):
        make_move(opened, task, Verb.PASS_STAGE, remark=remark)
        task.stage = next(n for n in stages_of(opened, task) if n > task.stage)
        task.claimed_by = task.claimed_at = None


def return_stage(
    work: Casework, actor: Actor, task_id: UUID, reason: str, *, version: int | None = None
) -> None:
    """Hand a task back one stage, saying why. Raises GuardFailed at the first one or without a reason."""
    with open_task(work, actor, task_id, Permission.TASK_HANDLE, version=version) as (opened, task):
        make_move(opened, task, Verb.RETURN_STAGE, remark=reason)
        task.stage = max(n for n in stages_of(opened, task) if n < task.stage)
        task.claimed_by = task.claimed_at = None
