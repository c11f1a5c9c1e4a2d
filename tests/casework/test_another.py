"""Twins are two cases from one form: what is said of the parents is copied once, what is said of a baby never."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from portal.casework.another import begin_another
from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.save import save
from portal.casework.start import start
from portal.casework.submit import submit
from portal.casework.withdraw import withdraw
from portal.domain.facts import FactSource
from portal.domain.states import CaseState
from portal.persistence.queries import cases
from portal.persistence.queries.whole_cases import made_together
from tests.casework.test_together import at_once
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import Family, known_family, staff_of

ORDER = "baby.birth.order"
NAME = "father.person.name"


@pytest.fixture
def family(work: Casework) -> Family:
    """The mother files for twins."""
    return known_family(work)


def another(work: Casework, family: Family, case: UUID) -> UUID:
    return begin_another(work, family.filer, case, key=uuid4())


def papers(work: Casework, case: UUID) -> set[str]:
    """What was handed in."""
    with work.db.reading() as session:
        return {upload.material for upload in cases.uploads(session, case)}


def test_all_that_was_typed_is_copied_but_what_belongs_to_the_baby(
    work: Casework, family: Family
) -> None:
    first = make.draft(work, family, prefilled=False)
    second = another(work, family, first)
    before, copied = see.facts_of(work, first), see.facts_of(work, second)
    told = {key for key in copied if not key.startswith("baby.")} | {"baby.person.nation"}
    assert copied.keys() == told  # what follows from the parents follows again
    assert copied["father.person.id_number"] == family.father.id_number
    assert copied.items() <= before.items()
    assert "situation.filer" in copied
    assert (papers(work, first), papers(work, second)) == (
        {"parents_id_cards", "marriage_certificate", "birth_record", "child_photo"},
        {"parents_id_cards", "marriage_certificate"},
    )


def test_copied_files_are_files_of_their_own(work: Casework, family: Family) -> None:
    first = make.draft(work, family)
    second = another(work, family, first)
    with work.db.reading() as session:
        one, other = ([u.id for u in cases.uploads(session, case)] for case in (first, second))
    assert set(one).isdisjoint(other)
    assert other
    assert all(work.files.get(file) == make.photo() for file in other)


def test_a_file_that_is_just_being_removed_is_asked_for_again(
    work: Casework, family: Family
) -> None:
    first = make.draft(work, family)
    with work.db.reading() as session:
        for upload in cases.uploads(session, first):
            work.files.remove(upload.id)
    assert papers(work, another(work, family, first)) == set()


def test_what_departments_gave_is_asked_again_for_each(work: Casework, family: Family) -> None:
    second = another(work, family, make.draft(work, family))
    with work.db.reading() as session:
        sources = {fact.source for fact in cases.facts(session, second)}
    assert sources == {FactSource.PERSON}


def test_what_only_another_child_had_to_be_asked_is_not_asked_again_for_a_third(
    work: Casework, family: Family
) -> None:
    first = make.empty_draft(work, family)
    second = another(work, family, first)
    make.answer_everything(work, family, second)
    third = another(work, family, first)
    told, copied = see.facts_of(work, second), see.facts_of(work, third)
    assert copied["mother.person.id_number"] == told["mother.person.id_number"]
    assert copied.items() <= told.items()
    assert not any(key.startswith("baby.") for key in copied.keys() - {"baby.person.nation"})
    assert copied.keys() == see.facts_of(work, another(work, family, second)).keys()


def test_a_third_keeps_what_was_typed_in_the_case_it_is_begun_from(
    work: Casework, family: Family
) -> None:
    first = make.draft(work, family, answers={NAME: "林大海"}, prefilled=False)
    second = another(work, family, first)
    save(work, family.filer, second, {NAME: "林小海"})
    assert see.facts_of(work, another(work, family, first))[NAME] == "林大海"


def test_what_is_done_once_for_the_family_is_not_chosen_again(
    work: Casework, family: Family
) -> None:
    first = make.draft(work, family, chosen=make.OPTIONAL)
    second = another(work, family, first)
    assert see.case_of(work, second).chosen == [make.GUIDANCE]


def test_each_is_sent_by_itself_and_gets_a_number_of_its_own(
    work: Casework, family: Family
) -> None:
    first = make.draft(work, family, answers={ORDER: "first"})
    second = another(work, family, first)
    make.answer_everything(work, family, second, {"baby.person.name": "林小圆"})
    make.attach_everything(work, family, second)
    numbers = {submit(work, family.filer, case, key=uuid4()).number for case in (first, second)}
    assert len(numbers) == 2
    assert see.case_of(work, first).siblings == see.case_of(work, second).siblings == first


def test_a_third_joins_the_same_family(work: Casework, family: Family) -> None:
    first = make.draft(work, family)
    second = another(work, family, first)
    third = another(work, family, second)
    assert {see.case_of(work, case).siblings for case in (first, second, third)} == {first}
    assert family.filer.id is not None
    with work.db.reading() as session:
        together = made_together(session, first, family.filer.id, family.filer.person)
        strangers = made_together(session, first, uuid4(), None)
    assert {whole.case.id for whole in together} == {first, second, third}
    assert list(strangers) == []


def test_a_press_at_the_same_moment_begins_one_draft(work: Casework, family: Family) -> None:
    first, key = make.draft(work, family), uuid4()
    ends = at_once(*[lambda: begin_another(work, family.filer, first, key=key)] * 8)
    assert len(set(ends)) == 1
    again = begin_another(work, family.filer, first, key=key)
    assert {again} == set(ends)


def test_a_draft_is_begun_once_by_one_press(work: Casework, family: Family) -> None:
    key = uuid4()

    def begin() -> UUID:
        return start(
            work,
            family.filer,
            make.BUNDLE,
            family.situation,
            language="en",
            mode="standard",
            key=key,
        )

    assert len(set(at_once(*[begin] * 8))) == 1
    with pytest.raises(WrongMoment) as refused:
        start(
            work,
            family.other,
            make.BUNDLE,
            {**family.situation, "filer": "father"},
            language="en",
            mode="standard",
            key=key,
        )
    assert refused.value.code == "key_used_up"


def test_the_draft_stays_as_it_was_for_windows_that_look_at_it(
    work: Casework, family: Family
) -> None:
    first = make.draft(work, family)
    version = see.case_of(work, first).version
    another(work, family, first)
    assert see.case_of(work, first).version == version


def test_one_more_can_be_begun_after_the_first_was_sent_but_not_after_its_end(
    work: Casework, family: Family
) -> None:
    first = make.filed_case(work, family)
    assert see.case_of(work, another(work, family, first)).state is CaseState.DRAFT
    withdraw(work, family.filer, first)
    with pytest.raises(WrongMoment):
        another(work, family, first)


def test_nobody_else_can_copy(work: Casework, family: Family) -> None:
    first = make.draft(work, family)
    for stranger in (family.other, staff_of(work, "hospital_mch")):
        with pytest.raises(NotFound):
            begin_another(work, stranger, first, key=uuid4())
