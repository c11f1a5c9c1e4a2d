"""Words a message for the person who will read it. Language and mode are in the words given, never in a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol

from babel.dates import format_date

from portal.notices.messages import MESSAGES, MessageCode


class Wording(Protocol):
    """The portal's words in one language and mode."""

    locale: str

    def gettext(self, message: str, /, **params: object) -> str:
        """A message in this language, with its figures put in."""
        ...


ServiceWording = Callable[[str], str]
"""Gives the words of ``services/`` for a stable id."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is read: ``sms`` is the text with the sender's name before it, as operators ask."""

    title: str
    text: str
    sms: str


class MissingParam(LookupError):
    """A message was queued without something its words need."""

    def __init__(self, code: str, param: str) -> None:
        super().__init__(f"{code} needs {param}")


def render(
    code: str, params: Mapping[str, object], words: Wording, service_words: ServiceWording
) -> Rendered:
    """Put a message into words. Raises ValueError for an unknown code, MissingParam when a figure was not given."""
    message = MESSAGES[MessageCode(code)]
    figures = {
        name: _PUT.get(name, _as_it_is)(str(value), words, service_words)
        for name, value in params.items()
    }
    try:
        text = words.gettext(message.text, **figures)
    except KeyError as error:
        raise MissingParam(code, str(error.args[0])) from error
    return Rendered(words.gettext(message.title), text, f"【{service_words(SENDER)}】{text}")


SENDER = "city.portal"
"""The id of the portal's own name, which stands before every text message."""


def _as_it_is(value: str, words: Wording, service_words: ServiceWording) -> str:
    return value


def _name_of(kind: str) -> Callable[[str, Wording, ServiceWording], str]:
    return lambda value, words, service_words: service_words(f"{kind}.{value}.name")


def _day(value: str, words: Wording, service_words: ServiceWording) -> str:
    return format_date(date.fromisoformat(value), "long", locale=words.locale)


_PUT: Mapping[str, Callable[[str, Wording, ServiceWording], str]] = MappingProxyType(
    {
        "bundle": _name_of("bundle"),
        "item": _name_of("item"),
        "department": _name_of("department"),
        "until": _day,
    }
)
"""How a param becomes words: ids by their names, days as people write them; anything else as it is."""
