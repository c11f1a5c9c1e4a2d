"""Whether a condition can hold while only some facts are known: true, false, or not known yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from portal.catalogue.conditions import BadCondition, CelCondition, compile_condition
from portal.domain.conditions import Condition, Facts

_SITUATION = "situation."
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|&&|\|\||[()\[\]{}?]|!(?!=)|[^'\"&|()\[\]{}?!]+|.")
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")
_compiled = lru_cache(maxsize=8192)(compile_condition)
Possible = bool | None
"""None: it hangs on facts that nobody knows yet."""


def possible(condition: Condition | None, facts: Facts) -> Possible:
    """What a condition comes to when just the situation answers in ``facts`` are known.

    No condition is always true. As when a case is open, naming a situation question that was not asked makes it false.
    """
    if condition is None:
        return True
    names = condition.names if isinstance(condition, CelCondition) else frozenset[str]()
    asked = tuple(sorted(name for name in names if name.startswith(_SITUATION)))
    if any(name not in facts for name in asked):
        return False
    return _weighed(condition.source, tuple((name, facts[name]) for name in asked))


@lru_cache(maxsize=65536)
def _weighed(source: str, answers: tuple[tuple[str, str], ...]) -> Possible:
    # Of thousands of ways, few differ in what one condition names.
    return _weigh(source, dict(answers))


def _weigh(source: str, facts: Facts) -> Possible:
    tokens = _stripped([token for token in _TOKEN.findall(source) if token.strip()])
    if "?" not in _outermost(tokens):
        either = _parts(tokens, "||")
        if len(either) > 1:
            return _any(_weigh("".join(part), facts) for part in either)
        both = _parts(tokens, "&&")
        if len(both) > 1:
            found = _any(_not(_weigh("".join(part), facts)) for part in both)
            return _not(found)
        if tokens and tokens[0] == "!" and _is_one(tokens[1:]):
            return _not(_weigh("".join(tokens[1:]), facts))
    return _atom("".join(tokens), facts)


def _atom(source: str, facts: Facts) -> Possible:
    if source.strip() in {"true", "false"}:
        return source.strip() == "true"
    try:
        condition = _compiled(source)
    except BadCondition:
        return None
    return condition.holds(facts) if condition.names <= facts.keys() else None


def _any(values: Iterable[Possible]) -> Possible:
    known = set(values)
    return True if True in known else None if None in known else False


def _not(value: Possible) -> Possible:
    return None if value is None else not value


def _outermost(tokens: list[str]) -> list[str]:
    """The tokens that stand in no bracket."""
    depth, found = 0, []
    for token in tokens:
        depth -= token in _CLOSES
        if depth == 0 and token not in _CLOSES and token not in _OPENS:
            found.append(token)
        depth += token in _OPENS
    return found


def _parts(tokens: list[str], sign: str) -> list[list[str]]:
    depth, parts = 0, [list[str]()]
    for token in tokens:
        depth += (token in _OPENS) - (token in _CLOSES)
        if depth == 0 and token == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _stripped(tokens: list[str]) -> list[str]:
    """Without brackets that hold the whole."""
    while len(tokens) > 1 and tokens[0] == "(" and _is_one(tokens):
        tokens = tokens[1:-1]
    return tokens


def _is_one(tokens: list[str]) -> bool:
    """Whether a bracket that opens at the first sign closes at the last."""
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token in _OPENS) - (token in _CLOSES)
        if depth == 0:
            return i == len(tokens) - 1 and tokens[0] == "("
    return False
