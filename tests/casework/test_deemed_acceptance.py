"""Deemed acceptance: silence counts, from the day of receipt, and only where the law says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.casework.accept import deem_accepted
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.context import Casework
from portal.casework.sweep import sweep
from portal.domain.limits import acceptance_deadline
from portal.domain.states import Guard, GuardFailed, TaskState
from tests.casework.conftest import OpenDesk
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.desk import services_to_change


@pytest.fixture
def licensing(open_desk: OpenDesk) -> Casework:
    """Services in which the birth certificate is a licence of the Administrative Licensing Law."""
    content = services_to_change()
    content["items"][make.CERTIFICATE]["regime"] = "administrative_licence"
    return open_desk(content)


def pass_days_until_late(work: Casework, clock: Clock) -> None:
    """Sweep every day up to the last for an answer, and step over it."""
    deadline = acceptance_deadline(work.today, work.calendar)
    while work.today <= deadline:
        sweep(work)
        clock.pass_time(timedelta(days=1))


def test_silence_accepts_from_the_day_of_receipt(licensing: Casework, clock: Clock) -> None:
    case = make.released_case(licensing)
    received = see.task_of(licensing, case, make.CERTIFICATE).received_on
    pass_days_until_late(licensing, clock)
    assert see.task_of(licensing, case, make.CERTIFICATE).state is TaskState.SUBMITTED
    sweep(licensing)
    task = see.task_of(licensing, case, make.CERTIFICATE)
    assert (task.state, task.accepted_on) == (TaskState.IN_REVIEW, received)


def test_once_however_often_it_is_looked_at(licensing: Casework, clock: Clock) -> None:
    case = make.released_case(licensing)
    pass_days_until_late(licensing, clock)
    sweep(licensing)
    sweep(licensing)
    deem_accepted(licensing, see.task_of(licensing, case, make.CERTIFICATE).id)
    assert see.verbs_of(licensing, case).count("deem_accepted") == 1


def test_an_office_that_answered_in_time_was_not_silent(licensing: Casework, clock: Clock) -> None:
    case = make.released_case(licensing)
    task = see.task_of(licensing, case, make.CERTIFICATE)
    mark = Mark("fact", "baby.person.name", "请核对")
    ask_correction(licensing, make.clerk_for(licensing, case, make.CERTIFICATE), task.id, [mark])
    pass_days_until_late(licensing, clock)
    sweep(licensing)
    assert see.task_of(licensing, case, make.CERTIFICATE).state is TaskState.SUBMITTED


def test_no_other_regime_knows_it(work: Casework, clock: Clock) -> None:
    case = make.released_case(work)
    pass_days_until_late(work, clock)
    sweep(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    assert task.state is TaskState.SUBMITTED
    with pytest.raises(GuardFailed) as refused:
        deem_accepted(work, task.id)
    assert refused.value.guard is Guard.REGIME_DEEMS
