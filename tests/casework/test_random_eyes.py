"""The eyes of the random runs: what is planted must be found, or the runs prove nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from portal.casework import advance, another
from portal.casework.context import Casework
from portal.casework.moves import GUARDS, task_inputs
from portal.casework.opening import OpenCase
from portal.domain.inputs import Inputs, InputState
from portal.domain.states import Guard, TaskState
from portal.persistence.models import Fact, Task
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.endings import check_play
from tests.factories.plays import Play, play

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
MANY = 40
"""So many plays are enough for each planted fault to show."""
SEED = 36
WANTED = {TaskState.APPROVED, TaskState.REFUSED, TaskState.LAPSED}


def a_play_with_every_end(work: Casework, clock: Clock) -> Play:
    """A play for several children in which something was granted, something refused, and something lapsed."""
    one = play(work, clock, SEED)
    ends = {state for case in one.cases for state in see.states_of(work, case).values()}
    assert ends >= WANTED, "the plays have changed: another seed is wanted"
    assert len(one.cases) > 1
    assert any(see.case_of(work, case).chosen for case in one.cases)
    return one


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ('UPDATE "case" SET ended_at = NULL', "the case has not"),
        ("UPDATE \"case\" SET chosen = '[]'", "not the items that were applied for"),
        ("UPDATE task SET state = 'waiting' WHERE state = 'lapsed'", "its record says"),
        ("UPDATE task SET reason = NULL WHERE state = 'lapsed'", "without a reason"),
        ("UPDATE task SET remark_id = NULL WHERE state = 'refused'", "without a reason"),
        ("UPDATE task SET decided_at = NULL", "nobody knows when"),
        ("UPDATE event SET reason = 'x' WHERE sequence = 2", "the chain breaks"),
        ("DELETE FROM outbox WHERE kind = 'notify'", "nobody says that"),
        ("DELETE FROM document", "nothing in writing"),
        ("DELETE FROM fact WHERE key = 'applicant.person.name'", "was never asked"),
        ('UPDATE "case" SET siblings = id', "not made together"),
    ],
)
def test_an_end_that_is_not_as_it_should_be(
    work: Casework, clock: Clock, change: str, found: str
) -> None:
    one = a_play_with_every_end(work, clock)
    check_play(one)
    with work.db.writing() as session:
        session.execute(text(change))
    with pytest.raises(AssertionError, match=found):
        check_play(one)


def play_many(work: Casework, clock: Clock) -> None:
    """Play until something is found."""
    for seed in range(MANY):
        check_play(play(work, clock, seed))


def looks_at(monkeypatch: pytest.MonkeyPatch, planted: dict[InputState, InputState]) -> None:
    """Plant other answers to whether the inputs of a task are there."""

    def wrong(opened: OpenCase, task: Task) -> Inputs:
        right = task_inputs(opened, task)
        return replace(right, state=planted.get(right.state, right.state))

    monkeypatch.setattr(advance, "task_inputs", wrong)
    for guard in (Guard.INPUTS_READY, Guard.INPUTS_IMPOSSIBLE):
        monkeypatch.setitem(GUARDS, guard, lambda _: True)


@pytest.mark.parametrize(
    ("state", "taken_for", "found"),
    [
        (InputState.COMING, InputState.READY, "began before any of"),
        (InputState.COMING, InputState.IMPOSSIBLE, "lapsed while"),
        (InputState.IMPOSSIBLE, InputState.COMING, "b0: "),
        (InputState.IMPOSSIBLE, InputState.READY, "but .* never came|began before any of"),
    ],
)
def test_an_item_that_does_not_wait_or_waits_for_ever(
    work: Casework,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    state: InputState,
    taken_for: InputState,
    found: str,
) -> None:
    looks_at(monkeypatch, {state: taken_for})
    with pytest.raises(AssertionError, match=found):
        play_many(work, clock)


def test_a_child_for_whom_everything_is_asked_again(
    work: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = another._facts

    def ways_only(*what: Any) -> list[Fact]:
        return [row for row in copied(*what) if row.key.startswith("situation.")]

    monkeypatch.setattr(another, "_facts", ways_only)
    with pytest.raises(AssertionError, match="asked twice"):
        play_many(work, clock)
