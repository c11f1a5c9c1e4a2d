"""Masks: what of a value is shown to someone who need not read all of it.

Practice differs from city to city; this house shows:

=============  ====================================================  ======================
name           the surname; of three characters also the last       张*, 张*丰, 欧阳**
resident_id    the first three and last four characters              110***********002X
mobile         the first three and last four digits                  138****8000
bank_account   the last four digits                                  ***************0018
address        down to the district and street, never a digit        云江市江州区春华街道****
email          the first letter and the domain                       z***@example.cn
hidden         nothing                                               ****
none           everything
=============  ====================================================  ======================

A value that has not the length or form its mask expects is hidden whole: a mask never shows more
because a value is odd. The copy on which a clerk decides is not masked, but looking is recorded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

STAR = "*"
HIDDEN = STAR * 4

_COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|司空|夏侯|端木|长孙|宇文|轩辕|独孤|"
    "南宫|西门|呼延|澹台|宗政|濮阳|淳于|申屠|钟离|鲜于|闾丘|亓官|司寇|巫马|公西|漆雕|乐正|壤驷|"
    "拓跋|宰父|羊舌|赫连|万俟|闻人|公冶|贺兰|完颜|纳兰|叶赫|耶律"
)
_SEPARATORS = frozenset(" ·-'")
_EMAIL = re.compile(
    r"(?P<first>[A-Za-z0-9])(?P<rest>[^@]*)@(?P<domain>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_HAN = "[\u3007\u3400-\u4dbf\u4e00-\u9fff]"
# Not every 区 is a district and not every 市 a city: 小区, 社区, 园区, 超市, 菜市场.
_ADDRESS = re.compile(
    rf"(?:{_HAN}{{1,10}}?(?:省|自治区|特别行政区))?"
    rf"(?:{_HAN}{{1,14}}?(?:(?<![超菜夜])市(?!场)|自治州|地区|盟))?"
    rf"(?:{_HAN}{{1,14}}?(?:(?<![小社园校厂库片])区|县|旗|(?<![超菜夜])市(?!场)))?"
    rf"(?:{_HAN}{{1,8}}?(?:街道|镇|乡))?"
)


class Mask(StrEnum):
    """Which mask an element wears."""

    NONE = "none"
    NAME = "name"
    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    BANK_ACCOUNT = "bank_account"
    ADDRESS = "address"
    EMAIL = "email"
    HIDDEN = "hidden"


def mask(kind: Mask | str, value: str) -> str:
    """The value as it may be shown. An empty value stays empty.

    Raises ValueError for an unknown kind.
    """
    return _MASKS[Mask(kind)](value) if value else value


def _name(value: str) -> str:
    # Marks and invisible characters belong to the character before them and go with it.
    shown = [c for c in value if unicodedata.category(c)[0] not in "MC" or _is_rare_han(c)]
    length = sum(c not in _SEPARATORS for c in shown)
    if length < 2 or shown[0] in _SEPARATORS:
        return HIDDEN
    if length != len(shown) or not all(map(_is_han, shown)):
        return shown[0] + "".join(c if c in _SEPARATORS else STAR for c in shown[1:])
    if length > 2 and _COMPOUND_SURNAMES.match("".join(shown)):
        return "".join(shown[:2]) + STAR * (length - 2)
    if length == 3:
        return shown[0] + STAR + shown[2]
    return shown[0] + STAR * (length - 1)


def _is_rare_han(character: str) -> bool:
    """Planes 2 and 3 hold Han characters only, more with each Unicode version than Python knows."""
    return 0x20000 <= ord(character) <= 0x3FFFD


def _is_han(character: str) -> bool:
    return bool(re.match(_HAN, character)) or _is_rare_han(character)


def _ends(head: int, tail: int, shortest: int) -> Callable[[str], str]:
    """Keep ``head`` and ``tail`` characters of a value that has at least ``shortest``."""

    def masked(value: str) -> str:
        if len(value) < shortest:
            return HIDDEN
        return value[:head] + STAR * (len(value) - head - tail) + value[len(value) - tail :]

    return masked


def _address(value: str) -> str:
    found = _ADDRESS.match(value)
    shown = found.group() if found else ""
    return shown + HIDDEN if len(shown) < len(value) else shown


def _email(value: str) -> str:
    found = _EMAIL.fullmatch(value)
    if found is None:
        return HIDDEN
    first = found["first"] if found["rest"] else ""
    return f"{first}***@{found['domain']}"


_MASKS: dict[Mask, Callable[[str], str]] = {
    Mask.NONE: str,
    Mask.NAME: _name,
    Mask.RESIDENT_ID: _ends(3, 4, shortest=18),
    Mask.MOBILE: _ends(3, 4, shortest=11),
    Mask.BANK_ACCOUNT: _ends(0, 4, shortest=12),
    Mask.ADDRESS: _address,
    Mask.EMAIL: _email,
    Mask.HIDDEN: lambda value: HIDDEN,
}
