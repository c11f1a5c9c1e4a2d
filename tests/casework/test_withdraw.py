"""Withdraw: what is open is taken back, what is decided stays, what waited for it lapses."""

from __future__ import annotations

import pytest

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.confirm import confirm
from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.withdraw import withdraw
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.domain.states import CaseState, TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family


def test_the_whole_case_at_once(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    withdraw(work, family.filer, case, remark="改主意了")
    assert set(see.states_of(work, case).values()) == {TaskState.WITHDRAWN}
    withdrawn = see.case_of(work, case)
    assert withdrawn.state is CaseState.WITHDRAWN
    assert withdrawn.ended_at is not None


def test_one_item_and_what_waited_for_it_lapses_all_the_way_down(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    withdraw(work, family.filer, case, [make.CERTIFICATE])
    assert see.states_of(work, case) == {
        make.CERTIFICATE: TaskState.WITHDRAWN,
        make.VACCINES: TaskState.LAPSED,
        make.REGISTRATION: TaskState.LAPSED,
        make.INSURANCE: TaskState.LAPSED,
        make.CARD: TaskState.LAPSED,
    }
    assert see.task_of(work, case, make.CARD).reason == "input_gone"
    assert see.case_of(work, case).ended_at is not None
    told = [r.payload.get("message") for r in see.outbox_rows(work)]
    assert told.count("task_lapsed") == 4


def test_an_item_nobody_waits_for_leaves_the_others_alone(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    withdraw(work, family.filer, case, [make.CARD])
    states = see.states_of(work, case)
    assert states.pop(make.CARD) is TaskState.WITHDRAWN
    assert set(states.values()) == {TaskState.SUBMITTED, TaskState.WAITING}
    assert see.case_of(work, case).ended_at is None


def test_what_is_approved_stays_approved(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    make.approve_item(work, case, make.CERTIFICATE)
    withdraw(work, family.filer, case)
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.APPROVED
    assert see.case_of(work, case).state is CaseState.FILED


def test_voids_the_open_questions_about_what_is_withdrawn(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    (asked,) = see.open_confirmations(work, case)
    withdraw(work, family.filer, case, [make.REGISTRATION])
    assert see.confirmations_of(work, case)[0].state is ConfirmationState.VOID
    with pytest.raises(WrongMoment):
        confirm(work, family.other, asked.id, agrees=True)


def test_drops_the_open_correction_of_what_is_withdrawn(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    ask_correction(work, clerk, task.id, [Mark("fact", "baby.person.name", "写错了")])
    withdraw(work, family.filer, case, [make.CERTIFICATE])
    assert [c.state for c in see.corrections_of(work, case)] == [CorrectionState.DROPPED]


def test_nothing_is_left_to_withdraw_afterwards(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    withdraw(work, family.filer, case, [make.CARD])
    with pytest.raises(WrongMoment) as refused:
        withdraw(work, family.filer, case, [make.CARD])
    assert refused.value.code == "nothing_open"


def test_a_draft_is_not_withdrawn_but_thrown_away(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    with pytest.raises(WrongMoment) as refused:
        withdraw(work, family.filer, case)
    assert refused.value.code == "not_filed"


def test_only_the_owner_may(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    with pytest.raises(NotFound):
        withdraw(work, family.other, case)
    assert TaskState.WITHDRAWN not in see.states_of(work, case).values()
