"""The whole newborn story through the verbs, from the first answer to the last result."""

from __future__ import annotations

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.outcome import record_step
from portal.casework.save import save
from portal.domain.actors import SYSTEM
from portal.domain.results import ResultState
from portal.domain.states import ENDED, TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family


def test_a_family_gets_everything_with_one_application(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family, chosen=make.OPTIONAL)
    assert see.states_of(work, case) == {
        item: TaskState.SUBMITTED if item == make.CERTIFICATE else TaskState.WAITING
        for item in make.EVERYTHING
    }

    make.approve_item(work, case, make.CERTIFICATE)
    make.answer_confirmations(work, family.other, case)
    begun = {i for i, s in see.states_of(work, case).items() if s is TaskState.SUBMITTED}
    assert begun == {make.VACCINES, make.REGISTRATION, make.EXPENSE, make.GUIDANCE}

    clerk = make.clerk_for(work, case, make.REGISTRATION)
    registration = see.task_of(work, case, make.REGISTRATION)
    for item in (make.VACCINES, make.EXPENSE, make.GUIDANCE):
        make.accept_item(work, case, item)
    marks = [Mark("fact", "baby.household.head_name", "和户口簿不一样")]
    ask_correction(work, clerk, registration.id, marks)
    save(work, family.filer, case, {"baby.household.head_name": "林大山"})
    correct(work, family.filer, case)
    assert see.facts_of(work, case)["baby.household.head_name"] == "林大山"

    for item in make.EVERYTHING[1:]:
        make.approve_item(work, case, item)
    assert set(see.states_of(work, case).values()) == {TaskState.APPROVED}
    expense = see.task_of(work, case, make.EXPENSE)
    record_step(work, SYSTEM, expense.id, ResultState.PAID, details={"amount": 312000})
    for item in (make.REGISTRATION, make.CARD):
        task = see.task_of(work, case, item)
        record_step(work, make.clerk_for(work, case, item), task.id, ResultState.READY)
        record_step(work, make.clerk_for(work, case, item), task.id, ResultState.HANDED_OVER)
    assert set(see.states_of(work, case).values()) <= ENDED
