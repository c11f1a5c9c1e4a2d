"""Confirm: the other parent says yes or no to what was filed about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.confirm import ASKED_AGAIN_PER_DAY, ask_again, confirm
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.save import save
from portal.domain.actors import Assurance
from portal.domain.mending import ConfirmationState
from portal.domain.states import TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import LIN, citizen, family_whose_father_files, known_family


def test_an_item_begins_when_the_other_parent_agrees(work: Casework) -> None:
    family = family_whose_father_files(work)
    case = make.released_case(work, family)
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.WAITING
    make.answer_confirmations(work, family.other, case, item=make.CERTIFICATE)
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.SUBMITTED


def test_a_refusal_lets_the_item_lapse_and_all_that_waits_for_it(work: Casework) -> None:
    family = family_whose_father_files(work)
    case = make.released_case(work, family)
    make.answer_confirmations(work, family.other, case, agrees=False, item=make.CERTIFICATE)
    assert set(see.states_of(work, case).values()) == {TaskState.LAPSED}
    assert see.task_of(work, case, make.CERTIFICATE).reason == "confirmation_refused"
    assert see.task_of(work, case, make.VACCINES).reason == "input_gone"
    assert see.case_of(work, case).ended_at is not None


def test_asked_again_the_items_wait_once_more_and_a_yes_begins_them(work: Casework) -> None:
    family = family_whose_father_files(work)
    case = make.released_case(work, family)
    make.answer_confirmations(work, family.other, case, agrees=False, item=make.CERTIFICATE)
    refused = next(
        r for r in see.confirmations_of(work, case) if r.state is ConfirmationState.REFUSED
    )
    ask_again(work, family.filer, refused.id)
    assert set(see.states_of(work, case).values()) == {TaskState.WAITING}
    certificate = see.task_of(work, case, make.CERTIFICATE)
    assert (certificate.reason, certificate.decided_at) == (None, None)
    assert see.case_of(work, case).ended_at is None
    make.answer_confirmations(work, family.other, case, item=make.CERTIFICATE)
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.SUBMITTED


def test_asking_again_before_an_answer_only_reminds(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    (request,) = see.open_confirmations(work, case)
    ask_again(work, family.filer, request.id)
    assert [r.id for r in see.open_confirmations(work, case)] == [request.id]
    asked = [r for r in see.outbox_rows(work) if r.payload.get("confirmation") == str(request.id)]
    assert len(asked) == 2


def test_nobody_is_reminded_more_than_three_times_in_a_day(work: Casework, clock: Clock) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    request = see.open_confirmations(work, case)[0].id
    for _ in range(ASKED_AGAIN_PER_DAY):
        ask_again(work, family.filer, request)
    told = len(see.outbox_rows(work))
    with pytest.raises(WrongMoment):
        ask_again(work, family.filer, request)
    assert len(see.outbox_rows(work)) == told
    clock.pass_time(timedelta(days=1))
    ask_again(work, family.filer, request)


def test_only_the_checked_person_it_is_put_to_may_answer(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    (request,) = see.open_confirmations(work, case)
    unchecked = citizen(work, LIN, checked=False)
    not_sure = citizen(work, LIN, Assurance.PHONE)
    clerk = make.clerk_for(work, case, make.REGISTRATION)
    for actor in (family.filer, unchecked, not_sure, clerk):
        with pytest.raises(NotFound):
            confirm(work, actor, request.id, agrees=True)
    with pytest.raises(NotFound):
        confirm(work, family.other, uuid4(), agrees=True)


def test_an_answer_is_given_once(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    (request,) = see.open_confirmations(work, case)
    confirm(work, family.other, request.id, agrees=True)
    for agrees in (True, False):
        with pytest.raises(WrongMoment):
            confirm(work, family.other, request.id, agrees=agrees)
    with pytest.raises(WrongMoment):
        ask_again(work, family.filer, request.id)


def test_only_the_applicant_may_ask_again(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    (request,) = see.open_confirmations(work, case)
    with pytest.raises(NotFound):
        ask_again(work, family.other, request.id)


def test_a_yes_to_old_words_is_no_yes_to_corrected_ones(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family, confirmed=True)
    (old,) = see.confirmations_of(work, case)
    clerk = make.clerk_for(work, case, make.REGISTRATION)
    task = see.task_of(work, case, make.REGISTRATION)
    ask_correction(work, clerk, task.id, [Mark("fact", "baby.person.name", "和出生证不一样")])
    make.accept_item(work, case, make.CERTIFICATE)
    save(work, family.filer, case, {"baby.person.name": "林小暖"})
    correct(work, family.filer, case)
    (fresh,) = see.open_confirmations(work, case)
    assert fresh.shown["values"]["baby.person.name"] == "林小暖"
    kept = next(r for r in see.confirmations_of(work, case) if r.id == old.id)
    assert (kept.state, kept.shown) == (ConfirmationState.VOID, old.shown)
    with pytest.raises(WrongMoment):
        ask_again(work, family.filer, old.id)


def test_who_filed_cannot_agree_for_the_other_by_knowing_their_name_and_number(
    work: Casework,
) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    pretending = replace(family.filer, person=family.other.person)
    request = see.confirmations_of(work, case)[0]
    with pytest.raises(WrongMoment, match="own_account"):
        confirm(work, pretending, request.id, agrees=True)
    confirm(work, replace(pretending, assurance=Assurance.STRONG), request.id, agrees=True)
    assert see.confirmations_of(work, case)[0].state is ConfirmationState.CONFIRMED
