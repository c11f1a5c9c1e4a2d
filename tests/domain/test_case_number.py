from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from portal.domain.case_number import (
    BadCaseNumber,
    CaseNumber,
    NumberFault,
    check_character,
    groups,
    is_valid,
    normalise,
    parse,
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBERS = st.builds(
    CaseNumber,
    st.text("0123456789", min_size=6, max_size=6),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.text(ALPHABET, min_size=3, max_size=3),
    st.integers(0, 999_999),
    st.none() | st.integers(1, 99),
)
CASE = CaseNumber("509801", date(2026, 11, 22), "W01", 42)
relaxed = settings(deadline=None)


@relaxed
@given(st.text(ALPHABET, max_size=40))
def test_the_check_character_agrees_with_an_independent_implementation(body: str) -> None:
    assert check_character(body) == mod_37_36.calc_check_digit(body)


def test_a_case_number_reads_area_date_department_serial_check() -> None:
    assert str(CASE) == "50980120261122W01000042" + check_character("50980120261122W01000042")
    assert len(str(CASE)) == 24


def test_a_task_bears_its_cases_number_and_two_digits() -> None:
    task = CASE.with_child(1)
    assert str(task) == f"{CASE}-01"
    assert task.case == CASE


@relaxed
@given(NUMBERS)
def test_what_is_written_is_read_back(number: CaseNumber) -> None:
    assert parse(str(number)) == number
    assert is_valid(str(number))
    assert len(str(number)) <= 50


@relaxed
@given(NUMBERS, st.integers(0, 23), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(number: CaseNumber, place: int, other: str) -> None:
    text = str(number)
    assume(text[place] != other)
    assert not is_valid(text[:place] + other + text[place + 1 :])


def test_small_letters_full_width_and_long_dashes_are_understood() -> None:
    typed = f" {str(CASE).lower()[:14]} {str(CASE)[14:]} — ０７"
    assert normalise(typed) == f"{CASE}-07"
    assert parse(typed) == CASE.with_child(7)


def fault(text: str) -> NumberFault:
    with pytest.raises(BadCaseNumber) as refused:
        parse(text)
    return refused.value.reason


def test_a_faulty_number_says_what_is_wrong() -> None:
    wrong_day = "50980120261322W01000042"
    assert fault("") is NumberFault.FORM
    assert fault(f"{CASE}-1") is NumberFault.FORM
    assert fault(f"{CASE}-00") is NumberFault.FORM
    assert fault(str(CASE)[:-1] + ("0" if str(CASE)[-1] != "0" else "1")) is NumberFault.CHECK
    assert fault(wrong_day + check_character(wrong_day)) is NumberFault.DATE


@relaxed
@given(st.text(max_size=40))
def test_any_text_is_either_a_number_or_not(text: str) -> None:
    assert is_valid(text) in (True, False)


@pytest.mark.parametrize(
    ("area", "department", "serial", "child"),
    [
        ("5098", "W01", 1, None),
        ("509801", "w01", 1, None),
        ("509801", "W01", 1_000_000, None),
        ("509801", "W01", -1, None),
        ("509801", "W01", 1, 0),
        ("509801", "W01", 1, 100),
    ],
)
def test_parts_that_do_not_fit_make_no_number(
    area: str, department: str, serial: int, child: int | None
) -> None:
    with pytest.raises(BadCaseNumber):
        CaseNumber(area, date(2026, 11, 22), department, serial, child)


def test_a_number_is_cut_where_a_line_may_end_and_other_text_is_not() -> None:
    assert "".join(groups(str(CASE))) == str(CASE)
    assert min(map(len, groups(f"{CASE}-01"))) >= 6
    assert groups("YJ2026") == ("YJ2026",)
