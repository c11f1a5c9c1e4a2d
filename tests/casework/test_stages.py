"""Stages: who may take which, and in what order."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.casework.context import Casework
from portal.casework.decide import Entered, approve, refuse
from portal.casework.stages import pass_stage, return_stage
from portal.domain.items import StaffRole
from portal.domain.states import Guard, GuardFailed, TaskState
from tests.casework.conftest import OpenDesk
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.desk import services_to_change

OUTPUTS = Entered({make.BABY_ID_KEY: make.BABY_ID})


def accepted_registration(work: Casework) -> UUID:
    """A case whose registration has been accepted and is in its first stage."""
    case = make.released_case(work, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.REGISTRATION)
    return case


@pytest.fixture
def case(work: Casework) -> UUID:
    """The case."""
    return accepted_registration(work)


def registration(work: Casework, case: UUID) -> UUID:
    """The task's id."""
    return see.task_of(work, case, make.REGISTRATION).id


def test_each_stage_is_for_its_role(work: Casework, case: UUID) -> None:
    clerk = make.clerk_for(work, case, make.REGISTRATION)
    reviewer = make.clerk_for(work, case, make.REGISTRATION, StaffRole.REVIEWER)
    task = registration(work, case)
    with pytest.raises(GuardFailed):
        pass_stage(work, reviewer, task)
    pass_stage(work, clerk, task)
    assert see.task_of(work, case, make.REGISTRATION).stage == 1
    with pytest.raises(GuardFailed) as refused:
        approve(work, clerk, task, entered=OUTPUTS)
    assert refused.value.guard is Guard.LAST_STAGE
    approve(work, reviewer, task, entered=OUTPUTS)
    assert see.task_of(work, case, make.REGISTRATION).state is TaskState.APPROVED


def test_nobody_decides_before_the_last_stage(work: Casework, case: UUID) -> None:
    chief = make.clerk_for(work, case, make.REGISTRATION, StaffRole.CHIEF)
    task = registration(work, case)
    with pytest.raises(GuardFailed):
        approve(work, chief, task, entered=OUTPUTS)
    with pytest.raises(GuardFailed):
        refuse(work, chief, task, "不符合条件")


def test_the_chief_may_take_every_stage(work: Casework, case: UUID) -> None:
    chief = make.clerk_for(work, case, make.REGISTRATION, StaffRole.CHIEF)
    pass_stage(work, chief, registration(work, case))
    approve(work, chief, registration(work, case), entered=OUTPUTS)
    assert see.task_of(work, case, make.REGISTRATION).state is TaskState.APPROVED


def test_handed_back_one_stage_with_a_reason_only(work: Casework, case: UUID) -> None:
    clerk = make.clerk_for(work, case, make.REGISTRATION)
    reviewer = make.clerk_for(work, case, make.REGISTRATION, StaffRole.REVIEWER)
    task = registration(work, case)
    with pytest.raises(GuardFailed) as refused:
        return_stage(work, clerk, task, "没有上一步")
    assert refused.value.guard is Guard.NOT_FIRST_STAGE
    pass_stage(work, clerk, task)
    with pytest.raises(GuardFailed) as refused:
        return_stage(work, reviewer, task, " ")
    assert refused.value.guard is Guard.REASON_GIVEN
    with pytest.raises(GuardFailed) as refused:
        pass_stage(work, reviewer, task)
    assert refused.value.guard is Guard.NOT_LAST_STAGE
    return_stage(work, reviewer, task, "地址再核一下")
    assert see.task_of(work, case, make.REGISTRATION).stage == 0


class TestWhereAnotherMustFollow:
    """Services in which whoever verified may not review."""

    @pytest.fixture
    def work(self, open_desk: OpenDesk) -> Casework:
        """Both stages for clerks, never the same one."""
        content = services_to_change()
        for stage in content["items"][make.REGISTRATION]["stages"]:
            stage["role"] = "clerk"
        content["items"][make.REGISTRATION]["stages"][0]["same_person_may_continue"] = False
        return open_desk(content)

    def test_who_passed_it_on_may_not_take_the_next_stage(self, work: Casework) -> None:
        case = accepted_registration(work)
        first = make.clerk_for(work, case, make.REGISTRATION, name="a")
        second = make.clerk_for(work, case, make.REGISTRATION, name="b")
        pass_stage(work, first, registration(work, case))
        with pytest.raises(GuardFailed) as refused:
            approve(work, first, registration(work, case), entered=OUTPUTS)
        assert refused.value.guard is Guard.LAST_STAGE
        approve(work, second, registration(work, case), entered=OUTPUTS)

    def test_handing_back_and_passing_on_again_changes_who_may_follow(self, work: Casework) -> None:
        case = accepted_registration(work)
        first = make.clerk_for(work, case, make.REGISTRATION, name="a")
        second = make.clerk_for(work, case, make.REGISTRATION, name="b")
        pass_stage(work, first, registration(work, case))
        return_stage(work, second, registration(work, case), "再看一下")
        pass_stage(work, second, registration(work, case))
        with pytest.raises(GuardFailed):
            approve(work, second, registration(work, case), entered=OUTPUTS)
        approve(work, first, registration(work, case), entered=OUTPUTS)


def test_a_stage_whose_condition_does_not_hold_is_passed_by(open_desk: OpenDesk) -> None:
    services = services_to_change()
    stages = services["items"][make.REGISTRATION]["stages"]
    stages[1]["when"] = "baby.birth.order != 'single'"
    work = open_desk(services)
    case = accepted_registration(work)
    task = registration(work, case)
    clerk = make.clerk_for(work, case, make.REGISTRATION)
    with pytest.raises(GuardFailed) as refusal:
        pass_stage(work, clerk, task)
    assert refusal.value.guard is Guard.NOT_LAST_STAGE
    approve(work, clerk, task, entered=OUTPUTS)
    assert see.states_of(work, case)[make.REGISTRATION] is TaskState.APPROVED
