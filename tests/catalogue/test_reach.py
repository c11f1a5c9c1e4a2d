"""What no way through the questions leads to, and groups with none or two, are found on every path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.conditions import compile_condition
from portal.catalogue.possible import possible
from portal.catalogue.problems import CatalogueError, Kind, Problem, Severity
from portal.catalogue.reach import reach_warnings

Content = dict[str, Any]


def newborn(content: Content) -> dict[str, Any]:
    bundle: dict[str, Any] = content["bundles"]["newborn"]
    return bundle


def place(content: Content, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(i for i in newborn(content)["items"] if i["item"] == name)
    return found


def refused(content: Content) -> list[Problem]:
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    return refusal.value.problems


def warned(content: Content, kind: Kind) -> list[Problem]:
    catalogue = build(content)
    check(catalogue)
    return [one for one in reach_warnings(catalogue) if one.kind is kind]


def many_questions(content: Content) -> None:
    newborn(content)["situations"] += [
        {"id": f"q{n}", "answers": [{"code": "a"}, {"code": "b"}]} for n in range(15)
    ]
    words = content["words"]["zh_Hans_CN"]
    for n in range(15):
        own = f"bundle.newborn.situations.q{n}"
        words |= {f"{own}.question": "问", f"{own}.answers.a.label": "甲"}
        words[f"{own}.answers.b.label"] = "乙"


FAULTS: dict[str, tuple[Callable[[Content], object], Kind, str]] = {
    "an item behind an answer that leads away": (
        lambda c: place(c, "parenting_guidance").update(when="situation.filer == 'other'"),
        Kind.UNREACHABLE,
        "items.parenting_guidance.when: no way through the questions leads to this item",
    ),
    "an item behind two answers at once": (
        lambda c: place(c, "parenting_guidance").update(
            when="situation.filer == 'mother' && situation.filer == 'father'"
        ),
        Kind.UNREACHABLE,
        "situation.filer == 'mother' && situation.filer == 'father'",
    ),
    "a source that is never asked": (
        lambda c: newborn(c)["sources"][2].update(
            when="!(situation.filer in ['mother', 'father'])"
        ),
        Kind.NEVER_HOLDS,
        "can never hold on any way through the questions of this bundle",
    ),
    "two of a group": (
        lambda c: newborn(c).update(one_of=[["birth_certificate", "vaccination_record"]]),
        Kind.NOT_EXACTLY_ONE,
        "there is birth_certificate and vaccination_record",
    ),
    "none of a group on one way": (
        lambda c: (
            place(c, "parenting_guidance").update(when="situation.filer == 'father'"),
            newborn(c).update(one_of=[["parenting_guidance"]]),
        ),
        Kind.NOT_EXACTLY_ONE,
        "on filer=mother, birth_place=hospital, family=local_family there is none",
    ),
    "a group with an item that is not here": (
        lambda c: newborn(c).update(one_of=[["birth_certificate", "horoscope"]]),
        Kind.UNKNOWN_NAME,
        "one_of: 'horoscope' is not in this bundle",
    ),
    "an answer to see that nobody is asked": (
        lambda c: c["items"]["birth_certificate"].update(situations=["filer", "weather"]),
        Kind.UNKNOWN_NAME,
        "items/wjw/birth_certificate.yaml: situations: no bundle with this item asks 'weather'",
    ),
    "a question that hangs on a later one": (
        lambda c: newborn(c)["situations"][0].update(when="situation.family == 'local_family'"),
        Kind.ASKED_LATER,
        "situations.filer.when: hangs on family, which is asked later",
    ),
    "a question that hangs on itself": (
        lambda c: newborn(c)["situations"][1].update(when="situation.birth_place == 'hospital'"),
        Kind.ASKED_LATER,
        "situations.birth_place.when: hangs on birth_place",
    ),
    "a question that hangs on a fact": (
        lambda c: newborn(c)["situations"][1].update(when="mother.person.nation == '01'"),
        Kind.ASKED_LATER,
        "no fact is known before the questions",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_refuses(fault: str, content: Content) -> None:
    plant, kind, complaint = FAULTS[fault]
    plant(content)
    found = [problem for problem in refused(content) if problem.kind is kind]
    assert any(complaint in str(problem) for problem in found), found
    assert all(problem.severity is Severity.REFUSE for problem in found)


@pytest.mark.parametrize(
    "rule",
    [
        "situation.filer == 'mother' && baby.household.follow == 'mother'",
        "situation.filer != 'mother' || situation.birth_place == 'hospital'",
        "baby.household.follow == 'mother' && baby.household.follow == 'father'",
    ],
)
def test_what_facts_may_still_decide_is_not_refused(rule: str, content: Content) -> None:
    place(content, "parenting_guidance")["when"] = rule
    check(build(content))


def test_an_item_left_without_anything_to_wait_for_is_told(content: Content) -> None:
    place(content, "birth_certificate")["when"] = "situation.filer == 'mother'"
    found = warned(content, Kind.NOTHING_BEFORE)
    told = next(one for one in found if one.where == "items.vaccination_record.after")
    assert "on filer=father" in told.what
    assert "none of birth_certificate is in the case" in told.what
    place(content, "vaccination_record")["after"].append({"any_of": ["birth_registration"]})
    places = [one.where for one in warned(content, Kind.NOTHING_BEFORE)]
    assert "items.vaccination_record.after" not in places


def test_an_items_own_rule_that_holds_in_no_bundle_is_told(content: Content) -> None:
    rule = content["items"]["birth_certificate"]["confirmations"][0]
    rule["when"] = "situation.filer == 'other'"
    (told,) = warned(content, Kind.NEVER_HOLDS)
    assert told.file == "items/wjw/birth_certificate.yaml"
    assert told.where == rule["id"]
    assert told.severity is Severity.WARN


def test_more_ways_than_are_walked_are_told(content: Content) -> None:
    many_questions(content)
    (told,) = warned(content, Kind.TOO_MANY_PATHS)
    assert "newborn has more than 20000 ways" in told.what


# ---- what can still hold ------------------------------------------------------------------------

KNOWN = {"situation.a": "x", "situation.b": "y"}


@pytest.mark.parametrize(
    ("rule", "comes_to"),
    [
        ("situation.a == 'x'", True),
        ("situation.a == 'z'", False),
        ("situation.unasked == 'x'", False),
        ("situation.unasked != 'x' || situation.a == 'x'", False),
        ("p.q.r == '1'", None),
        ("situation.a == 'x' && p.q.r == '1'", None),
        ("situation.a == 'z' && p.q.r == '1'", False),
        ("situation.a == 'x' || p.q.r == '1'", True),
        ("situation.a == 'z' || p.q.r == '1'", None),
        ("!(situation.a == 'x')", False),
        ("!(p.q.r == '1' && situation.b == 'n')", True),
        ("(situation.a == 'x' || p.q.r == '1') && !(situation.b != 'y')", True),
        ("situation.a in ['w', 'x']", True),
        ("situation.a != 'a && b' && situation.b == 'y'", True),
        ("p.q.r == '1' ? situation.a == 'z' : situation.a == 'w'", None),
        ("p.q.r.contains('(') && situation.a == 'z'", False),
    ],
)
def test_a_condition_comes_to_what_is_known(rule: str, comes_to: bool | None) -> None:
    assert possible(compile_condition(rule), KNOWN) is comes_to


def test_no_condition_always_holds() -> None:
    assert possible(None, {}) is True
