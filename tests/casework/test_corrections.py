"""Corrections: one list to the person, mended in one place, and told to whoever relied on what changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from portal.casework.accept import accept
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.decide import approve, uphold
from portal.casework.errors import Incomplete, NotFound, StaleVersion, WrongMoment
from portal.casework.save import save
from portal.casework.sweep import sweep
from portal.casework.terminate import terminate
from portal.casework.withdraw import withdraw
from portal.domain.limits import notice_deadline
from portal.domain.mending import CorrectionState
from portal.domain.states import Guard, GuardFailed, TaskState
from portal.persistence.queries import desk
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import Family, known_family

NAME = Mark("fact", "baby.person.name", "和出生证不一样")
HEAD = Mark("fact", "baby.household.head_name", "和户口簿不一样")
MOBILE = Mark("fact", "mother.contact.mobile", "打不通")


def ask(work: Casework, case: UUID, item: str, *marks: Mark) -> None:
    """The clerk of an item's office marks something."""
    task = see.task_of(work, case, item)
    ask_correction(work, make.clerk_for(work, case, item), task.id, marks)


@pytest.fixture
def family(work: Casework) -> Family:
    """The mother files."""
    return known_family(work)


def test_the_list_waits_until_every_begun_office_has_spoken(work: Casework, family: Family) -> None:
    case = make.released_case(work, family, chosen=make.OPTIONAL, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    ask(work, case, make.REGISTRATION, HEAD)
    ask(work, case, make.EXPENSE, MOBILE)
    make.accept_item(work, case, make.VACCINES)
    assert {c.state for c in see.corrections_of(work, case)} == {CorrectionState.WRITTEN}
    make.accept_item(work, case, make.GUIDANCE)
    assert {c.state for c in see.corrections_of(work, case)} == {CorrectionState.SENT}
    assert see.verbs_of(work, case).count("send_corrections") == 1
    told = [r for r in see.outbox_rows(work) if r.payload.get("message") == "correction_sent"]
    assert len(told) == 1


@pytest.mark.parametrize("ending", ["withdraw", "terminate"])
def test_an_office_that_has_nothing_more_to_say_does_not_hold_the_list_up(
    work: Casework, family: Family, ending: str
) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    ask(work, case, make.REGISTRATION, HEAD)
    if ending == "withdraw":
        withdraw(work, family.filer, case, [make.VACCINES])
    else:
        task = see.task_of(work, case, make.VACCINES)
        terminate(work, make.clerk_for(work, case, make.VACCINES), task.id, "duplicate")
    assert [c.state for c in see.corrections_of(work, case)] == [CorrectionState.SENT]


def test_the_list_goes_out_on_the_day_before_the_earliest_five_day_end(
    work: Casework, family: Family, clock: Clock
) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    ask(work, case, make.REGISTRATION, HEAD)
    received = see.task_of(work, case, make.VACCINES).received_on
    assert received is not None
    deadline = notice_deadline([received], work.calendar)
    while work.today < deadline:
        sweep(work)
        assert see.corrections_of(work, case)[0].state is CorrectionState.WRITTEN
        clock.pass_time(timedelta(days=1))
    sweep(work)
    sweep(work)
    assert see.corrections_of(work, case)[0].state is CorrectionState.SENT
    assert see.verbs_of(work, case).count("send_corrections") == 1


def test_a_waiting_office_may_speak_before_its_turn(work: Casework, family: Family) -> None:
    case = make.released_case(work, family, confirmed=True)
    ask(work, case, make.REGISTRATION, HEAD)
    make.accept_item(work, case, make.CERTIFICATE)
    assert [c.state for c in see.corrections_of(work, case)] == [CorrectionState.SENT]
    assert see.task_of(work, case, make.REGISTRATION).state is TaskState.WAITING


def test_what_is_mended_counts_only_when_it_is_sent(work: Casework, family: Family) -> None:
    case = make.released_case(work, family)
    ask(work, case, make.CERTIFICATE, NAME)
    save(work, family.filer, case, {"baby.person.name": "林小暖"})
    assert see.facts_of(work, case)["baby.person.name"] == "林小满"
    correct(work, family.filer, case)
    assert see.facts_of(work, case)["baby.person.name"] == "林小暖"
    with work.db.reading() as session:
        kept = desk.besides(session, case, {"baby.person.name"}).replaced
        assert desk.besides(session, case, ()).replaced == {}
    assert kept == {"baby.person.name": "林小满"}


def test_only_what_was_marked_can_be_changed(work: Casework, family: Family) -> None:
    case = make.released_case(work, family)
    ask(work, case, make.CERTIFICATE, NAME)
    save(work, family.filer, case, {"baby.person.name": "林小暖", "baby.birth.weight_grams": "1"})
    correct(work, family.filer, case)
    assert see.facts_of(work, case)["baby.birth.weight_grams"] == "3250"


def test_everything_marked_must_be_touched_and_right(work: Casework, family: Family) -> None:
    case = make.released_case(work, family)
    paper = Mark("material", "parents_id_cards", "看不清")
    weight = Mark("fact", "baby.birth.weight_grams", "请核对")
    ask(work, case, make.CERTIFICATE, NAME, paper, weight)
    save(work, family.filer, case, {"baby.birth.weight_grams": "三斤"})
    with pytest.raises(Incomplete) as refused:
        correct(work, family.filer, case)
    assert {k: f.code for k, f in refused.value.faults.items()} == {
        "baby.person.name": "not_mended",
        "material.parents_id_cards": "not_mended",
        "baby.birth.weight_grams": "not_a_number",
    }


def test_a_mended_answer_that_raises_a_new_question_has_it_asked(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family, answers={"baby.card.delivery": "collect"})
    assert "baby.contact.address" not in see.facts_of(work, case)
    ask(work, case, make.CARD, Mark("fact", "baby.card.delivery", "网点已撤"))
    make.accept_item(work, case, make.CERTIFICATE)
    save(work, family.filer, case, {"baby.card.delivery": "post"})
    with pytest.raises(Incomplete) as refused:
        correct(work, family.filer, case)
    assert set(refused.value.faults) == {"baby.contact.address", "baby.contact.recipient"}
    typed = {"baby.contact.address": "云江市春江区滨河路18号", "baby.contact.recipient": "陈晓雨"}
    save(work, family.filer, case, typed)
    correct(work, family.filer, case)
    assert typed.items() <= see.facts_of(work, case).items()


def test_what_followed_from_a_mended_answer_follows_anew(work: Casework, family: Family) -> None:
    case = make.released_case(work, family, confirmed=True)
    before = see.facts_of(work, case)
    ask(work, case, make.REGISTRATION, Mark("fact", "baby.household.follow", "请核对"))
    make.accept_item(work, case, make.CERTIFICATE)
    save(work, family.filer, case, {"baby.household.follow": "father"})
    with pytest.raises(Incomplete) as refused:
        correct(work, family.filer, case)
    asked = set(refused.value.faults)
    assert {"baby.household.region", "baby.household.address", "baby.household.head_name"} <= asked
    assert see.facts_of(work, case) == before


def test_what_was_typed_for_a_correction_that_fell_away_is_never_sent(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.VACCINES)
    ask(work, case, make.REGISTRATION, HEAD)
    save(work, family.filer, case, {"baby.household.head_name": "林大山"})
    withdraw(work, family.filer, case, [make.REGISTRATION])
    ask(work, case, make.VACCINES, MOBILE)
    save(work, family.filer, case, {"mother.contact.mobile": "19900000031"})
    correct(work, family.filer, case)
    facts = see.facts_of(work, case)
    assert facts["mother.contact.mobile"] == "19900000031"
    assert facts["baby.household.head_name"] != "林大山"


def test_a_clerk_may_mark_only_what_the_item_asks_of_a_person(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family)
    for mark in (
        Mark("fact", "baby.card.bank", "不是这里要的"),
        Mark("fact", "baby.birth.certificate_number", "由医院产生"),
        Mark("material", "nation_form", "不是这里要的"),
        Mark("fact", "baby.person.name", "  "),
    ):
        with pytest.raises(NotFound):
            ask(work, case, make.CERTIFICATE, mark)
    with pytest.raises(GuardFailed) as refused:
        ask(work, case, make.CERTIFICATE)
    assert refused.value.guard is Guard.REASON_GIVEN
    assert see.corrections_of(work, case) == []


def test_an_item_with_an_open_correction_is_neither_accepted_nor_decided(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family)
    ask(work, case, make.CERTIFICATE, NAME)
    with pytest.raises(GuardFailed) as refused:
        make.accept_item(work, case, make.CERTIFICATE)
    assert refused.value.guard is Guard.NO_OPEN_CORRECTION


def test_a_clerk_who_looked_before_it_was_mended_must_look_again(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family)
    ask(work, case, make.CERTIFICATE, NAME)
    seen = see.task_of(work, case, make.CERTIFICATE).version
    save(work, family.filer, case, {"baby.person.name": "林小暖"})
    correct(work, family.filer, case)
    task = see.task_of(work, case, make.CERTIFICATE)
    with pytest.raises(StaleVersion):
        accept(work, make.clerk_for(work, case, make.CERTIFICATE), task.id, version=seen)
    accept(work, make.clerk_for(work, case, make.CERTIFICATE), task.id, version=task.version)


def test_nothing_can_be_corrected_unasked_or_by_others(work: Casework, family: Family) -> None:
    case = make.released_case(work, family)
    with pytest.raises(WrongMoment):
        correct(work, family.filer, case)
    ask(work, case, make.CERTIFICATE, NAME)
    with pytest.raises(NotFound):
        correct(work, family.other, case)
    with pytest.raises(StaleVersion):
        correct(work, family.filer, case, version=1)


def test_an_approval_that_relied_on_it_is_marked_and_what_builds_on_it_waits(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.VACCINES)
    ask(work, case, make.REGISTRATION, NAME)
    save(work, family.filer, case, {"baby.person.name": "林小暖"})
    correct(work, family.filer, case)
    certificate = see.task_of(work, case, make.CERTIFICATE)
    assert (certificate.state, certificate.review_mark) == (TaskState.APPROVED, True)
    assert see.task_of(work, case, make.VACCINES).review_mark
    assert not see.task_of(work, case, make.REGISTRATION).review_mark
    vaccines = see.task_of(work, case, make.VACCINES)
    with pytest.raises(GuardFailed) as refused:
        approve(work, make.clerk_for(work, case, make.VACCINES), vaccines.id)
    assert refused.value.guard is Guard.NO_REVIEW_MARK_BEFORE
    uphold(work, make.clerk_for(work, case, make.CERTIFICATE), certificate.id, "另发更正")
    assert not see.task_of(work, case, make.CERTIFICATE).review_mark
    approve(work, make.clerk_for(work, case, make.VACCINES), vaccines.id)


def test_departments_it_does_not_touch_are_left_alone(work: Casework, family: Family) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.VACCINES)
    ask(work, case, make.REGISTRATION, HEAD)
    save(work, family.filer, case, {"baby.household.head_name": "林大山"})
    correct(work, family.filer, case)
    assert not any(task.review_mark for task in see.tasks_of(work, case).values())


def test_only_a_marked_decision_is_upheld_and_only_with_a_reason(
    work: Casework, family: Family
) -> None:
    case = make.released_case(work, family, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    with pytest.raises(GuardFailed) as refused:
        uphold(work, make.clerk_for(work, case, make.CERTIFICATE), task.id, "没有变化")
    assert refused.value.guard is Guard.REVIEW_MARKED
