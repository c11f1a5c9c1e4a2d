"""Conditions that compare what cannot be compared are refused with the way to write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.conditions import compile_condition
from portal.catalogue.problems import CatalogueError, Kind
from portal.catalogue.trials import condition_faults

Content = dict[str, Any]


def weighing(content: Content, rule: str) -> Iterator[str]:
    """What is said of a rule on a need of the newborn's birth certificate."""
    need = {"key": "baby.person.name", "when": rule}
    content["items"]["birth_certificate"]["needs"].append(need)
    catalogue = build(content)
    yield from (str(one) for one in condition_faults(catalogue, catalogue.bundles["newborn"]))


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("baby.birth.weight_grams > 2500", "write int(baby.birth.weight_grams)"),
        ("baby.birth.weight_grams == 2500", "with the number 2500; values are text"),
        ("2500 < baby.birth.weight_grams", "write int(baby.birth.weight_grams)"),
        ("baby.birth.weight_grams > '2500'", "sign by sign; write int(baby.birth.weight_grams)"),
        ("situation.filer == true", "with true; compare it with a code in quotes"),
        ("situation.filer", "neither true nor false"),
        ("int(baby.person.name) > 3", "cannot be weighed when baby.person.name is 'x'"),
        ("!situation.filer", "cannot be weighed when situation.filer is 'mother'"),
        ("situation.filer in ['mother', 'uncle']", "names 'uncle', which is no answer"),
        ("situation.filer.contains('unc')", "looks for 'unc', which is in no answer"),
        ("situation.filer == 'uncle'", "'uncle' is no answer to situation.filer"),
        ("situation.filer == 'father' && int(situation.family) > 1", "cannot be weighed when"),
        ("shout(situation.filer) == 'x'", "cannot be weighed"),
        ("situation.weather.contains('rain')", "names situation.weather, which nobody asks"),
    ],
)
def test_refuses(rule: str, complaint: str, content: Content) -> None:
    found = list(weighing(content, rule))
    assert len(found) == 1
    assert complaint in found[0]
    assert found[0].startswith("items/wjw/birth_certificate.yaml: baby.person.name: ")


@pytest.mark.parametrize(
    "rule",
    [
        "int(baby.birth.weight_grams) > 2500",
        "situation.filer in ['mother', 'father']",
        "baby.birth.moment >= '2026-01-01'",
        "situation.filer.contains('other')",
        "mother.person.nation != father.person.nation",
        "size(baby.person.name) > 3",
    ],
)
def test_takes_what_works(rule: str, content: Content) -> None:
    assert list(weighing(content, rule)) == []


def test_a_fault_of_a_shared_item_names_the_bundle(content: Content) -> None:
    need = {"key": "holder.person.name", "when": "situation.filer == 'mother'"}
    content["items"]["social_security_card"]["needs"].append(need)
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    other = [one for one in refusal.value.problems if one.kind is Kind.UNKNOWN_NAME]
    assert all(one.file == "items/rs/social_security_card.yaml" for one in other)
    assert "in bundle newborn" not in str(refusal.value)
    assert "situation.filer" in str(refusal.value)


def test_a_function_is_no_part_of_a_fact() -> None:
    assert compile_condition("a.b.c.contains('x') && d.e.f.startsWith('y')").names == {
        "a.b.c",
        "d.e.f",
    }


def test_a_value_that_does_not_fit_makes_a_rule_not_hold() -> None:
    rule = compile_condition("int(a.b.c) > 5")
    assert rule.holds({"a.b.c": "6"})
    assert not rule.holds({"a.b.c": ""})
    assert not rule.holds({})
