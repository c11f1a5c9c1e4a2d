"""Data elements (数据元): one fact about one kind of subject, named after GB/T 39046."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

ElementId = NewType("ElementId", str)
"""``kind.name``, for example ``person.name``."""

PartyId = NewType("PartyId", str)
"""The role a subject plays in a bundle, for example ``mother``."""

FactKey = NewType("FactKey", str)
"""``party.kind.name``: a party's element, for example ``mother.person.name``."""


class ValueType(StrEnum):
    """How a value is written, checked and shown. Values are always kept as text."""

    TEXT = "text"
    NAME = "name"
    ADDRESS = "address"
    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    DATE = "date"
    MOMENT = "moment"
    MONTH = "month"
    """``YYYY-MM``."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any of the options, kept as their codes in the order of the options, joined with commas."""
    REGION = "region"
    BANK_ACCOUNT = "bank_account"
    DOCUMENT_NUMBER = "document_number"
    CREDIT_CODE = "credit_code"
    """统一社会信用代码 (GB 32100)."""


class Sensitivity(StrEnum):
    """How carefully a value is handled (PIPL, articles 4 and 28)."""

    ORDINARY = "ordinary"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class DataElement:
    """One fact about one kind of subject.

    The words (label, plain label, hint, purpose, example) live in the catalogue under
    ``element.<id>.<part>``; an option's under ``element.<id>.option.<code>``.
    """

    id: ElementId
    type: ValueType
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    mask: str = "none"
    authority: str | None = None
    also_held_by: tuple[str, ...] = ()
    """Other departments that hold it by their own duty: a hospital the sex of the newborn, an insurer the account it pays to."""
    options: tuple[str, ...] = ()
    max_length: int = 100
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    not_future: bool = False
    not_past: bool = False
    autocomplete: str | None = None
    offered_again: bool = False
    """Whether it stays true of a person from one thing to the next, so that an earlier answer may be offered."""
    identity: str | None = None
    """Which part of who its subject is this fact says: ``name``, ``id_number``, ``mobile`` or ``born``."""

    @property
    def kind(self) -> str:
        """The kind of subject this fact is about: person, birth, household …"""
        return self.id.split(".", 1)[0]


def fact_key(party: str, element: str) -> FactKey:
    """Join a party and an element: ``fact_key("mother", "person.name")``."""
    return FactKey(f"{party}.{element}")


def split_key(key: str) -> tuple[PartyId, ElementId]:
    """Take a fact key apart. Raises ValueError when it has no party."""
    party, _, element = key.partition(".")
    if not element:
        raise ValueError(f"not a fact key: {key!r}")
    return PartyId(party), ElementId(element)
