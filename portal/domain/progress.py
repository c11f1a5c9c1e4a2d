"""What people see of a case, computed from its tasks by one function. Whose turn it is comes first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.states import ENDED, CaseState, TaskState


class Turn(StrEnum):
    """Whose turn it is: 等您处理, 等部门处理, 已办结."""

    YOURS = "yours"
    THEIRS = "theirs"
    DONE = "done"


class TaskStatus(StrEnum):
    """What a citizen is told of one task."""

    HELD = "held"
    MEND = "mend"
    AWAITS_CONFIRMATION = "awaits_confirmation"
    AWAITS_ITEM = "awaits_item"
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    CHECKING = "checking"
    RESULT_COMING = "result_coming"
    COLLECT = "collect"
    DONE = "done"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    LAPSED = "lapsed"


class CaseStatus(StrEnum):
    """What a citizen is told of the whole case."""

    DRAFT = "draft"
    HELD = "held"
    MEND = "mend"
    AWAITS_CONFIRMATION = "awaits_confirmation"
    IN_PROGRESS = "in_progress"
    PARTLY_DONE = "partly_done"
    COLLECT_PART = "collect_part"
    """Something is ready for the person while departments are still at the rest."""
    COLLECT = "collect"
    ALL_DONE = "all_done"
    ENDED = "ended"
    """Everything has ended, not everything well."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """What is known of one task when its status is worked out."""

    state: TaskState
    mend: bool = False
    """A correction has been sent to the person and not been answered."""
    confirmation_open: bool = False
    result_open: bool = False
    """Approved, but the result is not there yet."""
    collectable: bool = False
    checking: bool = False
    """A registry has not answered yet (核验中)."""


_ENDED_AS = {
    TaskState.REFUSED: TaskStatus.REFUSED,
    TaskState.NOT_ACCEPTED: TaskStatus.NOT_ACCEPTED,
    TaskState.WITHDRAWN: TaskStatus.WITHDRAWN,
    TaskState.TERMINATED: TaskStatus.TERMINATED,
    TaskState.LAPSED: TaskStatus.LAPSED,
}
_TURNS = {
    TaskStatus.HELD: Turn.YOURS,
    TaskStatus.MEND: Turn.YOURS,
    TaskStatus.AWAITS_CONFIRMATION: Turn.YOURS,
    TaskStatus.COLLECT: Turn.YOURS,
    TaskStatus.AWAITS_ITEM: Turn.THEIRS,
    TaskStatus.RECEIVED: Turn.THEIRS,
    TaskStatus.IN_REVIEW: Turn.THEIRS,
    TaskStatus.CHECKING: Turn.THEIRS,
    TaskStatus.RESULT_COMING: Turn.THEIRS,
}


def task_status(standing: TaskStanding, *, held: bool) -> TaskStatus:
    """The status of one task; ``held`` while the case can still be taken back."""
    state = standing.state
    if state in _ENDED_AS:
        return _ENDED_AS[state]
    if state is TaskState.APPROVED:
        if standing.result_open:
            return TaskStatus.RESULT_COMING
        return TaskStatus.COLLECT if standing.collectable else TaskStatus.DONE
    if standing.mend:
        return TaskStatus.MEND
    if standing.confirmation_open:
        return TaskStatus.AWAITS_CONFIRMATION
    if state is TaskState.WAITING:
        return TaskStatus.HELD if held else TaskStatus.AWAITS_ITEM
    if state is TaskState.SUBMITTED:
        return TaskStatus.RECEIVED
    return TaskStatus.CHECKING if standing.checking else TaskStatus.IN_REVIEW


def turn_of(status: TaskStatus) -> Turn:
    """Whose turn a task's status means."""
    return _TURNS.get(status, Turn.DONE)


def case_status(state: CaseState, tasks: Collection[TaskStanding], *, held: bool) -> CaseStatus:
    """The status of the whole case."""
    if state is CaseState.DRAFT:
        return CaseStatus.DRAFT
    if state is CaseState.WITHDRAWN:
        return CaseStatus.WITHDRAWN
    statuses = {task_status(task, held=held) for task in tasks}
    if TaskStatus.MEND in statuses:
        return CaseStatus.MEND
    if held:
        return CaseStatus.HELD
    if TaskStatus.AWAITS_CONFIRMATION in statuses:
        return CaseStatus.AWAITS_CONFIRMATION
    if all(task.state in ENDED for task in tasks) and TaskStatus.RESULT_COMING not in statuses:
        return _ended_status(statuses)
    if TaskStatus.COLLECT in statuses:
        return CaseStatus.COLLECT_PART
    return CaseStatus.PARTLY_DONE if TaskStatus.DONE in statuses else CaseStatus.IN_PROGRESS


def _ended_status(statuses: Collection[TaskStatus]) -> CaseStatus:
    if TaskStatus.COLLECT in statuses:
        return CaseStatus.COLLECT
    if set(statuses) <= {TaskStatus.DONE}:
        return CaseStatus.ALL_DONE
    return CaseStatus.WITHDRAWN if set(statuses) <= {TaskStatus.WITHDRAWN} else CaseStatus.ENDED


def case_turn(status: CaseStatus) -> Turn:
    """Whose turn the case's status means."""
    if status in {CaseStatus.IN_PROGRESS, CaseStatus.PARTLY_DONE}:
        return Turn.THEIRS
    if status in {CaseStatus.ALL_DONE, CaseStatus.ENDED, CaseStatus.WITHDRAWN}:
        return Turn.DONE
    return Turn.YOURS
