"""Text as people type it: made tidy, then checked.

Every check returns a ``Checked``: the tidy value and the problem with it, if any. Tidying never
guesses: it takes away what cannot be seen and what habit adds (spaces, +86, full-width digits).
Names stay in NFC, because NFKC would turn some people's characters into others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

NAME_LENGTH = 100
ADDRESS_LENGTH = 200

_MARKS_IN_A_ROW = 6
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_FULL_WIDTH_ALPHANUMERIC = {wide: code for wide, code in _FULL_WIDTH.items() if chr(code).isalnum()}
_FULL_WIDTH_IN_NAMES = _FULL_WIDTH_ALPHANUMERIC | {0xFF07: 0x27, 0xFF0D: 0x2D, 0xFF0E: 0x2E}
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
_SPACE_BY_HAN = re.compile(f"(?<=[{_HAN}]) | (?=[{_HAN}])")
_DOTS = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff65]")
_POINT_BY_HAN = re.compile(rf"(?<=[{_HAN}])[.](?=[{_HAN}])")
_SPACED_DOT = re.compile(" *· *")
_NAME_PUNCTUATION = frozenset(" ·-.'\u2019")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MOBILE_PREFIX = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")
_POSTCODE = re.compile(r"[0-9]{6}")
_BIRTH_CERTIFICATE = re.compile(r"[A-Z][0-9]{9}")
_BANK_ACCOUNT = re.compile(r"[0-9]{8,30}")
_CARD_LENGTHS = range(16, 20)


class Problem(StrEnum):
    """What is wrong with a text, the first problem found."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHARACTERS = "characters"
    """A character that does not belong in such a text."""
    PRIVATE_USE = "private_use"
    """A character that only one computer system knows; a rare name must be typed in another way."""
    LENGTH = "length"
    FORM = "form"


class Doubt(StrEnum):
    """Something to ask about once; it never stops anybody."""

    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True)
class Checked:
    """The tidy value, the problem that stops it, and the doubt that only asks."""

    value: str
    problem: Problem | None = None
    doubt: Doubt | None = None


_ORDINARY = re.compile("[ -~\u4e00-\u9fff]*")
"""What nearly everybody types: visible, and its own NFC form; looking at each character would find nothing."""


def tidy(value: str, *, keep_lines: bool = False) -> str:
    """NFC; control, bidi, zero-width, blank and stray surrogate characters gone; spaces collapsed.

    With ``keep_lines`` line breaks stay (as \\n, at most one empty line in a row).
    """
    if keep_lines:
        lines = [tidy(line) for line in value.splitlines()]
        return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    if _ORDINARY.fullmatch(value):
        return " ".join(value.split())
    spaced = "".join(" " if character.isspace() else character for character in value)
    seen = "".join(character for character in spaced if not _is_invisible(character))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def clean_text(value: str, max_length: int, *, keep_lines: bool = False) -> Checked:
    """Any text that is not empty and has at most ``max_length`` characters once it is tidy."""
    text = tidy(value, keep_lines=keep_lines)
    if not text:
        return Checked(text, Problem.EMPTY)
    if len(text) > max_length:
        return Checked(text, Problem.TOO_LONG)
    if any(unicodedata.category(character) == "Co" for character in text):
        return Checked(text, Problem.PRIVATE_USE)
    return Checked(text)


def clean_name(value: str, max_length: int = NAME_LENGTH) -> Checked:
    """A person's name: letters of any script, ·, hyphen, apostrophe, point and space.

    Every Han character counts as a letter, also those newer than Python's tables. Spaces next to
    Han characters go (two-character names are often padded); every kind of middle dot becomes ·.
    """
    text = tidy(_VARIATION_SELECTORS.sub("", value).translate(_FULL_WIDTH_IN_NAMES))
    text = _SPACED_DOT.sub("·", _DOTS.sub("·", text))
    text = _POINT_BY_HAN.sub("·", _SPACE_BY_HAN.sub("", text))
    checked = clean_text(text, max_length)
    if checked.problem is not None:
        return checked
    if not all(_is_name_character(character) for character in text):
        return Checked(text, Problem.CHARACTERS)
    last_fits = _is_letter(text[-1]) or _is_mark(text[-1]) or text[-1] == "."
    if not (_is_letter(text[0]) and last_fits) or "··" in text:
        return Checked(text, Problem.FORM)
    if _longest_run_of_marks(text) > _MARKS_IN_A_ROW:
        return Checked(text, Problem.CHARACTERS)
    return Checked(text)


def clean_address(value: str, max_length: int = ADDRESS_LENGTH) -> Checked:
    """An address on one line, with at least one letter or Han character."""
    checked = clean_text(value.translate(_FULL_WIDTH_ALPHANUMERIC), max_length)
    if checked.problem is None and not any(_is_letter(c) for c in checked.value):
        return Checked(checked.value, Problem.FORM)
    return checked


def clean_mobile(value: str) -> Checked:
    """A mainland mobile number: eleven digits from 13 to 19; +86, 0086 and 86 are taken off."""
    return _matched(_MOBILE_PREFIX.sub("", _compact(value)), _MOBILE, length=11)


def clean_postcode(value: str) -> Checked:
    """A postcode of six digits."""
    return _matched(_compact(value), _POSTCODE, length=6)


def clean_birth_certificate_number(value: str) -> Checked:
    """The number of a medical certificate of birth: a capital letter and nine digits."""
    number = _compact(value)
    return _matched(number.upper() if number.isascii() else number, _BIRTH_CERTIFICATE, length=10)


def clean_bank_account(value: str) -> Checked:
    """A bank account of 8 to 30 digits; a card number whose Luhn digit is wrong raises a doubt.

    Passbooks and some older cards follow no Luhn rule, so the digit never stops anybody.
    """
    checked = _matched(_compact(value), _BANK_ACCOUNT)
    number = checked.value
    if checked.problem is None and len(number) in _CARD_LENGTHS and not is_luhn(number):
        return Checked(number, doubt=Doubt.CHECK_DIGIT)
    return checked


def is_luhn(number: str) -> bool:
    """Whether the last of these ASCII digits is the Luhn check digit (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def _compact(value: str) -> str:
    """Full-width to ASCII; spaces, hyphens and everything invisible away."""
    # Tidied again, because a mark may now stand next to a letter it composes with.
    return tidy(re.sub("[ \u2010-\u2015-]", "", tidy(value.translate(_FULL_WIDTH))))


def _matched(text: str, form: re.Pattern[str], length: int | None = None) -> Checked:
    if not text:
        return Checked(text, Problem.EMPTY)
    if form.fullmatch(text):
        return Checked(text)
    if length is not None and len(text) != length and text.isascii() and text.isalnum():
        return Checked(text, Problem.LENGTH)
    return Checked(text, Problem.FORM)


def _is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs")
        or character in _BLANK_LETTERS
        or ord(character) & 0xFFFE == 0xFFFE  # not a character, and not allowed in XML or PDF
        or 0xFDD0 <= ord(character) <= 0xFDEF
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L" or bool(re.match(f"[{_HAN}]", character))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _is_name_character(character: str) -> bool:
    return character in _NAME_PUNCTUATION or _is_letter(character) or _is_mark(character)


def _longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if _is_mark(character) else 0
        longest = max(longest, run)
    return longest
