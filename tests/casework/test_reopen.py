"""Reopen: a supervisor sets a decision aside, and what lapsed because of it waits again."""

from __future__ import annotations

import pytest

from portal.casework.context import Casework
from portal.casework.decide import approve, refuse
from portal.casework.decline import decline
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.reopen import ReopenGround, reopen
from portal.casework.terminate import terminate
from portal.casework.withdraw import withdraw
from portal.domain.states import Guard, GuardFailed, IllegalMove, TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import family_whose_father_files, known_family, supervisor

GROUND = ReopenGround.ADMINISTRATIVE_REVIEW


@pytest.mark.parametrize("decision", ["refused", "not_accepted", "terminated"])
def test_what_lapsed_waits_again(work: Casework, decision: str) -> None:
    case = make.released_case(work, confirmed=True)
    task = see.task_of(work, case, make.CERTIFICATE)
    make.end_item(work, case, make.CERTIFICATE, TaskState(decision))
    states = see.states_of(work, case)
    assert states.pop(make.CERTIFICATE) == decision
    assert set(states.values()) == {TaskState.LAPSED}
    reopen(work, supervisor(work), task.id, GROUND, "复议决定撤销")
    states = see.states_of(work, case)
    assert states.pop(make.CERTIFICATE) is TaskState.IN_REVIEW
    assert set(states.values()) == {TaskState.WAITING}
    assert see.case_of(work, case).ended_at is None
    make.approve_item(work, case, make.CERTIFICATE)
    assert see.task_of(work, case, make.REGISTRATION).state is TaskState.SUBMITTED


def test_the_clock_begins_anew_and_the_ground_is_on_the_record(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.CERTIFICATE)
    refuse(work, make.clerk_for(work, case, make.CERTIFICATE), task.id, "不符合条件")
    reopen(work, supervisor(work), task.id, GROUND, "复议决定撤销")
    again = see.task_of(work, case, make.CERTIFICATE)
    assert (again.accepted_on, again.decided_at, again.stage) == (work.today, None, 0)
    event = next(e for e in see.events_of(work, case) if e.verb == "reopen")
    assert event.payload["ground"] == GROUND
    assert event.remark_id is not None


def test_only_a_supervisor_on_a_ground_of_the_list(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    decline(work, clerk, task.id, "不归这里管")
    with pytest.raises(NotFound):
        reopen(work, clerk, task.id, GROUND, "再看看")
    with pytest.raises(WrongMoment):
        reopen(work, supervisor(work), task.id, "a favour", "再看看")
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.NOT_ACCEPTED


@pytest.mark.parametrize("point", ["submitted", "approved", "lapsed", "withdrawn"])
def test_nothing_else_can_be_reopened(work: Casework, point: str) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    item = make.CERTIFICATE
    if point == "approved":
        make.approve_item(work, case, item)
    if point in {"lapsed", "withdrawn"}:
        withdraw(work, family.filer, case, [item])
        item = make.VACCINES if point == "lapsed" else item
    assert see.task_of(work, case, item).state == point
    with pytest.raises(IllegalMove) as refused:
        reopen(work, supervisor(work), see.task_of(work, case, item).id, GROUND, "再看看")
    assert refused.value.source == point


def test_does_not_get_round_the_other_parents_yes(work: Casework) -> None:
    family = family_whose_father_files(work)
    case = make.released_case(work, family)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    terminate(work, clerk, task.id, "duplicate")
    reopen(work, supervisor(work), task.id, ReopenGround.OWN_ERROR, "弄错了")
    with pytest.raises(GuardFailed) as refused:
        approve(work, clerk, task.id)
    assert refused.value.guard is Guard.INPUTS_READY
    make.answer_confirmations(work, family.other, case, item=make.CERTIFICATE)
    approve(work, clerk, task.id)


def test_does_not_get_round_the_items_before_it(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.VACCINES)
    clerk = make.clerk_for(work, case, make.VACCINES)
    terminate(work, clerk, task.id, "duplicate")
    reopen(work, supervisor(work), task.id, ReopenGround.OWN_ERROR, "弄错了")
    with pytest.raises(GuardFailed) as refused:
        approve(work, clerk, task.id)
    assert refused.value.guard is Guard.INPUTS_READY
    make.approve_item(work, case, make.CERTIFICATE)
    approve(work, clerk, task.id)
