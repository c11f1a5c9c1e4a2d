"""Conditions in CEL, compiled once, with every fact they name known beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite
from typing import cast

import cel

from portal.catalogue.saying import say
from portal.domain.conditions import Facts

_PATH = re.compile(r"\b([a-z_][a-z0-9_]*(?:\.[a-zA-Z_][a-zA-Z0-9_]*)+)(\s*\()?")
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")


class BadCondition(ValueError):
    """A condition that CEL cannot read."""


@dataclass(frozen=True, slots=True)
class CelCondition:
    """One compiled rule and the facts it names."""

    source: str
    names: frozenset[str]
    _program: cel.Program = field(repr=False, compare=False)
    name: str = field(default="", compare=False)
    """The name it has in conditions/, under which its words stand; empty for a rule written where it is used."""

    def holds(self, facts: Facts) -> bool:
        """Whether the rule holds. A rule that names an unknown fact does not, nor one whose values do not fit it."""
        if not self.names <= facts.keys():
            return False
        try:
            return self.weigh(facts) is True
        except (TypeError, RuntimeError, ArithmeticError):
            # An empty answer is no number, and some numbers cannot be reckoned with. Rules that never fit their facts are refused
            # when the catalogue is read.
            return False

    def weigh(self, facts: Facts) -> object:
        """What CEL makes of the rule. Raises TypeError, RuntimeError or ArithmeticError where values do not fit.

        ``facts`` hold all names.
        """
        return self._program.execute(_nested({name: facts[name] for name in self.names}))


@dataclass(frozen=True, slots=True)
class CelFormula:
    """One compiled formula and the facts it names, for example ``int(shop.place.seats) * 2``."""

    source: str
    names: frozenset[str]
    _program: cel.Program = field(repr=False, compare=False)

    def worked_out(self, facts: Facts) -> str | None:
        """The value: whole numbers as they are, others to two decimals, yes and no for what is true or not."""
        if not self.names <= facts.keys():
            return None
        try:
            value = self._program.execute(_nested({name: facts[name] for name in self.names}))
        except (ValueError, TypeError, RuntimeError, ArithmeticError):
            return None
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float) and not isfinite(value):
            return None
        return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def compile_formula(source: str) -> CelFormula:
    """Compile a formula. Raises BadCondition with what CEL says of it."""
    condition = compile_condition(source)
    return CelFormula(source, condition.names, condition._program)  # noqa: SLF001 of the same kind


def compile_condition(source: str) -> CelCondition:
    """Compile a rule. Raises BadCondition with what CEL says of it."""
    try:
        program = cel.compile(source)
    except ValueError as error:
        raise BadCondition(say("%(source)s: %(error)s", source=source, error=str(error))) from error
    found = _PATH.findall(_STRING.sub("''", source))
    # What stands before a bracket is a function of the fact before it: site.place.uses.contains('food').
    names = frozenset(name.rpartition(".")[0] if called else name for name, called in found)
    if not names:
        raise BadCondition(say("%(source)s: names no fact", source=source))
    if any(name.startswith(f"{other}.") for name in names for other in names):
        raise BadCondition(
            say("%(source)s: takes one name for a fact and for a group of facts", source=source)
        )
    return CelCondition(source, names, program)


def _nested(facts: Facts) -> dict[str, object]:
    tree: dict[str, object] = {}
    for key, value in facts.items():
        *path, last = key.split(".")
        branch = tree
        for name in path:
            branch = cast("dict[str, object]", branch.setdefault(name, {}))
        branch[last] = value
    return tree
