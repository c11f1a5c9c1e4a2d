"""Decide: what must be there before a yes, and what comes of it."""

from __future__ import annotations

import pytest

from portal.casework.accept import accept
from portal.casework.compare import compare
from portal.casework.context import Casework
from portal.casework.decide import Entered, approve, receive_approval, receive_refusal, refuse
from portal.casework.errors import Incomplete, NotFound, StaleVersion, WrongMoment
from portal.casework.outcome import record_licence_number, record_step
from portal.domain.actors import SYSTEM
from portal.domain.results import ResultState
from portal.domain.states import Guard, GuardFailed, IllegalMove, TaskState
from portal.registries.demo import DemoRegistries, Trouble
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family, staff_of


def test_what_is_decided_by_hand_needs_what_its_system_gave(work: Casework) -> None:
    case = make.released_case(work, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.REGISTRATION)
    reviewer = make.to_last_stage(work, case, make.REGISTRATION)
    task = see.task_of(work, case, make.REGISTRATION)
    for outputs, code in (({}, "required"), ({make.BABY_ID_KEY: "12"}, "resident_id_length")):
        with pytest.raises(Incomplete) as refused:
            approve(work, reviewer, task.id, entered=Entered(outputs))
        assert refused.value.faults[make.BABY_ID_KEY].code == code
    assert make.BABY_ID_KEY not in see.facts_of(work, case)
    approve(work, reviewer, task.id, entered=Entered({make.BABY_ID_KEY: make.BABY_ID}))
    assert see.facts_of(work, case)[make.BABY_ID_KEY] == make.BABY_ID
    assert see.task_of(work, case, make.INSURANCE).state is TaskState.SUBMITTED


def test_items_wait_for_the_licence_number_and_not_only_for_the_yes(work: Casework) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    approve(work, make.clerk_for(work, case, make.CERTIFICATE), task.id)
    assert see.task_of(work, case, make.VACCINES).state is TaskState.WAITING
    record_licence_number(work, task.id, make.LICENCE)
    record_licence_number(work, task.id, "X000000000")
    assert see.task_of(work, case, make.VACCINES).state is TaskState.SUBMITTED
    assert see.facts_of(work, case)["baby.birth.certificate_number"] == make.LICENCE
    assert see.verbs_of(work, case).count("record_number") == 1


def test_a_number_entered_with_the_yes_is_taken_at_once(work: Casework) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    approve(work, clerk, task.id, entered=Entered(number=make.LICENCE, issued_on=work.today))
    assert see.facts_of(work, case)["baby.birth.certificate_number"] == make.LICENCE
    assert see.task_of(work, case, make.VACCINES).state is TaskState.SUBMITTED


def test_what_is_issued_here_gets_its_document_and_number(work: Casework) -> None:
    case = make.released_case(work)
    make.approve_item(work, case, make.CERTIFICATE)
    make.approve_item(work, case, make.VACCINES)
    result = see.result_of(work, case, make.VACCINES)
    issued = next(d for d in see.documents_of(work, case) if d.template == "certificate")
    assert result is not None
    assert (result.state, result.number) == (ResultState.READY, issued.number)


def test_what_a_department_decides_is_not_decided_here(work: Casework) -> None:
    case = make.released_case(work, confirmed=True)
    for item in (make.CERTIFICATE, make.REGISTRATION):
        make.approve_item(work, case, item)
    make.accept_item(work, case, make.CARD)
    task = see.task_of(work, case, make.CARD)
    assert any(r.kind == "department_system" for r in see.outbox_rows(work))
    with pytest.raises(GuardFailed) as refused:
        approve(work, make.clerk_for(work, case, make.CARD), task.id)
    assert refused.value.guard is Guard.DECIDED_HERE
    receive_approval(work, task.id, number=None, issued_on=None)
    receive_approval(work, task.id, number=None, issued_on=None)
    assert see.verbs_of(work, case).count("receive_approval") == 1


def test_a_department_answers_only_for_what_was_sent_over(work: Casework) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    with pytest.raises(GuardFailed) as refused:
        receive_refusal(work, task.id, "不符合条件")
    assert refused.value.guard is Guard.SENT_OVER


def test_a_no_needs_a_reason_and_is_final(work: Casework) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    with pytest.raises(GuardFailed):
        refuse(work, clerk, task.id, "  ")
    refuse(work, clerk, task.id, "材料不实")
    with pytest.raises(IllegalMove) as refused:
        approve(work, clerk, task.id)
    assert refused.value.source is TaskState.REFUSED
    assert any(d.template == "decision_refused" for d in see.documents_of(work, case))


def test_carries_the_version_it_saw(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    accept(work, clerk, task.id, version=task.version)
    with pytest.raises(StaleVersion) as refused:
        approve(work, clerk, task.id, version=task.version)
    assert refused.value.current == task.version + 1


def test_no_yes_rests_on_a_fact_that_is_still_being_checked(
    work: Casework, registries: DemoRegistries
) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    registries.troubles.update(births=Trouble.DOWN, marriages=Trouble.DOWN)
    assert not compare(work, case)
    with pytest.raises(GuardFailed) as refused:
        approve(work, clerk, task.id)
    assert refused.value.guard is Guard.NO_UNVERIFIED_FACT
    registries.troubles.clear()
    assert compare(work, case)
    approve(work, clerk, task.id)


def test_an_allowance_is_paid_returned_and_paid_again(work: Casework) -> None:
    case = make.released_case(work, chosen=[make.EXPENSE])
    make.approve_item(work, case, make.CERTIFICATE)
    make.approve_item(work, case, make.EXPENSE)
    task = see.task_of(work, case, make.EXPENSE)
    clerk = make.clerk_for(work, case, make.EXPENSE)
    with pytest.raises(WrongMoment):
        record_step(work, clerk, task.id, ResultState.POSTED)
    for step in (ResultState.PAID, ResultState.RETURNED, ResultState.PAID):
        record_step(work, SYSTEM, task.id, step, details={"amount": 312000})
    result = see.result_of(work, case, make.EXPENSE)
    assert result is not None
    assert (result.state, result.details["amount"]) == (ResultState.PAID, 312000)
    assert result.details["account_tail"] == "4561"
    told = [r.payload["message"] for r in see.outbox_rows(work) if r.kind == "notify"]
    assert told.count("payment_returned") == 1


def test_nothing_is_handed_over_before_it_is_approved(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CARD)
    with pytest.raises(WrongMoment) as refused:
        record_step(work, make.clerk_for(work, case, make.CARD), task.id, ResultState.READY)
    assert refused.value.code == "no_result"


def test_other_offices_cannot_even_see_that_there_is_a_task(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    task = see.task_of(work, case, make.CERTIFICATE)
    strangers = [staff_of(work, "hospital_yunlu"), staff_of(work, "wjw_city"), family.filer]
    for stranger in strangers:
        with pytest.raises(NotFound):
            accept(work, stranger, task.id)
        with pytest.raises(NotFound):
            approve(work, stranger, task.id)
