from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.calendar import WorkingCalendar
from portal.domain.limits import (
    REGIMES,
    Article,
    ExtensionRefusal,
    ExtensionRefused,
    Lamp,
    LimitRegime,
    acceptance_deadline,
    critical_path_days,
    deemed_accepted_on,
    due_on,
    extension_days,
    lamp,
    notice_deadline,
)

OFF = [date(2026, 9, 25)] + [date(2026, 10, day) for day in range(1, 8)]
MAKEUP = [date(2026, 9, 20), date(2026, 10, 10)]
CALENDAR = WorkingCalendar(
    frozenset(OFF), frozenset(MAKEUP), frozenset({2026}), frozenset({2026, 2027})
)
LICENCE = REGIMES[LimitRegime.ADMINISTRATIVE_LICENCE]
CONFIRMATION = REGIMES[LimitRegime.CONFIRMATION]
MONDAY = date(2026, 11, 2)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
relaxed = settings(deadline=None)


def day(n: int) -> date:
    """Day ``n`` of November 2026, which has no holidays and begins on a Sunday."""
    return date(2026, 11, n)


@pytest.mark.parametrize("regime", list(LimitRegime))
def test_every_regime_has_its_rules(regime: LimitRegime) -> None:
    assert REGIMES[regime].notice_days == 5


def test_only_licences_know_deemed_acceptance_and_legal_ceilings() -> None:
    assert (LICENCE.ceiling(), LICENCE.extension_days) == (20, 10)
    assert (LICENCE.ceiling(joint=True), LICENCE.joint_extension) == (45, 15)
    assert LICENCE.serve_days == 10
    for regime, rules in REGIMES.items():
        assert rules.deemed_acceptance == (regime is LimitRegime.ADMINISTRATIVE_LICENCE)
        if not rules.deemed_acceptance:
            assert rules.ceiling() is None
            assert rules.ceiling(joint=True) is None


def test_every_figure_of_the_licensing_law_names_its_article() -> None:
    assert LICENCE.article("decision_days") == Article("administrative_licensing_law", 42, 1)
    assert LICENCE.article("deemed_acceptance") == Article("administrative_licensing_law", 32, 1, 4)
    assert CONFIRMATION.article("notice_days") is None


def test_the_clock_runs_from_the_day_after_acceptance() -> None:
    assert due_on(date(2026, 9, 24), 5, [], CALENDAR) == date(2026, 10, 9)
    assert due_on(date(2026, 9, 24), 20, [], CALENDAR) == date(2026, 10, 29)


def test_a_limit_of_which_no_figure_is_known_has_no_due_date() -> None:
    assert due_on(MONDAY, None, [], CALENDAR) is None


def test_a_pause_moves_the_due_date_by_its_working_days() -> None:
    assert due_on(MONDAY, 5, [(day(4), day(11))], CALENDAR) == day(16)


def test_while_a_pause_is_open_no_due_date_is_known() -> None:
    assert due_on(MONDAY, 5, [(day(4), None)], CALENDAR) is None


def test_a_pause_after_the_limit_ran_out_changes_nothing() -> None:
    assert due_on(MONDAY, 5, [(day(10), None)], CALENDAR) == day(9)
    assert due_on(MONDAY, 5, [(day(10), day(20))], CALENDAR) == day(9)


def test_a_pause_may_reach_into_the_time_an_earlier_pause_gave() -> None:
    assert due_on(MONDAY, 5, [(day(12), day(13)), (day(4), day(11))], CALENDAR) == day(17)


def test_overlapping_pauses_count_once() -> None:
    once = due_on(MONDAY, 10, [(day(4), day(11))], CALENDAR)
    assert due_on(MONDAY, 10, [(day(4), day(9)), (day(5), day(11))], CALENDAR) == once
    assert due_on(MONDAY, 10, [(day(4), day(11)), (day(5), day(6))], CALENDAR) == once
    assert due_on(MONDAY, 10, [(day(4), day(9)), (day(5), None)], CALENDAR) is None


def test_time_before_acceptance_is_nobodys_clock() -> None:
    assert due_on(day(9), 5, [(day(2), day(9))], CALENDAR) == due_on(day(9), 5, [], CALENDAR)
    assert due_on(day(9), 5, [(day(2), day(10))], CALENDAR) == day(17)


def test_a_pause_cannot_end_before_it_began() -> None:
    with pytest.raises(ValueError, match="before it began"):
        due_on(MONDAY, 5, [(day(9), day(4))], CALENDAR)


@relaxed
@given(
    DAYS,
    st.integers(0, 45),
    st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=4),
)
def test_pauses_never_shorten_a_limit_and_their_order_does_not_matter(
    accepted: date, days: int, spans: list[tuple[int, int]]
) -> None:
    pauses = [
        (accepted + timedelta(days=begin), accepted + timedelta(days=begin + length))
        for begin, length in spans
    ]
    plain, due = (due_on(accepted, days, [], CALENDAR), due_on(accepted, days, pauses, CALENDAR))
    assert plain is not None
    assert due is not None
    assert due >= plain
    assert due_on(accepted, days, list(reversed(pauses)), CALENDAR) == due


