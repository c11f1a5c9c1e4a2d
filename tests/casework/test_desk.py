"""On the desk: claiming, nudging, declining, ending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.casework.claim import CLAIM_LASTS, claim, unclaim
from portal.casework.context import Casework
from portal.casework.decline import decline
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.nudge import nudge
from portal.casework.terminate import TerminationReason, terminate
from portal.domain.states import GuardFailed, TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import supervisor


def test_one_colleague_has_it_until_it_is_put_back(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    first, second = (make.clerk_for(work, case, make.CERTIFICATE, name=n) for n in "ab")
    claim(work, first, task.id)
    claim(work, first, task.id)
    with pytest.raises(WrongMoment) as refused:
        claim(work, second, task.id)
    assert refused.value.code == "claimed_by_colleague"
    unclaim(work, second, task.id)
    assert see.task_of(work, case, make.CERTIFICATE).claimed_by == first.id
    unclaim(work, first, task.id)
    claim(work, second, task.id)


def test_a_claim_runs_out_by_itself(work: Casework, clock: Clock) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    first, second = (make.clerk_for(work, case, make.CERTIFICATE, name=n) for n in "ab")
    claim(work, first, task.id)
    clock.pass_time(CLAIM_LASTS - timedelta(seconds=1))
    with pytest.raises(WrongMoment):
        claim(work, second, task.id)
    clock.pass_time(timedelta(seconds=1))
    claim(work, second, task.id)


def test_a_decision_puts_it_back(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    claim(work, clerk, task.id)
    decline(work, clerk, task.id, "不归这里管，请到出生的医院")
    assert see.task_of(work, case, make.CERTIFICATE).claimed_by is None
    with pytest.raises(WrongMoment):
        claim(work, clerk, task.id)


def test_only_who_watches_the_limits_nudges(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    nudge(work, supervisor(work), task.id, "快到期了")
    assert see.verbs_of(work, case)[-1] == "nudge"
    with pytest.raises(NotFound):
        nudge(work, make.clerk_for(work, case, make.CERTIFICATE), task.id)
    decline(work, make.clerk_for(work, case, make.CERTIFICATE), task.id, "不归这里管")
    with pytest.raises(WrongMoment):
        nudge(work, supervisor(work), task.id)


def test_declined_in_writing_with_the_reason(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    with pytest.raises(GuardFailed):
        decline(work, clerk, task.id, "")
    decline(work, clerk, task.id, "不归这里管，请到出生的医院")
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.NOT_ACCEPTED
    assert "non_acceptance" in {d.template for d in see.documents_of(work, case)}


@pytest.mark.parametrize("reason", TerminationReason)
def test_ended_for_a_reason_of_the_list(work: Casework, reason: TerminationReason) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.INSURANCE)
    terminate(work, make.clerk_for(work, case, make.INSURANCE), task.id, reason)
    ended = see.task_of(work, case, make.INSURANCE)
    assert (ended.state, ended.reason) == (TaskState.TERMINATED, reason)
    assert "termination_notice" in {d.template for d in see.documents_of(work, case)}


def test_ended_for_no_other_reason(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.INSURANCE)
    with pytest.raises(WrongMoment):
        terminate(work, make.clerk_for(work, case, make.INSURANCE), task.id, "bad mood")
