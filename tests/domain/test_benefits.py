"""The rules of benefits that go on: months, what is owed, and the table of moves walked at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.benefit_reasons import SuspendReason
from portal.domain.benefits import (
    GRACE,
    MOVES,
    BenefitCannot,
    BenefitState,
    BenefitVerb,
    CheckState,
    Given,
    Guard,
    Standing,
    check_state,
    coming,
    due,
    move_for,
    owed,
    permission_for,
    verbs_from,
)
from portal.domain.items import Every
from portal.domain.months import (
    YEAR,
    first_check,
    first_month,
    last_day,
    later,
    month_of,
    next_check,
    step,
)
from portal.domain.permissions import kind_for
from portal.domain.yuan import clean_yuan, in_fen, total

S, V, G = BenefitState, BenefitVerb, Guard
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
months = days.map(month_of)
every = st.sampled_from([Every.MONTH, Every.YEAR])
TODAY = date(2027, 2, 15)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """A benefit at any point of its way."""
    begins, often = draw(months), draw(every)
    tried = draw(st.integers(0, 8))
    history = [later(begins, step(often) * number) for number in range(tried)]
    returned = tuple(m for m in history if draw(st.booleans()))
    upcoming = later(begins, step(often) * tried)
    return Standing(
        state=draw(st.sampled_from(S)),
        every=often,
        next_month=upcoming,
        last_month=draw(st.none() | months),
        check_due=draw(st.none() | months),
        reminded=draw(st.none() | months),
        reminded_on=draw(st.none() | days),
        reason=draw(st.none() | st.sampled_from(SuspendReason)),
        account_asked=draw(st.booleans()),
        returned=returned,
        paid=frozenset(history) - set(returned),
    )


givens = st.builds(
    Given,
    today=days,
    month=st.none() | months,
    reason=st.none() | st.sampled_from(["", " ", "why"]),
    proven=st.booleans(),
    amount_known=st.booleans(),
    elsewhere=st.booleans(),
)


def refusal(standing: Standing, verb: BenefitVerb, given_now: Given) -> BenefitCannot | None:
    """Why a move cannot be made; None when it can."""
    try:
        move_for(standing, verb, given_now)
    except BenefitCannot as refused:
        return refused
    return None


# ---- months -------------------------------------------------------------------------------------


@given(months, st.integers(-100, 100), st.integers(-100, 100))
def test_months_add_up_and_keep_their_order(month: str, one: int, other: int) -> None:
    assert later(later(month, one), other) == later(month, one + other)
    assert (later(month, one) < later(month, other)) == (one < other)
    assert month_of(last_day(month)) == month
    assert month_of(last_day(month) + timedelta(days=1)) == later(month, 1)


@given(days)
def test_a_month_begins_in_the_next_and_a_year_in_its_own(day: date) -> None:
    assert first_month(Every.MONTH, day) == later(month_of(day), 1)
    assert first_month(Every.YEAR, day) == month_of(day)


@given(days, st.integers(1, 12), days)
def test_a_check_keeps_its_month_and_comes_after_the_one_that_was_done(
    approved: date, month: int, done: date
) -> None:
    first = first_check(month, approved)
    assert first is not None
    assert int(first[:4]) == approved.year + 1
    following = next_check(first, done)
    assert int(following[5:]) == month
    assert following > max(first, month_of(done))
    assert first_check(None, approved) is None


# ---- what is owed -------------------------------------------------------------------------------


@given(standings(), days)
def test_only_months_that_have_begun_and_were_not_tried_are_owed(
    standing: Standing, today: date
) -> None:
    found = owed(standing, today)
    assert list(found) == sorted(set(found))
    assert all(standing.next_month <= month <= month_of(today) for month in found)
    assert standing.last_month is None or all(month <= standing.last_month for month in found)
    assert not set(found) & (standing.paid | set(standing.returned))


@given(standings(), days)
def test_a_year_is_paid_once_however_often_it_is_asked(standing: Standing, today: date) -> None:
    yearly = replace(standing, every=Every.YEAR)
    years = [month[:4] for month in owed(yearly, today)]
    assert len(set(years)) == len(years)


@given(standings(), days)
def test_nothing_is_due_while_suspended_and_what_came_back_comes_first(
    standing: Standing, today: date
) -> None:
    suspended = replace(standing, state=S.SUSPENDED)
    assert due(suspended, today) == ()
    assert coming(suspended, today) is None
    running = replace(standing, state=S.ACTIVE)
    found = due(running, today)
    assert found[: len(running.returned)] == running.returned
    assert coming(running, today) == (found[0] if found else running.next_month)


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2027, 1, 31), CheckState.LATER),
        (date(2027, 2, 1), CheckState.OPEN),
        (date(2027, 3, 31), CheckState.OPEN),
        (date(2027, 4, 1), CheckState.OVERDUE),
    ],
)
def test_a_check_can_be_done_from_the_month_before_to_the_end_of_its_own(
    today: date, wanted: CheckState
) -> None:
    standing = Standing(S.ACTIVE, Every.MONTH, "2026-12", check_due="2027-03")
    assert check_state(standing, today) is wanted
    assert check_state(replace(standing, state=S.STOPPED), today) is CheckState.NONE
    assert check_state(replace(standing, check_due=None), today) is CheckState.NONE


@given(days, days)
def test_nobody_is_suspended_within_the_time_after_being_told(told: date, today: date) -> None:
    standing = Standing(
        S.ACTIVE, Every.MONTH, "2026-12", None, "2027-03", reminded="2027-03", reminded_on=told
    )
    late = today > last_day("2027-03") and today > told + GRACE
    refused = refusal(standing, V.SUSPEND_OVERDUE, Given(today))
    assert (refused is None) == late
    assert refused is None or refused.guard is G.TOLD_LONG_AGO


# ---- the table ----------------------------------------------------------------------------------


def test_no_verb_leads_two_ways_and_everything_is_used() -> None:
    pairs = [(move.source, move.verb) for move in MOVES]
    assert len(set(pairs)) == len(pairs)
    assert {move.verb for move in MOVES} == set(V)
    assert {guard for move in MOVES for guard in move.guards} == set(G)
    for verb in V:
        assert {m.permission for m in MOVES if m.verb is verb} == {permission_for(verb)}


def test_every_state_can_be_reached_and_left_and_what_goes_on_can_be_ended_by_both() -> None:
    reached = {S.ACTIVE}
    for _ in S:
        reached |= {move.target for move in MOVES if move.source in reached}
    assert reached == set(S)
    for state in S:
        assert {m.target for m in MOVES if m.source is state} - {state}
    for state in (S.ACTIVE, S.SUSPENDED):
        ends = {kind_for(m.permission) for m in MOVES if (m.source, m.target) == (state, S.STOPPED)}
        assert ends == {"citizen", "staff"}


@given(standings(), st.sampled_from(V), givens)
def test_a_move_is_in_the_table_with_its_guards_or_refused_by_name(
    standing: Standing, verb: BenefitVerb, given_now: Given
) -> None:
    refused = refusal(standing, verb, given_now)
    if refused is not None:
        assert (refused.state, refused.verb) == (standing.state, verb)
        assert (refused.guard is None) == (verb not in verbs_from(standing.state))
        return
    move = move_for(standing, verb, given_now)
    assert (move.source, move.verb) == (standing.state, verb)
    if verb is V.PAY:
        assert given_now.month in due(standing, given_now.today)
        assert standing.state is not S.SUSPENDED
    if verb in {V.SUSPEND, V.STOP, V.REINSTATE, V.RETURN, V.DECLINE_ACCOUNT}:
        assert (given_now.reason or "").strip()
    if verb in {V.RESUME, V.RESUME_CHECKED}:
        assert check_state(standing, given_now.today) is not CheckState.OVERDUE
    if verb is V.CHECK:
        assert given_now.proven


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=24))
def test_however_it_is_paid_no_month_is_paid_twice_and_none_is_forgotten(
    presses: list[tuple[bool, int]],
) -> None:
    standing, today = Standing(S.ACTIVE, Every.MONTH, "2026-12"), date(2026, 12, 1)
    paid: list[str] = []
    for arrived, which in presses:
        today += timedelta(days=20)
        open_months = due(standing, today)
        if not open_months:
            continue
        # The office pays the oldest of what is owed, and what came back in any order.
        month = open_months[min(which, len(standing.returned), len(open_months) - 1)]
        verb = V.PAY if arrived else V.RETURN
        move_for(standing, verb, Given(today, month, "why", amount_known=True))
        if arrived:
            assert month not in paid
            paid.append(month)
        standing = replace(
            standing,
            next_month=later(month, 1) if month == standing.next_month else standing.next_month,
            returned=tuple(
                sorted({*standing.returned} - {month} if arrived else {*standing.returned, month})
            ),
            paid=frozenset(paid),
        )
    begun = [later("2026-12", n) for n in range(YEAR * 3) if later("2026-12", n) <= month_of(today)]
    assert sorted([*paid, *due(standing, today)]) == begun


# ---- money --------------------------------------------------------------------------------------


@given(st.integers(1, 10**9))
def test_money_is_exact(fen: int) -> None:
    text = clean_yuan(f"{Decimal(fen) / 100:.2f}")
    assert in_fen(text) == fen
    assert in_fen(total([text, text, text])) == 3 * fen


@pytest.mark.parametrize("typed", ["", "0", "0.00", "-1", "1e5", "1.234", "١٢", "1,000", "12 元"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="yuan"):
        clean_yuan(typed)
