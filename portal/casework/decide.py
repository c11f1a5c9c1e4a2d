"""Decide (决定): yes with a result, or no with reasons and remedies; also what a department's own system answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.context import Casework
from portal.casework.entering import Brought, check_entered, keep_outputs
from portal.casework.moves import make_move
from portal.casework.opening import OpenCase, open_task
from portal.casework.outcome import open_result
from portal.domain import chain
from portal.domain.actors import SYSTEM, Actor
from portal.domain.permissions import Permission
from portal.domain.states import Verb
from portal.persistence.models import Event, Task


@dataclass(frozen=True, slots=True)
class Entered:
    """What a clerk brings to an approval: outputs by fact key, number, date; ``amount`` of a payment in fen.

    ``fields`` are the item's own, by their ids.
    """

    outputs: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    issued_on: date | None = None
    amount: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


NOTHING_ENTERED = Entered()


def approve(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    *,
    entered: Entered = NOTHING_ENTERED,
    remark: str = "",
    version: int | None = None,
) -> None:
    """Approve a task at its last stage. Raises NotFound, StaleVersion, IllegalMove, GuardFailed; Incomplete when an
    output or a field that must be filled in is not of its element's form.
    """
    with open_task(work, actor, task_id, Permission.TASK_DECIDE, version=version) as (opened, task):
        brought = check_entered(opened, task, entered.outputs, entered.fields)
        keep_outputs(opened, brought.outputs)
        event = make_move(
            opened,
            task,
            Verb.APPROVE,
            remark=remark,
            outputs=brought.outputs,
            payload=_vouched(opened, brought),
        )
        _finish_approval(opened, task, event, entered, brought.fields)


def _vouched(opened: OpenCase, brought: Brought) -> dict[str, Any]:
    """What the record keeps of it: HMACs, never a value."""
    facts = {key: opened.mac(key) for key in sorted(brought.outputs)}
    fields = {
        name: chain.value_mac(opened.work.record_key, value, f"operator.{name}")
        for name, value in sorted(brought.fields.items())
    }
    return {name: macs for name, macs in {"facts": facts, "fields": fields}.items() if macs}


def receive_approval(
    work: Casework, task_id: UUID, *, number: str | None, issued_on: date | None
) -> None:
    """The department's own system said yes. Saying it twice changes nothing."""
    with open_task(work, SYSTEM, task_id, Permission.SYSTEM_ADVANCE) as (opened, task):
        if task.state == "approved":
            return
        event = make_move(opened, task, Verb.RECEIVE_APPROVAL)
        _finish_approval(opened, task, event, Entered(number=number, issued_on=issued_on), {})


def _finish_approval(
    opened: OpenCase, task: Task, event: Event, entered: Entered, fields: Mapping[str, str]
) -> None:
    open_result(
        opened,
        task,
        number=entered.number,
        issued_on=entered.issued_on,
        amount=entered.amount,
        fields=fields,
    )
    opened.tell("task_approved", event, task=task)
    advance_tasks(opened)
    opened.document("decision_approved", event, task=task)


def refuse(
    work: Casework, actor: Actor, task_id: UUID, reason: str, *, version: int | None = None
) -> None:
    """Refuse a task, with the reason the person will read. Raises GuardFailed without one, StaleVersion."""
    with open_task(work, actor, task_id, Permission.TASK_DECIDE, version=version) as (opened, task):
        event = make_move(opened, task, Verb.REFUSE, remark=reason)
        _finish_refusal(opened, task, event)


def receive_refusal(work: Casework, task_id: UUID, reason: str) -> None:
    """The department's own system said no, and why."""
    with open_task(work, SYSTEM, task_id, Permission.SYSTEM_ADVANCE) as (opened, task):
        if task.state == "refused":
            return
        event = make_move(opened, task, Verb.RECEIVE_REFUSAL, remark=reason)
        _finish_refusal(opened, task, event)


def _finish_refusal(opened: OpenCase, task: Task, event: Event) -> None:
    opened.tell("task_refused", event, task=task)
    advance_tasks(opened)
    opened.document("decision_refused", event, task=task)


def uphold(
    work: Casework, actor: Actor, task_id: UUID, reason: str, *, version: int | None = None
) -> None:
    """A decision marked for review stands, and why. Raises GuardFailed when it is not marked or no reason is given."""
    with open_task(work, actor, task_id, Permission.TASK_DECIDE, version=version) as (opened, task):
        make_move(opened, task, Verb.UPHOLD, remark=reason)
        advance_tasks(opened)
