"""A second case for the same item and subject: found among one's own, never among those of others."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from portal.casework.context import Casework
from portal.casework.errors import AppliedBefore
from portal.casework.release import take_back
from portal.casework.subjects import SAID_ANOTHER
from portal.casework.submit import Receipt, submit
from portal.casework.withdraw import withdraw
from portal.domain.identity import SubjectMark
from portal.domain.states import CaseState
from portal.persistence.models import CaseSubject
from portal.persistence.queries import subjects
from tests.casework.test_together import at_once
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import Family, family_whose_father_files, known_family
from tests.factories.identity import GRANDFATHER


@pytest.fixture
def family(work: Casework) -> Family:
    """The mother files."""
    return known_family(work)


def send(work: Casework, family: Family, case: UUID, **more: bool) -> Receipt:
    return submit(work, family.filer, case, key=uuid4(), **more)


def said(work: Casework, case: UUID) -> object:
    """What the event of sending says of earlier cases."""
    return next(e for e in see.events_of(work, case) if e.verb == "submit").payload.get("said")


def test_the_same_for_the_same_baby_is_sent_only_once_the_person_says_it_is_another(
    work: Casework, family: Family
) -> None:
    first = make.filed_case(work, family)
    second = make.draft(work, family)
    with pytest.raises(AppliedBefore):
        send(work, family, second)
    assert see.case_of(work, second).state is CaseState.DRAFT
    assert not send(work, family, second, another=True).repeated
    assert said(work, first) is None
    assert said(work, second) == SAID_ANOTHER


def test_saying_so_without_need_is_not_put_on_the_record(work: Casework, family: Family) -> None:
    case = make.draft(work, family)
    send(work, family, case, another=True)
    assert said(work, case) is None


@pytest.mark.parametrize(
    "answers",
    [{"baby.person.name": "林大满"}, {"father.person.id_number": GRANDFATHER[1]}],
)
def test_one_shared_parent_is_enough_and_another_name_is_another_baby(
    work: Casework, family: Family, answers: dict[str, str]
) -> None:
    make.filed_case(work, family)
    second = make.draft(work, family, answers=answers)
    if "baby.person.name" in answers:
        assert not send(work, family, second).repeated
    else:
        with pytest.raises(AppliedBefore):
            send(work, family, second)


@pytest.mark.parametrize("ending", ["taken back", "withdrawn"])
def test_what_is_no_longer_applied_for_is_no_second_case(
    work: Casework, family: Family, ending: str
) -> None:
    first = make.filed_case(work, family)
    if ending == "taken back":
        take_back(work, family.filer, first)
    else:
        withdraw(work, family.filer, first)
    assert not send(work, family, make.draft(work, family)).repeated


def test_a_case_of_the_other_parent_is_told_because_it_asks_this_very_person(
    work: Casework,
) -> None:
    fathers = family_whose_father_files(work)
    make.filed_case(work, fathers)
    mothers = replace(fathers, filing="mother", filer=fathers.other, other=fathers.filer)
    second = make.draft(work, mothers)
    with pytest.raises(AppliedBefore):
        send(work, mothers, second)


def test_a_stranger_with_the_same_facts_learns_nothing(work: Casework, family: Family) -> None:
    first = make.filed_case(work, family)
    with work.db.reading() as session:
        marks = subjects.of_case(session, first)
        found = subjects.own_like(
            session, marks, make.ALWAYS, account=uuid4(), person=None, number="", besides=uuid4()
        )
    assert {kind for kind, _ in marks} == {SubjectMark.KIN}
    assert list(found) == []


def test_no_value_lies_in_the_index(work: Casework, family: Family) -> None:
    case = make.filed_case(work, family)
    values = [value.encode() for value in see.facts_of(work, case).values() if len(value) > 3]
    with work.db.reading() as session:
        rows = session.scalars(select(CaseSubject).where(CaseSubject.case_id == case)).all()
    assert rows
    for row in rows:
        assert not [v for v in values if v in row.mark_index or v in row.mark_sealed]


def test_the_number_counts_once_it_is_known(work: Casework, family: Family) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.approve_item(work, case, make.REGISTRATION)
    with work.db.reading() as session:
        kinds = {kind for kind, _ in subjects.of_case(session, case)}
    assert kinds == {SubjectMark.ID_NUMBER, SubjectMark.KIN}


def test_the_office_sees_cases_of_anybody_about_the_same_baby(
    work: Casework, family: Family
) -> None:
    first = make.released_case(work, family)
    second = make.draft(work, family)
    send(work, family, second, another=True)
    office = see.task_of(work, second, make.VACCINES).office
    with work.db.reading() as session:
        marks = subjects.of_case(session, second)
        found = subjects.in_office_like(session, second, marks, make.VACCINES, office)
        elsewhere = subjects.in_office_like(session, second, marks, make.VACCINES, "ga_wangjiang")
    assert [case.id for case in found] == [first]
    assert list(elsewhere) == []


def test_two_drafts_sent_at_once_see_each_other(work: Casework, family: Family) -> None:
    drafts = [make.draft(work, family) for _ in range(4)]

    def press(case: UUID) -> object:
        try:
            return send(work, family, case)
        except AppliedBefore as seen:
            return seen

    ends = at_once(*(lambda d=d: press(d) for d in drafts))
    assert sorted(type(end).__name__ for end in ends) == ["AppliedBefore"] * 3 + ["Receipt"]
