"""Results (办理结果): opened by an approval, brought on step by step until they reach the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from portal.casework.advance import advance_tasks
from portal.casework.benefit_begin import TAIL, account_key, begin_benefit
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.facts import put_fact
from portal.casework.opening import OpenCase, open_task
from portal.casework.subjects import note_subject
from portal.domain import chain
from portal.domain.actors import SYSTEM, Actor
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.items import ResultKind
from portal.domain.permissions import Permission
from portal.domain.results import ResultState
from portal.domain.states import TaskState
from portal.persistence.models import Result, Task
from portal.persistence.queries import benefits, tasks

STEPS: Mapping[ResultKind, Mapping[ResultState, frozenset[ResultState]]] = {
    ResultKind.PHYSICAL: {
        ResultState.BEING_MADE: frozenset({ResultState.READY, ResultState.POSTED}),
        ResultState.READY: frozenset({ResultState.HANDED_OVER, ResultState.POSTED}),
        ResultState.POSTED: frozenset({ResultState.HANDED_OVER, ResultState.READY}),
    },
    ResultKind.PAYMENT: {
        ResultState.BEING_MADE: frozenset({ResultState.PAID, ResultState.RETURNED}),
        ResultState.PAID: frozenset({ResultState.RETURNED}),
        ResultState.RETURNED: frozenset({ResultState.PAID}),
    },
}
"""The steps a clerk or the worker may record, by kind. Other kinds become ready by themselves."""
FIELDS = "fields"
"""In a result's details: what whoever decided filled in beside it, by the item's own fields."""


def open_result(
    opened: OpenCase,
    task: Task,
    *,
    number: str | None,
    issued_on: date | None,
    amount: int | None = None,
    fields: Mapping[str, str] | None = None,
) -> Result:
    """Begin the result of a task that has just been approved, and ask for what must follow.

    ``fields``: what whoever decided filled in beside it, by the item's own fields.
    """
    item = opened.item(task)
    existing = next(iter(tasks.results(opened.session, [task.id])), None)
    result = existing or Result(id=uuid4(), task_id=task.id, kind=item.result.kind, details={})
    result.state = ResultState.BEING_MADE
    result.number, result.issued_on = number, issued_on
    result.issuer = item.result.issuer or item.department
    result.collect_from = task.office if item.result.collect_from == "office" else None
    result.updated_at = opened.at
    opened.session.add(result)
    opened.session.flush()
    match item.result.kind:
        case ResultKind.ISSUED_HERE:
            result.state = ResultState.READY
            result.issued_on = opened.today
            assert item.result.template is not None
            event = opened.record("issue", task=task, payload={"template": item.result.template})
            result.number = opened.document(item.result.template, event, task=task).number
        case ResultKind.LICENCE_ELSEWHERE | ResultKind.REGISTRY_ENTRY:
            if number is None:
                opened.later("fetch_licence", f"{task.id}:{task.version}", task=task)
            else:
                result.state = ResultState.READY
                _give_outputs(opened, task, number)
        case ResultKind.PAYMENT:
            result.details = _account(opened, task) | (
                {"amount": amount} if amount is not None else {}
            )
            if not begin_benefit(opened, task):
                opened.later("pay", f"{task.id}:{task.version}", task=task)
        case ResultKind.PHYSICAL:
            pass
    if item.result.kind is not ResultKind.PAYMENT:
        begin_benefit(opened, task)
    result.details = {name: value for name, value in result.details.items() if name != FIELDS}
    if fields:
        result.details = {**result.details, FIELDS: dict(fields)}
    return result


def _account(opened: OpenCase, task: Task) -> dict[str, str | int]:
    key = account_key(opened.catalogue, opened.bundle, opened.item(task), opened.facts)
    return {"account_tail": opened.facts[key][-TAIL:]} if key is not None else {}


def _give_outputs(opened: OpenCase, task: Task, number: str) -> None:
    """A licence's number is what others take, unless the clerk has brought that back already."""
    for output in opened.item(task).result.outputs:
        key = opened.bundle.resolve(output.key, opened.facts)
        if key not in opened.facts:
            put_fact(opened, key, number, FactSource.OUTPUT, Stream.CURRENT, FactCheck.AGREES)
    note_subject(opened)


def record_licence_number(work: Casework, task_id: UUID, number: str) -> None:
    """The issuer's number is there; it becomes an output that others take. Recording it twice changes nothing."""
    with open_task(work, SYSTEM, task_id, Permission.SYSTEM_ADVANCE) as (opened, task):
        result = _result(opened, task)
        if task.state is not TaskState.APPROVED or result.number is not None:
            return
        result.number, result.issued_on, result.state = number, opened.today, ResultState.READY
        result.updated_at = opened.at
        _give_outputs(opened, task, number)
        mac = chain.value_mac(work.record_key, number, "result.number")
        event = opened.record("record_number", task=task, payload={"number": mac})
        opened.tell("result_ready", event, task=task)
        advance_tasks(opened)
        opened.document("result_notice", event, task=task)


def record_step(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    step: ResultState,
    *,
    number: str | None = None,
    details: Mapping[str, str | int] | None = None,
    version: int | None = None,
) -> None:
    """Bring a result one step on: ready, handed over, posted, paid, returned. Raises WrongMoment when it cannot go there.

    ``details``: carrier and tracking number of a parcel; month, amount (fen) and account tail of a payment.
    """
    permission = Permission.TASK_HANDLE if actor.kind == "staff" else Permission.SYSTEM_ADVANCE
    with open_task(work, actor, task_id, permission, version=version) as (opened, task):
        result = _result(opened, task)
        if result.kind is ResultKind.PAYMENT and benefits.of_task(opened.session, task.id):
            raise WrongMoment("paid_as_benefit")
        if step not in STEPS.get(result.kind, {}).get(result.state, frozenset()):
            raise WrongMoment("result_cannot")
        result.state, result.updated_at = step, opened.at
        result.number = number or result.number
        if step is ResultState.READY:
            result.issued_on = result.issued_on or opened.today
        result.details = {**result.details, **(details or {})}
        task.version += 1
        event = opened.record("record_step", task=task, payload={"step": step.value})
        opened.tell(_MESSAGES[step], event, task=task)
        if step in {ResultState.READY, ResultState.PAID}:
            opened.document("result_notice", event, task=task)


_MESSAGES = {
    ResultState.READY: "result_ready",
    ResultState.POSTED: "result_posted",
    ResultState.HANDED_OVER: "result_handed_over",
    ResultState.PAID: "payment_sent",
    ResultState.RETURNED: "payment_returned",
}


def _result(opened: OpenCase, task: Task) -> Result:
    found = next(iter(tasks.results(opened.session, [task.id])), None)
    if found is None:
        raise WrongMoment("no_result")
    return found
