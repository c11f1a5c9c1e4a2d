"""Asked once: what the chosen items need together, less what is given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.domain.bundles import Bundle, BundleItem, Catalogue, FormSection, Party, PartyKind
from portal.domain.conditions import Facts
from portal.domain.elements import DataElement, ElementId, FactKey, ValueType
from portal.domain.items import (
    DecidedAt,
    Item,
    ItemType,
    Level,
    MaterialNeed,
    Need,
    Output,
    ResultKind,
    ResultRule,
    Routing,
)
from portal.domain.limits import LimitRegime
from portal.domain.questions import (
    REMAINDER,
    given_by_items,
    items_touched,
    materials,
    pages,
    proof_key,
    questions,
)
from portal.domain.situations import Situation, SituationOption


@dataclass(frozen=True)
class Is:
    """A fact has a value."""

    key: str
    value: str

    @property
    def source(self) -> str:
        """As written."""
        return f"{self.key} == {self.value}"

    def holds(self, facts: Facts) -> bool:
        """Whether it has."""
        return facts.get(self.key) == self.value


NAME, PHONE, NUMBER = "person.name", "contact.mobile", "birth.number"
FATHER_FILES = Is("situation.filer", "father")


def item(
    name: str,
    *needs: Need,
    outputs: tuple[str, ...] = (),
    papers: tuple[MaterialNeed, ...] = (),
) -> Item:
    """An item that needs something."""
    return Item(
        id=name,
        department="d",
        type=ItemType.PUBLIC_SERVICE,
        regime=LimitRegime.PUBLIC_SERVICE,
        decided_at=DecidedAt.PORTAL,
        routing=Routing.ANYWHERE,
        routed_by=None,
        level=Level.CITY,
        needs=needs,
        materials=papers,
        stages=(),
        confirmations=(),
        result=ResultRule(
            ResultKind.REGISTRY_ENTRY, outputs=tuple(Output(FactKey(o)) for o in outputs)
        ),
        promised_days=None,
        statutory_days=None,
    )


def need(key: str, *, required: bool = True, when: Is | None = None) -> Need:
    """A need."""
    return Need(FactKey(key), required, when)


ITEMS = {
    "first": item(
        "first",
        need("applicant.person.name"),
        need("baby.person.name", required=False),
        need("mother.contact.mobile", when=FATHER_FILES),
        outputs=("baby.birth.number",),
        papers=(MaterialNeed("cards"), MaterialNeed("form", when=FATHER_FILES)),
    ),
    "second": item(
        "second",
        need("mother.person.name"),
        need("baby.person.name"),
        need("baby.birth.number"),
        papers=(MaterialNeed("cards", required=False),),
    ),
}
BUNDLE = Bundle(
    "b",
    "person",
    "d",
    {
        "applicant": Party(
            "applicant",
            PartyKind.PERSON,
            (("mother", Is("situation.filer", "mother")), ("father", FATHER_FILES)),
        ),
        "mother": Party("mother", PartyKind.PERSON),
        "father": Party("father", PartyKind.PERSON),
        "baby": Party("baby", PartyKind.PERSON, is_subject=True),
    },
    (),
    {name: BundleItem(name) for name in ITEMS},
    (),
    (FormSection("baby", (FactKey("baby.person.name"),)),),
    None,
)
ELEMENTS = {e: DataElement(ElementId(e), ValueType.TEXT) for e in (NAME, PHONE, NUMBER)}
CATALOGUE = Catalogue(ELEMENTS, ITEMS, {"b": BUNDLE}, {}, {}, {}, {})
BOTH = ("first", "second")
MOTHER = {"situation.filer": "mother"}
FATHER = {"situation.filer": "father"}


def asked(facts: Facts, active: tuple[str, ...] = BOTH) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Keys, who needs them, and whether they must be answered."""
    found = questions(CATALOGUE, BUNDLE, facts, active)
    return {q.key: (q.items, q.required) for q in found}


def test_one_person_in_two_roles_is_asked_nothing_twice() -> None:
    assert asked(MOTHER)["mother.person.name"] == (BOTH, True)
    assert "applicant.person.name" not in asked(MOTHER)
    assert asked(FATHER)["father.person.name"] == (("first",), True)


def test_needed_by_one_that_insists_it_must_be_answered() -> None:
    assert asked(MOTHER)["baby.person.name"] == (BOTH, True)
    assert asked(MOTHER, ("first",))["baby.person.name"] == (("first",), False)


def test_what_an_item_of_the_case_makes_is_not_asked() -> None:
    assert "baby.birth.number" not in asked(MOTHER)
    assert "baby.birth.number" in asked(MOTHER, ("second",))
    assert given_by_items(CATALOGUE, BUNDLE, BOTH, MOTHER) == {"baby.birth.number"}


def test_a_condition_decides_whether_something_is_asked() -> None:
    assert "mother.contact.mobile" in asked(FATHER)
    assert "mother.contact.mobile" not in asked(MOTHER)


def test_one_paper_serves_all_items_unless_a_registry_has_proved_it() -> None:
    found = {m.material: m for m in materials(CATALOGUE, BUNDLE, MOTHER, BOTH)}
    assert set(found) == {"cards"}
    assert (found["cards"].items, found["cards"].required) == (BOTH, True)
    proved = {**FATHER, proof_key("cards"): "marriages"}
    assert [m.material for m in materials(CATALOGUE, BUNDLE, proved, BOTH)] == ["form"]


def test_pages_hold_every_question_once_and_none_is_empty() -> None:
    found = questions(CATALOGUE, BUNDLE, FATHER, BOTH)
    made = pages(BUNDLE, found)
    assert [page.id for page in made] == ["baby", REMAINDER]
    assert sorted(q.key for page in made for q in page.questions) == sorted(q.key for q in found)
    assert pages(BUNDLE, ()) == ()


def test_touched_are_the_items_that_rely_on_a_fact_or_a_paper() -> None:
    def touched(keys: set[str], papers: set[str]) -> frozenset[str]:
        return items_touched(CATALOGUE, BUNDLE, FATHER, BOTH, keys, papers)

    assert touched({"father.person.name"}, set()) == {"first"}
    assert touched({"mother.person.name"}, set()) == {"second"}
    assert touched(set(), {"cards"}) == {"first", "second"}
    assert touched({"nobody.person.name"}, {"nothing"}) == frozenset()


def test_an_answer_to_what_is_asked_no_more_asks_nothing_further() -> None:
    options = (SituationOption("yes"), SituationOption("no"))
    first = Situation("first", options)
    second = Situation("second", options, Is("situation.first", "yes"))
    third = Situation("third", options, Is("situation.second", "yes"))
    chained = replace(BUNDLE, situations=(first, second, third))
    assert chained.asked_situations({"first": "yes", "second": "yes"}) == (first, second, third)
    assert chained.asked_situations({"first": "no", "second": "yes"}) == (first,)
