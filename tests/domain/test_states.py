"""The table of moves: what it says as a whole."""

from __future__ import annotations

from itertools import product

import pytest

from portal.domain.permissions import Permission, kind_for
from portal.domain.states import (
    DEAD,
    ENDED,
    MOVES,
    OPEN,
    REOPENABLE,
    Guard,
    IllegalMove,
    TaskState,
    Verb,
    move_for,
    verbs_from,
)


def test_no_verb_leads_two_ways_from_one_state() -> None:
    pairs = [(move.source, move.verb) for move in MOVES]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(("state", "verb"), list(product(TaskState, Verb)))
def test_every_pair_is_in_the_table_or_refused_by_name(state: TaskState, verb: Verb) -> None:
    if verb in verbs_from(state):
        assert move_for(state, verb).verb is verb
        return
    with pytest.raises(IllegalMove) as refused:
        move_for(state, verb)
    assert (refused.value.source, refused.value.verb) == (state, verb)
    assert all(move.target.value in str(refused.value) for move in MOVES if move.verb is verb)


def test_every_state_can_be_reached_and_every_verb_and_guard_is_used() -> None:
    reached = {TaskState.WAITING}
    for _ in TaskState:
        reached |= {move.target for move in MOVES if move.source in reached}
    assert reached == set(TaskState)
    assert {move.verb for move in MOVES} == set(Verb)
    assert {guard for move in MOVES for guard in move.guards} == set(Guard)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_every_open_state_can_be_left_by_the_person_and_by_the_office(state: TaskState) -> None:
    moves = [move for move in MOVES if move.source is state and move.target in ENDED]
    assert {"citizen", "staff"} <= {kind_for(move.permission) for move in moves}


def test_open_and_ended_are_all_there_is_and_nothing_is_both() -> None:
    assert set(TaskState) == OPEN | ENDED
    assert OPEN.isdisjoint(ENDED)
    assert {TaskState.APPROVED} == ENDED - DEAD


def test_only_a_supervisor_leads_a_decision_back_and_names_the_ground() -> None:
    own = {TaskState.LAPSED, TaskState.WITHDRAWN}
    back = [move for move in MOVES if move.source in ENDED - own and move.target in OPEN]
    assert {move.source for move in back} == REOPENABLE
    for move in back:
        assert move.permission is Permission.TASK_REOPEN
        assert move.guards == (Guard.GROUND_GIVEN,)


def test_only_the_person_takes_their_withdrawal_back_and_everything_begins_anew() -> None:
    (move,) = [move for move in MOVES if move.source is TaskState.WITHDRAWN]
    assert kind_for(move.permission) == "citizen"
    assert move.target is TaskState.WAITING


def test_the_person_is_never_refused_ended_or_sent_back_without_a_reason() -> None:
    for move in MOVES:
        against = move.target in {TaskState.REFUSED, TaskState.NOT_ACCEPTED, TaskState.TERMINATED}
        if against or move.verb in {Verb.ASK_CORRECTION, Verb.RETURN_STAGE, Verb.UPHOLD}:
            assert Guard.REASON_GIVEN in move.guards, move


def test_no_yes_before_everything_it_rests_on_is_there() -> None:
    needed = {
        Guard.INPUTS_READY,
        Guard.LAST_STAGE,
        Guard.NO_OPEN_CORRECTION,
        Guard.NO_UNVERIFIED_FACT,
        Guard.NO_REVIEW_MARK_BEFORE,
    }
    for move in MOVES:
        if move.target is TaskState.APPROVED and move.source is not TaskState.APPROVED:
            assert needed <= set(move.guards)
