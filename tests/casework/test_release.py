"""Release and take back: ten minutes in which nobody but the family has seen the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.casework.accept import accept
from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.release import release, take_back
from portal.casework.submit import submit
from portal.casework.sweep import sweep
from portal.domain.actors import Assurance
from portal.domain.states import CaseState, TaskState
from portal.persistence.queries import accounts, cases
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import known_family


def test_the_portal_waits_until_the_hold_is_over(work: Casework, clock: Clock) -> None:
    case = make.filed_case(work)
    clock.pass_time(work.hold - timedelta(seconds=1))
    release(work, case)
    assert see.case_of(work, case).released_at is None
    clock.pass_time(timedelta(seconds=1))
    release(work, case)
    assert see.case_of(work, case).released_at == clock()
    assert see.task_of(work, case, make.CERTIFICATE).state is TaskState.SUBMITTED
    assert see.task_of(work, case, make.CERTIFICATE).received_on == work.today


def test_the_sweep_releases_what_was_held_long_enough(work: Casework, clock: Clock) -> None:
    case = make.filed_case(work)
    sweep(work)
    assert see.case_of(work, case).released_at is None
    clock.pass_time(work.hold)
    sweep(work)
    sweep(work)
    assert see.verbs_of(work, case).count("release") == 1


def test_the_applicant_may_release_early(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    release(work, case, family.filer)
    assert see.verbs_of(work, case) == ["submit", "release", "begin"]


def test_nobody_else_may_release_early(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    for actor in (family.other, make.clerk_for(work, case, make.CERTIFICATE)):
        with pytest.raises(NotFound):
            release(work, case, actor)


def test_releasing_twice_changes_nothing(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    before = see.verbs_of(work, case)
    release(work, case, family.filer)
    release(work, case)
    assert see.verbs_of(work, case) == before


def test_no_department_finds_a_case_that_is_held(work: Casework) -> None:
    case = make.filed_case(work)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    with pytest.raises(NotFound):
        accept(work, clerk, see.task_of(work, case, make.CERTIFICATE).id)


def test_a_held_case_taken_back_is_a_draft_with_all_its_answers(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    answers = see.facts_of(work, case)
    take_back(work, family.filer, case)
    taken = see.case_of(work, case)
    assert taken.state is CaseState.DRAFT
    assert taken.number is not None
    assert see.facts_of(work, case) == answers
    assert see.tasks_of(work, case) == {}
    assert see.confirmations_of(work, case) == []
    assert all(d.void_at is not None for d in see.documents_of(work, case))


def test_whoever_sends_it_again_is_the_one_who_acts(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    take_back(work, family.filer, case)
    account = see.case_of(work, case).account_id
    stronger = replace(family.filer, assurance=Assurance.STRONG)
    submit(work, stronger, case, key=uuid4())
    with work.db.reading() as session:
        people = {one.role: one for one in cases.people(session, case)}
        phone = accounts.account(session, account).phone
    assert {"applicant", "acting", "subject"} == people.keys()
    for role in ("applicant", "acting"):
        assert (people[role].person_id, people[role].assurance) == (
            stronger.person,
            Assurance.STRONG,
        )
        assert people[role].phone == phone
    assert people["subject"].phone is None


def test_a_released_case_cannot_be_taken_back(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    with pytest.raises(WrongMoment) as refused:
        take_back(work, family.filer, case)
    assert refused.value.code == "already_released"


def test_a_case_taken_back_is_not_released_by_the_work_asked_for_before(
    work: Casework, clock: Clock
) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    take_back(work, family.filer, case)
    clock.pass_time(work.hold)
    release(work, case)
    sweep(work)
    assert see.case_of(work, case).state is CaseState.DRAFT
