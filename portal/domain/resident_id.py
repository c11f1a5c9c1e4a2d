"""Resident identity numbers (公民身份号码, GB 11643).

Six digits of area, eight of birth date, three of order (odd for men), one check character. The
area is only where the number was first given: it may be gone for decades, or be 810000, 820000 or
830000 on the residence permits of Hong Kong, Macao and Taiwan residents. It is never looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_FORM = re.compile(r"[0-9]{17}[0-9X]")
_LENGTH = 18
_EARLIEST = date(1900, 1, 1)
_FULL_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("Ｘ"): "X", ord("ｘ"): "X"}


class Sex(StrEnum):
    """Codes of GB/T 2261.1."""

    MALE = "1"
    FEMALE = "2"


class IdFault(StrEnum):
    """What is wrong with a number, the first fault found."""

    LENGTH = "length"
    CHARACTERS = "characters"
    DATE = "date"
    """No such day, or before 1900."""
    FUTURE = "future"
    CHECK_DIGIT = "check_digit"


class BadResidentId(ValueError):
    """Not a resident identity number. The message never holds the number."""

    def __init__(self, reason: IdFault) -> None:
        self.reason = reason
        super().__init__(f"not a resident identity number: {reason}")


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A well-formed number; made by ``parse``. Its repr does not show it.

    Raises BadResidentId for every fault but a birth date to come, which needs today's date.
    """

    number: str = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.number, today=None)

    @property
    def area(self) -> str:
        """The six-digit division code (GB/T 2260) of the place that first gave the number."""
        return self.number[:6]

    @property
    def birth_date(self) -> date:
        """The birth date that the number holds."""
        return _birth_date(self.number)

    @property
    def sex(self) -> Sex:
        """The sex that the number holds: an odd order number is a man's."""
        return Sex.MALE if int(self.number[16]) % 2 else Sex.FEMALE


def normalise(text: str) -> str:
    """Full-width characters to ASCII, lower x to X, white space removed. Nothing else is mended."""
    return "".join(text.translate(_FULL_WIDTH).split()).replace("x", "X")


def parse(text: str, today: date) -> ResidentId:
    """Read a number as a person typed it. Raises BadResidentId with the first fault."""
    number = normalise(text)
    _check(number, today)
    return ResidentId(number)


def check_character(first_seventeen: str) -> str:
    """The check character for 17 ASCII digits (GB 11643, after ISO 7064 mod 11-2)."""
    total = sum(int(d) * weight for d, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def make(area: str, birth: date, order: int) -> str:
    """A well-formed number for an invented person. ``order`` is 0 to 999, odd for a man.

    Raises ValueError when a part does not fit.
    """
    if not re.fullmatch(r"[0-9]{6}", area) or not 0 <= order <= 999:
        raise ValueError("an area has six digits, an order number at most three")
    first_seventeen = f"{area}{birth:%Y%m%d}{order:03d}"
    return first_seventeen + check_character(first_seventeen)


def _check(number: str, today: date | None) -> None:
    if len(number) != _LENGTH:
        raise BadResidentId(IdFault.LENGTH)
    if not _FORM.fullmatch(number):
        raise BadResidentId(IdFault.CHARACTERS)
    birth = _birth_date(number)
    if today is not None and birth > today:
        raise BadResidentId(IdFault.FUTURE)
    if check_character(number[:17]) != number[17]:
        raise BadResidentId(IdFault.CHECK_DIGIT)


def _birth_date(number: str) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadResidentId(IdFault.DATE) from None
    if birth < _EARLIEST:
        raise BadResidentId(IdFault.DATE)
    return birth
