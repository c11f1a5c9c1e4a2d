"""Tries conditions with values of the kinds they will meet, so that one that cannot work is refused before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from portal.catalogue.conditions import CelCondition
from portal.catalogue.names import codes_of, conditions_of, stands_in, wrong_names
from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.conditions import Condition
from portal.domain.elements import DataElement, ElementId, ValueType

MOST_TRIALS = 128
"""How many combinations of values one condition is tried with."""
_NAME = r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+"
_NUMBER = r"-?\d+(?:\.\d+)?(?![\w.])"
_SIGN = r"\s*(?:[=!<>]=|[<>])\s*"
_WITH_NUMBER = re.compile(
    rf"(?<![\w.])({_NAME}){_SIGN}({_NUMBER})|(?<![\w.])({_NUMBER}){_SIGN}({_NAME})(?![\w.(])"
)
_WITH_TRUTH = re.compile(rf"(?<![\w.])({_NAME})\s*[=!]=\s*(true|false)\b")
_AS_TEXT = re.compile(rf"(?<![\w.])({_NAME})\s*(?:[<>]=|[<>])\s*['\"]([^'\"]*)['\"]")
_AMONG = re.compile(rf"(?<![\w.])({_NAME})\s+in\s+\[([^\]]*)\]")
_CONTAINS = re.compile(rf"(?<![\w.])({_NAME})\.contains\(\s*['\"]([^'\"]*)['\"]\s*\)")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NUMERIC = frozenset({ValueType.INTEGER, ValueType.DECIMAL})
_SAMPLES = {
    ValueType.INTEGER: ("5", "70"),
    ValueType.DECIMAL: ("5.5", "70"),
    ValueType.DATE: ("2026-01-02",),
    ValueType.MOMENT: ("2026-01-02T03:04",),
    ValueType.MONTH: ("2026-01",),
}


def condition_faults(catalogue: Catalogue, bundle: Bundle) -> Iterator[Problem]:
    """Every condition of a bundle that names what is not there, or cannot work with the values it will meet."""
    for where, condition in conditions_of(catalogue, bundle):
        unknown = list(wrong_names(catalogue, bundle, condition))
        kind = Kind.UNKNOWN_NAME if unknown else Kind.CONDITION_TYPE
        for what in unknown or wrong_types(catalogue, bundle, condition):
            file, part = stands_in(catalogue, bundle, where)
            yield Problem(
                file, part, what, say("in bundle %(bundle)s", bundle=bundle.id), kind=kind
            )


def wrong_types(catalogue: Catalogue, bundle: Bundle, condition: Condition) -> Iterator[str]:
    """What a condition does with values that they are not made for. Its names must all exist."""
    found = list(_written(catalogue, bundle, condition.source))
    if not found and isinstance(condition, CelCondition):
        found = [what] if (what := _tried(catalogue, bundle, condition)) else []
    for what in found:
        yield say("condition %(rule)r %(what)s", rule=condition.source, what=what)


def _written(catalogue: Catalogue, bundle: Bundle, source: str) -> Iterator[str]:
    bare = _QUOTED.sub("''", source)
    for name, number, other_number, other in _WITH_NUMBER.findall(bare):
        yield say(
            "compares %(name)s with the number %(number)s; values are text, so write int(%(name)s)",
            name=name or other,
            number=number or other_number,
        )
    for name, truth in _WITH_TRUTH.findall(bare):
        yield say(
            "compares %(name)s with %(truth)s; compare it with a code in quotes",
            name=name,
            truth=truth,
        )
    for name, text in _AS_TEXT.findall(source):
        element = _element(catalogue, name)
        if element is not None and element.type in _NUMERIC:
            yield say(
                "compares %(name)s with the text %(text)r sign by sign; write int(%(name)s) and the number without quotes",
                name=name,
                text=text,
            )
    for name, listed in _AMONG.findall(source):
        codes = codes_of(catalogue, bundle, name)
        for single, double in _QUOTED.findall(listed):
            if codes and (single or double) not in codes:
                yield say(
                    "names %(code)r, which is no answer to %(name)s",
                    code=single or double,
                    name=name,
                )
    for name, part in _CONTAINS.findall(source):
        codes = codes_of(catalogue, bundle, name)
        if codes and not any(part in code for code in codes):
            yield say("looks for %(part)r, which is in no answer to %(name)s", part=part, name=name)


def _tried(catalogue: Catalogue, bundle: Bundle, condition: CelCondition) -> str:
    """What went wrong in a trial; empty when nothing did."""
    names = sorted(condition.names)
    rows = [_values(catalogue, bundle, name) for name in names]
    for values in islice(product(*rows), MOST_TRIALS):
        facts = dict(zip(names, values, strict=True))
        shown = [say("%(name)s is %(value)r", name=n, value=v) for n, v in facts.items()]
        try:
            result = condition.weigh(facts)
        except (TypeError, RuntimeError, ValueError, ArithmeticError) as error:
            return say(
                "cannot be weighed when %(shown)s: %(why)s",
                shown=shown,
                why=str(error).splitlines()[0].split(". ")[0],
            )
        if not isinstance(result, bool):
            return say("is neither true nor false; compare with a code in quotes")
    return ""


def _values(catalogue: Catalogue, bundle: Bundle, name: str) -> tuple[str, ...]:
    codes = codes_of(catalogue, bundle, name)
    if codes:
        return codes
    element = _element(catalogue, name)
    return _SAMPLES.get(element.type, ("x",)) if element is not None else ("x",)


def _element(catalogue: Catalogue, name: str) -> DataElement | None:
    return catalogue.elements.get(ElementId(name.partition(".")[2]))
