"""Questions to another person: how one is put, put again, and closed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from portal.casework.opening import OpenCase
from portal.domain.conditions import applies
from portal.domain.identity import IdentityPart, identity_of
from portal.domain.items import Confirmation
from portal.domain.mending import ConfirmationState
from portal.domain.states import OPEN, TaskState
from portal.persistence.models import ConfirmationRequest, Event, Task
from portal.persistence.queries import tasks


def requests_for(opened: OpenCase, item_id: str) -> list[ConfirmationRequest]:
    """A new question for every rule of an item that applies."""
    rules = opened.catalogue.items[item_id].confirmations
    if not rules:
        return []
    task = opened.tasks[item_id]
    seen = opened.bundle.seen(opened.facts)
    return [_request(opened, task, rule) for rule in rules if applies(rule.when, seen)]


def _request(opened: OpenCase, task: Task, rule: Confirmation) -> ConfirmationRequest:
    facts = opened.facts
    keys = [opened.bundle.resolve(key, facts) for key in rule.shows]
    return ConfirmationRequest(
        id=uuid4(),
        case_id=opened.case.id,
        task_id=task.id,
        rule=rule.id,
        party=rule.by,
        id_number=identity_of(
            opened.catalogue, opened.bundle, facts, rule.by, IdentityPart.ID_NUMBER
        ),
        phone=identity_of(opened.catalogue, opened.bundle, facts, rule.by, IdentityPart.MOBILE)
        or None,
        state=ConfirmationState.ASKED,
        asked_at=opened.at,
        due_on=opened.work.calendar.add_working_days(opened.today, rule.days),
        shown={"item": task.item, "values": {key: facts.get(key, "") for key in keys}},
    )


def announce(opened: OpenCase, request: ConfirmationRequest, event: Event) -> None:
    """Queue the message that asks the other person, or reminds them."""
    opened.later(
        "notify",
        f"{event.sequence}:confirmation_asked:{request.id}",
        payload={"message": "confirmation_asked", "confirmation": str(request.id)},
    )


def put_again(opened: OpenCase, request: ConfirmationRequest) -> ConfirmationRequest:
    """Void a question and put it anew, showing what the case says now. What was shown before stays with the old one."""
    task = opened.task(request.task_id)
    rule = next(r for r in opened.item(task).confirmations if r.id == request.rule)
    request.state = ConfirmationState.VOID
    fresh = _request(opened, task, rule)
    opened.session.add(fresh)
    opened.session.flush()
    return fresh


def put_again_where_changed(opened: OpenCase, changed: Collection[str], event: Event) -> None:
    """What the other person was shown has changed since: a yes to the old words is no yes to the new ones."""
    for request in tasks.confirmations(opened.session, opened.case.id):
        alive = opened.task(request.task_id).state in OPEN | {TaskState.LAPSED}
        counts = request.state in {ConfirmationState.ASKED, ConfirmationState.CONFIRMED}
        if alive and counts and not set(changed).isdisjoint(request.shown["values"]):
            announce(opened, put_again(opened, request), event)


def close_confirmations(opened: OpenCase, task_id: UUID) -> None:
    """Questions to others about a task that no longer needs an answer are void."""
    for request in tasks.confirmations(opened.session, opened.case.id):
        if request.task_id == task_id and request.state is ConfirmationState.ASKED:
            request.state = ConfirmationState.VOID


def reopen_confirmations(opened: OpenCase, task: Task, event: Event) -> None:
    """A task that is handled again needs the answers it never got."""
    there = [r for r in tasks.confirmations(opened.session, opened.case.id) if r.task_id == task.id]
    standing = {r.rule for r in there if r.state is not ConfirmationState.VOID}
    for rule in dict.fromkeys(r.rule for r in there):
        if rule not in standing:
            last = next(r for r in reversed(there) if r.rule == rule)
            announce(opened, put_again(opened, last), event)
