"""Numbers that look mixed up between people are pointed out, and those that are right are not."""

from __future__ import annotations

import pytest

from portal.domain.bundles import Bundle, Catalogue, Party, PartyKind
from portal.domain.doubts import DoubtKind, doubts
from portal.domain.elements import DataElement, ElementId, ValueType

PHONE = DataElement(ElementId("contact.mobile"), ValueType.MOBILE, identity="mobile")
NUMBER = DataElement(ElementId("person.id_number"), ValueType.RESIDENT_ID, identity="id_number")


class Always:
    """A condition that holds."""

    source = "true"

    def holds(self, facts: object) -> bool:
        return True


BUNDLE = Bundle(
    id="x",
    audience="person",
    lead_department="d",
    parties={
        "applicant": Party("applicant", PartyKind.PERSON, same_as=(("one", Always()),)),
        "one": Party("one", PartyKind.PERSON),
        "two": Party("two", PartyKind.PERSON),
        "child": Party("child", PartyKind.PERSON, is_subject=True),
    },
    situations=(),
    items={},
    sources=(),
    sections=(),
    promised_days=None,
)
CATALOGUE = Catalogue({e.id: e for e in (PHONE, NUMBER)}, {}, {}, {}, {}, {}, {})


def kinds(facts: dict[str, str], **own: str) -> list[DoubtKind]:
    return [one.kind for one in doubts(CATALOGUE, BUNDLE, facts, applicant="applicant", **own)]


@pytest.mark.parametrize(
    ("facts", "own", "wanted"),
    [
        ({"one.contact.mobile": "1", "two.contact.mobile": "1"}, {}, [DoubtKind.SAME_PHONE]),
        ({"one.contact.mobile": "1", "two.contact.mobile": "2"}, {"own_phone": "1"}, []),
        (
            {"one.contact.mobile": "2", "two.contact.mobile": "1"},
            {"own_phone": "1"},
            [DoubtKind.OWN_PHONE_ELSEWHERE],
        ),
        (
            {"one.person.id_number": "B", "two.person.id_number": "A"},
            {"own_number": "A"},
            [DoubtKind.OWN_NUMBER_ELSEWHERE],
        ),
        ({"one.person.id_number": "A", "two.person.id_number": "B"}, {"own_number": "A"}, []),
        ({"two.contact.mobile": "1"}, {"own_phone": "1"}, []),
        ({"one.contact.mobile": "1", "child.contact.mobile": "1"}, {}, []),
    ],
)
def test_says_what_looks_mixed_up(
    facts: dict[str, str], own: dict[str, str], wanted: list[DoubtKind]
) -> None:
    assert kinds(facts, **own) == wanted
