from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from portal.domain.resident_id import (
    BadResidentId,
    IdFault,
    ResidentId,
    Sex,
    check_character,
    make,
    normalise,
    parse,
)

TODAY = date(2026, 11, 22)
AREAS = st.from_regex(r"[0-9]{6}", fullmatch=True)
BIRTHS = st.dates(date(1900, 1, 1), TODAY)
NUMBERS = st.builds(make, AREAS, BIRTHS, st.integers(0, 999))
relaxed = settings(deadline=None)


def fault(text: str, today: date = TODAY) -> IdFault:
    with pytest.raises(BadResidentId) as refused:
        parse(text, today)
    return refused.value.reason


@relaxed
@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_the_check_character_agrees_with_an_independent_implementation(digits: str) -> None:
    assert check_character(digits) == ric.calc_check_digit(digits + "0")


@relaxed
@given(AREAS, BIRTHS, st.integers(0, 999))
def test_a_made_number_is_read_back_whole(area: str, birth: date, order: int) -> None:
    number = parse(make(area, birth, order), TODAY)
    assert (number.area, number.birth_date) == (area, birth)
    assert number.sex is (Sex.MALE if order % 2 else Sex.FEMALE)


def test_the_standards_own_example_is_valid() -> None:
    number = parse("11010519491231002X", TODAY)
    assert number.birth_date == date(1949, 12, 31)
    assert number.sex is Sex.FEMALE


@pytest.mark.parametrize(
    ("area", "year"),
    [
        ("230602", 1955),
        ("500103", 1940),
        ("310115", 1960),
        ("500112", 1990),
        ("330113", 2022),
        ("810000", 1980),
        ("820000", 1980),
        ("830000", 1980),
        ("932156", 1980),
        ("000000", 1980),
    ],
)
def test_an_area_never_rejects_anybody(area: str, year: int) -> None:
    assert parse(make(area, date(year, 3, 4), 12), TODAY).area == area


@pytest.mark.parametrize(
    "text",
    ["１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002x\n", "11010519491231002ｘ"],
)
def test_habits_of_typing_are_mended(text: str) -> None:
    assert normalise(text) == "11010519491231002X"
    assert parse(text, TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", IdFault.LENGTH),
        ("110105491231002", IdFault.LENGTH),
        ("11010519491231002X0", IdFault.LENGTH),
        ("1101051949123100XX", IdFault.CHARACTERS),
        ("11010519491231٠٠2X", IdFault.CHARACTERS),
        ("110105194912310021", IdFault.CHECK_DIGIT),
        ("110105194913310021", IdFault.DATE),
        ("110105000012310021", IdFault.DATE),
    ],
)
def test_a_faulty_number_says_what_is_wrong(text: str, reason: IdFault) -> None:
    assert fault(text) is reason


def test_nobody_is_born_on_a_day_that_does_not_exist() -> None:
    assert parse(make("110105", date(2024, 2, 29), 1), TODAY).birth_date == date(2024, 2, 29)
    assert fault("110105202302290010") is IdFault.DATE


def test_nobody_alive_was_born_before_1900() -> None:
    assert fault(make("110105", date(1899, 12, 31), 1)) is IdFault.DATE


def test_a_child_born_today_has_a_number_and_one_born_tomorrow_has_none() -> None:
    assert parse(make("110105", TODAY, 1), TODAY).birth_date == TODAY
    assert fault(make("110105", TODAY + timedelta(days=1), 1)) is IdFault.FUTURE


@relaxed
@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_found(number: str, place: int, other: str) -> None:
    assume(number[place] != other)
    with pytest.raises(BadResidentId):
        parse(number[:place] + other + number[place + 1 :], TODAY)


@relaxed
@given(NUMBERS, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_found(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(BadResidentId):
        parse(exchanged, TODAY)


@relaxed
@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused_by_name(text: str) -> None:
    with suppress(BadResidentId):
        assert parse(text, TODAY).number == normalise(text)


def test_neither_a_number_nor_a_refusal_prints_the_number() -> None:
    number = ResidentId("11010519491231002X")
    assert "1101" not in f"{number!r} {number}"
    with pytest.raises(BadResidentId) as refused:
        ResidentId("110105194912310021")
    assert "1101" not in str(refused.value)


def test_a_number_cannot_be_built_around_the_check() -> None:
    with pytest.raises(BadResidentId):
        ResidentId("11010519491231002x")


def test_parts_that_do_not_fit_make_no_number() -> None:
    with pytest.raises(ValueError, match="six digits"):
        make("1101", date(1980, 1, 1), 1)
    with pytest.raises(ValueError, match="at most three"):
        make("110105", date(1980, 1, 1), 1000)
