from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from portal.domain.credit_code import (
    BadCreditCode,
    CodeFault,
    CreditCode,
    check_character,
    make,
    normalise,
    organisation_check_character,
    parse,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
KINDS = st.text(ALPHABET, min_size=2, max_size=2)
AREAS = st.text("0123456789", min_size=6, max_size=6)
ORGANISATIONS = st.text(ALPHABET, min_size=8, max_size=8)
CODES = st.builds(make, KINDS, AREAS, ORGANISATIONS)
relaxed = settings(deadline=None)


def fault(text: str) -> CodeFault:
    with pytest.raises(BadCreditCode) as refused:
        parse(text)
    return refused.value.reason


@pytest.mark.parametrize("code", ["91110000600037341L", "11500000009275780L", "9144030071526726XG"])
def test_codes_in_daily_use_are_valid(code: str) -> None:
    assert parse(code).code == code


def test_a_code_names_its_authority_kind_area_and_organisation() -> None:
    code = parse("91110000600037341L")
    assert (code.authority, code.kind) == ("9", "1")
    assert (code.area, code.organisation) == ("110000", "600037341")


@pytest.mark.parametrize("kind", ["N2", "A1", "Y1"])
def test_the_first_two_characters_may_be_letters(kind: str) -> None:
    assert parse(make(kind, "500112", "MA5U0001")).code.startswith(kind)


@relaxed
@given(AREAS, ORGANISATIONS)
def test_the_last_character_agrees_with_an_independent_implementation(
    area: str, organisation: str
) -> None:
    code = make("91", area, organisation)
    assert uscc.is_valid(code)
    assert check_character(code[:17]) == uscc.calc_check_digit(code[:17])


@pytest.mark.parametrize(
    ("organisation", "check"), [("00927578", "0"), ("60003734", "1"), ("71526726", "X")]
)
def test_the_organisation_code_has_a_check_character_of_its_own(
    organisation: str, check: str
) -> None:
    assert organisation_check_character(organisation) == check


@relaxed
@given(CODES)
def test_a_code_typed_in_groups_and_small_letters_is_read(code: str) -> None:
    typed = f" {code[:8].lower()}-{code[8:17]}　{code[17]} "
    assert parse(typed) == CreditCode(code)
    assert normalise(code) == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", CodeFault.LENGTH),
        ("91110000600037341", CodeFault.LENGTH),
        ("9111O000600037341L", CodeFault.CHARACTERS),
        ("911A0000600037341L", CodeFault.CHARACTERS),
        ("91110000600037341M", CodeFault.CHECK_CHARACTER),
    ],
)
def test_a_faulty_code_says_what_is_wrong(text: str, reason: CodeFault) -> None:
    assert fault(text) is reason


@relaxed
@given(KINDS, AREAS, ORGANISATIONS, st.sampled_from("0123456789X"))
def test_a_wrong_organisation_code_is_found_under_a_right_last_character(
    kind: str, area: str, organisation: str, inner: str
) -> None:
    assume(inner != organisation_check_character(organisation))
    first_seventeen = kind + area + organisation + inner
    code = first_seventeen + check_character(first_seventeen)
    assert fault(code) is CodeFault.ORGANISATION_CHECK


@relaxed
@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, other: str) -> None:
    assume(code[place] != other)
    with pytest.raises(BadCreditCode):
        parse(code[:place] + other + code[place + 1 :])


@relaxed
@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused_by_name(text: str) -> None:
    with suppress(BadCreditCode):
        assert parse(text).code == normalise(text)


@pytest.mark.parametrize(
    ("kind", "area", "organisation", "reason"),
    [
        ("9", "500112", "00000001", CodeFault.LENGTH),
        ("91", "500112", "0000000I", CodeFault.CHARACTERS),
        ("91", "5001A2", "00000001", CodeFault.CHARACTERS),
    ],
)
def test_parts_that_do_not_fit_make_no_code(
    kind: str, area: str, organisation: str, reason: CodeFault
) -> None:
    with pytest.raises(BadCreditCode) as refused:
        make(kind, area, organisation)
    assert refused.value.reason is reason
