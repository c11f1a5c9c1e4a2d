from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.masking import HIDDEN, STAR, Mask, mask

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)
DIGITS = st.text("0123456789", min_size=1, max_size=30)
relaxed = settings(deadline=None)


def shown(masked: str) -> int:
    """How many characters of the value can still be read."""
    return sum(character != STAR for character in masked)


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        (Mask.NAME, "张三", "张*"),
        (Mask.NAME, "张小丰", "张*丰"),
        (Mask.NAME, "扎西多吉", "扎***"),
        (Mask.NAME, "张", HIDDEN),
        (Mask.NAME, "阿不都·热合曼", "阿**·***"),
        (Mask.NAME, "Ana Maria", "A** *****"),
        (Mask.RESIDENT_ID, "11010519491231002X", "110***********002X"),
        (Mask.MOBILE, "13800138000", "138****8000"),
        (Mask.BANK_ACCOUNT, "6222020200000000018", "***************0018"),
        (Mask.EMAIL, "zhang.san@example.cn", "z***@example.cn"),
        (Mask.EMAIL, "z@example.cn", "***@example.cn"),
        (Mask.HIDDEN, "A320101001", HIDDEN),
        (Mask.NONE, "A320101001", "A320101001"),
        (Mask.ADDRESS, "云江市江州区春华街道学府路12号3栋", "云江市江州区春华街道****"),
        (Mask.ADDRESS, "重庆市渝北区龙溪镇花园村5组", "重庆市渝北区龙溪镇****"),
        (
            Mask.ADDRESS,
            "内蒙古自治区呼和浩特市新城区海拉尔路1号",
            "内蒙古自治区呼和浩特市新城区****",
        ),
        (
            Mask.ADDRESS,
            "黑龙江省大庆市杜尔伯特蒙古族自治县泰康镇街口",
            "黑龙江省大庆市杜尔伯特蒙古族自治县泰康镇****",
        ),
        (Mask.ADDRESS, "广东省东莞市长安镇乌沙路9号", "广东省东莞市长安镇****"),
    ],
)
def test_each_value_is_shown_as_the_house_has_agreed(kind: Mask, value: str, masked: str) -> None:
    assert mask(kind, value) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("欧阳修", "欧阳*"), ("欧阳娜娜", "欧阳**"), ("司马光", "司马*"), ("诸葛", "诸*")],
)
def test_a_surname_of_two_characters_is_not_cut_in_half(name: str, masked: str) -> None:
    assert mask(Mask.NAME, name) == masked


@pytest.mark.parametrize("address", ["阳光小区3栋", "春风社区2组", "好又多超市楼上", "学府路12号"])
def test_an_address_without_its_district_is_hidden_whole(address: str) -> None:
    assert mask(Mask.ADDRESS, address) == HIDDEN


def test_a_place_that_only_sounds_like_a_district_is_not_shown() -> None:
    assert mask(Mask.ADDRESS, "云江市阳光小区3栋") == "云江市****"
    assert mask(Mask.ADDRESS, "云江市春风社区2组") == "云江市****"


def test_a_rare_character_newer_than_the_tables_is_still_one_character() -> None:
    assert mask(Mask.NAME, "\U000323b0小\U00030000") == "\U000323b0*\U00030000"


def test_marks_and_invisible_characters_do_not_count_as_a_name() -> None:
    assert mask(Mask.NAME, "张\u200b") == HIDDEN
    assert mask(Mask.NAME, "\u202e张\U000e0100三") == "张*"


@pytest.mark.parametrize("kind", list(Mask))
def test_nothing_stays_nothing(kind: Mask) -> None:
    assert mask(kind, "") == ""


def test_a_mask_may_be_named_by_its_code_and_an_unknown_one_is_refused() -> None:
    assert mask("mobile", "13800138000") == "138****8000"
    with pytest.raises(ValueError, match="half"):
        mask("half", "13800138000")


@relaxed
@given(TEXT)
def test_a_name_shows_at_most_two_characters_and_never_all_of_them(name: str) -> None:
    masked = mask(Mask.NAME, name)
    read = [c for c in masked if c not in " ·-'*"]
    assert len(read) <= 2
    assert all(c in name for c in read)
    assert not name or STAR in masked


@relaxed
@given(HAN)
def test_a_han_name_hides_at_least_one_character(name: str) -> None:
    masked = mask(Mask.NAME, name)
    assert masked.count(STAR) >= 1
    assert len(name) == 1 or len(masked) == len(name)


@relaxed
@given(TEXT | DIGITS, st.sampled_from([Mask.RESIDENT_ID, Mask.MOBILE]))
def test_numbers_show_at_most_three_and_four_characters(value: str, kind: Mask) -> None:
    masked = mask(kind, value.replace(STAR, "0"))
    assert shown(masked) <= 7
    assert not value or masked.count(STAR) >= 4


@relaxed
@given(TEXT | DIGITS)
def test_an_account_shows_only_its_last_four_characters(value: str) -> None:
    masked = mask(Mask.BANK_ACCOUNT, value.replace(STAR, "0"))
    assert shown(masked) <= 4
    assert not shown(masked) or value.replace(STAR, "0").endswith(masked[-4:])


@relaxed
@given(
    st.lists(HAN | DIGITS | st.sampled_from(["市", "区", "镇", "街道", "小区"]), max_size=8).map(
        "".join
    )
)
def test_an_address_shows_a_beginning_without_any_number(address: str) -> None:
    masked = mask(Mask.ADDRESS, address)
    beginning = masked.removesuffix(HIDDEN)
    assert address.startswith(beginning)
    assert not any(character.isdigit() for character in beginning)
    assert not beginning or beginning[-1] in "省区市州盟县旗道镇乡"


@relaxed
@given(TEXT, st.emails() | TEXT)
def test_an_email_never_shows_more_than_the_first_letter_before_the_at(
    before: str, email: str
) -> None:
    for value in (before + email, email):
        masked = mask(Mask.EMAIL, value)
        assert masked in ("", HIDDEN) or len(masked.split("@")[0].replace(STAR, "")) <= 1


@relaxed
@given(TEXT, st.sampled_from(list(Mask)))
def test_a_mask_works_on_any_text_and_adds_no_characters_but_stars(value: str, kind: Mask) -> None:
    masked = mask(kind, value)
    assert all(c in value or c in "*@" for c in masked)
    assert not any(unicodedata.category(c) == "Cs" for c in masked)
