from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from portal.domain.plaintext import (
    Checked,
    Doubt,
    Problem,
    clean_address,
    clean_bank_account,
    clean_birth_certificate_number,
    clean_mobile,
    clean_name,
    clean_postcode,
    clean_text,
    is_luhn,
    tidy,
)

TEXT = st.text(max_size=60)
ODD = st.text(
    " \u3000\t张三·•.．-Ａa\u0301\u200b\u202e\ufe0f\U000e0100１\u00a0\n\u3164", max_size=15
)
CHECKS = [
    clean_name,
    clean_address,
    clean_mobile,
    clean_postcode,
    clean_birth_certificate_number,
    clean_bank_account,
]
relaxed = settings(deadline=None)


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  张\u200b三\u202e \u3000 ", "张三"),
        ("a\u00a0\t\nb", "a b"),
        ("e\u0301", "é"),
        ("a\x00b\ufeff\ufffe\ud800", "ab"),
        ("\u3164", ""),
    ],
)
def test_what_cannot_be_seen_is_taken_away(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


def test_lines_stay_where_they_are_wanted() -> None:
    assert tidy("一 \r\n\r\n\r\n\r\n  二\n", keep_lines=True) == "一\n\n二"
    assert clean_text("一\n二", 10).value == "一 二"


@relaxed
@given(TEXT | ODD, st.booleans())
def test_tidying_twice_changes_nothing_more(text: str, keep_lines: bool) -> None:
    once = tidy(text, keep_lines=keep_lines)
    assert tidy(once, keep_lines=keep_lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in ("Cf", "Cs") for c in once)


@relaxed
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FFF)))
def test_ordinary_text_is_tidied_like_any_other(text: str) -> None:
    # A joined character that is taken away again sends the text the long way.
    assert tidy(text) == tidy(text + "\u200b")


@relaxed
@given(TEXT | ODD, st.sampled_from(CHECKS))
def test_checking_what_was_checked_gives_the_same_answer(text: str, check: object) -> None:
    assert callable(check)
    once = check(text)
    assert check(once.value) == once


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        (" \u200b ", Problem.EMPTY),
        ("一二三四五六", Problem.TOO_LONG),
        ("一\ue000", Problem.PRIVATE_USE),
        ("一二三四五", None),
    ],
)
def test_a_text_is_neither_empty_nor_too_long(text: str, problem: Problem | None) -> None:
    assert clean_text(text, 5).problem is problem


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "欧阳娜娜",
        "阿卜杜热西提·买买提",
        "㛃\U00020164",
        "\U000323b0\U0002ebf0",
        "〇一",
        "ئابدۇرېشىت مەمەت",
        "བཀྲ་ཤིས".replace("་", " "),
        "བསྒྲུབས",
        "Abdureshit Memet",
        "Jean-Pierre O'Neil Jr.",
        "Nguyễn Thị Ánh",
        "买" * 100,
    ],
)
def test_names_of_every_people_are_names(name: str) -> None:
    assert clean_name(name) == Checked(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("阿不都 ・ 热合曼", "阿不都·热合曼"),
        ("阿不都．热合曼", "阿不都·热合曼"),
        ("阿不都.热合曼", "阿不都·热合曼"),
        ("Ａｎａ  Ｍａｒｉａ", "Ana Maria"),
        ("J．Smith", "J.Smith"),
        ("邉\U000e0100三", "邉三"),
    ],
)
def test_habits_of_typing_names_are_mended(typed: str, name: str) -> None:
    assert clean_name(typed) == Checked(name)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        ("买" * 101, Problem.TOO_LONG),
        ("张3", Problem.CHARACTERS),
        ("张<b>", Problem.CHARACTERS),
        ("张三😀", Problem.CHARACTERS),
        ("a" + "\u0338" * 9, Problem.CHARACTERS),
        ("张\ue123", Problem.PRIVATE_USE),
        ("·张", Problem.FORM),
        ("张·", Problem.FORM),
        ("张··三", Problem.FORM),
        ("-", Problem.FORM),
    ],
)
def test_what_is_no_name_says_why(typed: str, problem: Problem) -> None:
    assert clean_name(typed).problem is problem


def test_compatibility_characters_in_names_are_not_swapped_for_others() -> None:
    assert clean_name("\u2f00").value == "\u2f00"


def test_an_address_keeps_its_brackets_and_mends_its_digits() -> None:
    assert clean_address("学府路１２号（东门） 3栋-2") == Checked("学府路12号（东门） 3栋-2")
    assert clean_address("12-3").problem is Problem.FORM
    assert clean_address("路" * 201).problem is Problem.TOO_LONG
    assert clean_address(" ").problem is Problem.EMPTY


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 13800138000",
        "0086-13800138000",
        "8613800138000",
        "１３８００１３８０００",
        "\u202d13800138000\u202c",
    ],
)
def test_a_mobile_number_is_known_however_it_is_typed(typed: str) -> None:
    assert clean_mobile(typed) == Checked("13800138000")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        ("1380013800", Problem.LENGTH),
        ("138001380000", Problem.LENGTH),
        ("12800138000", Problem.FORM),
        ("+1 202 555 0100", Problem.FORM),
        ("١٣٨٠٠١٣٨٠٠٠", Problem.FORM),
    ],
)
def test_what_is_no_mobile_number_says_why(typed: str, problem: Problem) -> None:
    assert clean_mobile(typed).problem is problem


def test_a_postcode_has_six_digits() -> None:
    assert clean_postcode(" ４０１１２０ ") == Checked("401120")
    assert clean_postcode("40112").problem is Problem.LENGTH
    assert clean_postcode("40112A").problem is Problem.FORM


def test_a_birth_certificate_number_is_a_letter_and_nine_digits() -> None:
    assert clean_birth_certificate_number(" x32 0101001 ") == Checked("X320101001")
    assert clean_birth_certificate_number("X32010100").problem is Problem.LENGTH
    assert clean_birth_certificate_number("3201010010").problem is Problem.FORM


@relaxed
@given(st.from_regex("[0-9]{2,30}", fullmatch=True))
def test_the_luhn_digit_agrees_with_an_independent_implementation(number: str) -> None:
    assert is_luhn(number) == luhn.is_valid(number)


def test_a_doubtful_card_number_is_asked_about_and_never_refused() -> None:
    card = "622202020000000001"
    good = card + luhn.calc_check_digit(card)
    bad = card + ("0" if good[-1] != "0" else "1")
    assert clean_bank_account(f"{good[:4]} {good[4:]}") == Checked(good)
    assert clean_bank_account(bad) == Checked(bad, doubt=Doubt.CHECK_DIGIT)


def test_a_passbook_follows_no_luhn_rule() -> None:
    assert clean_bank_account("123456789012") == Checked("123456789012")
    assert clean_bank_account("1234").problem is Problem.FORM
    assert clean_bank_account("").problem is Problem.EMPTY
