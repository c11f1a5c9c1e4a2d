"""Conditions in data: they hold for known facts only, and a misspelt one is refused."""

from __future__ import annotations

import pytest

from portal.catalogue.conditions import BadCondition, compile_condition, compile_formula

FATHER_FILES = compile_condition("situation.filer == 'father'")
NATIONS_DIFFER = compile_condition("mother.person.nation != father.person.nation")


def test_holds_when_the_answer_is_the_one_named() -> None:
    assert FATHER_FILES.holds({"situation.filer": "father"})
    assert not FATHER_FILES.holds({"situation.filer": "mother"})


def test_compares_two_facts() -> None:
    assert NATIONS_DIFFER.holds({"mother.person.nation": "15", "father.person.nation": "01"})
    assert not NATIONS_DIFFER.holds({"mother.person.nation": "01", "father.person.nation": "01"})


@pytest.mark.parametrize(
    "facts", [{}, {"mother.person.nation": "15"}, {"father.person.nation": "01"}]
)
def test_never_holds_while_a_fact_is_unknown(facts: dict[str, str]) -> None:
    assert not NATIONS_DIFFER.holds(facts)


def test_joins_rules_with_and_and_or() -> None:
    rule = compile_condition("situation.filer == 'father' && (a.b.c == '1' || a.b.c == '2')")
    assert rule.names == {"situation.filer", "a.b.c"}
    assert rule.holds({"situation.filer": "father", "a.b.c": "2"})
    assert not rule.holds({"situation.filer": "father", "a.b.c": "3"})


def test_does_not_take_quoted_words_for_facts() -> None:
    rule = compile_condition("""a.b.c == 'mother.person.name' || a.b.c == "x.y" """)
    assert rule.names == {"a.b.c"}


def test_an_answer_that_is_not_yes_or_no_does_not_hold() -> None:
    assert not compile_condition("a.b.c").holds({"a.b.c": "true"})


@pytest.mark.parametrize(
    "source",
    [
        "situation.filer ==",
        "= 'x'",
        "true",
        "1 == 1",
        "'a.b' == 'a.b'",
        "a.b == 'x' || a.b.c == 'x'",
    ],
)
def test_refuses_what_is_no_rule_over_facts(source: str) -> None:
    with pytest.raises(BadCondition):
        compile_condition(source)


@pytest.mark.parametrize("typed", ["0", "9223372036854775807", "-9223372036854775808", "", "many"])
def test_figures_that_cannot_be_reckoned_with_hold_nothing(typed: str) -> None:
    rule = compile_condition("int(a.b.c) * 2 > 3 && 10 / int(a.b.c) > 3 && 10 % int(a.b.c) > 0")
    assert not rule.holds({"a.b.c": typed})


@pytest.mark.parametrize("typed", ["1e400", "inf", "-inf", "nan", "NaN"])
def test_a_formula_gives_no_figure_without_end(typed: str) -> None:
    assert compile_formula("double(a.b.c) * 2.0").worked_out({"a.b.c": typed}) is None
