"""Case numbers (办件编号): area 6 + date 8 + department 3 + serial 6 + check 1, children ``-01``.

At most 50 characters (GB/T 39046); read over the telephone and typed again, hence the check
character (ISO 7064 mod 37,36), which finds every single wrong character. It covers the case; the
two digits of a child (a task of the case) stand after it, so that cases are found by prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FORM = re.compile(
    r"(?P<body>(?P<area>[0-9]{6})(?P<day>[0-9]{8})(?P<department>[0-9A-Z]{3})(?P<serial>[0-9]{6}))"
    r"(?P<check>[0-9A-Z])(?:-(?P<child>[0-9]{2}))?"
)
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


class NumberFault(StrEnum):
    """What is wrong with a case number, the first fault found."""

    FORM = "form"
    DATE = "date"
    CHECK = "check"


class BadCaseNumber(ValueError):
    """Not a case number."""

    def __init__(self, reason: NumberFault) -> None:
        self.reason = reason
        super().__init__(f"not a case number: {reason}")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The number of a case, or of one task in it when ``child`` (1 to 99) is given.

    ``str()`` writes it. Raises ValueError (BadCaseNumber) when a part does not fit.
    """

    area: str
    opened_on: date
    department: str
    serial: int
    child: int | None = None

    def __post_init__(self) -> None:
        fits = (
            re.fullmatch(r"[0-9]{6}", self.area)
            and re.fullmatch(r"[0-9A-Z]{3}", self.department)
            and 0 <= self.serial <= 999_999
            and (self.child is None or 1 <= self.child <= 99)
            and self.opened_on.year >= 1000
        )
        if not fits:
            raise BadCaseNumber(NumberFault.FORM)

    def __str__(self) -> str:
        body = f"{self.area}{self.opened_on:%Y%m%d}{self.department}{self.serial:06d}"
        suffix = "" if self.child is None else f"-{self.child:02d}"
        return f"{body}{check_character(body)}{suffix}"

    @property
    def case(self) -> Self:
        """The number of the whole case."""
        return self.with_child(None)

    def with_child(self, child: int | None) -> Self:
        """The number of one task of this case."""
        return type(self)(self.area, self.opened_on, self.department, self.serial, child)


def normalise(text: str) -> str:
    """Upper case, full-width characters and dashes to ASCII, white space removed."""
    return "".join(text.translate(_FULL_WIDTH).translate(_DASHES).split()).upper()


def parse(text: str) -> CaseNumber:
    """Read a number as a person typed it. Raises BadCaseNumber with the first fault."""
    found = _FORM.fullmatch(normalise(text))
    if found is None:
        raise BadCaseNumber(NumberFault.FORM)
    if check_character(found["body"]) != found["check"]:
        raise BadCaseNumber(NumberFault.CHECK)
    try:
        day = found["day"]
        opened_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        raise BadCaseNumber(NumberFault.DATE) from None
    child = int(found["child"]) if found["child"] else None
    return CaseNumber(found["area"], opened_on, found["department"], int(found["serial"]), child)


def groups(text: str) -> tuple[str, ...]:
    """Cut a case number where a line may end: area, date, department with serial and check. Any other text stays whole.

    Where a line ends anywhere it loses its last character alone, and that one is easily missed when it is read aloud.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return (text,)
    day, department = found.start("day"), found.start("department")
    return text[:day], text[day:department], text[department:]


def is_valid(text: str) -> bool:
    """Whether ``parse`` would read it."""
    try:
        parse(text)
    except BadCaseNumber:
        return False
    return True


def check_character(body: str) -> str:
    """The ISO 7064 mod 37,36 check character of digits and capital letters."""
    modulus = len(_ALPHABET)
    product = modulus
    for character in body:
        product = (product + _ALPHABET.index(character)) % modulus or modulus
        product = product * 2 % (modulus + 1)
    return _ALPHABET[(1 - product) % modulus]
