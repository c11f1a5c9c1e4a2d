"""An item that was left out joins a case that was sent: once, with what it needs asked for, and nothing else touched."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.casework.accept import accept
from portal.casework.add_item import add_item
from portal.casework.attach import attach
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.save import save
from portal.casework.withdraw import withdraw
from portal.domain.mending import CorrectionState
from portal.domain.states import GuardFailed, TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import Family, family_whose_father_files, known_family


@pytest.fixture
def family(work: Casework) -> Family:
    """Whose case it is."""
    return known_family(work)


@pytest.fixture
def case(work: Casework, family: Family) -> UUID:
    """A case that is with the departments, without the optional items."""
    return make.released_case(work, family)


def test_an_item_that_needs_nothing_more_goes_to_its_office_in_turn(
    work: Casework, family: Family, case: UUID
) -> None:
    before = see.states_of(work, case)
    assert add_item(work, family.filer, case, make.GUIDANCE) is False
    states = see.states_of(work, case)
    assert states.pop(make.GUIDANCE) is TaskState.WAITING
    assert states == before
    assert see.verbs_of(work, case)[-1] == "add_item"
    make.approve_item(work, case, make.CERTIFICATE)
    assert see.states_of(work, case)[make.GUIDANCE] is TaskState.SUBMITTED


def test_said_twice_it_is_added_once(work: Casework, family: Family, case: UUID) -> None:
    for _ in range(2):
        add_item(work, family.filer, case, make.GUIDANCE)
    assert see.verbs_of(work, case).count("add_item") == 1


def test_what_it_needs_besides_is_asked_for_and_its_office_waits(
    work: Casework, family: Family, case: UUID
) -> None:
    assert add_item(work, family.filer, case, make.EXPENSE) is True
    (correction,) = see.corrections_of(work, case)
    assert correction.state is CorrectionState.SENT
    make.approve_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.EXPENSE)
    assert task.state is TaskState.SUBMITTED
    clerk = make.clerk_for(work, case, make.EXPENSE)
    with pytest.raises(GuardFailed):
        accept(work, clerk, task.id)
    mend(work, family, case)
    accept(work, clerk, task.id)
    assert see.states_of(work, case)[make.EXPENSE] is TaskState.IN_REVIEW


def mend(work: Casework, family: Family, case: UUID) -> None:
    """Fill in and hand in what an added item needs."""
    bank = {"mother.bank.name": "云江银行", "mother.bank.account": "6217000010001234561"}
    save(work, family.filer, case, bank)
    for paper in ("medical_invoice", "fee_list", "diagnosis"):
        attach(work, family.filer, case, paper, make.photo(), "photo.png")
    correct(work, family.filer, case)


def test_nothing_else_can_be_added(work: Casework, family: Family, case: UUID) -> None:
    for item in ("no_such", "pension_claim"):
        with pytest.raises(WrongMoment):
            add_item(work, family.filer, case, item)
    stranger = family_whose_father_files(work).filer
    with pytest.raises(NotFound):
        add_item(work, stranger, case, make.GUIDANCE)


def test_what_was_withdrawn_can_be_added_again_and_is_handled_from_the_beginning(
    work: Casework, family: Family, case: UUID
) -> None:
    add_item(work, family.filer, case, make.GUIDANCE)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.GUIDANCE)
    withdraw(work, family.filer, case, [make.GUIDANCE], "先不办了")
    assert add_item(work, family.filer, case, make.GUIDANCE) is False
    task = see.task_of(work, case, make.GUIDANCE)
    # Its inputs are all there, so the office has it on the same day, not accepted and without a date to keep.
    assert task.state is TaskState.SUBMITTED
    assert (task.stage, task.accepted_on, task.due_on, task.decided_at) == (0, None, None, None)
    assert "add_again" in see.verbs_of(work, case)


def test_what_lapsed_when_it_was_withdrawn_waits_again(
    work: Casework, family: Family, case: UUID
) -> None:
    before = see.states_of(work, case)
    withdraw(work, family.filer, case, [make.REGISTRATION])
    assert TaskState.LAPSED in see.states_of(work, case).values()
    add_item(work, family.filer, case, make.REGISTRATION)
    assert see.states_of(work, case) == before


def test_added_again_it_asks_again_for_what_it_still_lacks(
    work: Casework, family: Family, case: UUID
) -> None:
    add_item(work, family.filer, case, make.EXPENSE)
    withdraw(work, family.filer, case, [make.EXPENSE])
    assert add_item(work, family.filer, case, make.EXPENSE) is True
    states = [one.state for one in see.corrections_of(work, case)]
    assert sorted(states) == [CorrectionState.DROPPED, CorrectionState.SENT]


def test_what_was_decided_or_all_withdrawn_is_not_added_again(
    work: Casework, family: Family, case: UUID
) -> None:
    make.approve_item(work, case, make.CERTIFICATE)
    assert add_item(work, family.filer, case, make.CERTIFICATE) is False
    assert see.states_of(work, case)[make.CERTIFICATE] is TaskState.APPROVED
    withdraw(work, family.filer, case)
    with pytest.raises(WrongMoment):
        add_item(work, family.filer, case, make.CARD)


def test_while_it_can_be_taken_back_nothing_is_added(work: Casework, family: Family) -> None:
    held = make.filed_case(work, family)
    with pytest.raises(WrongMoment):
        add_item(work, family.filer, held, make.GUIDANCE)