def test_an_extension_adds_its_days_once() -> None:
    extra = extension_days(LICENCE)
    assert extra == 10
    assert extension_days(LICENCE, joint=True) == 15
    assert due_on(date(2026, 11, 2), 20, [], CALENDAR, extra) == date(2026, 12, 14)
    with pytest.raises(ExtensionRefused) as refused:
        extension_days(LICENCE, extended=True)
    assert refused.value.reason is ExtensionRefusal.ONLY_ONCE


def test_where_the_law_knows_no_extension_none_is_made_up() -> None:
    with pytest.raises(ExtensionRefused) as refused:
        extension_days(CONFIRMATION)
    assert refused.value.reason is ExtensionRefusal.NONE_IN_LAW


def test_the_one_notice_goes_a_working_day_before_the_earliest_five_day_end() -> None:
    assert acceptance_deadline(MONDAY, CALENDAR) == day(9)
    assert notice_deadline([day(4), MONDAY], CALENDAR) == day(6)
    with pytest.raises(ValueError, match="nothing"):
        notice_deadline([], CALENDAR)


def test_silence_past_five_days_accepts_a_licence_from_the_day_of_receipt() -> None:
    assert deemed_accepted_on(LICENCE, MONDAY, None, day(9), CALENDAR) is None
    assert deemed_accepted_on(LICENCE, MONDAY, None, day(10), CALENDAR) == MONDAY


def test_asking_again_later_gives_the_same_day_of_deemed_acceptance() -> None:
    answers = {deemed_accepted_on(LICENCE, MONDAY, None, day(n), CALENDAR) for n in range(10, 30)}
    assert answers == {MONDAY}


def test_an_answer_in_time_prevents_deemed_acceptance_and_a_late_one_does_not() -> None:
    assert deemed_accepted_on(LICENCE, MONDAY, day(9), day(20), CALENDAR) is None
    assert deemed_accepted_on(LICENCE, MONDAY, day(10), day(20), CALENDAR) == MONDAY


def test_silence_accepts_nothing_under_other_regimes() -> None:
    for regime, rules in REGIMES.items():
        if regime is not LimitRegime.ADMINISTRATIVE_LICENCE:
            assert deemed_accepted_on(rules, MONDAY, None, day(30), CALENDAR) is None


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        (day(2), Lamp.GREEN),
        (day(10), Lamp.GREEN),
        (day(11), Lamp.YELLOW),
        (day(16), Lamp.YELLOW),
        (day(17), Lamp.RED),
    ],
)
def test_the_lamp_turns_yellow_in_the_last_third_and_red_when_the_day_has_passed(
    today: date, colour: Lamp
) -> None:
    due = due_on(MONDAY, 10, [], CALENDAR)
    assert due == day(16)
    assert lamp(today, due, CALENDAR, limit_days=10) is colour


def test_without_the_length_of_the_limit_only_the_last_day_is_yellow() -> None:
    assert lamp(day(12), day(16), CALENDAR) is Lamp.GREEN
    assert lamp(day(13), day(16), CALENDAR) is Lamp.YELLOW


def test_a_weekend_after_the_due_day_is_already_late() -> None:
    assert lamp(day(14), day(13), CALENDAR) is Lamp.RED


def test_no_due_date_lights_no_lamp() -> None:
    assert lamp(MONDAY, None, CALENDAR) is Lamp.NONE


def test_items_side_by_side_take_as_long_as_the_longest_chain() -> None:
    days = {"certificate": 5, "hukou": 10, "insurance": 1, "card": 30, "vaccination": 1}
    after = {
        "hukou": {"certificate"},
        "vaccination": {"certificate"},
        "insurance": {"hukou"},
        "card": {"hukou"},
    }
    assert critical_path_days(days, after) == 45


def test_an_item_that_was_not_chosen_takes_no_time_but_keeps_the_order() -> None:
    assert critical_path_days({"a": 3, "c": 4}, {"b": {"a"}, "c": {"b"}}) == 7


def test_nothing_takes_no_time() -> None:
    assert critical_path_days({}, {}) == 0


def test_items_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="wait for each other"):
        critical_path_days({"a": 1, "b": 1}, {"a": {"b"}, "b": {"a"}})


def test_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        critical_path_days({"a": -1}, {})


@relaxed
@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_a_bundle_takes_at_least_its_longest_item_and_at_most_all_in_a_row(
    figures: list[int],
) -> None:
    days = {str(n): figure for n, figure in enumerate(figures)}
    after = {str(n): {str(m) for m in range(n) if (n * 7 + m) % 3} for n in range(len(figures))}
    assert max(figures) <= critical_path_days(days, after) <= sum(figures)
