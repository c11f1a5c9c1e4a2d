"""Checks what a person typed against what an element says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.domain import credit_code, plaintext, resident_id
from portal.domain.calendar import SHANGHAI
from portal.domain.elements import DataElement, ValueType

_DATE = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,4})?", re.ASCII)
_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
LONGEST_INPUT = 5_000
"""From this many characters on nothing is read any more. What is kept is cut to so many, and so never passes later."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer: a code for the words, and figures to put into them."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


class BadAnswer(ValueError):
    """An answer that cannot be kept. Carries the fault, never the value."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


def check_answer(element: DataElement, typed: str, today: date) -> str:
    """The tidy value to keep, as text; an empty answer stays empty.

    Dates come back as ``YYYY-MM-DD``, moments as ``YYYY-MM-DDThh:mm`` in Shanghai time. Raises BadAnswer.
    """
    if len(typed) >= LONGEST_INPUT:
        raise BadAnswer(Fault("too_long", {"limit": element.max_length}))
    if not plaintext.tidy(typed, keep_lines=True).strip():
        return ""
    return _CHECKS[element.type](element, typed, today)


def _text(element: DataElement, typed: str, today: date) -> str:
    value = _checked(plaintext.clean_text(typed, element.max_length), element)
    if element.pattern is not None and not re.fullmatch(element.pattern, value):
        raise BadAnswer(Fault("form"))
    return value


def _name(element: DataElement, typed: str, today: date) -> str:
    return _checked(plaintext.clean_name(typed, element.max_length), element)


def _address(element: DataElement, typed: str, today: date) -> str:
    return _checked(plaintext.clean_address(typed, element.max_length), element)


def _mobile(element: DataElement, typed: str, today: date) -> str:
    return _checked(plaintext.clean_mobile(typed), element, kind="mobile")


def _bank_account(element: DataElement, typed: str, today: date) -> str:
    return _checked(plaintext.clean_bank_account(typed), element, kind="bank_account")


def _document_number(element: DataElement, typed: str, today: date) -> str:
    value = "".join(
        _checked(plaintext.clean_text(typed, element.max_length), element).split()
    ).upper()
    if element.pattern is not None and not re.fullmatch(element.pattern, value):
        raise BadAnswer(Fault("form"))
    return value


def _checked(checked: plaintext.Checked, element: DataElement, kind: str = "text") -> str:
    if checked.problem is not None:
        code = checked.problem.value if kind == "text" else f"{kind}_{checked.problem.value}"
        raise BadAnswer(Fault(code, {"limit": element.max_length}))
    return checked.value


def _resident_id(element: DataElement, typed: str, today: date) -> str:
    try:
        return resident_id.parse(typed, today).number
    except resident_id.BadResidentId as error:
        raise BadAnswer(Fault(f"resident_id_{error.reason.value}")) from None


def _date(element: DataElement, typed: str, today: date) -> str:
    match = _DATE.fullmatch(typed.strip().translate(_WIDTH))
    if match is None:
        raise BadAnswer(Fault("date_form"))
    try:
        day = date(*(int(part) for part in match.groups()))
    except ValueError:
        raise BadAnswer(Fault("date_impossible")) from None
    return _in_time(element, day, today).isoformat()


def _in_time(element: DataElement, day: date, today: date) -> date:
    """The day, unless it lies on the wrong side of today."""
    if element.not_future and day > today:
        raise BadAnswer(Fault("date_future"))
    if element.not_past and day < today:
        raise BadAnswer(Fault("date_past"))
    return day


def _moment(element: DataElement, typed: str, today: date) -> str:
    match = _MOMENT.fullmatch(typed.strip().translate(_WIDTH).replace(" ", "T"))
    if match is None:
        raise BadAnswer(Fault("date_form"))
    try:
        year, month, day, hour, minute = (int(part) for part in match.groups())
        moment = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
    except ValueError:
        raise BadAnswer(Fault("date_impossible")) from None
    _in_time(element, moment.date(), today)
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def _month(element: DataElement, typed: str, today: date) -> str:
    match = _MONTH.fullmatch(typed.strip().translate(_WIDTH))
    if match is None:
        raise BadAnswer(Fault("month_form"))
    try:
        first = date(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise BadAnswer(Fault("date_impossible")) from None
    return _in_time(element, first, today.replace(day=1)).isoformat()[:-3]


def _credit_code(element: DataElement, typed: str, today: date) -> str:
    try:
        return credit_code.parse(typed).code
    except credit_code.BadCreditCode as error:
        raise BadAnswer(Fault(f"credit_code_{error.reason.value}")) from None


def _integer(element: DataElement, typed: str, today: date) -> str:
    text = typed.strip().translate(_WIDTH)
    if not _NUMBER.fullmatch(text):
        raise BadAnswer(Fault("not_a_number"))
    return str(_in_range(element, int(text)))


def _decimal(element: DataElement, typed: str, today: date) -> str:
    text = typed.strip().translate(_WIDTH)
    if not _DECIMAL.fullmatch(text):
        raise BadAnswer(Fault("not_a_number"))
    _in_range(element, float(text))
    return text


def _in_range(element: DataElement, number: float) -> float:
    if element.minimum is not None and number < element.minimum:
        raise BadAnswer(Fault("too_small", {"limit": element.minimum}))
    if element.maximum is not None and number > element.maximum:
        raise BadAnswer(Fault("too_large", {"limit": element.maximum}))
    return number


def _choice(element: DataElement, typed: str, today: date) -> str:
    if typed not in element.options:
        raise BadAnswer(Fault("not_an_option"))
    return typed


def _choices(element: DataElement, typed: str, today: date) -> str:
    chosen = set(typed.split(","))
    if not chosen <= set(element.options):
        raise BadAnswer(Fault("not_an_option"))
    return ",".join(code for code in element.options if code in chosen)


def _region(element: DataElement, typed: str, today: date) -> str:
    value = typed.strip()
    if not re.fullmatch(r"[0-9A-Za-z_-]{2,40}", value):
        raise BadAnswer(Fault("not_an_option"))
    return value


_CHECKS = {
    ValueType.TEXT: _text,
    ValueType.NAME: _name,
    ValueType.ADDRESS: _address,
    ValueType.RESIDENT_ID: _resident_id,
    ValueType.MOBILE: _mobile,
    ValueType.DATE: _date,
    ValueType.MOMENT: _moment,
    ValueType.INTEGER: _integer,
    ValueType.DECIMAL: _decimal,
    ValueType.MONTH: _month,
    ValueType.CHOICE: _choice,
    ValueType.CHOICES: _choices,
    ValueType.CREDIT_CODE: _credit_code,
    ValueType.REGION: _region,
    ValueType.BANK_ACCOUNT: _bank_account,
    ValueType.DOCUMENT_NUMBER: _document_number,
}
