"""Benefits that go on, told with the verbs on real databases: paid, returned, checked, moved, suspended, resumed, stopped."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from portal.casework import benefit_account as accounts
from portal.casework import benefit_states as states
from portal.casework.benefit_amounts import rates_that_apply
from portal.casework.benefit_change import move_away, set_amount
from portal.casework.benefit_check import do_check, sweep_benefits, vouch
from portal.casework.benefit_pay import PaymentLine, record_payment, record_payments
from portal.casework.context import Casework
from portal.casework.errors import NotFound, StaleVersion, WrongMoment
from portal.casework.outcome import record_step
from portal.casework.sweep import sweep
from portal.catalogue.release import load_release
from portal.domain.actors import Actor, ActorKind
from portal.domain.benefit_reasons import ReturnReason, StopReason, SuspendReason
from portal.domain.benefits import BenefitCannot, BenefitState, Guard, due
from portal.domain.items import StaffRole
from portal.domain.results import ResultState
from portal.persistence.queries import benefits
from tests.casework.conftest import OpenDesk
from tests.casework.test_together import at_once
from tests.factories import benefits as make
from tests.factories import looking as see
from tests.factories.cases import approve_item, released_case
from tests.factories.clock import Clock
from tests.factories.desk import services
from tests.factories.families import LIN, Family, citizen, known_family, staff_of, supervisor

OTHER_ACCOUNT = "6217000010009876548"


@pytest.fixture
def work(open_desk: OpenDesk) -> Casework:
    """The desk of a city in which one item pays every month."""
    return open_desk(make.content_with())


@pytest.fixture
def family(work: Casework) -> Family:
    """The mother files."""
    return known_family(work)


@pytest.fixture
def benefit(work: Casework, family: Family) -> UUID:
    """A benefit approved in November."""
    return make.approved(work, family)


def state_of(work: Casework, benefit: UUID) -> BenefitState:
    return make.benefit_of(work, benefit).state


def due_of(work: Casework, benefit: UUID) -> tuple[str, ...]:
    row = make.benefit_of(work, benefit)
    return due(benefits.standing_of(row, make.payments_of(work, benefit)), work.today)


def told(work: Casework) -> list[str]:
    return [row.payload["message"] for row in see.outbox_rows(work) if row.kind == "notify"]


def verbs(work: Casework, benefit: UUID) -> list[str]:
    found = see.verbs_of(work, make.benefit_of(work, benefit).case_id)
    return [verb for verb in found if verb.startswith("benefit_")]


# ---- beginning and paying -----------------------------------------------------------------------


def test_an_approval_begins_it_in_the_next_month_and_nothing_is_paid_at_once(
    work: Casework, benefit: UUID
) -> None:
    row = make.benefit_of(work, benefit)
    assert (row.state, row.first_month, row.next_month) == (
        BenefitState.ACTIVE,
        make.FIRST,
        make.FIRST,
    )
    assert row.check_due == "2027-03"
    assert row.account == "6217000010001234561"
    assert verbs(work, benefit) == ["benefit_begin"]
    assert not [each for each in see.outbox_rows(work) if each.kind == "pay"]
    assert due_of(work, benefit) == ()
    with pytest.raises(BenefitCannot):
        make.pay(work, benefit, make.FIRST)


def test_a_yearly_one_is_paid_once_for_each_year(open_desk: OpenDesk, clock: Clock) -> None:
    work = open_desk(make.content_with(make.YEARLY))
    benefit = make.approved(work)
    assert due_of(work, benefit) == (make.APPROVED_IN,)
    assert make.pay(work, benefit, make.APPROVED_IN)
    make.go_to(clock, "2027-10")
    assert due_of(work, benefit) == ()
    make.go_to(clock, "2027-11")
    assert due_of(work, benefit) == ("2027-11",)
    assert make.payments_of(work, benefit)[0].yuan == "3600.00"


def test_what_is_paid_once_stays_a_plain_result(open_desk: OpenDesk) -> None:
    once = make.MONTHLY.replace("every: month", "every: once").replace(
        "  check: {every: year, month: 3}\n", ""
    )
    work = open_desk(make.content_with(once))
    case = released_case(work, chosen=[make.ITEM], confirmed=True)
    for item in ("birth_certificate", "birth_registration", "resident_insurance", make.ITEM):
        approve_item(work, case, item)
    with work.db.reading() as session:
        assert benefits.of_task(session, see.task_of(work, case, make.ITEM).id) is None
    assert [each for each in see.outbox_rows(work) if each.kind == "pay"]


def test_a_payment_goes_on_the_record_to_the_person_and_to_the_page_of_the_case(
    work: Casework, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, make.SECOND)
    assert due_of(work, benefit) == (make.FIRST, make.SECOND)
    assert make.pay(work, benefit, make.FIRST)
    (payment,) = make.payments_of(work, benefit)
    assert (payment.yuan, payment.account_tail, payment.reason) == ("300.00", "4561", None)
    row = make.benefit_of(work, benefit)
    result = see.result_of(work, row.case_id, make.ITEM)
    assert result is not None
    assert (result.state, result.details["amount"]) == (ResultState.PAID, 30_000)
    assert told(work)[-1] == "payment_sent"
    assert "result_notice" in [each.template for each in see.documents_of(work, row.case_id)]
    clerk = make.clerk_of(work, benefit)
    with pytest.raises(WrongMoment):
        record_step(work, clerk, row.task_id, ResultState.RETURNED)


def test_what_came_back_is_tried_again_to_another_account(
    work: Casework, clock: Clock, family: Family, benefit: UUID
) -> None:
    make.go_to(clock, make.FIRST)
    make.pay(work, benefit, make.FIRST, ReturnReason.ACCOUNT_CLOSED)
    assert told(work)[-1] == "payment_returned"
    assert due_of(work, benefit) == (make.FIRST,)
    accounts.ask_account(work, family.filer, benefit, OTHER_ACCOUNT)
    accounts.ask_account(work, family.filer, benefit, OTHER_ACCOUNT)
    assert verbs(work, benefit).count("benefit_ask_account") == 1
    accounts.set_account(work, make.clerk_of(work, benefit), benefit)
    make.pay(work, benefit, make.FIRST)
    later, first = make.payments_of(work, benefit)
    assert (later.account_tail, first.reason, first.last) == ("6548", "account_closed", False)
    assert due_of(work, benefit) == ()


def test_money_that_had_arrived_may_still_come_back(
    work: Casework, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, make.FIRST)
    make.pay(work, benefit, make.FIRST)
    make.pay(work, benefit, make.FIRST, ReturnReason.NAME_DIFFERS)
    assert due_of(work, benefit) == (make.FIRST,)


def test_a_list_sent_twice_is_recorded_once_and_a_bad_line_holds_up_no_other(
    work: Casework, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, make.SECOND)
    clerk, version = make.clerk_of(work, benefit), make.benefit_of(work, benefit).version
    lines = [PaymentLine(benefit, month, version) for month in (make.FIRST, make.SECOND)]
    bad = PaymentLine(benefit, "2029-01", version)
    unknown = PaymentLine(UUID(int=5), make.FIRST, 1)
    first = record_payments(work, clerk, [bad, *lines, unknown])
    assert (first.done, first.before, len(first.refused)) == (2, 0, 2)
    again = record_payments(work, clerk, lines)
    assert (again.done, again.before, again.refused) == (0, 2, ())
    assert len(make.payments_of(work, benefit)) == 2
    with pytest.raises(StaleVersion):
        states.suspend(work, clerk, benefit, SuspendReason.NOT_REACHED, version=version)


def test_two_who_press_at_once_pay_once(work: Casework, clock: Clock, benefit: UUID) -> None:
    make.go_to(clock, make.FIRST)
    clerk, version = make.clerk_of(work, benefit), make.benefit_of(work, benefit).version
    line = PaymentLine(benefit, make.FIRST, version)
    came = at_once(*[lambda: record_payment(work, clerk, line)] * 4)
    assert sorted(map(bool, came)) == [False, False, False, True]
    assert len(make.payments_of(work, benefit)) == 1


# ---- amounts ------------------------------------------------------------------------------------


def test_an_amount_reckoned_for_each_person_waits_for_the_office(
    open_desk: OpenDesk, clock: Clock
) -> None:
    work = open_desk(make.content_with(make.RECKONED))
    benefit = make.approved(work)
    make.go_to(clock, make.FIRST)
    with pytest.raises(BenefitCannot) as refused:
        make.pay(work, benefit, make.FIRST)
    assert refused.value.guard is Guard.AMOUNT_KNOWN
    clerk = make.clerk_of(work, benefit)
    for wrong in ("", "0", "-1", "1e3", "12.345"):
        with pytest.raises(WrongMoment):
            set_amount(work, clerk, benefit, yuan=wrong)
    set_amount(work, clerk, benefit, yuan="2865.4")
    make.pay(work, benefit, make.FIRST)
    assert make.payments_of(work, benefit)[0].yuan == "2865.40"


def test_of_several_rates_the_office_says_which(open_desk: OpenDesk, clock: Clock) -> None:
    work = open_desk(make.content_with(make.CHOSEN))
    benefit = make.approved(work)
    make.go_to(clock, make.FIRST)
    with pytest.raises(BenefitCannot):
        make.pay(work, benefit, make.FIRST)
    clerk = make.clerk_of(work, benefit)
    with pytest.raises(WrongMoment):
        set_amount(work, clerk, benefit, rate="oldest")
    set_amount(work, clerk, benefit, rate="older")
    make.pay(work, benefit, make.FIRST)
    assert make.payments_of(work, benefit)[0].yuan == "200.00"


@pytest.mark.parametrize(
    ("day", "rate"), [(date(2027, 2, 19), "age_80"), (date(2027, 2, 20), "age_90")]
)
def test_a_rate_follows_the_age_of_the_day_and_not_of_the_filing(day: date, rate: str) -> None:
    catalogue = load_release(services())
    bundle, item = catalogue.bundles["elder"], catalogue.items["advanced_age_allowance"]
    facts = {"elder.person.id_number": "509901193702200011", "elder.person.age": "85"}
    assert rates_that_apply(item, bundle, facts, day) == (rate,)


def test_another_region_pays_from_a_month_on_at_its_own_rate(
    work: Casework, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, make.FIRST)
    here = make.clerk_of(work, benefit)
    for nowhere in ("", "110000", make.benefit_of(work, benefit).region or ""):
        with pytest.raises(BenefitCannot):
            move_away(work, here, benefit, nowhere, make.SECOND)
    move_away(work, here, benefit, make.FARTHER, make.SECOND)
    assert told(work)[-1] == "benefit_moved"
    make.pay(work, benefit, make.FIRST)
    assert make.benefit_of(work, benefit).office == make.FARTHER_OFFICE
    make.go_to(clock, make.SECOND)
    with pytest.raises(NotFound):
        states.suspend(work, here, benefit, SuspendReason.NOT_REACHED)
    make.pay(work, benefit, make.SECOND)
    second, first = make.payments_of(work, benefit)
    assert (first.yuan, second.yuan) == ("300.00", make.FARTHER_YUAN)
    assert (first.office, second.office) == (here.office, make.FARTHER_OFFICE)


# ---- checks, pauses and ends --------------------------------------------------------------------


def test_the_check_is_told_of_beforehand_and_its_absence_pauses_until_it_is_done(
    work: Casework, clock: Clock, family: Family, benefit: UUID
) -> None:
    with pytest.raises(BenefitCannot):
        do_check(work, family.filer, benefit)
    make.go_to(clock, "2027-01")
    sweep(work)
    assert "benefit_check_due" not in told(work)
    make.go_to(clock, "2027-02")
    sweep(work)
    sweep(work)
    assert told(work).count("benefit_check_due") == 1
    make.go_to(clock, "2027-03", 31)
    sweep(work)
    assert state_of(work, benefit) is BenefitState.ACTIVE
    make.go_to(clock, "2027-04")
    sweep(work)
    row = make.benefit_of(work, benefit)
    assert (row.state, row.reason) == (BenefitState.SUSPENDED, SuspendReason.CHECK_OVERDUE)
    assert told(work)[-1] == "benefit_suspended"
    assert due_of(work, benefit) == ()
    with pytest.raises(BenefitCannot):
        states.resume(work, make.clerk_of(work, benefit), benefit, back_pay=True)
    do_check(work, family.filer, benefit)
    do_check(work, family.filer, benefit)
    assert state_of(work, benefit) is BenefitState.ACTIVE
    assert verbs(work, benefit).count("benefit_check") == 1
    assert due_of(work, benefit) == ("2026-12", "2027-01", "2027-02", "2027-03", "2027-04")
    assert make.benefit_of(work, benefit).check_due == "2028-03"


def test_nobody_is_paused_for_a_check_that_was_not_told_of_in_time(
    work: Casework, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, "2027-06")
    for _ in range(3):
        sweep_benefits(work)
    assert state_of(work, benefit) is BenefitState.ACTIVE
    make.go_to(clock, "2027-07", 16)
    sweep_benefits(work)
    assert state_of(work, benefit) is BenefitState.SUSPENDED


def test_a_phone_alone_does_not_do_the_check_and_the_office_can_do_it_instead(
    work: Casework, clock: Clock, family: Family, benefit: UUID
) -> None:
    make.go_to(clock, "2027-03")
    phone_only = Actor(ActorKind.CITIZEN, id=family.filer.id)
    with pytest.raises(NotFound):
        do_check(work, phone_only, benefit)
    vouch(work, make.clerk_of(work, benefit), benefit)
    assert make.benefit_of(work, benefit).check_due == "2028-03"


@pytest.mark.parametrize("back_pay", [True, False])
def test_a_pause_is_resumed_with_or_without_what_was_held_back(
    work: Casework, clock: Clock, benefit: UUID, back_pay: bool
) -> None:
    clerk = make.clerk_of(work, benefit)
    states.suspend(work, clerk, benefit, SuspendReason.UNDER_INQUIRY, remark="核对户籍信息。")
    with pytest.raises(BenefitCannot):
        states.suspend(work, clerk, benefit, SuspendReason.UNDER_INQUIRY)
    make.go_to(clock, "2027-02")
    states.resume(work, clerk, benefit, back_pay=back_pay)
    everything = ("2026-12", "2027-01", "2027-02")
    assert due_of(work, benefit) == (everything if back_pay else everything[-1:])


def test_after_a_stop_only_what_was_owed_is_paid_and_a_mistaken_one_is_taken_back(
    work: Casework, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, "2027-02")
    clerk = make.clerk_of(work, benefit)
    with pytest.raises(WrongMoment):
        states.stop(work, clerk, benefit, "tired", make.SECOND)
    states.stop(work, clerk, benefit, StopReason.DEATH, make.SECOND)
    assert told(work)[-1] == "benefit_stopped"
    assert due_of(work, benefit) == (make.FIRST, make.SECOND)
    make.pay(work, benefit, make.FIRST)
    with pytest.raises(BenefitCannot):
        states.reinstate(work, clerk, benefit, " ")
    states.reinstate(work, clerk, benefit, "同名的另一个人。")
    states.resume(work, clerk, benefit, back_pay=True)
    assert due_of(work, benefit) == (make.SECOND, "2027-02")


def test_whoever_gives_it_up_gets_the_month_that_has_begun(
    work: Casework, clock: Clock, family: Family, benefit: UUID
) -> None:
    make.go_to(clock, make.FIRST)
    states.give_up(work, family.filer, benefit)
    row = make.benefit_of(work, benefit)
    assert (row.state, row.reason) == (BenefitState.STOPPED, StopReason.GIVEN_UP)
    make.go_to(clock, "2027-05")
    assert due_of(work, benefit) == (make.FIRST,)


def test_a_wish_for_another_account_may_be_declined_with_a_reason(
    work: Casework, family: Family, benefit: UUID
) -> None:
    clerk = make.clerk_of(work, benefit)
    with pytest.raises(WrongMoment):
        accounts.ask_account(work, family.filer, benefit, "abc")
    with pytest.raises(BenefitCannot):
        accounts.set_account(work, clerk, benefit)
    accounts.ask_account(work, family.filer, benefit, OTHER_ACCOUNT)
    with pytest.raises(BenefitCannot):
        accounts.decline_account(work, clerk, benefit, "")
    accounts.decline_account(work, clerk, benefit, "不是本人的卡。")
    assert make.benefit_of(work, benefit).asked_at is None
    assert told(work)[-1] == "account_declined"


def test_nobody_else_may(work: Casework, clock: Clock, family: Family, benefit: UUID) -> None:
    make.go_to(clock, make.FIRST)
    elsewhere = staff_of(work, make.FARTHER_OFFICE)
    line = PaymentLine(benefit, make.FIRST, make.benefit_of(work, benefit).version)
    for who in (elsewhere, supervisor(work), citizen(work, LIN), family.filer):
        assert record_payments(work, who, [line]).refused == (line,)
        with pytest.raises(NotFound):
            states.suspend(work, who, benefit, SuspendReason.NOT_REACHED)
    for who in (elsewhere, make.clerk_of(work, benefit), citizen(work, LIN)):
        with pytest.raises(NotFound):
            states.give_up(work, who, benefit)
    chief = staff_of(work, make.benefit_of(work, benefit).office, StaffRole.CHIEF)
    assert record_payments(work, chief, [line]).done == 1
