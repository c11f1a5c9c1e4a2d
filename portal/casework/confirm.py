"""Confirm: another person says yes or no to what was filed about them."""

from __future__ import annotations

from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.confirmations import announce, put_again
from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.opening import open_case
from portal.domain.actors import Actor, Assurance
from portal.domain.mending import ConfirmationState
from portal.domain.permissions import Permission
from portal.domain.states import OPEN, TaskState
from portal.persistence.models import Case, ConfirmationRequest
from portal.persistence.queries import accounts, cases, tasks

ASKED_AGAIN_PER_DAY = 3
"""Messages go to a phone that somebody else has named; nobody may be pestered with them."""


def confirm(work: Casework, actor: Actor, request_id: UUID, *, agrees: bool) -> None:
    """Answer a question. Only the checked person it is put to can; what was shown stays as it was shown.

    Name and number alone do not make another person: who filed knows both. So the account that filed cannot answer for
    the other, unless their identity was checked strongly, as at a counter.

    Raises NotFound for anybody else, WrongMoment when it was answered, is no longer needed, or the account filed it.
    """
    request = request_for(work, actor, request_id)
    with open_case(work, actor, request.case_id, None) as opened:
        if is_own_account(opened.case, actor):
            raise WrongMoment("own_account")
        current = tasks.confirmation(opened.session, request_id)
        if current is None:
            raise NotFound(f"confirmation {request_id}")
        if current.state is not ConfirmationState.ASKED:
            raise WrongMoment("already_answered")
        current.state = ConfirmationState.CONFIRMED if agrees else ConfirmationState.REFUSED
        current.answered_at, current.answered_by = opened.at, actor.person
        opened.touch()
        task = opened.task(current.task_id)
        event = opened.record(
            "confirm" if agrees else "decline_to_confirm",
            task=task,
            payload={
                "rule": current.rule,
                "shown": {key: opened.mac(key) for key in current.shown["values"]},
            },
        )
        opened.tell("confirmation_answered", event, task=task)
        advance_tasks(opened)


def is_own_account(case: Case, actor: Actor) -> bool:
    """Whether the account that filed would answer for the other, without strong proof that it is they."""
    return case.account_id == actor.id and actor.assurance < Assurance.STRONG


def request_for(work: Casework, actor: Actor, request_id: UUID) -> ConfirmationRequest:
    """The question, if it is put to this very person. Raises NotFound."""
    with work.db.reading() as session:
        request = tasks.confirmation(session, request_id)
        person = accounts.person(session, actor.person) if actor.person else None
    if request is None or person is None or actor.assurance < Assurance.CHECKED:
        raise NotFound(f"confirmation {request_id}")
    if person.id_number != request.id_number:
        raise NotFound(f"confirmation {request_id}")
    return request


def ask_again(work: Casework, actor: Actor, request_id: UUID) -> None:
    """The applicant asks once more after a refusal, or reminds. A lapsed task comes back to waiting.

    Raises NotFound, WrongMoment when the question is answered with yes, void, or its task has ended otherwise, and
    after three times in a day.
    """
    with work.db.reading() as session:
        found = tasks.confirmation(session, request_id)
    if found is None:
        raise NotFound(f"confirmation {request_id}")
    with open_case(work, actor, found.case_id, Permission.CASE_EDIT) as opened:
        current = tasks.confirmation(opened.session, request_id)
        assert current is not None
        task = opened.task(current.task_id)
        answerable = {ConfirmationState.ASKED, ConfirmationState.REFUSED}
        if current.state not in answerable or task.state not in OPEN | {TaskState.LAPSED}:
            raise WrongMoment("already_answered")
        asked = cases.next_number(opened.session, f"asked_again:{task.id.hex}:{opened.today}")
        if asked > ASKED_AGAIN_PER_DAY:
            raise WrongMoment("reminded_enough")
        if current.state is ConfirmationState.REFUSED:
            current = put_again(opened, current)
        event = opened.record("ask_again", task=task, payload={"rule": current.rule})
        announce(opened, current, event)
        advance_tasks(opened)
