"""Unified social credit codes (统一社会信用代码, GB 32100), organisation code inside (GB 11714).

Registering authority 1 + kind 1 + area 6 + organisation code 9 (its last a check character of its
own) + check character 1. The first two may be letters: N2 rural collectives, A1 the army.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_MODULUS = len(_ALPHABET)
_WEIGHTS = tuple(pow(3, n, _MODULUS) for n in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LENGTH = 18
_FORM = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}


class CodeFault(StrEnum):
    """What is wrong with a code, the first fault found."""

    LENGTH = "length"
    CHARACTERS = "characters"
    """A character that codes do not use (I, O, S, V, Z among them), or a letter in the area."""
    CHECK_CHARACTER = "check_character"
    ORGANISATION_CHECK = "organisation_check"


class BadCreditCode(ValueError):
    """Not a unified social credit code."""

    def __init__(self, reason: CodeFault) -> None:
        self.reason = reason
        super().__init__(f"not a unified social credit code: {reason}")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A well-formed code. Raises BadCreditCode with the first fault."""

    code: str

    def __post_init__(self) -> None:
        code = self.code
        if len(code) != _LENGTH:
            raise BadCreditCode(CodeFault.LENGTH)
        if not _FORM.fullmatch(code):
            raise BadCreditCode(CodeFault.CHARACTERS)
        if check_character(code[:17]) != code[17]:
            raise BadCreditCode(CodeFault.CHECK_CHARACTER)
        if organisation_check_character(code[8:16]) != code[16]:
            raise BadCreditCode(CodeFault.ORGANISATION_CHECK)

    @property
    def authority(self) -> str:
        """Who registered the organisation: 9 market supervision, 5 civil affairs, 1 staffing …"""
        return self.code[0]

    @property
    def kind(self) -> str:
        """The kind of organisation, whose meaning depends on the authority."""
        return self.code[1]

    @property
    def area(self) -> str:
        """The division code of the registering office."""
        return self.code[2:8]

    @property
    def organisation(self) -> str:
        """The nine characters of the organisation code (GB 11714)."""
        return self.code[8:17]


def normalise(text: str) -> str:
    """Upper case, full-width characters to ASCII, white space and hyphens removed."""
    return "".join(text.translate(_FULL_WIDTH).split()).replace("-", "").upper()


def parse(text: str) -> CreditCode:
    """Read a code as a person typed it. Raises BadCreditCode with the first fault."""
    return CreditCode(normalise(text))


def check_character(first_seventeen: str) -> str:
    """The last character (GB 32100): weights 3^n modulo 31."""
    pairs = zip(first_seventeen, _WEIGHTS, strict=True)
    return _ALPHABET[-sum(_VALUES[character] * weight for character, weight in pairs) % _MODULUS]


def organisation_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code (GB 11714); letters count from A = 10."""
    pairs = zip(first_eight, _ORGANISATION_WEIGHTS, strict=True)
    remainder = -sum(int(character, 36) * weight for character, weight in pairs) % 11
    return "X" if remainder == 10 else str(remainder)


def make(authority_and_kind: str, area: str, organisation: str) -> str:
    """A well-formed code for an invented firm, from the eight free characters of its organisation
    code. Raises BadCreditCode when a part does not fit.
    """
    if len(authority_and_kind) != 2 or len(area) != 6 or len(organisation) != 8:
        raise BadCreditCode(CodeFault.LENGTH)
    parts = authority_and_kind + area + organisation
    if not set(parts) <= set(_ALPHABET):
        raise BadCreditCode(CodeFault.CHARACTERS)
    first_seventeen = parts + organisation_check_character(organisation)
    return CreditCode(first_seventeen + check_character(first_seventeen)).code
