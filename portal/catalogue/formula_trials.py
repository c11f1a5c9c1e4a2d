"""Tries the formulas of derivations with values of the kinds they will meet: one that never gives a value would never be missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice, product

from portal.catalogue.conditions import CelFormula
from portal.catalogue.names import codes_of
from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import say
from portal.catalogue.trials import MOST_TRIALS, samples
from portal.domain.answers import BadAnswer, check_answer
from portal.domain.bundles import Bundle, Catalogue, Derivation
from portal.domain.elements import DataElement, ElementId, ValueType

_SOME_DAY = date(2026, 1, 2)
"""Limits such as not_future are of no interest here; any day will do."""
_OTHER_KIND = frozenset(
    {"date_form", "date_impossible", "month_form", "not_a_number", "not_an_option"}
)
"""Faults of an answer that is of another kind; what else may be wrong depends on the values."""
_WORDS = frozenset({ValueType.NAME, ValueType.ADDRESS})


def formula_faults(catalogue: Catalogue, bundle: Bundle) -> Iterator[Problem]:
    """Formulas that give no value whatever they are worked out from, or one that the fact cannot hold."""
    for rule in bundle.derivations:
        element = catalogue.elements.get(ElementId(rule.target.partition(".")[2]))
        known = all(codes_of(catalogue, bundle, name) is not None for name in rule.origins)
        # What is not there is told elsewhere.
        if element is not None and known and isinstance(rule.formula, CelFormula):
            what = _tried(catalogue, bundle, rule, rule.formula, element)
            if what:
                yield Problem(
                    f"bundles/{bundle.id}.yaml",
                    f"derivations.{rule.target}",
                    say("formula %(formula)r %(what)s", formula=rule.formula.source, what=what),
                    say("values are text: int(…) or double(…) makes a number of one"),
                    kind=Kind.CONDITION_TYPE,
                )


def _tried(
    catalogue: Catalogue,
    bundle: Bundle,
    rule: Derivation,
    formula: CelFormula,
    element: DataElement,
) -> str:
    """What is wrong with all that a formula gave in trials; empty when some of it can be kept."""
    rows = [_met(catalogue, bundle, name) for name in rule.origins]
    what = ""
    for values in islice(product(*rows), MOST_TRIALS):
        facts: dict[str, str] = dict(zip(rule.origins, values, strict=True))
        shown = [say("%(name)s is %(value)r", name=n, value=v) for n, v in facts.items()]
        made = formula.worked_out(facts)
        if made is None:
            what = what or say("gives nothing when %(values)s", values=shown)
        elif _fits(element, made):
            return ""
        else:
            what = say(
                "gives %(made)r when %(values)s, which %(element)s cannot hold",
                made=made,
                values=shown,
                element=element.id,
            )
    return what


def _met(catalogue: Catalogue, bundle: Bundle, name: str) -> tuple[str, ...]:
    """Samples, and digits where text may well be digits only: what never works is told, not what may not."""
    element = catalogue.elements.get(ElementId(name.partition(".")[2]))
    found = samples(catalogue, bundle, name)
    free = element is not None and not element.options and element.type not in _WORDS
    return (*found, "12345678") if free and found == ("x",) else found


def _fits(element: DataElement, value: str) -> bool:
    try:
        check_answer(element, value, _SOME_DAY)
    except BadAnswer as error:
        return error.fault.code not in _OTHER_KIND
    return True
