"""Answers: each kind of value is made tidy, or refused with a code."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.answers import LONGEST_INPUT, BadAnswer, check_answer
from portal.domain.elements import DataElement, ElementId, ValueType

TODAY = date(2026, 11, 23)
T = ValueType


def element(kind: ValueType, **more: object) -> DataElement:
    """An element of a kind."""
    return DataElement(ElementId("person.thing"), kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "typed", "kept"),
    [
        (element(T.TEXT), "  云江银行 ", "云江银行"),
        (element(T.NAME), " 阿依古丽·买买提 ", "阿依古丽·买买提"),
        (element(T.RESIDENT_ID), "50990119950612128 4", "509901199506121284"),
        (element(T.MOBILE), "199 0000 0001", "19900000001"),
        (element(T.DATE), "2026年11月3日", "2026-11-03"),
        (element(T.DATE), "２０２６-１１-０３", "2026-11-03"),
        (element(T.MOMENT), "2026-11-03 08:15", "2026-11-03T08:15"),
        (element(T.MONTH, not_past=True), "２０２６-11", "2026-11"),
        (element(T.MONTH), "0001-01", "0001-01"),
        (element(T.MOMENT), "0001-01-01T00:00", "0001-01-01T00:00"),
        (element(T.CHOICES, options=("a", "b", "c")), "c,a", "a,c"),
        (element(T.CREDIT_CODE), "91509901ma5u1b0252", "91509901MA5U1B0252"),
        (element(T.INTEGER, minimum=300), "３２５０", "3250"),
        (element(T.DECIMAL), "3.50", "3.50"),
        (element(T.CHOICE, options=("1", "2")), "2", "2"),
        (element(T.REGION), " 509901001001 ", "509901001001"),
        (element(T.DOCUMENT_NUMBER, pattern="[A-Z][0-9]{9}"), "x509901001", "X509901001"),
        (element(T.BANK_ACCOUNT), "6217 0000 1000 1234 561", "6217000010001234561"),
    ],
)
def test_made_tidy(made: DataElement, typed: str, kept: str) -> None:
    assert check_answer(made, typed, TODAY) == kept
    assert check_answer(made, kept, TODAY) == kept


@pytest.mark.parametrize(
    ("made", "typed", "code"),
    [
        (element(T.DATE), "昨天", "date_form"),
        (element(T.DATE), "2026-02-30", "date_impossible"),
        (element(T.DATE, not_future=True), "2026-11-24", "date_future"),
        (element(T.DATE, not_past=True), "2026-11-22", "date_past"),
        (element(T.MONTH, not_past=True), "2026-10", "date_past"),
        (element(T.MONTH), "2026-13", "date_impossible"),
        (element(T.MONTH), "2026", "month_form"),
        (element(T.CHOICES, options=("a", "b")), "a,c", "not_an_option"),
        (element(T.CREDIT_CODE), "91509901MA5U1B025", "credit_code_length"),
        (element(T.CREDIT_CODE), "91509901MA5U1B0253", "credit_code_check_character"),
        (element(T.MOMENT), "2026-11-03", "date_form"),
        (element(T.MOMENT), "2026-11-03T25:00", "date_impossible"),
        (element(T.MOMENT, not_future=True), "2026-11-24T00:00", "date_future"),
        (element(T.INTEGER), "3.5", "not_a_number"),
        (element(T.INTEGER, minimum=300), "299", "too_small"),
        (element(T.INTEGER, maximum=8000), "8001", "too_large"),
        (element(T.DECIMAL), "1e5", "not_a_number"),
        (element(T.DECIMAL), "٣.٥", "not_a_number"),
        (element(T.INTEGER), "٣", "not_a_number"),
        (element(T.CHOICE, options=("1", "2")), "3", "not_an_option"),
        (element(T.REGION), "../etc", "not_an_option"),
        (element(T.DOCUMENT_NUMBER, pattern="[A-Z][0-9]{9}"), "X50990100", "form"),
        (element(T.TEXT, pattern="[a-z]+"), "云江", "form"),
        (element(T.RESIDENT_ID), "509901199506121280", "resident_id_check_digit"),
    ],
)
def test_refused_with_a_code_and_never_the_value(made: DataElement, typed: str, code: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        check_answer(made, typed, TODAY)
    assert refused.value.fault.code == code
    assert typed not in str(refused.value)


@pytest.mark.parametrize("kind", ValueType)
def test_an_empty_answer_stays_empty(kind: ValueType) -> None:
    for typed in ("", "   ", "\u3000\n", "\u200b"):
        assert check_answer(element(kind), typed, TODAY) == ""


@given(st.sampled_from(ValueType), st.text(max_size=60))
def test_whatever_is_typed_is_kept_tidy_or_refused_by_name(kind: ValueType, typed: str) -> None:
    made = element(kind, options=("1", "2"))
    try:
        kept = check_answer(made, typed, TODAY)
    except BadAnswer:
        return
    assert check_answer(made, kept, TODAY) == kept


def test_nobody_types_a_book() -> None:
    with pytest.raises(BadAnswer) as refused:
        check_answer(element(T.TEXT), "长" * (LONGEST_INPUT + 1), TODAY)
    assert refused.value.fault.code == "too_long"
