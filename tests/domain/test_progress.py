"""Progress: what people are told, and whose turn it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.progress import (
    CaseStatus,
    TaskStanding,
    TaskStatus,
    Turn,
    case_status,
    case_turn,
    task_status,
    turn_of,
)
from portal.domain.states import OPEN, CaseState, TaskState

S = TaskState
standings = st.builds(
    TaskStanding,
    st.sampled_from(TaskState),
    mend=st.booleans(),
    confirmation_open=st.booleans(),
    result_open=st.booleans(),
    collectable=st.booleans(),
    checking=st.booleans(),
)


@pytest.mark.parametrize(
    ("standing", "status", "turn"),
    [
        (TaskStanding(S.WAITING), TaskStatus.AWAITS_ITEM, Turn.THEIRS),
        (
            TaskStanding(S.WAITING, confirmation_open=True),
            TaskStatus.AWAITS_CONFIRMATION,
            Turn.YOURS,
        ),
        (
            TaskStanding(S.IN_REVIEW, confirmation_open=True),
            TaskStatus.AWAITS_CONFIRMATION,
            Turn.YOURS,
        ),
        (TaskStanding(S.WAITING, mend=True), TaskStatus.MEND, Turn.YOURS),
        (TaskStanding(S.SUBMITTED), TaskStatus.RECEIVED, Turn.THEIRS),
        (TaskStanding(S.SUBMITTED, mend=True), TaskStatus.MEND, Turn.YOURS),
        (TaskStanding(S.IN_REVIEW), TaskStatus.IN_REVIEW, Turn.THEIRS),
        (TaskStanding(S.IN_REVIEW, checking=True), TaskStatus.CHECKING, Turn.THEIRS),
        (TaskStanding(S.APPROVED, result_open=True), TaskStatus.RESULT_COMING, Turn.THEIRS),
        (TaskStanding(S.APPROVED, collectable=True), TaskStatus.COLLECT, Turn.YOURS),
        (TaskStanding(S.APPROVED), TaskStatus.DONE, Turn.DONE),
        (TaskStanding(S.REFUSED, mend=True), TaskStatus.REFUSED, Turn.DONE),
        (TaskStanding(S.NOT_ACCEPTED), TaskStatus.NOT_ACCEPTED, Turn.DONE),
        (TaskStanding(S.WITHDRAWN), TaskStatus.WITHDRAWN, Turn.DONE),
        (TaskStanding(S.TERMINATED), TaskStatus.TERMINATED, Turn.DONE),
        (TaskStanding(S.LAPSED, confirmation_open=True), TaskStatus.LAPSED, Turn.DONE),
    ],
)
def test_one_task(standing: TaskStanding, status: TaskStatus, turn: Turn) -> None:
    assert task_status(standing, held=False) is status
    assert turn_of(status) is turn


DONE, OPEN_ONE = TaskStanding(S.APPROVED), TaskStanding(S.IN_REVIEW)


@pytest.mark.parametrize(
    ("tasks", "status"),
    [
        ([OPEN_ONE, TaskStanding(S.WAITING)], CaseStatus.IN_PROGRESS),
        ([OPEN_ONE, DONE], CaseStatus.PARTLY_DONE),
        ([DONE, TaskStanding(S.APPROVED, result_open=True)], CaseStatus.PARTLY_DONE),
        ([OPEN_ONE, TaskStanding(S.SUBMITTED, mend=True), DONE], CaseStatus.MEND),
        (
            [OPEN_ONE, TaskStanding(S.WAITING, confirmation_open=True)],
            CaseStatus.AWAITS_CONFIRMATION,
        ),
        ([DONE, TaskStanding(S.APPROVED, collectable=True)], CaseStatus.COLLECT),
        ([DONE, DONE], CaseStatus.ALL_DONE),
        ([DONE, TaskStanding(S.REFUSED)], CaseStatus.ENDED),
        ([TaskStanding(S.WITHDRAWN)] * 2, CaseStatus.WITHDRAWN),
    ],
)
def test_a_filed_case(tasks: list[TaskStanding], status: CaseStatus) -> None:
    assert case_status(CaseState.FILED, tasks, held=False) is status


def test_a_held_case_is_the_persons_turn() -> None:
    status = case_status(CaseState.FILED, [TaskStanding(S.WAITING)], held=True)
    assert status is CaseStatus.HELD
    assert case_turn(status) is Turn.YOURS


def test_drafts_and_withdrawn_cases_need_no_tasks() -> None:
    assert case_status(CaseState.DRAFT, [], held=False) is CaseStatus.DRAFT
    assert case_status(CaseState.WITHDRAWN, [], held=False) is CaseStatus.WITHDRAWN


@given(st.lists(standings, min_size=1, max_size=7), st.booleans())
def test_done_is_said_only_when_nothing_is_open(tasks: list[TaskStanding], held: bool) -> None:
    turn = case_turn(case_status(CaseState.FILED, tasks, held=held))
    if any(task.state in OPEN for task in tasks):
        assert turn is not Turn.DONE
    if any(task_status(task, held=held) is TaskStatus.MEND for task in tasks):
        assert turn is Turn.YOURS
