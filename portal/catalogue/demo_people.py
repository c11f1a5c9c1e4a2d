"""The invented people of ``services/demo/people``: numbers that no real check would pass, and what two of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.catalogue.files import read_split, read_yaml, split_files
from portal.catalogue.problems import Problem, Severity
from portal.catalogue.saying import say
from portal.domain import credit_code
from portal.domain.resident_id import BadResidentId, IdFault, ResidentId, check_character

_OWN = ("id_number", "phone", "name")
"""What no two people have in common, since they sign in with it or are found by it."""


def people_warnings(services: Path) -> Iterator[Problem]:
    """Numbers of people and of registries' records that are none, and people who share what must be their own.

    Raises CatalogueError for a file that cannot be read.
    """
    demo = services / "demo"
    # Together first, since whatever is written twice is told then.
    read_split(demo / "people", together_below=True)
    seen: dict[tuple[str, str], str] = {}
    for path in split_files(demo / "people"):
        file = path.relative_to(services).as_posix()
        for name, person in (read_yaml(path).get("people") or {}).items():
            yield from _number(file, f"people.{name}", str(person.get("id_number", "")))
            for part in _OWN:
                first = seen.setdefault((part, str(person.get(part, ""))), name)
                if first != name:
                    what = say("%(part)s is the one of %(person)s too", part=part, person=first)
                    yield _look(file, f"people.{name}.{part}", what, say("invent another"))
    for path in split_files(demo / "registries"):
        file = path.relative_to(services).as_posix()
        for registry, records in read_yaml(path).items():
            for number in map(str, records or {}):
                if number[:17].isdecimal() and not _is_code(number):
                    yield from _number(file, registry, number)


def _is_code(number: str) -> bool:
    """Whether a number is the credit code of a firm, which may have no letter in it."""
    try:
        credit_code.parse(number)
    except credit_code.BadCreditCode:
        return False
    return True


def _number(file: str, where: str, number: str) -> Iterator[Problem]:
    try:
        ResidentId(number)
    except BadResidentId as error:
        advice = _ADVICE.get(error.reason, say("18 digits; the last may be X"))
        if error.reason is IdFault.CHECK_DIGIT:
            advice = say("its last sign must be %(sign)s", sign=check_character(number[:17]))
        yield _look(file, where, say("%(number)r is no resident ID number", number=number), advice)


_ADVICE: Mapping[IdFault, str] = {IdFault.DATE: say("the 7th to the 14th digit are no birth date")}


def _look(file: str, where: str, what: str, advice: str) -> Problem:
    return Problem(file, where, what, advice, severity=Severity.WARN)
