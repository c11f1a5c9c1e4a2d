"""How values are written on pages: filters, and what every template may know.

Filters: ``date`` (年月日), ``instant`` (Shanghai time), ``iso`` (for ``<time datetime>``), ``masked(kind)``, ``file_size`` (bytes),
``money`` (fen), ``yuan`` (decimal text), ``month`` (``YYYY-MM``), ``grouped`` (a case number that may end its line between its
groups). Globals: ``site``, ``mode``, ``locale``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from flask import Flask, session
from markupsafe import Markup

from portal.domain.calendar import SHANGHAI
from portal.domain.case_number import groups
from portal.domain.masking import mask
from portal.web import house

KIB = 1024
_DATES = {"zh": "y年M月d日", "en": "d MMMM y"}
_MONTHS = {"zh": "y年M月", "en": "MMMM y"}
_THEN_TIME = {"zh": " ", "en": ", "}
"""What stands between day and time."""


@dataclass(frozen=True, slots=True)
class Site:
    """The city as the reader's language names it."""

    name: str
    city_name: str
    phone: str
    demo: bool


def site() -> Site:
    """The portal's name, the city's, and the number to call."""
    words = house.city_words()
    portal = house.house()
    return Site(
        words("city.portal"), words("city.name"), portal.casework.city.phone, portal.settings.demo
    )


@cache
def _language(locale: str) -> Locale:
    return Locale.parse(locale)


def day(value: date | datetime | str) -> str:
    """A day: 2026年11月22日, 22 November 2026. An instant is first taken to Shanghai; text is an ISO date."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return _written(value, house.locale())


@lru_cache(maxsize=4096)
def _written(value: date, locale: str) -> str:
    language = _language(locale)
    return format_date(value, _DATES[language.language], locale=language)


def instant(value: datetime) -> str:
    """Day and time in Shanghai."""
    return instant_in(value, house.locale())


@lru_cache(maxsize=4096)
def instant_in(value: datetime, locale: str) -> str:
    """Day and time in Shanghai, in a language."""
    there = value.astimezone(SHANGHAI)
    between = _THEN_TIME[_language(locale).language]
    return f"{_written(there.date(), locale)}{between}{there.hour:02}:{there.minute:02}"


def clock_time(value: datetime) -> str:
    """The time of day in Shanghai, to the second: 14:05:09."""
    return value.astimezone(SHANGHAI).strftime("%H:%M:%S")


@lru_cache(maxsize=4096)
def iso(value: date | datetime) -> str:
    """For machines: an instant with Shanghai's offset, to the minute, or a day."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="minutes")
    return value.isoformat()


def file_size(size: int) -> str:
    """Bytes as KB or MB, rounded so that nothing looks smaller than a unit."""
    language = _language(house.locale())
    if size < KIB * KIB:
        return f"{format_decimal(max(1, round(size / KIB)), locale=language)} KB"
    return f"{format_decimal(round(Decimal(size) / (KIB * KIB), 1), locale=language)} MB"


def money(fen: int) -> str:
    """An amount in fen as yuan."""
    return str(format_currency(Decimal(fen) / 100, "CNY", locale=_language(house.locale())))


def grouped(number: str) -> Markup:
    """A case number that ends its line only between its groups, and is copied as one word."""
    return Markup("<wbr>").join(groups(number))


def yuan(amount: str) -> str:
    """An amount as decimal text in yuan, as people write it."""
    return str(format_currency(Decimal(amount), "CNY", locale=_language(house.locale())))


def month(value: str) -> str:
    """A month, ``YYYY-MM``: 2026年11月, November 2026."""
    language = _language(house.locale())
    first = date.fromisoformat(f"{value}-01")
    return format_date(first, _MONTHS[language.language], locale=language)


def install(app: Flask) -> None:
    """Give every template the filters and globals."""
    app.jinja_env.filters.update(
        date=day,
        instant=instant,
        iso=iso,
        masked=lambda value, kind: mask(kind, value),
        file_size=file_size,
        money=money,
        grouped=grouped,
        month=month,
        yuan=yuan,
    )
    app.context_processor(_common)


def _common() -> dict[str, Any]:
    return {
        "site": site(),
        "mode": house.mode(),
        "locale": house.locale(),
        "contrast": session.get("contrast"),
    }
