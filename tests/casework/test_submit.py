"""Submit: checked whole, sent once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from portal.casework.context import Casework
from portal.casework.errors import Incomplete, NotFound, StaleVersion, WrongMoment
from portal.casework.release import take_back
from portal.casework.save import save
from portal.casework.submit import submit
from portal.casework.withdraw import withdraw
from portal.domain.mending import ConfirmationState
from portal.domain.states import CaseState, TaskState
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import (
    CHEN,
    family_whose_father_files,
    known_family,
    staff_of,
    unknown_family,
)


def test_gives_a_number_and_one_waiting_task_for_each_item(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    receipt = submit(work, family.filer, case, key=uuid4())
    assert not receipt.repeated
    assert receipt.number == see.case_of(work, case).number
    assert see.states_of(work, case) == dict.fromkeys(make.ALWAYS, TaskState.WAITING)


def test_sent_again_gives_the_same_receipt_whatever_version_it_names(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    key = uuid4()
    version = see.case_of(work, case).version
    first = submit(work, family.filer, case, key=key, version=version)
    events = see.verbs_of(work, case)
    again = submit(work, family.filer, case, key=key, version=version)
    other_key = submit(work, family.filer, case, key=uuid4(), version=1)
    assert again.number == other_key.number == first.number
    assert again.repeated
    assert other_key.repeated
    assert see.verbs_of(work, case) == events


def test_refuses_a_version_that_is_not_the_one_last_saved(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    with pytest.raises(StaleVersion) as refused:
        submit(work, family.filer, case, key=uuid4(), version=1)
    assert (refused.value.seen, refused.value.current) == (1, see.case_of(work, case).version)
    assert see.case_of(work, case).state is CaseState.DRAFT


def test_says_everything_that_is_missing_at_once(work: Casework) -> None:
    family = unknown_family(work)
    case = make.empty_draft(work, family)
    with pytest.raises(Incomplete) as refused:
        submit(work, family.filer, case, key=uuid4())
    faults = refused.value.faults
    assert {"baby.person.name", "father.person.id_number", "baby.card.bank"} <= faults.keys()
    assert faults["baby.person.name"].code == "required"
    assert faults["material.parents_id_cards"].code == "material_missing"
    assert "material.birth_record" not in faults
    assert "material.household_book" not in faults
    assert see.tasks_of(work, case) == {}
    assert see.verbs_of(work, case) == []


def test_says_what_is_wrong_with_an_answer_that_was_kept(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    save(work, family.filer, case, {"father.person.id_number": "509901199303081150"})
    with pytest.raises(Incomplete) as refused:
        submit(work, family.filer, case, key=uuid4())
    assert {k: f.code for k, f in refused.value.faults.items()} == {
        "father.person.id_number": "resident_id_check_digit"
    }


def test_refuses_the_same_number_for_both_parents(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    save(work, family.filer, case, {"father.person.id_number": CHEN.id_number})
    with pytest.raises(Incomplete) as refused:
        submit(work, family.filer, case, key=uuid4())
    assert [f.code for f in refused.value.faults.values()] == ["same_person"]


def test_what_a_registry_has_proved_need_not_be_handed_in(work: Casework) -> None:
    known, unknown = known_family(work), unknown_family(work)
    case = make.empty_draft(work, unknown)
    with pytest.raises(Incomplete) as refused:
        submit(work, unknown.filer, case, key=uuid4())
    assert "material.marriage_certificate" in refused.value.faults
    case = make.draft(work, known)
    submit(work, known.filer, case, key=uuid4())
    assert see.case_of(work, case).state is CaseState.FILED


def test_each_task_goes_to_the_office_of_its_place(work: Casework) -> None:
    case = make.filed_case(work, known_family(work), chosen=make.OPTIONAL)
    tasks = see.tasks_of(work, case)
    assert {item: task.office for item, task in tasks.items()} == {
        make.CERTIFICATE: "hospital_mch",
        make.VACCINES: "jk_chunjiang",
        make.REGISTRATION: "ga_wangjiang",
        make.INSURANCE: "yb_chunjiang",
        make.CARD: "rs_chunjiang",
        make.EXPENSE: "yb_chunjiang",
        make.GUIDANCE: "wjw_chunjiang",
    }
    assert not any(task.unrouted for task in tasks.values())


def test_a_task_that_nobody_can_be_found_for_lies_on_the_lead_desk_with_a_lamp(
    work: Casework,
) -> None:
    answers = {"baby.household.region": "999999", "baby.household.follow": "father"}
    case = make.filed_case(work, known_family(work), answers=answers)
    registration = see.task_of(work, case, make.REGISTRATION)
    assert (registration.office, registration.unrouted) == ("wjw_city", True)


def test_the_mother_is_asked_where_the_father_files_and_sees_what_he_wrote(work: Casework) -> None:
    family = family_whose_father_files(work)
    case = make.filed_case(work, family)
    asked = see.open_confirmations(work, case)
    assert {(r.rule, r.party, r.id_number) for r in asked} == {
        ("mother_agrees", "mother", family.mother.id_number)
    }
    assert len(asked) == 2
    assert {r.shown["values"]["baby.person.name"] for r in asked} == {"林小满"}
    assert all(r.state is ConfirmationState.ASKED for r in asked)


def test_is_refused_to_anybody_but_the_owner(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    for stranger in (family.other, staff_of(work, "hospital_mch")):
        with pytest.raises(NotFound):
            submit(work, stranger, case, key=uuid4())


def test_a_withdrawn_case_cannot_be_sent_again(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    withdraw(work, family.filer, case)
    with pytest.raises(WrongMoment) as refused:
        submit(work, family.filer, case, key=uuid4())
    assert refused.value.code == "ended"


def test_a_case_taken_back_keeps_its_number_when_it_is_sent_again(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    number = see.case_of(work, case).number
    take_back(work, family.filer, case)
    receipt = submit(work, family.filer, case, key=uuid4())
    assert (receipt.number, receipt.repeated) == (number, False)


def test_a_late_repeat_of_the_first_press_does_not_send_what_was_taken_back(
    work: Casework,
) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    key = uuid4()
    submit(work, family.filer, case, key=key)
    take_back(work, family.filer, case)
    with pytest.raises(WrongMoment) as refused:
        submit(work, family.filer, case, key=key)
    assert refused.value.code == "key_used_up"
    assert see.case_of(work, case).state is CaseState.DRAFT


def test_a_key_sends_one_case_only(work: Casework) -> None:
    family = known_family(work)
    one, other = make.draft(work, family), make.draft(work, family)
    key = uuid4()
    submit(work, family.filer, one, key=key)
    with pytest.raises(WrongMoment) as refused:
        submit(work, family.filer, other, key=key)
    assert refused.value.code == "key_used_up"


def test_numbers_of_a_day_follow_each_other(work: Casework, clock: Clock) -> None:
    family = known_family(work)
    numbers = [str(see.case_of(work, make.filed_case(work, family)).number) for _ in range(3)]
    assert len(set(numbers)) == 3
    assert sorted(numbers) == numbers
    day = clock().strftime("%Y%m%d")
    assert all(day in number for number in numbers)
