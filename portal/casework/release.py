"""Release: after the minutes in which it can be taken back, a filed case goes to the departments."""

from __future__ import annotations

from uuid import UUID

from portal.casework.advance import advance_tasks
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.opening import OpenCase, open_case
from portal.casework.subjects import forget_subject
from portal.domain.actors import SYSTEM, Actor, ActorKind
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.queries import tasks


def release(work: Casework, case_id: UUID, actor: Actor = SYSTEM) -> None:
    """Hand a filed case to its departments. The applicant may do so early; the portal only when the hold is over.

    A case that is released already, taken back or withdrawn stays as it is.
    """
    permission = (
        Permission.CASE_SUBMIT if actor.kind is ActorKind.CITIZEN else Permission.SYSTEM_ADVANCE
    )
    with open_case(work, actor, case_id, permission) as opened:
        case = opened.case
        if (
            case.state is not CaseState.FILED
            or case.released_at is not None
            or case.release_after is None
        ):
            return
        if actor.kind is ActorKind.SYSTEM and opened.at < case.release_after:
            opened.later(
                "release",
                f"again:{case.release_after.isoformat()}",
                after=case.release_after - opened.at,
            )
            return
        case.released_at = opened.at
        opened.touch()
        event = opened.record("release")
        opened.tell("released_to_departments", event)
        advance_tasks(opened)


def take_back(work: Casework, actor: Actor, case_id: UUID) -> None:
    """Make a filed case a draft again while no department has seen it. Its number stays.

    Raises WrongMoment once it was released.
    """
    with open_case(work, actor, case_id, Permission.CASE_WITHDRAW) as opened:
        case = opened.case
        if case.state is not CaseState.FILED or case.released_at is not None:
            raise WrongMoment("already_released")
        opened.record("take_back")
        _undo(opened)
        case.state, case.submission_key = CaseState.DRAFT, None
        case.filed_at = case.release_after = None
        opened.touch()


def _undo(opened: OpenCase) -> None:
    forget_subject(opened)
    for request in tasks.confirmations(opened.session, opened.case.id):
        opened.session.delete(request)
    opened.session.flush()
    opened.void()
    for task in opened.tasks.values():
        opened.session.delete(task)
