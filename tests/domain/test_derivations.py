"""What follows from answers: copies, parts of an ID number, formulas; and what follows may be followed again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.build_bundles import make_bundle
from portal.catalogue.rules import Rules
from portal.domain.bundles import Bundle, Part
from portal.domain.derivations import following, part_of_number, will_follow
from portal.domain.resident_id import make

TODAY = date(2026, 11, 23)
NUMBER = make("509901", date(1943, 2, 11), 624)


def bundle(*derivations: dict[str, Any]) -> Bundle:
    """A bundle of two people, one of whom may be the other, with nothing but rules."""
    entry = {
        "audience": "person",
        "lead_department": "mz",
        "life_event": "retirement",
        "parties": {
            "applicant": {"kind": "person", "same_as": [{"party": "elder"}]},
            "elder": {"kind": "person"},
        },
        "items": [],
        "sections": [],
        "derivations": list(derivations),
    }
    return make_bundle(Rules({}), "any", entry)


def test_sex_birth_date_and_age_are_read_from_the_number() -> None:
    rules = [
        {"fact": f"applicant.person.{part}", "from": "applicant.person.id_number", "part": part}
        for part in ("sex", "birth_date", "age")
    ]
    assert following(bundle(*rules), {"elder.person.id_number": NUMBER}, TODAY) == {
        "elder.person.sex": "2",
        "elder.person.birth_date": "1943-02-11",
        "elder.person.age": "83",
    }


@given(st.dates(date(1900, 1, 1), TODAY))
def test_nobody_is_a_day_older_than_they_are(born: date) -> None:
    number = make("509901", born, 101)
    years = int(part_of_number(number, Part.AGE, TODAY))
    assert born.year + years <= TODAY.year
    assert int(part_of_number(number, Part.AGE, TODAY + timedelta(days=366))) - years in {1, 2}


@pytest.mark.parametrize("number", ["", "1", "509901194302116246"])
def test_nothing_follows_from_what_is_no_number(number: str) -> None:
    rule = {"fact": "elder.person.age", "from": "elder.person.id_number", "part": "age"}
    assert following(bundle(rule), {"elder.person.id_number": number}, TODAY) == {}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("int(elder.a.x) + int(elder.a.y)", "5"),
        ("double(elder.a.x) / double(elder.a.y)", "0.67"),
        ("int(elder.a.x) > 1", "yes"),
        ("elder.a.x + '-' + elder.a.y", "2-3"),
        ("int(elder.a.x) / 0", None),
        ("int(elder.a.word)", None),
        ("int(elder.a.missing) + 1", None),
    ],
)
def test_a_formula_is_worked_out_or_nothing_follows(formula: str, value: str | None) -> None:
    facts = {"elder.a.x": "2", "elder.a.y": "3", "elder.a.word": "two"}
    found = following(bundle({"fact": "elder.a.sum", "formula": formula}), facts, TODAY)
    assert found == ({} if value is None else {"elder.a.sum": value})


def test_what_follows_is_followed_and_only_while_its_condition_holds() -> None:
    rules = (
        {"fact": "elder.a.age", "from": "elder.person.id_number", "part": "age"},
        {"fact": "elder.a.free", "formula": "int(elder.a.age) >= 65"},
        {"fact": "elder.a.copy", "from": "elder.a.free", "when": "elder.a.wish == 'yes'"},
    )
    facts = {"elder.person.id_number": NUMBER}
    assert "elder.a.copy" not in following(bundle(*rules), facts, TODAY)
    wished = following(bundle(*rules), facts | {"elder.a.wish": "yes"}, TODAY)
    assert (wished["elder.a.free"], wished["elder.a.copy"]) == ("yes", "yes")


SEX = {"fact": "elder.person.sex", "from": "elder.person.id_number", "part": "sex"}
COPY = {"fact": "elder.card.sex", "from": "elder.person.sex"}


def test_what_follows_from_an_open_question_will_follow_and_so_does_what_follows_from_that() -> (
    None
):
    coming = will_follow(bundle(SEX, COPY), {}, {"elder.person.id_number", "elder.person.sex"})
    assert coming == {"elder.person.sex", "elder.card.sex"}


def test_nothing_will_follow_once_its_origin_is_told_or_is_never_asked() -> None:
    told = {"elder.person.id_number": NUMBER}
    assert will_follow(bundle(SEX), told, set()) == frozenset()
    assert will_follow(bundle(SEX), {}, set()) == frozenset()


def test_what_is_there_already_is_not_still_to_come() -> None:
    told = {"elder.person.sex": "1"}
    assert will_follow(bundle(SEX), told, {"elder.person.id_number"}) == frozenset()


def test_of_two_facts_that_follow_from_each_other_one_is_asked() -> None:
    back = {"fact": "elder.person.sex", "from": "elder.card.sex"}
    open_ = {"elder.person.sex", "elder.card.sex"}
    assert will_follow(bundle(COPY, back), {}, open_) == {"elder.card.sex"}


def test_a_rule_whose_condition_does_not_hold_yet_promises_nothing() -> None:
    ruled = {**SEX, "when": "elder.person.nation == '01'"}
    open_ = {"elder.person.id_number"}
    assert will_follow(bundle(ruled), {}, open_) == frozenset()
    told = {"elder.person.nation": "01"}
    assert will_follow(bundle(ruled), told, open_) == {"elder.person.sex"}
